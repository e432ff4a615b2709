//! How a site is set up: what would be refused, which commands a change takes, and what the preview is told of it.

use letopis_shared::domain::site::WORDS_CHARS_MAX;
use letopis_shared::domain::{text, url};
use letopis_shared::limits::CONSENT_CHARS_MAX;
use letopis_shared::schema::vocabulary::{FieldRule, FormConsent, Locale, PreChatForm};
use letopis_shared::views::sites::{DepartmentRow, SiteRow};
use letopis_shared::wire::Refusal;
use letopis_shared::wire::operator::Command;
use letopis_ui::json::quoted;

/// The fields of title, subtitle, greeting, button and offline text, in both languages, by their ids.
pub const WORD_FIELDS: [[&str; 2]; 5] = [
    ["site-title-ru", "site-title-en"],
    ["site-subtitle-ru", "site-subtitle-en"],
    ["site-greeting-ru", "site-greeting-en"],
    ["site-button-ru", "site-button-en"],
    ["site-offline-ru", "site-offline-en"],
];

/// What the server would refuse, by the ids of the fields, in their order: nothing is sent while there is any.
pub fn refusals(wanted: &SiteRow) -> Vec<(&'static str, Refusal)> {
    let texts = &wanted.texts;
    let words = [&texts.title, &texts.subtitle, &texts.greeting, &texts.button, &texts.offline];
    let mut lines = Vec::new();
    for ((names, [ru, en]), max) in words.into_iter().zip(WORD_FIELDS).zip(WORDS_CHARS_MAX) {
        lines.extend([(ru, &names.ru, max), (en, &names.en, max)]);
    }
    let consent = wanted.form.consent.as_ref();
    if let Some(FormConsent { text, .. }) = consent {
        let max = CONSENT_CHARS_MAX;
        lines.extend([("site-consent-ru", &text.ru, max), ("site-consent-en", &text.en, max)]);
    }
    let name = ("site-name", text::name(&wanted.name).err());
    let lines = lines.into_iter().map(|(field, line, max)| (field, text::line(line, max).err()));
    let policy = consent.map(|consent| consent.policy_url.as_str()).filter(|url| !url.is_empty());
    let policy = ("site-policy", policy.and_then(|url| url::web(url).err()));
    let all = [name].into_iter().chain(lines).chain([policy]);
    all.filter_map(|(field, refusal)| Some((field, refusal?))).collect()
}

/// What an administrator changed, part by part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Appearance,
    Texts,
    Place,
    Form,
}

/// The parts in which a site is wanted otherwise than it is.
pub fn changed(held: &SiteRow, wanted: &SiteRow) -> Vec<Part> {
    let looks = |row: &SiteRow| (row.name.clone(), row.accent.clone(), row.locale);
    let mut parts = Vec::new();
    if looks(held) != looks(wanted) {
        parts.push(Part::Appearance);
    }
    if held.texts != wanted.texts {
        parts.push(Part::Texts);
    }
    if held.place != wanted.place {
        parts.push(Part::Place);
    }
    if held.form != in_both_languages(&wanted.form) {
        parts.push(Part::Form);
    }
    parts
}

/// As it is recorded: a consent that is worded in one language is that in both.
fn in_both_languages(form: &PreChatForm) -> PreChatForm {
    let mut form = form.clone();
    if let Some(FormConsent { text, .. }) = &mut form.consent {
        if text.en.is_empty() {
            text.en = text.ru.clone();
        } else if text.ru.is_empty() {
            text.ru = text.en.clone();
        }
    }
    form
}

/// The command that makes a part as it is wanted.
pub fn command(part: Part, wanted: &SiteRow) -> Command {
    let (site_id, locale) = (wanted.id, wanted.locale);
    match part {
        Part::Appearance => {
            Command::ChooseAppearance { site_id, name: wanted.name.clone(), accent: wanted.accent.clone(), locale }
        }
        Part::Texts => Command::WordWindow { site_id, texts: Box::new(wanted.texts.clone()) },
        Part::Place => Command::PlaceButton { site_id, place: wanted.place.clone() },
        Part::Form => Command::ChooseForm { site_id, form: Box::new(wanted.form.clone()) },
    }
}

/// What the preview shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scene {
    Button,
    /// Before the first message.
    Greeting,
    Chat,
    Form,
    Offline,
}

