//! The site of the demo shop.

use std::net::{IpAddr, SocketAddr};

use letopis_events::vocabulary::{Actor, Locale};
use letopis_shared::domain::site::SiteCommand;

use super::{DemoError, meta};
use crate::app::App;
use crate::commands::DEMO_SITE;

const NAME: &str = "Привал";
const ACCENT: &str = "#2f6b4f";
/// The shop is opened under both, so that one can be a foreign page to the other.
const HERE: [&str; 2] = ["localhost", "127.0.0.1"];

/// Adds the site, and lets it run at the addresses where this server listens now; the position of the last change.
pub(super) async fn seed(app: &App) -> Result<u64, DemoError> {
    let sites = &app.commands.sites;
    let here = addresses(app.config.listen);
    let add = SiteCommand::Add {
        name: NAME.to_owned(),
        allowed_domains: here.clone(),
        accent: ACCENT.to_owned(),
        locale: Locale::Ru,
    };
    let added = sites.execute(DEMO_SITE, meta("site"), add).await?;
    let known = sites.state(DEMO_SITE).await?.facts.map(|facts| facts.allowed_domains).unwrap_or_default();
    if here.iter().all(|domain| known.contains(domain)) {
        return Ok(added.position);
    }
    let allow = SiteCommand::AllowDomains { allowed_domains: moved(known, here) };
    Ok(sites.execute(DEMO_SITE, app.commands.own(Actor::Host), allow).await?.position)
}

/// Where the shop can be opened.
fn addresses(listen: SocketAddr) -> Vec<String> {
    let mut hosts: Vec<_> = HERE.map(str::to_owned).into();
    if let IpAddr::V4(address) = listen.ip()
        && !address.is_loopback()
        && !address.is_unspecified()
    {
        hosts.push(address.to_string());
    }
    let with_port: Vec<_> = hosts.iter().map(|host| format!("{host}:{}", listen.port())).collect();
    with_port.into_iter().chain(hosts).collect()
}

/// The addresses of now instead of those of an earlier start; others were added by somebody and stay.
fn moved(known: Vec<String>, here: Vec<String>) -> Vec<String> {
    let is_ours = |domain: &str| HERE.contains(&domain.split(':').next().unwrap_or(domain));
    let others: Vec<_> = known.into_iter().filter(|domain| !is_ours(domain) && !here.contains(domain)).collect();
    here.into_iter().chain(others).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(list: &[&str]) -> Vec<String> {
        list.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn the_shop_runs_where_the_server_listens() {
        let at = |listen: &str| addresses(listen.parse().unwrap());
        assert_eq!(at("127.0.0.1:8080"), texts(&["localhost:8080", "127.0.0.1:8080", "localhost", "127.0.0.1"]));
        assert_eq!(at("0.0.0.0:80"), texts(&["localhost:80", "127.0.0.1:80", "localhost", "127.0.0.1"]));
        assert!(at("192.0.2.7:8080").contains(&"192.0.2.7:8080".to_owned()));
    }

    #[test]
    fn another_port_takes_the_place_of_the_one_before() {
        let before = texts(&["localhost:8080", "localhost", "shop.example"]);
        let now = texts(&["localhost:9090", "localhost"]);
        assert_eq!(moved(before, now), texts(&["localhost:9090", "localhost", "shop.example"]));
    }
}
