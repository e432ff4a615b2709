//! Random days, after each step of which nobody is forgotten.

use super::*;

/// Nobody is forgotten: whoever has a conversation can answer it, whoever could take one has got it, and the counts are
/// right. Counted here anew, from what every conversation says.
fn assert_nobody_is_forgotten(server: &Server, when: &str) {
    let live = server.app.live.read();
    let open: Vec<_> = live.conversations.values().filter(|one| one.head.closed_at.is_none()).collect();
    let holder = |one: &letopis_shared::views::live::ConversationLive| one.head.audience().holders.first().copied();
    let load = |id| open.iter().filter(|one| holder(one) == Some(id)).count() as u32;
    for (id, operator) in &live.operators {
        assert_eq!(operator.conversations, load(*id), "{} {when}", operator.name);
        let may_have = !operator.disabled && operator.role.serves_visitors() && operator.status.may_chat();
        assert!(may_have || load(*id) == 0, "{} keeps visitors {when}: {operator:?}", operator.name);
        let max = operator.conversations_max.unwrap_or(live.sites.conversations_per_operator_max);
        let could = may_have && operator.status == OperatorStatus::Online && (max == 0 || load(*id) < max);
        assert_ne!((operator.status, load(*id)), (OperatorStatus::BeforeLunch, 0), "{} {when}", operator.name);
        for waiting in open.iter().filter(|one| live.sites.auto_assignment && holder(one).is_none()) {
            let serves = operator.serving.serves(&waiting.address());
            // What an empty chair let lie is not given to it again.
            let rests = waiting.let_lie.get(id).is_some_and(|since| operator.acted_at <= Some(*since));
            assert!(!(could && serves) || rests, "{} could take #{} {when}", operator.name, waiting.head.number);
        }
    }
}

#[tokio::test]
async fn whatever_happens_nobody_is_forgotten() {
    use rand::seq::IndexedRandom;
    use rand::{Rng, SeedableRng};
    for seed in 0..6 {
        let mut random = rand::rngs::StdRng::seed_from_u64(seed);
        let clock = clock();
        let server = Server::builder().clock(clock.clone()).start().await;
        let site = server.site().await;
        let mut admin = at_work(&server, Role::Admin, "Admin").await;
        let department_id = letopis_testing::new_id();
        let names = letopis_events::vocabulary::Names { ru: "Один".into(), en: "One".into() };
        admin.1.command(Command::CreateDepartment { department_id, names }).await.position();
        let mut operators = Vec::new();
        for n in 0..4 {
            operators.push(at_work(&server, Role::Operator, &format!("Operator {n}")).await);
        }
        let mut visitors = Vec::new();
        for n in 0..8 {
            visitors.push(asking_in(&server, site, ["en", "fi"][n % 2]).await.0);
        }
        for step in 0..120 {
            let mut conversations: Vec<_> = server.app.live.read().conversations.keys().copied().collect();
            conversations.sort_by_key(|id| server.app.live.read().conversations[id].head.number);
            let conversation_id = *conversations.choose(&mut random).unwrap();
            let ids: Vec<_> = operators.iter().map(|(account, _)| account.id).collect();
            let operator_id = *ids.choose(&mut random).unwrap();
            let n: u32 = random.random_range(0..4);
            let mut languages = vec![Language("en".into()), Language("fi".into())];
            languages.truncate(n as usize);
            let target = match n {
                0 => TransferTarget::Operator { operator_id },
                1 => TransferTarget::Department { department_id },
                2 => TransferTarget::Language { language: Language("fi".into()) },
                _ => TransferTarget::CommonQueue,
            };
            let who = random.random_range(0..operators.len());
            let status = OperatorStatus::ALL[random.random_range(0..6)];
            match random.random_range(0..14) {
                0..2 => drop(visitors[step % 8].send("More").await),
                2 => drop(visitors[step % 8].close().await),
                3 => clock.advance_ms(random.random_range(0..70_000)),
                4..11 => {
                    let command = match random.random_range(0..7) {
                        0..3 => Command::TakeConversation { conversation_id },
                        3 => Command::CloseConversation { conversation_id },
                        4 => Command::ChangeStatus { status },
                        5 => Command::ChangeStatus { status: OperatorStatus::Online },
                        _ => Command::TransferConversation { conversation_id, target, comment: String::new() },
                    };
                    drop(operators[who].1.command(command).await);
                }
                _ => {
                    let command = match random.random_range(0..8) {
                        0 => Command::SwitchAutoAssignment { on: n != 0 },
                        1 => Command::LimitConversationsPerOperator { max: n },
                        2 => Command::LimitConversations { operator_id, max: (n > 1).then(|| n - 1) },
                        3 => Command::GiveLanguages { operator_id, languages },
                        4 => Command::GiveDepartments { operator_id, department_ids: vec![department_id] },
                        5 if n < 2 => Command::ArchiveDepartment { department_id },
                        5 => Command::RestoreDepartment { department_id },
                        6 => Command::GiveRole { operator_id, role: Role::ALL[n as usize] },
                        _ => Command::HideOthersConversations { hidden: n < 2 },
                    };
                    drop(admin.1.command(command).await);
                }
            }
            if tokio::time::timeout(letopis_testing::PATIENCE, server.settled()).await.is_err() {
                panic!(
                    "{:?} after step {step} of seed {seed}",
                    server.app.live.read().due(server.app.clock.now(), server.app.config.limits.missed_after())
                );
            }
            assert_nobody_is_forgotten(&server, &format!("after step {step} of seed {seed}"));
        }
    }
}
