//! Random days at work: everybody does anything at any time, sockets break and resume, and every screen stays true.
//!
//! A failure names its seed; put it into [`SEEDS`] to see the same day again.

use std::time::Duration;

use letopis::config::Limits;
use letopis_events::ids::ConversationId;
use letopis_events::vocabulary::{OperatorStatus, Role};
use letopis_shared::wire::operator::{Command, Topic};
use letopis_shared::wire::visitor::ClientFrame;
use letopis_testing::{Account, OperatorClient, Server, VisitorClient, new_id};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};

use crate::photos::choose;
use crate::world::{Watched, assert_window, page};

const SEEDS: [u64; 4] = [1, 2, 3, 4];
const STEPS: usize = 150;
/// Steps between two looks at every screen.
const LOOK_EVERY: usize = 15;

struct Day {
    random: StdRng,
    server: Server,
    accounts: Vec<Account>,
    boards: Vec<Watched>,
    admin: OperatorClient,
    visitors: Vec<VisitorClient>,
}

#[tokio::test]
async fn whatever_happens_in_whatever_order_every_screen_stays_true() {
    for seed in SEEDS {
        let mut day = Day::begin(seed).await;
        for step in 1..=STEPS {
            match day.random.random_range(0..10) {
                0..4 => day.visitor().await,
                4..9 => day.operator().await,
                _ => day.administrator().await,
            }
            if step % LOOK_EVERY == 0 {
                day.look(&format!("step {step} of seed {seed}")).await;
            }
        }
    }
}

impl Day {
    async fn begin(seed: u64) -> Self {
        // On every other day the lists are told as to a crowd: a moment later, several changes together.
        let crowd = |limits: &mut Limits| {
            limits.list_followers_at_once = 0;
            limits.list_pause_per_follower = Duration::from_millis(20);
        };
        let builder = Server::builder().workers(2);
        let server = if seed.is_multiple_of(2) { builder.limits(crowd) } else { builder }.start().await;
        let site = server.site().await;
        let admin = server.connect(&server.operator(Role::Admin, "Admin").await).await;
        let mut accounts = Vec::new();
        let mut boards = Vec::new();
        for (role, name) in [(Role::Operator, "Ira"), (Role::Operator, "Oleg"), (Role::Supervisor, "Boss")] {
            let account = server.operator(role, name).await;
            boards.push(Watched::new(&server, &account).await);
            accounts.push(account);
        }
        let mut visitors = Vec::new();
        for _ in 0..3 {
            visitors.push(server.visitor(site).await);
        }
        Self { random: StdRng::seed_from_u64(seed), server, accounts, boards, admin, visitors }
    }

    /// One of the conversations there are.
    fn conversation(&mut self) -> Option<ConversationId> {
        let mut known: Vec<_> = self.server.app.live.read().conversations.keys().copied().collect();
        known.sort();
        known.choose(&mut self.random).copied()
    }

    async fn visitor(&mut self) {
        let n = self.random.random_range(0..self.visitors.len());
        let up_to = self.random.random_range(0..5);
        let visitor = &mut self.visitors[n];
        match self.random.random_range(0..8) {
            0..3 => drop(visitor.send(&format!("Question {up_to}")).await),
            // Not waited for: its answer comes while other things happen.
            3 => visitor.socket.send(&ClientFrame::Send { id: new_id(), text: "In passing".into(), form: None }).await,
            4 => visitor.navigate(page(&up_to.to_string())).await,
            5 => drop(visitor.read(up_to).await),
            6 => drop(visitor.close().await),
            _ => visitor.reconnect().await,
        }
    }

    async fn operator(&mut self) {
        let n = self.random.random_range(0..self.boards.len());
        let (what, up_to) = (self.random.random_range(0..16), self.random.random_range(0..5));
        let Some(conversation_id) = self.conversation() else { return };
        let visitor_id = self.visitors.choose(&mut self.random).map(VisitorClient::id).expect("there are visitors");
        let colleague = self.accounts.choose(&mut self.random).map(|account| account.id).expect("there are accounts");
        let client = &mut self.boards[n].client;
        let command = match what {
            0..3 => Command::TakeConversation { conversation_id },
            3..5 => Command::SendMessage { conversation_id, text: format!("Answer {up_to}") },
            5 => Command::MarkRead { conversation_id, up_to },
            6 => Command::CloseConversation { conversation_id },
            7 => Command::ChangeStatus { status: OperatorStatus::ALL[(up_to as usize + n) % 6] },
            8 | 9 => {
                let topics = [Topic::Timeline { conversation_id }, Topic::VisitorCard { visitor_id }];
                client.subscribe(topics[what - 8]).await;
                return;
            }
            10 => return client.reconnect().await,
            11 => Command::HoldConversation { conversation_id },
            12 => Command::EndHold { conversation_id },
            13 => Command::UndoClose { conversation_id },
            14 => Command::TakeOverConversation { conversation_id, from: colleague },
            _ => return client.send_command(new_id(), Command::Rename { name: format!("Somebody {up_to}") }).await,
        };
        client.command(command).await;
    }

    async fn administrator(&mut self) {
        let operator_id = self.accounts.choose(&mut self.random).map(|account| account.id).expect("there are accounts");
        let visitor_id = self.visitors.choose(&mut self.random).map(VisitorClient::id).expect("there are visitors");
        let command = match self.random.random_range(0..7) {
            4 => return choose(&self.server, operator_id, ["a", "b"][self.random.random_range(0..2)]).await,
            5 => Command::RemovePhoto { operator_id },
            6 => Command::LiftBan { visitor_id },
            0 | 1 => Command::HideOthersConversations { hidden: self.random.random() },
            2 => Command::NameOrganisation { name: format!("Shop {}", self.random.random_range(0..9)) },
            _ => Command::GiveRole { operator_id, role: Role::ALL[self.random.random_range(0..4)] },
        };
        self.admin.command(command).await.position();
    }

    /// Nothing is under way any more, and every screen is looked at.
    async fn look(&mut self, when: &str) {
        for board in &mut self.boards {
            board.client.settle().await;
        }
        for visitor in &mut self.visitors {
            visitor.settle().await;
        }
        for board in &mut self.boards {
            board.assert_law(&self.server, when).await;
        }
        for visitor in &mut self.visitors {
            assert_window(&self.server, visitor, when).await;
        }
    }
}
