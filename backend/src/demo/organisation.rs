//! How the demo's organisation is set up: departments, categories, functions.

use letopis_events::ids::{CategoryId, DepartmentId};
use letopis_events::vocabulary::{Feature, Names};
use letopis_shared::domain::category::CategoryCommand;
use letopis_shared::domain::department::DepartmentCommand;
use letopis_shared::domain::settings::SettingsCommand;

use super::{DemoError, id_of, meta};
use crate::app::App;
use crate::commands::SETTINGS;

const ORGANISATION: &str = "Магазин «Привал»";

/// A word for the id, the Russian and the English name.
const DEPARTMENTS: [(&str, &str, &str); 2] = [("sales", "Продажи", "Sales"), ("delivery", "Доставка", "Delivery")];

/// The same, and the colour.
const CATEGORIES: [(&str, &str, &str, &str); 4] = [
    ("vip", "VIP", "VIP", "#9a6b00"),
    ("troublemaker", "Хулиган", "Troublemaker", "#b3372f"),
    ("return", "Возврат", "Return", "#6b4fa0"),
    ("delivery-question", "Вопрос по доставке", "Delivery question", "#1f6f8b"),
];

/// Records what is missing; the position of the last change.
pub(super) async fn seed(app: &App) -> Result<u64, DemoError> {
    let commands = &app.commands;
    let name = SettingsCommand::NameOrganisation { name: ORGANISATION.to_owned() };
    let mut position = commands.settings.execute(SETTINGS, meta("organisation"), name).await?.position;
    let chat = SettingsCommand::SwitchFeature { feature: Feature::OperatorChat, on: true };
    let done = commands.settings.execute(SETTINGS, meta("operator chat"), chat).await?;
    position = position.max(done.position);
    for (word, ru, en) in DEPARTMENTS {
        let what = format!("department {word}");
        let create = DepartmentCommand::Create { names: names(ru, en) };
        let done = commands.departments.execute(id_of::<DepartmentId>(&what), meta(&what), create).await?;
        position = position.max(done.position);
    }
    for (word, ru, en, colour) in CATEGORIES {
        let what = format!("category {word}");
        let create = CategoryCommand::Create { names: names(ru, en), colour: colour.to_owned() };
        let done = commands.categories.execute(id_of::<CategoryId>(&what), meta(&what), create).await?;
        position = position.max(done.position);
    }
    Ok(position)
}

fn names(ru: &str, en: &str) -> Names {
    Names { ru: ru.to_owned(), en: en.to_owned() }
}
