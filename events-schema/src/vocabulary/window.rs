//! How a site's button and window look, and what its form asks before a conversation (M5, M6).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Names;

/// The words of a site's own for button and window. What is empty says what the product says by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WindowTexts {
    /// The head of the window; by itself the name of the site.
    pub title: Names,
    /// Under it, while somebody is there.
    pub subtitle: Names,
    /// In the window before the first message.
    pub greeting: Names,
    /// On the button, while somebody is there.
    pub button: Names,
    /// In the window while nobody is there.
    pub offline: Names,
}

/// An edge of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Edge {
    Left,
    #[default]
    Right,
}

/// Where the button stands on the page, and the window above it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ButtonPlace {
    pub edge: Edge,
    /// Distance from that edge, in CSS pixels.
    pub from_edge_px: u32,
    /// Distance from the lower edge, in CSS pixels.
    pub from_bottom_px: u32,
    /// The button is not shown until the page asks for it; a window that is open stays.
    pub hidden: bool,
}

impl Default for ButtonPlace {
    /// Where nobody chose otherwise.
    fn default() -> Self {
        Self { edge: Edge::Right, from_edge_px: 20, from_bottom_px: 20, hidden: false }
    }
}

/// Whether a form asks for something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldRule {
    #[default]
    Off,
    Optional,
    Required,
}

/// What a visitor agrees to before a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FormConsent {
    pub text: Names,
    /// Where it is explained, `http` or `https`; may be empty.
    pub policy_url: String,
}

/// The form before the first message of a new conversation (M5).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PreChatForm {
    pub on: bool,
    pub name: FieldRule,
    pub email: FieldRule,
    pub phone: FieldRule,
    /// The choice among the departments that somebody serves.
    pub department: FieldRule,
    pub consent: Option<FormConsent>,
}

impl PreChatForm {
    /// Whether anything is asked.
    pub fn asks(&self) -> bool {
        let fields = [self.name, self.email, self.phone, self.department];
        self.on && (self.consent.is_some() || fields.iter().any(|rule| *rule != FieldRule::Off))
    }
}
