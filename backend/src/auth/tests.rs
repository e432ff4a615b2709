use std::net::IpAddr;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use letopis_events::ids::{OperatorId, SessionId};
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::clock::{ManualClock, SeededEntropy};

const CHEAP: Cost = Cost { memory_kib: 8, passes: 1 };

fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

fn ids(seed: u64) -> Ids {
    Ids::new(Arc::new(ManualClock::at(start())), Arc::new(SeededEntropy::new(seed)))
}

fn auth(key: u8) -> Auth {
    Auth::new(&Secret::new([key; 32]), &Limits::default(), CHEAP, ids(1))
}

fn ira() -> Caller {
    Caller { operator_id: OperatorId(Uuid::from_u128(1)), session_id: SessionId(Uuid::from_u128(2)) }
}

fn long() -> DateTime<Utc> {
    start() + TimeDelta::days(30)
}

mod access {
    use super::*;

    #[test]
    fn a_token_names_operator_and_session_until_it_is_too_old() {
        let (token, seconds) = auth(1).access_token(ira(), start(), long());
        assert_eq!(seconds, 600);
        let verify = |after| auth(1).verify_access(&token, start() + TimeDelta::seconds(after));
        assert_eq!(verify(0), Ok(ira()));
        assert_eq!(verify(604), Ok(ira()), "another node's clock may be a little ahead");
        assert_eq!(verify(605), Err(AuthError::Expired));
    }

    #[test]
    fn a_token_does_not_outlive_its_session() {
        let (_, seconds) = auth(1).access_token(ira(), start(), start() + TimeDelta::seconds(30));
        assert_eq!(seconds, 30);
    }

    #[test]
    fn a_token_says_nothing_about_the_person() {
        use base64::Engine;
        let (token, _) = auth(1).access_token(ira(), start(), long());
        let claims = token.split('.').nth(1).unwrap();
        let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(claims).unwrap();
        let claims: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(&claims).unwrap();
        let mut names: Vec<_> = claims.keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["aud", "exp", "iat", "iss", "sid", "sub"]);
    }

    #[test]
    fn forged_tokens_are_refused() {
        let good = json!({
            "iss": "letopis", "aud": "letopis:operator", "sub": ira().operator_id, "sid": ira().session_id,
            "iat": start().timestamp(), "exp": start().timestamp() + 600,
        });
        let key = Keys::derive(&Secret::new([1; 32])).access;
        let sign = |algorithm, key: &[u8], claims: &serde_json::Value| {
            jsonwebtoken::encode(&Header::new(algorithm), claims, &EncodingKey::from_secret(key)).unwrap()
        };
        let verify = |token: &str| auth(1).verify_access(token, start());
        assert_eq!(
            verify(&sign(Algorithm::HS256, &key, &good)),
            Ok(ira()),
            "the key and the claims are the right ones"
        );

        let with = |name: &str, value: serde_json::Value| {
            let mut claims = good.clone();
            claims[name] = value;
            sign(Algorithm::HS256, &key, &claims)
        };
        let none =
            format!("{}.{}.", "eyJhbGciOiJub25lIn0", sign(Algorithm::HS256, &key, &good).split('.').nth(1).unwrap());
        for (what, token) in [
            ("another server's key", sign(Algorithm::HS256, &[9; 32], &good)),
            ("another algorithm", sign(Algorithm::HS384, &key, &good)),
            ("no algorithm", none),
            ("another issuer", with("iss", json!("somebody"))),
            ("another audience", with("aud", json!("letopis:visitor"))),
            ("no expiry", with("exp", json!(null))),
            ("no session", with("sid", json!("x"))),
            ("nothing", String::new()),
            ("noise", "a.b.c".to_owned()),
            ("much noise", "a".repeat(100_000)),
        ] {
            assert_eq!(verify(&token), Err(AuthError::Invalid), "{what}");
        }
    }
}

mod refresh {
    use super::*;

    fn token(generation: u32) -> Refresh {
        Refresh { operator_id: ira().operator_id, session_id: ira().session_id, generation }
    }

    #[test]
    fn a_generation_has_one_token_on_every_node() {
        assert_eq!(auth(1).refresh_token(token(3)), auth(1).refresh_token(token(3)));
        assert_eq!(auth(1).verify_refresh_token(&auth(1).refresh_token(token(3))), Some(token(3)));
    }