/// The words of the conversation in the preview, in its language: two questions, an answer, the operator's name.
pub type Talk = [String; 4];

/// What the loader would say to the chat window, were the site as it is wanted: the beginning of its line, with a
/// conversation that never was, at a time as the server writes it. The window reads no more than this (`frontend/widget/src/bridge.rs`).
pub fn line(
    wanted: &SiteRow,
    locale: Locale,
    scene: Scene,
    departments: &[&DepartmentRow],
    talk: &Talk,
    at: &str,
) -> String {
    let own = |names: &letopis_shared::schema::vocabulary::Names| quoted(names.of(locale));
    let texts = &wanted.texts;
    let site = format!(
        r#"{{"name":{},"accent":{},"locale":"{}","title":{},"subtitle":{},"greeting":{},"offline":{}}}"#,
        quoted(&wanted.name),
        quoted(&wanted.accent),
        locale.tag(),
        own(&texts.title),
        own(&texts.subtitle),
        own(&texts.greeting),
        own(&texts.offline),
    );
    let frame = quoted(&snapshot(wanted, scene, departments, talk, at));
    format!(r#"{{"loader":"start","up":true,"site":{site},"pending":[],"frames":[{frame}]}}"#)
}

fn snapshot(wanted: &SiteRow, scene: Scene, departments: &[&DepartmentRow], talk: &Talk, at: &str) -> String {
    let online = scene != Scene::Offline;
    let (form, departments) = match scene {
        Scene::Form => (form(wanted), self::departments(wanted, departments)),
        _ => ("null".to_owned(), String::new()),
    };
    let (conversation, entries) = match scene {
        Scene::Button | Scene::Chat => (conversation(talk), entries(talk, at)),
        Scene::Greeting | Scene::Form | Scene::Offline => ("null".to_owned(), String::new()),
    };
    format!(
        r#"{{"frame":"snapshot","position":1,"view":{{"online":{online},"departments":[{departments}],"form":{form},"queue_place":null,"conversation":{conversation},"marks":{{"delivered_to_visitor":2,"read_by_visitor":2,"delivered_to_operator":3,"read_by_operator":1}},"entries":[{entries}]}}}}"#
    )
}

/// A form that is off is shown too, as it would be.
fn form(wanted: &SiteRow) -> String {
    let form = &wanted.form;
    let [name, email, phone, department] = [form.name, form.email, form.phone, form.department].map(rule);
    let consent = form.consent.as_ref().map_or_else(
        || "null".to_owned(),
        |consent| {
            let [ru, en, url] = [&consent.text.ru, &consent.text.en, &consent.policy_url].map(|text| quoted(text));
            format!(r#"{{"text":{{"ru":{ru},"en":{en}}},"policy_url":{url}}}"#)
        },
    );
    format!(
        r#"{{"name":"{name}","email":"{email}","phone":"{phone}","department":"{department}","consent":{consent},"known_name":"","known_email":"","known_phone":""}}"#
    )
}

fn departments(wanted: &SiteRow, rows: &[&DepartmentRow]) -> String {
    if wanted.form.department == FieldRule::Off {
        return String::new();
    }
    let one = |row: &&DepartmentRow| {
        let [ru, en] = [&row.names.ru, &row.names.en].map(|text| quoted(text));
        format!(r#"{{"id":"{}","names":{{"ru":{ru},"en":{en}}},"online":true}}"#, row.id)
    };
    rows.iter().map(one).collect::<Vec<_>>().join(",")
}

fn conversation([.., name]: &Talk) -> String {
    let (id, name) = (uuid::Uuid::nil(), quoted(name));
    format!(r#"{{"id":"{id}","number":1,"closed":false,"operator":{name},"stars":null,"reopens_until":null}}"#)
}

fn entries([first, second, answer, name]: &Talk, at: &str) -> String {
    let [first, second, answer, name] = [first, second, answer, name].map(|text| quoted(text));
    let id = |n: u128| uuid::Uuid::from_u128(n);
    let mine = |n: u32, text: &str| {
        format!(r#"{{"is":"mine","message_id":"{}","number":{n},"text":{text}}}"#, id(u128::from(n)))
    };
    let theirs = format!(r#"{{"is":"theirs","message_id":"{}","number":2,"name":{name},"text":{answer}}}"#, id(2));
    let what = [mine(1, &first), format!(r#"{{"is":"operator_joined","name":{name}}}"#), theirs, mine(3, &second)];
    let entry = |(n, what): (usize, &String)| format!(r#"{{"position":{n},"at":"{at}","what":{what}}}"#);
    what.iter().enumerate().map(entry).collect::<Vec<_>>().join(",")
}

fn rule(rule: FieldRule) -> &'static str {
    match rule {
        FieldRule::Off => "off",
        FieldRule::Optional => "optional",
        FieldRule::Required => "required",
    }
}

#[cfg(test)]
mod tests {
    use letopis_shared::schema::vocabulary::{ButtonPlace, FormConsent, Names, PreChatForm, WindowTexts};
    use letopis_shared::wire::visitor::ServerFrame;
    use serde_json::Value;

    use super::*;

    fn row() -> SiteRow {
        SiteRow {
            id: uuid::Uuid::from_u128(1).into(),
            name: "Привал \"3\"".into(),
            allowed_domains: vec![],
            accent: "#2f6b4f".into(),
            locale: Locale::Ru,
            texts: WindowTexts::default(),
            place: ButtonPlace::default(),
            form: PreChatForm {
                department: FieldRule::Required,
                consent: Some(FormConsent {
                    text: Names { ru: "Согласен".into(), en: "I agree".into() },
                    policy_url: String::new(),
                }),
                ..PreChatForm::default()
            },
            seen_at: None,
            archived: false,
        }
    }

    #[test]
    fn a_change_takes_one_command_a_part() {
        let held = row();
        assert_eq!(changed(&held, &held), []);
        let accent = SiteRow { accent: "#000000".into(), ..held.clone() };
        assert_eq!(changed(&held, &accent), [Part::Appearance]);
        let mut all = accent;
        all.texts.title.ru = "Магазин".into();
        all.place.hidden = true;
        all.form.on = true;
        assert_eq!(changed(&held, &all), [Part::Appearance, Part::Texts, Part::Place, Part::Form]);
        assert_eq!(
            command(Part::Place, &all),
            Command::PlaceButton { site_id: held.id, place: ButtonPlace { hidden: true, ..ButtonPlace::default() } }
        );
    }

    #[test]
    fn what_the_server_would_refuse_is_known_field_by_field() {
        let mut row = row();
        assert_eq!(refusals(&row), []);
        row.name.clear();
        row.texts.button.en = "x".repeat(31);
        row.form.consent = Some(FormConsent {
            text: Names { ru: "Согласен".into(), en: "x".repeat(CONSENT_CHARS_MAX + 1) },
            policy_url: "shop.example".into(),
        });
        let expected = [
            ("site-name", Refusal::NameInvalid { max: 100 }),
            ("site-button-en", Refusal::TextTooLong { max: 30 }),
            ("site-consent-en", Refusal::TextTooLong { max: CONSENT_CHARS_MAX as u32 }),
            ("site-policy", Refusal::UrlInvalid),
        ];
        assert_eq!(refusals(&row), expected);
    }

    #[test]
    fn the_preview_is_told_what_the_server_would_tell() {
        let names = Names { ru: "Продажи".into(), en: "Sales".into() };
        let department = DepartmentRow {
            id: uuid::Uuid::from_u128(2).into(),
            names,
            place: 0,
            hours: None,
            open: true,
            conversations_max: None,
            archived: false,
        };
        let talk = ["Вопрос", "Ещё \"вопрос\"", "Ответ", "Ира"].map(str::to_owned);
        for scene in [Scene::Button, Scene::Greeting, Scene::Chat, Scene::Form, Scene::Offline] {
            let line = line(&row(), Locale::Ru, scene, &[&department], &talk, "2026-01-01T11:02:00.123Z");
            let line: Value = serde_json::from_str(&line).expect("a document");
            assert_eq!(line["site"]["name"], "Привал \"3\"");
            let frame = line["frames"][0].as_str().expect("a frame");
            let ServerFrame::Snapshot { view, .. } = serde_json::from_str(frame).expect("of the contract") else {
                panic!("not a snapshot");
            };
            assert_eq!(view.form.is_some(), scene == Scene::Form);
            assert_eq!(view.departments.len(), usize::from(scene == Scene::Form));
            assert_eq!(view.online, scene != Scene::Offline);
        }
    }
}
