//! Whom the demo knows. Their passwords are public.

use letopis_events::vocabulary::{Language, Locale, Role};
use letopis_shared::domain::operator::OperatorCommand;
use letopis_shared::wire::http::DemoAccount;

use super::{DemoError, meta};
use crate::app::App;
use crate::auth::Passwords;
use crate::commands::{Commands, operator_id_of};

/// Role, name, first half of the address; the password follows from it.
const PEOPLE: [(Role, &str, &str); 5] = [
    (Role::Operator, "Ира Соколова", "ira"),
    (Role::Operator, "Олег Мартынов", "oleg"),
    (Role::Supervisor, "Марина Крылова", "marina"),
    (Role::Admin, "Павел Орлов", "pavel"),
    (Role::Auditor, "Вера Лисицына", "vera"),
];

/// Who speaks which languages.
const LANGUAGES: [(&str, &[&str]); 3] = [("ira", &["ru"]), ("oleg", &["ru", "en"]), ("marina", &["ru", "en"])];

/// The accounts of the demo with their passwords.
pub fn accounts() -> Vec<DemoAccount> {
    let account = |(role, name, word): (Role, &str, &str)| DemoAccount {
        role,
        name: name.to_owned(),
        email: email(word),
        password: format!("letopis-demo-{word}"),
    };
    PEOPLE.map(account).into()
}

/// Addresses of the accounts that anybody can enter: enabled, with the password that the demo gave them.
pub(super) async fn open_to_anybody(commands: &Commands, passwords: &Passwords) -> Result<Vec<String>, DemoError> {
    let mut open = Vec::new();
    for DemoAccount { email, password, .. } in accounts() {
        let account = commands.operators.state(operator_id_of(&email)).await?;
        let enters = account.facts.filter(|_| !account.disabled && account.hash.is_some());
        if let Some(facts) = enters
            && passwords.verify(account.hash.as_ref(), &password).await?
        {
            open.push(facts.email);
        }
    }
    Ok(open)
}

/// Makes the accounts that are missing, and says who speaks what; the position of the last change.
pub(super) async fn seed(app: &App) -> Result<u64, DemoError> {
    let missing: Vec<_> = {
        let live = app.live.read();
        accounts().into_iter().filter(|account| !live.operators.contains_key(&operator_id_of(&account.email))).collect()
    };
    let made = futures::future::try_join_all(missing.into_iter().map(|account| make(app, account))).await?;
    let mut position = made.into_iter().max().unwrap_or_default();
    for (word, spoken) in LANGUAGES {
        let email = email(word);
        let languages = spoken.iter().map(|language| Language((*language).to_owned())).collect();
        let (id, meta) = (operator_id_of(&email), meta(&format!("languages {email}")));
        let give = OperatorCommand::GiveLanguages { languages };
        position = position.max(app.commands.operators.execute(id, meta, give).await?.position);
    }
    Ok(position)
}

async fn make(app: &App, account: DemoAccount) -> Result<u64, DemoError> {
    let DemoAccount { role, name, email, password } = account;
    let hash = app.auth.passwords.hash(&password).await?;
    let (id, meta) = (operator_id_of(&email), meta(&format!("account {email}")));
    let create = OperatorCommand::Create { email, name, role, locale: Locale::Ru, hash };
    Ok(app.commands.operators.execute(id, meta, create).await?.position)
}

fn email(word: &str) -> String {
    format!("{word}@demo.letopis")
}
