//! The form before a conversation (M5): what may be asked, and whether the answers are enough.

use letopis_events::ids::DepartmentId;
use letopis_events::vocabulary::{FieldRule, FormConsent, Names, PreChatForm};

use crate::domain::{text, url};
use crate::limits::CONSENT_CHARS_MAX;
use crate::wire::Refusal;
use crate::wire::refusal::FormField;
use crate::wire::visitor::FormAnswers;

/// What is known of a visitor before he answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known<'a> {
    pub name: bool,
    pub email: bool,
    pub phone: bool,
    /// The text he last agreed to.
    pub consent: Option<&'a str>,
}

/// Answers that are enough: what is to be recorded of them. What the form does not ask is not among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    /// Empty where nothing was answered; so are the others.
    pub name: String,
    pub email: String,
    pub phone: String,
    pub department_id: Option<DepartmentId>,
    /// The text he agrees to just now.
    pub consent: Option<String>,
}

/// A form as it may be asked.
pub(super) fn chosen(form: &PreChatForm) -> Result<PreChatForm, Refusal> {
    let consent = form.consent.as_ref().map(|consent| {
        let or = |own: &str, other: &str| {
            let line = text::line(if own.trim().is_empty() { other } else { own }, CONSENT_CHARS_MAX)?;
            if line.is_empty() { Err(Refusal::TextEmpty) } else { Ok(line) }
        };
        let names = &consent.text;
        let text = Names { ru: or(&names.ru, &names.en)?, en: or(&names.en, &names.ru)? };
        let policy_url = consent.policy_url.trim();
        let policy_url = if policy_url.is_empty() { String::new() } else { url::web(policy_url)? };
        Ok(FormConsent { text, policy_url })
    });
    Ok(PreChatForm { consent: consent.transpose()?, ..form.clone() })
}

/// Whether a conversation may start with these answers, `offered` being the departments to choose from.
///
/// # Errors
/// [`Refusal::FormUnanswered`] with the first thing that lacks, the refusal of a value that does not fit, and
/// [`Refusal::Archived`] for a department that is not offered.
pub fn answered(
    form: &PreChatForm,
    answers: &FormAnswers,
    known: Known<'_>,
    offered: &[DepartmentId],
) -> Result<Answered, Refusal> {
    if !form.on {
        return Ok(Answered::default());
    }
    let lacks = |field| Refusal::FormUnanswered { field };
    let value = |rule: FieldRule, value: &str, known: bool, field, fit: fn(&str) -> Result<String, Refusal>| match (
        rule,
        value.trim(),
    ) {
        (FieldRule::Off, _) | (FieldRule::Optional, "") => Ok(String::new()),
        (FieldRule::Required, "") if known => Ok(String::new()),
        (FieldRule::Required, "") => Err(lacks(field)),
        (_, value) => fit(value),
    };
    let name = value(form.name, &answers.name, known.name, FormField::Name, text::name)?;
    let email = value(form.email, &answers.email, known.email, FormField::Email, text::email)?;
    let phone = value(form.phone, &answers.phone, known.phone, FormField::Phone, text::phone)?;
    let department_id = match (form.department, answers.department_id) {
        (FieldRule::Off, _) | (FieldRule::Optional, None) => None,
        (FieldRule::Required, None) if offered.is_empty() => None,
        (FieldRule::Required, None) => return Err(lacks(FormField::Department)),
        (_, Some(id)) if offered.contains(&id) => Some(id),
        (_, Some(_)) => return Err(Refusal::Archived),
    };
    let consent = match &form.consent {
        None => None,
        Some(asked) if is_wording(asked, known.consent) => None,
        Some(asked) if is_wording(asked, answers.consent.as_deref()) => answers.consent.clone(),
        Some(_) => return Err(lacks(FormField::Consent)),
    };
    Ok(Answered { name, email, phone, department_id, consent })
}

/// Whether somebody agreed to just what is asked, in whatever language.
pub fn is_wording(asked: &FormConsent, agreed: Option<&str>) -> bool {
    agreed.is_some_and(|agreed| agreed == asked.text.ru || agreed == asked.text.en)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::id;

    fn form() -> PreChatForm {
        PreChatForm {
            on: true,
            name: FieldRule::Required,
            email: FieldRule::Optional,
            phone: FieldRule::Off,
            department: FieldRule::Required,
            consent: Some(FormConsent {
                text: Names { ru: "Согласен".into(), en: "I agree".into() },
                policy_url: String::new(),
            }),
        }
    }

    fn answers() -> FormAnswers {
        FormAnswers {
            name: " Марина ".into(),
            email: "M@example.org".into(),
            phone: "+7 900 000-00-00".into(),
            department_id: Some(id(6)),
            consent: Some("Согласен".into()),
        }
    }

    fn nothing() -> FormAnswers {
        FormAnswers::default()
    }

    fn check(answers: &FormAnswers) -> Result<Answered, Refusal> {
        answered(&form(), answers, Known::default(), &[id(6)])
    }

    fn lacks(field: FormField) -> Result<Answered, Refusal> {
        Err(Refusal::FormUnanswered { field })
    }

    #[test]
    fn what_the_form_does_not_ask_is_not_recorded() {
        let taken = check(&answers()).expect("everything is answered");
        assert_eq!((taken.name.as_str(), taken.email.as_str(), taken.phone.as_str()), ("Марина", "m@example.org", ""));
        assert_eq!((taken.department_id, taken.consent.as_deref()), (Some(id(6)), Some("Согласен")));
        let off = PreChatForm { on: false, ..form() };
        assert_eq!(answered(&off, &answers(), Known::default(), &[]), Ok(Answered::default()));
    }

    #[test]
    fn each_thing_that_lacks_is_named() {
        assert_eq!(check(&nothing()), lacks(FormField::Name));
        assert_eq!(check(&FormAnswers { department_id: None, ..answers() }), lacks(FormField::Department));
        assert_eq!(check(&FormAnswers { consent: None, ..answers() }), lacks(FormField::Consent));
        let phone = PreChatForm { phone: FieldRule::Required, email: FieldRule::Required, ..form() };
        let check = |answers| answered(&phone, &answers, Known::default(), &[id(6)]);
        assert_eq!(check(FormAnswers { email: " ".into(), ..answers() }), lacks(FormField::Email));
        assert_eq!(check(FormAnswers { phone: String::new(), ..answers() }), lacks(FormField::Phone));
    }

    #[test]
    fn a_value_that_does_not_fit_is_refused_although_it_is_optional() {
        assert_eq!(check(&FormAnswers { email: "nowhere".into(), ..answers() }), Err(Refusal::EmailInvalid));
        assert_eq!(check(&FormAnswers { department_id: Some(id(7)), ..answers() }), Err(Refusal::Archived));
    }

    #[test]
    fn agreement_to_another_wording_is_none() {
        let other = FormAnswers { consent: Some("Согласен на всё".into()), ..answers() };
        assert_eq!(check(&other), lacks(FormField::Consent));
    }

    #[test]
    fn who_is_known_is_not_asked_again() {
        let known = Known { name: true, consent: Some("I agree"), ..Known::default() };
        let only = FormAnswers { department_id: Some(id(6)), ..nothing() };
        let taken = Answered { department_id: Some(id(6)), ..Answered::default() };
        assert_eq!(answered(&form(), &only, known, &[id(6)]), Ok(taken));
    }

    #[test]
    fn a_department_is_not_demanded_while_there_is_none() {
        let known = Known { name: true, consent: Some("Согласен"), ..Known::default() };
        assert_eq!(answered(&form(), &nothing(), known, &[]), Ok(Answered::default()));
    }
}
