use leptos::prelude::*;
use letopis_shared::schema::vocabulary::{Locale, Theme};
use letopis_ui::{t, use_i18n};

use crate::client::use_client;
use crate::components::{Choice, Select, Switch};

/// Language, theme, keys.
#[component]
pub fn Looks() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let theme = Memo::new(move |_| client.session.with(|session| session.me().map(|me| me.theme)).unwrap_or_default());
    let locales = move || {
        [(Locale::Ru, "Русский"), (Locale::En, "English")]
            .map(|(locale, name)| Choice { value: locale.tag().into(), label: name.into() })
            .to_vec()
    };
    let themes = move || {
        [Theme::System, Theme::Light, Theme::Dark]
            .map(|theme| Choice { value: theme_key(theme).into(), label: i18n.get(theme_key(theme)) })
            .to_vec()
    };
    view! {
        <section class="grp panel">
            <h2>{t!(i18n, "profile.looks")}</h2>
            <div class="cols">
                <Select
                    id="language"
                    label=t!(i18n, "operators.console_language")
                    choices=Signal::derive(locales)
                    value=Signal::derive(move || i18n.locale().tag().to_owned())
                    on_choose=move |tag| {
                        let locale = if tag == "ru" { Locale::Ru } else { Locale::En };
                        client.choose_preferences(locale, theme.get_untracked());
                    }
                />
                <Select
                    id="theme"
                    label=t!(i18n, "profile.theme")
                    choices=Signal::derive(themes)
                    value=Signal::derive(move || theme_key(theme.get()).to_owned())
                    on_choose=move |key| {
                        let chosen = [Theme::System, Theme::Light, Theme::Dark];
                        let chosen = chosen.into_iter().find(|theme| theme_key(*theme) == key);
                        client.choose_preferences(untrack(|| i18n.locale()), chosen.unwrap_or_default());
                    }
                />
            </div>
            <Switch
                label=t!(i18n, "profile.letters")
                hint=t!(i18n, "profile.letters_hint")
                on=client.desk.letters
                on_change=move |on| client.desk.choose_letters(on)
            />
        </section>
    }
}

fn theme_key(theme: Theme) -> &'static str {
    match theme {
        Theme::System => "theme.system",
        Theme::Light => "theme.light",
        Theme::Dark => "theme.dark",
    }
}