    #[test]
    fn a_token_that_was_changed_is_none_of_ours() {
        let issued = auth(1).refresh_token(token(3));
        let signature = issued.rsplit('.').next().unwrap();
        for (what, token) in [
            ("the next generation", issued.replace(".3.", ".4.")),
            ("another writing of the same generation", issued.replace(".3.", ".03.")),
            ("another server's key", auth(2).refresh_token(token(3))),
            ("a visitor's", auth(1).visitor_token(VisitorId(Uuid::from_u128(1)), SiteId(Uuid::from_u128(2)))),
            ("no signature", issued.replace(signature, "")),
            ("only a signature", signature.to_owned()),
            ("letters of other alphabets", "я.я.я".to_owned()),
            ("nothing", String::new()),
            ("much", "r1.".repeat(100_000)),
        ] {
            assert_eq!(auth(1).verify_refresh_token(&token), None, "{what}");
        }
    }
}

mod visitor {
    use super::*;

    #[test]
    fn a_visitor_is_recognised_on_his_site_only() {
        let (visitor, site, other) = (VisitorId(Uuid::from_u128(1)), SiteId(Uuid::from_u128(2)), Uuid::from_u128(3));
        let issued = auth(1).visitor_token(visitor, site);
        assert!(issued.starts_with("v1."));
        assert_eq!(auth(1).verify_visitor_token(&issued, site), Some(visitor));
        assert_eq!(auth(1).verify_visitor_token(&issued, SiteId(other)), None);
        assert_eq!(auth(2).verify_visitor_token(&issued, site), None);
        let signature = issued.rsplit('.').next().unwrap();
        let forged = format!("v1.{}.{signature}", other.simple());
        assert_eq!(auth(1).verify_visitor_token(&forged, site), None);
        for noise in ["", "v1", "v1..", "v2.x.y", "я", &"v1.".repeat(10_000)] {
            assert_eq!(auth(1).verify_visitor_token(noise, site), None);
        }
    }
}

mod setup {
    use super::*;

    #[test]
    fn a_link_belongs_to_one_log() {
        let (log, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let token = auth(1).setup_token(log);
        assert!(auth(1).verify_setup_token(&token, log));
        assert!(!auth(1).verify_setup_token(&token, other));
        assert!(!auth(1).verify_setup_token("", log));
    }

    #[test]
    fn a_link_dies_with_the_process_that_printed_it() {
        let log = Uuid::from_u128(1);
        let start = |n| Auth::new(&Secret::new([1; 32]), &Limits::default(), CHEAP, ids(n));
        let token = start(1).setup_token(log);
        assert_ne!(start(2).setup_token(log), token);
        assert!(!start(2).verify_setup_token(&token, log));
    }
}

mod device {
    use super::*;

    #[test]
    fn a_browser_is_known_for_those_who_signed_in_there() {
        let operators: Vec<_> = (1..=3).map(|n| OperatorId(Uuid::from_u128(n))).collect();
        let token = auth(1).device_token(&operators);
        assert_eq!(auth(1).verify_device_token(&token), operators);
        let other = token.replace("0001.", "0009.");
        assert_ne!(other, token);
        let many: Vec<_> = (1..=50).map(|n| OperatorId(Uuid::from_u128(n))).collect();
        assert_eq!(auth(1).verify_device_token(&auth(1).device_token(&many)), many[..8], "the last ones");
        for noise in [&other, "", "d1", "d1.", "я.я", &"d1.".repeat(10_000)] {
            assert_eq!(auth(1).verify_device_token(noise), [], "{noise:.40}");
        }
        assert_eq!(auth(2).verify_device_token(&token), [], "another server's key");
    }
}

mod invitation {
    use letopis_events::ids::CommandId;

    use super::*;

    fn invitation() -> InvitationToken {
        InvitationToken { operator_id: ira().operator_id, command_id: CommandId(Uuid::from_u128(3)) }
    }

    #[test]
    fn an_invitation_has_one_token_on_every_node() {
        let token = auth(1).invitation_token(invitation());
        assert_eq!(token, auth(1).invitation_token(invitation()));
        assert_eq!(auth(1).verify_invitation_token(&token), Some(invitation()));
    }

    #[test]
    fn a_token_that_was_changed_is_none_of_ours() {
        let issued = auth(1).invitation_token(invitation());
        let refresh = Refresh { operator_id: ira().operator_id, session_id: ira().session_id, generation: 1 };
        for (what, token) in [
            ("for somebody else", issued.replace("0001.", "0002.")),
            ("another writing of the same account", issued.replace("i1.0", "i1.0-0")),
            ("another server's key", auth(2).invitation_token(invitation())),
            ("of a session", auth(1).refresh_token(refresh)),
            ("no signature", issued.rsplit_once('.').unwrap().0.to_owned()),
            ("nothing", String::new()),
            ("much", "i1.".repeat(100_000)),
        ] {
            assert_eq!(auth(1).verify_invitation_token(&token), None, "{what}");
        }
    }

