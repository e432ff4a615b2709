//! Country and city of an address, from databases in MaxMind's format.
//!
//! Two shapes of records are read: flat ones (`country_code`, `city`, as npm's `@ip-location-db` has them) and MaxMind's
//! own (`country.iso_code`, `city.names`), which know cities in Russian too. Countries are called as in Unicode CLDR.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use letopis_events::events::visit::VisitLocated;
use letopis_events::vocabulary::{Coordinates, Names};
use maxminddb::{Mmap, Reader};
use serde::Deserialize;

/// Code, Russian and English name of every country, one a line.
const COUNTRIES: &str = include_str!("countries.tsv");

static COUNTRY_NAMES: LazyLock<HashMap<&str, (&str, &str)>> = LazyLock::new(|| {
    let line = |line: &'static str| {
        let mut words = line.split('\t');
        Some((words.next()?, (words.next()?, words.next()?)))
    };
    COUNTRIES.lines().filter_map(line).collect()
});

/// The databases, in the order of their files' names: the first that knows an address answers.
#[derive(Default)]
pub(super) struct Places {
    databases: Vec<Reader<Mmap>>,
}

/// What of a record is read, whichever shape it has.
#[derive(Deserialize)]
struct Record {
    country_code: Option<String>,
    country: Option<Country>,
    city: Option<City>,
    latitude: Option<Degrees>,
    longitude: Option<Degrees>,
    location: Option<Location>,
}

#[derive(Deserialize)]
struct Country {
    iso_code: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum City {
    Plain(String),
    Named { names: HashMap<String, String> },
}

/// Single or double precision: the reader of databases does not turn one into the other unless it is left open.
#[derive(Deserialize)]
#[serde(untagged)]
enum Degrees {
    Any(f64),
}

#[derive(Deserialize)]
struct Location {
    latitude: Option<Degrees>,
    longitude: Option<Degrees>,
}

/// The databases' files of a folder.
pub(super) fn databases(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut files: Vec<_> = entries.filter(|path| path.extension().is_some_and(|ending| ending == "mmdb")).collect();
    files.sort();
    files
}

impl Places {
    /// The databases of a folder that can be read.
    pub(super) fn read(folder: &Path) -> Self {
        let open = |file: PathBuf| match map(&file) {
            Ok(database) => Some(database),
            Err(error) => {
                tracing::warn!(file = %file.display(), %error, "a database of addresses cannot be read");
                None
            }
        };
        Self { databases: databases(folder).into_iter().filter_map(open).collect() }
    }

