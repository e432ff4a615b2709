use leptos::prelude::*;
use letopis_shared::domain::text;
use letopis_shared::schema::vocabulary::{ButtonPlace, Edge, FieldRule, FormConsent, Locale, Names, PreChatForm};
use letopis_shared::views::sites::SiteRow;

use crate::client::use_client;
use crate::state::site::refusals;

/// A text in both languages.
#[derive(Clone, Copy)]
pub struct Both {
    pub ru: RwSignal<String>,
    pub en: RwSignal<String>,
}

impl Both {
    fn new() -> Self {
        Self { ru: RwSignal::default(), en: RwSignal::default() }
    }

    fn load(self, names: &Names) {
        self.ru.set(names.ru.clone());
        self.en.set(names.en.clone());
    }

    fn names(self) -> Names {
        let text = |value: RwSignal<String>| value.with(|value| text::one_line(value));
        Names { ru: text(self.ru), en: text(self.en) }
    }
}

/// A site as the administrator wants it, not saved yet.
#[derive(Clone, Copy)]
pub struct Draft {
    held: Memo<Option<SiteRow>>,
    pub name: RwSignal<String>,
    pub accent: RwSignal<String>,
    pub locale: RwSignal<Locale>,
    /// Title, subtitle, greeting, button, offline.
    pub texts: [Both; 5],
    pub edge: RwSignal<Edge>,
    /// From the edge, from below.
    pub offsets: [RwSignal<String>; 2],
    pub hidden: RwSignal<bool>,
    pub on: RwSignal<bool>,
    /// Name, e-mail, phone, department.
    pub rules: [RwSignal<FieldRule>; 4],
    pub agrees: RwSignal<bool>,
    pub consent: Both,
    pub policy: RwSignal<String>,
    /// Saving was tried: what is missing is said at its field.
    pub tried: RwSignal<bool>,
}

impl Draft {
    /// The site as it is.
    pub fn of(id: letopis_shared::schema::ids::SiteId) -> Self {
        let client = use_client();
        let draft = Self {
            held: Memo::new(move |_| client.sites(|view| view.sites.get(&id).cloned()).flatten()),
            name: RwSignal::default(),
            accent: RwSignal::default(),
            locale: RwSignal::default(),
            texts: std::array::from_fn(|_| Both::new()),
            edge: RwSignal::default(),
            offsets: std::array::from_fn(|_| RwSignal::default()),
            hidden: RwSignal::default(),
            on: RwSignal::default(),
            rules: std::array::from_fn(|_| RwSignal::default()),
            agrees: RwSignal::default(),
            consent: Both::new(),
            policy: RwSignal::default(),
            tried: RwSignal::default(),
        };
        draft.reset();
        draft
    }

    /// The site as it is saved.
    pub fn held(self) -> Option<SiteRow> {
        self.held.get()
    }

    /// Gives up what is not saved.
    pub fn reset(self) {
        let Some(row) = self.held.get_untracked() else { return };
        self.tried.set(false);
        self.name.set(row.name);
        self.accent.set(row.accent);
        self.locale.set(row.locale);
        let texts = &row.texts;
        let all = [&texts.title, &texts.subtitle, &texts.greeting, &texts.button, &texts.offline];
        self.texts.iter().zip(all).for_each(|(both, names)| both.load(names));
        self.edge.set(row.place.edge);
        self.offsets[0].set(row.place.from_edge_px.to_string());
        self.offsets[1].set(row.place.from_bottom_px.to_string());
        self.hidden.set(row.place.hidden);
        let form = &row.form;
        self.on.set(form.on);
        let rules = [form.name, form.email, form.phone, form.department];
        self.rules.iter().zip(rules).for_each(|(signal, rule)| signal.set(rule));
        self.agrees.set(form.consent.is_some());
        let consent = form.consent.clone().unwrap_or_default();
        self.consent.load(&consent.text);
        self.policy.set(consent.policy_url);
    }

    /// The site as it is wanted; a distance that is no number stays as it is saved, and so does the consent of a form
    /// that is off: its fields are out of sight.
    pub fn wanted(self) -> Option<SiteRow> {
        let mut row = self.held.get()?;
        row.name = text::one_line(&self.name.get());
        row.accent = self.accent.get();
        row.locale = self.locale.get();
        let [title, subtitle, greeting, button, offline] = self.texts.map(Both::names);
        row.texts = letopis_shared::schema::vocabulary::WindowTexts { title, subtitle, greeting, button, offline };
        let [from_edge_px, from_bottom_px] = [(0, row.place.from_edge_px), (1, row.place.from_bottom_px)]
            .map(|(n, saved)| self.offset(n).unwrap_or(saved));
        row.place = ButtonPlace { edge: self.edge.get(), from_edge_px, from_bottom_px, hidden: self.hidden.get() };
        let [name, email, phone, department] = self.rules.map(|rule| rule.get());
        let (on, agrees) = (self.on.get(), self.agrees.get());
        let asked = || FormConsent { text: self.consent.names(), policy_url: self.policy.get().trim().to_owned() };
        let consent = if on { agrees.then(asked) } else { row.form.consent };
        row.form = PreChatForm { on, name, email, phone, department, consent };
        Some(row)
    }

    /// What is wrong with a field, once saving was tried.
    pub fn error(self, field: &'static str) -> Signal<Option<String>> {
        let client = use_client();
        Signal::derive(move || {
            let wanted = self.tried.get().then(|| self.wanted()).flatten()?;
            let refused = refusals(&wanted).into_iter().find(|(refused, _)| *refused == field);
            refused.map(|(_, refusal)| client.sentence(&refusal))
        })
    }

    /// Whether a consent is asked for without a word of what one agrees to; one language is enough.
    pub fn unworded(self) -> bool {
        self.agrees.get() && self.consent.names() == Names::default()
    }

    /// Whether the form is on and there is nothing in it.
    pub fn asks_nothing(self) -> bool {
        self.on.get() && !self.agrees.get() && self.rules.iter().all(|rule| rule.get() == FieldRule::Off)
    }

    /// Switches the form on or off; one without a question starts with the usual ones.
    pub fn switch_form(self, on: bool) {
        self.on.set(on);
        if untrack(|| self.asks_nothing()) {
            self.rules[0].set(FieldRule::Required);
            self.rules[1].set(FieldRule::Optional);
        }
    }

    /// A distance in pixels, if it is one.
    pub fn offset(self, n: usize) -> Option<u32> {
        let max = letopis_shared::limits::BUTTON_OFFSET_PX_MAX;
        self.offsets[n].with(|text| text.trim().parse().ok()).filter(|px| *px <= max)
    }
}