    #[test]
    fn the_log_keeps_a_digest() {
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(digest("abc").0, expected, "FIPS 180-2, B.1");
    }
}

mod key {
    use super::*;

    fn open(folder: &std::path::Path, seed: u64) -> Result<Secret, KeyError> {
        Secret::open(folder, &ids(seed))
    }

    #[test]
    fn it_is_made_once_for_the_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let first = Auth::new(&open(folder.path(), 1).unwrap(), &Limits::default(), CHEAP, ids(1));
        let again = Auth::new(&open(folder.path(), 2).unwrap(), &Limits::default(), CHEAP, ids(1));
        let token = |auth: &Auth| auth.visitor_token(VisitorId(Uuid::nil()), SiteId(Uuid::nil()));
        assert_eq!(token(&first), token(&again));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(folder.path().join("secret.key")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_key_of_the_wrong_size_is_left_alone_and_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        for size in [0, 31, 33] {
            std::fs::write(&path, vec![7; size]).unwrap();
            let said = open(folder.path(), 1).unwrap_err().to_string();
            assert!(said.contains("secret.key has to hold exactly 32 bytes"), "{said}");
            assert_eq!(std::fs::read(&path).unwrap().len(), size);
        }
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let said = open(&folder.path().join("missing"), 1).unwrap_err().to_string();
        assert!(said.contains("secret.key cannot be written"), "{said}");
    }

    #[test]
    fn it_is_not_shown() {
        let shown = format!("{:?} {:?}", Secret::new([1; 32]), auth(1));
        assert_eq!(shown, "Secret(…) Auth(…)");
    }
}

mod passwords {
    use super::*;

    #[tokio::test]
    async fn only_the_password_that_was_hashed_fits() {
        let passwords = Passwords::new(CHEAP, 2, ids(1));
        let hash = passwords.hash("верно-и-длинно").await.unwrap();
        assert!(hash.0.starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
        assert_ne!(hash, passwords.hash("верно-и-длинно").await.unwrap(), "each has its own salt");
        assert!(passwords.verify(Some(&hash), "верно-и-длинно").await.unwrap());
        assert!(!passwords.verify(Some(&hash), "неверно").await.unwrap());
        assert!(!passwords.verify(None, "").await.unwrap());
        assert!(!passwords.verify(Some(&letopis_events::vocabulary::Secret(String::new())), "").await.unwrap());
    }

    #[test]
    fn one_password_is_as_much_work_as_is_asked_for() {
        let cost = Cost::default();
        assert_eq!((cost.memory_kib, cost.passes), (19_456, 2));
    }

    #[tokio::test]
    async fn too_many_at_once_are_turned_away() {
        let passwords = Passwords::new(CHEAP, 1, ids(1));
        let all = futures::future::join_all((0..500).map(|_| passwords.verify(None, "x"))).await;
        let (done, turned_away): (Vec<_>, Vec<_>) = all.into_iter().partition(Result::is_ok);
        assert!(done.len() >= 100, "those within the limit are served");
        assert!(!turned_away.is_empty());
        assert!(!passwords.verify(None, "x").await.unwrap(), "later there is room again");
    }
}

mod attempts {
    use super::*;

    const HERE: &str = "192.0.2.1";

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn account(n: u128) -> OperatorId {
        OperatorId(Uuid::from_u128(n))
    }

    /// What a stranger's attempt at an account counts for.
    fn from(here: &str, n: u128) -> Vec<Key> {
        Key::entering(account(n), Some(address(here)), false)
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        start() + TimeDelta::seconds(seconds)
    }

    fn attempts() -> Attempts {
        Attempts::new(&Limits::default())
    }

    #[test]
    fn the_sixth_attempt_waits_and_waiting_is_not_prolonged_by_trying() {
        let attempts = attempts();
        for second in 0..5 {
            assert_eq!(attempts.left(&from(HERE, 1), at(second)), 5 - second as u32);
            attempts.begin(&from(HERE, 1), at(second)).unwrap();
        }
        assert_eq!(attempts.left(&from(HERE, 1), at(4)), 0);
        assert_eq!(attempts.begin(&from(HERE, 1), at(4)), Err(Wait { seconds: 300 }));
        assert_eq!(attempts.begin(&from(HERE, 1), at(303)), Err(Wait { seconds: 1 }));
        assert_eq!(attempts.begin(&from(HERE, 1), at(304)), Ok(()));
        assert_eq!(attempts.left(&from(HERE, 1), at(304)), 4);
        assert_eq!(attempts.begin(&from(HERE, 2), at(4)), Ok(()), "others need not wait");
    }

