//! What an operator serves: departments, languages, how many at once (S127, S128, S133).

use super::*;

fn departments(ids: &[u128]) -> Vec<DepartmentId> {
    ids.iter().map(|n| id(*n)).collect()
}

fn languages(texts: &[&str]) -> Vec<Language> {
    texts.iter().map(|text| Language((*text).into())).collect()
}

#[test]
fn departments_are_replaced_as_a_set() {
    let give = |ids: &[u128]| OperatorCommand::GiveDepartments { department_ids: departments(ids) };
    let given_to =
        |ids: &[u128]| -> OperatorEvent { OperatorDepartmentsGiven { department_ids: departments(ids) }.into() };
    given::<Operator>(&[created()]).when(give(&[8, 7, 8])).then(vec![given_to(&[7, 8])]);
    given::<Operator>(&[created(), given_to(&[7, 8])]).when(give(&[8, 7])).then_nothing();
    given::<Operator>(&[created(), given_to(&[7, 8])]).when(give(&[])).then(vec![given_to(&[])]);
    let many: Vec<_> = (0..=DEPARTMENTS_MAX as u128).collect();
    given::<Operator>(&[created()]).when(give(&many)).then_refused(Refusal::TooMany { max: DEPARTMENTS_MAX as u32 });
    given::<Operator>(&[]).when(give(&[7])).then_refused(Refusal::NotFound);
}

#[test]
fn languages_are_replaced_as_a_set() {
    let give = |texts: &[&str]| OperatorCommand::GiveLanguages { languages: languages(texts) };
    let given_to = |texts: &[&str]| -> OperatorEvent { OperatorLanguagesGiven { languages: languages(texts) }.into() };
    given::<Operator>(&[created()]).when(give(&["RU", "en"])).then(vec![given_to(&["en", "ru"])]);
    given::<Operator>(&[created(), given_to(&["en", "ru"])]).when(give(&["ru", "en"])).then_nothing();
    given::<Operator>(&[created()]).when(give(&["ru", "russian"])).then_refused(Refusal::LanguageInvalid);
    given::<Operator>(&[]).when(give(&["ru"])).then_refused(Refusal::NotFound);
}

#[test]
fn a_limit_of_his_own_is_recorded_when_it_differs() {
    let limit = |max| OperatorCommand::LimitConversations { max };
    let limited = |max| -> OperatorEvent { OperatorConversationLimitGiven { max }.into() };
    given::<Operator>(&[created()]).when(limit(Some(0))).then(vec![limited(Some(0))]);
    given::<Operator>(&[created()]).when(limit(None)).then_nothing();
    given::<Operator>(&[created(), limited(Some(5))]).when(limit(Some(5))).then_nothing();
    given::<Operator>(&[created(), limited(Some(5))]).when(limit(None)).then(vec![limited(None)]);
    given::<Operator>(&[created()]).when(limit(Some(1_001))).then_refused(Refusal::OutOfRange { min: 0, max: 1_000 });
    given::<Operator>(&[]).when(limit(None)).then_refused(Refusal::NotFound);
}