    /// Where an address is; nothing for one that is not of the public net.
    pub(super) fn of(&self, ip: IpAddr) -> Option<VisitLocated> {
        let ip = ip.to_canonical();
        if !is_public(ip) {
            return None;
        }
        // A database of the other family of addresses answers with an error, which is no answer.
        let ask = |database: &Reader<Mmap>| database.lookup(ip).ok()?.decode::<Record>().ok()?;
        self.databases.iter().find_map(|database| ask(database).and_then(located))
    }
}

/// Pages of the file come to memory when they are asked for: a city database would otherwise keep 130 MB there.
#[allow(unsafe_code)]
fn map(file: &Path) -> Result<Reader<Mmap>, maxminddb::MaxMindDbError> {
    // SAFETY: the file must not change while it is mapped. It lies in the administrator's folder, nothing of ours writes
    // there, and the manual says to replace it by renaming.
    unsafe { Reader::open_mmap(file) }
}

fn located(record: Record) -> Option<VisitLocated> {
    let code = record.country_code.or_else(|| record.country?.iso_code)?;
    let names = COUNTRY_NAMES.get(code.as_str()).copied().unwrap_or((&code, &code));
    let country = Names { ru: names.0.to_owned(), en: names.1.to_owned() };
    let at = record.location.unwrap_or(Location { latitude: record.latitude, longitude: record.longitude });
    (!code.is_empty()).then(|| VisitLocated {
        country,
        city: record.city.and_then(city),
        coordinates: at.latitude.zip(at.longitude).map(|(latitude, longitude)| Coordinates {
            latitude_microdegrees: microdegrees(latitude),
            longitude_microdegrees: microdegrees(longitude),
        }),
        country_code: code,
    })
}

fn city(city: City) -> Option<Names> {
    // «Moscow (Central District)»: the district is a guess, and the row is short.
    let plain = |name: &str| name.split(" (").next().unwrap_or_default().trim().to_owned();
    let names = match city {
        City::Plain(name) => Names { ru: plain(&name), en: plain(&name) },
        City::Named { names } => {
            let of = |language: &str| names.get(language).map(|name| plain(name));
            let en = of("en").or_else(|| of("ru"))?;
            Names { ru: of("ru").unwrap_or_else(|| en.clone()), en }
        }
    };
    (!names.en.is_empty()).then_some(names)
}

/// Rounded to ten metres: what databases say beyond that is an artefact of their floats.
fn microdegrees(Degrees::Any(degrees): Degrees) -> i32 {
    ((degrees * 10_000.0).round() * 100.0) as i32
}

/// Whether the address is one of the public net, about which a database can know something.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            let [first, second, ..] = ip.octets();
            let shared = first == 100 && (64..128).contains(&second);
            let nowhere = ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_documentation();
            !(nowhere || shared || first == 0 || first >= 224)
        }
        IpAddr::V6(ip) => {
            // 2000::/3 is all that is given out; the documentation's part of it is not.
            let first = ip.segments()[0];
            let documentation = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0).segments()[..2] == ip.segments()[..2];
            first & 0xe000 == 0x2000 && !documentation
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_two_names() {
        assert_eq!(COUNTRIES.lines().count(), COUNTRY_NAMES.len());
        assert_eq!(COUNTRY_NAMES.len(), 250);
        for (code, (ru, en)) in COUNTRY_NAMES.iter() {
            assert!(code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()), "{code}");
            assert!(!ru.is_empty() && !en.is_empty(), "{code}");
        }
    }

    #[test]
    fn addresses_of_no_public_net_have_no_place() {
        for ip in [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.1.1",
            "172.16.0.1",
            "169.254.1.1",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "2001:db8::17",
            "ff02::1",
        ] {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
        for ip in ["8.8.8.8", "100.128.0.1", "2a02:6b8::1"] {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn records_of_both_shapes_are_read() {
        let read = |json: &str| located(serde_json::from_str(json).unwrap());
        let coordinates = Some(Coordinates { latitude_microdegrees: 55_734_200, longitude_microdegrees: -37_585_900 });
        let flat =
            r#"{"country_code": "RU", "city": "Moscow (Centre)", "latitude": 55.734199, "longitude": -37.585899}"#;
        let place = read(flat).unwrap();
        assert_eq!((place.country_code.as_str(), place.country.ru.as_str()), ("RU", "Россия"));
        assert_eq!(place.city, Some(Names { ru: "Moscow".into(), en: "Moscow".into() }));
        assert_eq!(place.coordinates, coordinates);
        let named = r#"{"country": {"iso_code": "RU"}, "city": {"names": {"ru": "Москва", "en": "Moscow", "de": "Moskau"}},
            "location": {"latitude": 55.7342, "longitude": -37.5859}}"#;
        let place = read(named).unwrap();
        assert_eq!(place.city, Some(Names { ru: "Москва".into(), en: "Moscow".into() }));
        assert_eq!(place.coordinates, coordinates);
    }

    #[test]
    fn what_a_record_does_not_say_stays_empty() {
        let read = |json: &str| located(serde_json::from_str(json).unwrap());
        assert_eq!(read("{}"), None);
        assert_eq!(read(r#"{"country_code": "", "city": "X"}"#), None);
        let place = read(r#"{"country_code": "QQ", "city": ""}"#).unwrap();
        assert_eq!((place.country.en.as_str(), place.city, place.coordinates), ("QQ", None, None));
    }
}
