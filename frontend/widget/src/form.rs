//! What the visitor answered to the site's form and has not sent yet: it goes with his first message, and stays over a
//! navigation where this origin may store anything.

use letopis_shared::schema::ids::DepartmentId;
use letopis_shared::wire::visitor::FormAnswers;

use crate::draft::{keep, kept};
use crate::wire::json::quoted;
use crate::wire::{Json, uuid};

const KEY: &str = "letopis.form";

/// The answers as they travel.
pub fn line(answers: &FormAnswers) -> String {
    let FormAnswers { name, email, phone, department_id, consent } = answers;
    let [name, email, phone] = [name, email, phone].map(|text| quoted(text));
    let department = department_id.map_or_else(|| "null".to_owned(), |id| format!("\"{id}\""));
    let consent = consent.as_deref().map_or_else(|| "null".to_owned(), quoted);
    format!(r#"{{"name":{name},"email":{email},"phone":{phone},"department_id":{department},"consent":{consent}}}"#)
}

/// The department among them.
pub fn department(line: &str) -> Option<DepartmentId> {
    uuid(Json::parse(line)?.get("department_id")).map(DepartmentId)
}

/// Those of before the navigation.
pub fn load() -> Option<String> {
    Some(kept(KEY)).filter(|line| !line.is_empty())
}

/// Keeps them; none are forgotten.
pub fn save(line: Option<&str>) {
    keep(KEY, line.unwrap_or_default());
}
