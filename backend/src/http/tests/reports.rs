//! Reports: how long everybody was in each status (S57).

use letopis_events::vocabulary::OperatorStatus;

use super::*;

const HOUR: u64 = 3_600_000;

fn report(query: &str) -> Ask {
    get(&format!("/api/reports/status-time?{query}"))
}

#[actix_web::test]
async fn the_times_of_a_day_are_the_time_that_passed() {
    // 1 790 000 000 is 21 September 2026, 14:13:20.
    let server = Server::start();
    let boss = server.signed_in(Role::Supervisor, "boss@prival.example").await;
    let ira = server.account(Role::Operator, "ira@prival.example").await;
    server.account(Role::Auditor, "auditor@prival.example").await;
    let hour = || server.clock.advance_ms(3_600_000);
    hour();
    server.send(sign_in("ira@prival.example", PASSWORD)).await.browser();
    hour();
    let status = |status| OperatorCommand::ChangeStatus { status };
    server.command("ira@prival.example", status(OperatorStatus::Lunch)).await;
    hour();
    server.command("ira@prival.example", OperatorCommand::Disable).await;
    (0..9).for_each(|_| hour());
    let boss = server.send(refresh(&boss.cookie)).await.browser();
    let answer = server.send(report("from=2026-09-20&to=2026-09-23").by(&boss)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let rows = answer.body["operators"].as_array().unwrap();
    assert_eq!(rows.len(), 2, "auditors have no status");
    let his = rows.iter().find(|row| row["operator_id"] == json!(ira)).unwrap();
    let days: Vec<Vec<u64>> = serde_json::from_value(his["days"].clone()).unwrap();
    let sums: Vec<u64> = days.iter().map(|day| day.iter().sum()).collect();
    let until_midnight = 24 * HOUR - (14 * HOUR + 13 * 60_000 + 20_000);
    assert_eq!(sums, [0, until_midnight, 12 * HOUR - until_midnight, 0]);
    assert_eq!((days[1][0], days[1][2]), (HOUR, HOUR), "online, at lunch");
    assert_eq!(his["disabled"], json!(true));
}

#[actix_web::test]
async fn a_period_is_bounded_and_only_leads_ask() {
    let server = Server::start();
    let boss = server.signed_in(Role::Admin, "boss@prival.example").await;
    for wrong in
        ["", "from=2026-09-20", "from=2026-09-20&to=2026-09-19", "from=2026-01-01&to=2026-09-19", "from=x&to=y"]
    {
        assert_eq!(server.send(report(wrong).by(&boss)).await.code(), "bad_request", "{wrong}");
    }
    for role in [Role::Operator, Role::Auditor] {
        let browser = server.signed_in(role, &format!("{role:?}@prival.example")).await;
        let answer = server.send(report("from=2026-09-20&to=2026-09-20").by(&browser)).await;
        assert_eq!(answer.code(), "forbidden", "{role:?}");
    }
}
