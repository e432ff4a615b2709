use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use letopis_shared::domain::text;
use letopis_shared::schema::ids::OperatorId;
use letopis_shared::wire::operator::Command;
use letopis_ui::{flag, maybe, present, t, use_i18n};

use super::photo::Photo;
use crate::client::use_client;
use crate::components::{Alert, Field, follow};
use crate::pages::operators::Languages;

/// What visitors and colleagues see of an operator, and which languages he speaks (S111, S128).
#[component]
pub fn About(id: OperatorId) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let own = untrack(|| client.my_id()) == Some(id);
    let title = if own { "profile.about" } else { "profile.about_his" };
    let hint = if own { "profile.name_hint" } else { "profile.name_hint_his" };
    let known_name = Memo::new(move |_| if own { client.my_name() } else { client.colleague(id).unwrap_or_default() });
    let known_languages = Memo::new(move |_| {
        client.operators(|operators| Some(operators.rows.get(&id)?.languages.clone())).flatten().unwrap_or_default()
    });
    let name = RwSignal::new(known_name.get_untracked());
    let languages = RwSignal::new(known_languages.get_untracked());
    // The list of colleagues may come after the page; what is being typed stays.
    follow(known_name, name);
    follow(known_languages, languages);
    let live = move || client.link.get().live;
    let refused = [RwSignal::new(None::<String>), RwSignal::new(None::<String>)];
    let give = move |command: Command, error: RwSignal<Option<String>>| {
        client.command(command, move |answer| match answer {
            Ok(()) => {
                error.try_set(None);
                client.say("circle-check", i18n.get("profile.saved"), None);
            }
            Err(failure) => drop(error.try_set(Some(client.sentence(&failure)))),
        });
    };
    let save_name = move |event: SubmitEvent| {
        event.prevent_default();
        let name = name.get_untracked().trim().to_owned();
        give(
            if own { Command::Rename { name } } else { Command::RenameOperator { operator_id: id, name } },
            refused[0],
        );
    };
    let save_languages = move |event: SubmitEvent| {
        event.prevent_default();
        let languages = languages.get_untracked();
        give(Command::GiveLanguages { operator_id: id, languages }, refused[1]);
    };
    let renamed = move || name.with(|name| text::one_line(name) != known_name.get());
    let unnamed = maybe(move || {
        let refusal = name.with(|name| text::name(name)).err().filter(|_| renamed())?;
        Some(client.sentence(&refusal))
    });
    let regiven = move || languages.get() != known_languages.get();
    view! {
        <section class="grp panel" aria-labelledby="about-title">
            <h2 id="about-title">{t!(i18n, title)}</h2>
            <Photo id name=known_name/>
            <form class="line" on:submit=save_name data-unsaved=present(renamed)>
                <Field id="name" label=t!(i18n, "profile.name") hint=t!(i18n, hint) error=maybe(move || unnamed.get().or_else(|| refused[0].get())) value=name
                    autocomplete=if own { "name" } else { "off" } required=true/>
                <button class="btn" disabled=flag(move || !renamed() || unnamed.with(Option::is_some) || !live())>
                    {t!(i18n, "action.save")}
                </button>
            </form>
            <form class="line" on:submit=save_languages data-unsaved=present(regiven)>
                <div>
                    <Languages id="languages" chosen=languages/>
                    <div role="alert"><Alert text=refused[1]/></div>
                </div>
                <button
                    class="btn"
                    aria-label=t!(i18n, "profile.save_languages")
                    disabled=flag(move || !regiven() || !live())
                >
                    {t!(i18n, "action.save")}
                </button>
            </form>
        </section>
    }
}
