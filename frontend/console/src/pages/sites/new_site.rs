use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use letopis_shared::domain::url;
use letopis_shared::schema::ids::SiteId;
use letopis_shared::wire::Refusal;
use letopis_shared::wire::operator::Command;
use letopis_ui::browser::new_id;
use letopis_ui::{flag, press, t, use_i18n};

use super::site::Colour;
use crate::client::use_client;
use crate::components::{Alert, Area, Dialog, Field};
use crate::platform::page;
use crate::state::contrast;
use crate::state::outbox::Failure;

/// The colour that a new site starts with.
const FIRST_ACCENT: &str = "#2f6b4f";

/// The form of a new site.
#[component]
pub fn NewSite(open: RwSignal<bool>, on_added: Callback<SiteId>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Dialog open title=t!(i18n, "sites.new")>
            <Form open on_added/>
        </Dialog>
    }
}

#[component]
fn Form(open: RwSignal<bool>, on_added: Callback<SiteId>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let name = RwSignal::new(String::new());
    let domains = RwSignal::new(String::new());
    let accent = RwSignal::new(FIRST_ACCENT.to_owned());
    // What the server refused: of the name, of the domains, of the whole.
    let refused = [(); 3].map(|()| RwSignal::new(None::<String>));
    let busy = RwSignal::new(false);
    let readable = move || contrast::best_contrast(&accent.get()).is_some_and(|contrast| contrast >= contrast::NEEDED);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        refused.iter().for_each(|refused| refused.set(None));
        let site_id = SiteId(new_id());
        let command = Command::AddSite {
            site_id,
            name: name.get_untracked().trim().to_owned(),
            allowed_domains: split(&domains.get_untracked()),
            accent: accent.get_untracked(),
            locale: untrack(|| i18n.locale()),
        };
        client.command(command, move |answer| {
            busy.try_set(false);
            match answer {
                Ok(()) => {
                    open.try_set(false);
                    on_added.run(site_id);
                }
                Err(failure) => {
                    let (at, field) = match &failure {
                        Failure::Refused(Refusal::NameInvalid { .. }) => (0, "new-site-name"),
                        Failure::Refused(Refusal::DomainInvalid { .. }) => (1, "new-site-domains"),
                        _ => (2, ""),
                    };
                    refused[at].try_set(Some(client.sentence(&failure)));
                    page::focus(field);
                }
            }
        });
    };
    view! {
        <form on:submit=submit on:focusout=move |_| domains.update(|list| *list = split(list).join("\n"))>
            <div class="body">
                <div role="alert">
                    <Alert text=refused[2]/>
                </div>
                <Field id="new-site-name" autofocus=true label=t!(i18n, "sites.name")
                    hint=t!(i18n, "sites.name_hint") error=refused[0] value=name required=true/>
                <Area id="new-site-domains" label=t!(i18n, "sites.domains")
                    hint=t!(i18n, "sites.domains_list_hint") error=refused[1] value=domains required=true
                    placeholder=Signal::stored("shop.example\nwww.shop.example".to_owned())/>
                <Colour id="new-site-accent" accent/>
            </div>
            <footer>
                <button type="button" class="btn" on:click=press(move |_| open.set(false))>{t!(i18n, "action.cancel")}</button>
                <button class="btn" data-variant="primary" disabled=flag(move || busy.get() || !readable())>
                    {t!(i18n, "sites.add")}
                </button>
            </footer>
        </form>
    }
}

/// Hosts as people list them, or copy them out of the browser's line. A space stays: it is a mistake to be told of.
fn split(list: &str) -> Vec<String> {
    list.split([',', '\n']).map(str::trim).map(url::host).filter(|host| !host.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn hosts_are_listed_by_commas_and_lines() {
        assert_eq!(
            split("a.example, b.example\n\n https://d.example:8443/tents?from=ads#top\nплохой домен"),
            ["a.example", "b.example", "d.example:8443", "плохой домен"]
        );
    }
}