    #[test]
    fn an_account_is_shut_for_the_address_that_tried_and_for_no_other() {
        let attempts = attempts();
        for _ in 0..5 {
            attempts.begin(&from("198.51.100.7", 1), at(0)).unwrap();
        }
        assert!(attempts.begin(&from("198.51.100.7", 1), at(0)).is_err());
        assert_eq!(attempts.begin(&from(HERE, 1), at(0)), Ok(()), "its owner comes from elsewhere");
        assert_eq!(attempts.left(&from(HERE, 1), at(0)), 4, "and is not told of others");
    }

    #[test]
    fn many_addresses_have_few_guesses_together_and_do_not_shut_out_known_browsers() {
        let attempts = attempts();
        for n in 0..30 {
            attempts.begin(&from(&format!("198.51.100.{n}"), 1), at(i64::from(n))).unwrap();
        }
        assert_eq!(attempts.begin(&from("203.0.113.9", 1), at(30)), Err(Wait { seconds: 3_570 }));
        let known = Key::entering(account(1), Some(address("203.0.113.9")), true);
        assert_eq!(attempts.begin(&known, at(30)), Ok(()));
        for n in 1..30 {
            let known = Key::entering(account(1), Some(address(&format!("203.0.113.{n}"))), true);
            attempts.begin(&known, at(30)).unwrap();
        }
        let known = Key::entering(account(1), Some(address(HERE)), true);
        assert!(attempts.begin(&known, at(30)).is_err(), "a known browser has no more guesses than strangers");
        assert_eq!(attempts.begin(&from("203.0.113.99", 1), at(3_600)), Ok(()), "an hour after the first");
    }

    #[test]
    fn an_attempt_that_has_to_wait_is_not_counted_elsewhere() {
        let attempts = Attempts::new(&Limits { sign_in_attempts_per_address: 6, ..Limits::default() });
        for _ in 0..9 {
            let _ = attempts.begin(&from(HERE, 1), at(0));
        }
        assert_eq!(attempts.begin(&from(HERE, 2), at(0)), Ok(()), "the sixth of this address");
        assert!(attempts.begin(&from(HERE, 3), at(0)).is_err());
    }

    #[test]
    fn a_success_frees_the_account_here_and_not_the_address() {
        let attempts = Attempts::new(&Limits { sign_in_attempts_per_address: 3, ..Limits::default() });
        attempts.begin(&from(HERE, 1), at(0)).unwrap();
        attempts.begin(&from(HERE, 1), at(0)).unwrap();
        attempts.begin(&from(HERE, 2), at(0)).unwrap();
        attempts.succeed(&from(HERE, 2));
        attempts.begin(&from(HERE, 1), at(0)).unwrap();
        assert!(attempts.begin(&from(HERE, 1), at(0)).is_err(), "two wrong ones are still counted");
    }

    #[test]
    fn a_success_gives_others_no_more_guesses() {
        let attempts = attempts();
        for n in 0..29 {
            attempts.begin(&from(&format!("198.51.100.{n}"), 1), at(0)).unwrap();
        }
        for _ in 0..5 {
            attempts.begin(&from(HERE, 1), at(0)).unwrap();
            attempts.succeed(&from(HERE, 1));
        }
        attempts.begin(&from("203.0.113.1", 1), at(0)).unwrap();
        assert!(attempts.begin(&from("203.0.113.2", 1), at(0)).is_err());
    }

    #[test]
    fn the_memory_of_attempts_is_bounded() {
        let attempts = attempts();
        for n in 0..120_000 {
            let keys = [Key::Here(account(n), None)];
            attempts.begin(&keys, start() + TimeDelta::milliseconds(n as i64)).unwrap();
        }
        assert!(attempts.remembered() <= 50_000);
    }

    #[test]
    fn a_clock_set_back_makes_nobody_wait_longer() {
        let attempts = attempts();
        for _ in 0..5 {
            attempts.begin(&from(HERE, 1), at(10_000)).unwrap();
        }
        assert_eq!(attempts.begin(&from(HERE, 1), at(0)), Err(Wait { seconds: 300 }));
    }
}
