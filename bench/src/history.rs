//! A log with a past: visitors who came, asked, were answered and left.

use std::path::Path;

use anyhow::Result;
use letopis::commands::operator::Caller;
use letopis::event_log::EventLog;
use letopis_events::vocabulary::Actor;
use letopis_shared::domain::visit::VisitCommand;
use letopis_shared::wire::operator::Command;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tempfile::TempDir;

use crate::stack::{self, Stack, each, page};

/// How long the past is, in events.
pub const EVENTS: u64 = 300_000;

/// What one story leaves in the log, roughly.
const EVENTS_PER_STORY: u64 = 32;

/// Operators who answer.
const OPERATORS: usize = 20;

/// What people write; each message is a piece of it.
const TEXT: &str = "Здравствуйте! Подскажите, пожалуйста, есть ли в наличии трёхместная палатка с тамбуром и сколько она весит \
    вместе с дугами? Доставка нужна в Казань до пятницы, оплата картой при получении. Good day! The three-season model \
    weighs 3.4 kg, poles included, and fits a rucksack of 60 litres; we ship it tomorrow morning.";

/// A folder whose log holds at least [`EVENTS`] events.
///
/// # Errors
/// When it cannot be written.
pub fn folder() -> Result<TempDir> {
    let folder = stack::folder()?;
    stack::runtime()?.block_on(write(folder.path()))?;
    Ok(folder)
}

async fn write(folder: &Path) -> Result<()> {
    let stack = Stack::open(folder)?;
    let _following = stack.follow();
    let callers = stack.staff(OPERATORS).await?;
    stack.live.reached(stack.log.head().position).await;
    let mut stories = 0;
    while stack.log.head().position < EVENTS {
        let missing = (EVENTS - stack.log.head().position).div_ceil(EVENTS_PER_STORY);
        let first = stories;
        stories += missing;
        each(usize::try_from(missing)?, 256, |n| {
            let nth = first + n as u64;
            story(stack.clone(), callers[nth as usize % callers.len()], nth)
        })
        .await?;
    }
    stack.close().await;
    Ok(())
}

/// One visitor, from his first page to his last; the number decides what is said.
async fn story(stack: Stack, caller: Caller, nth: u64) -> Result<()> {
    let mut chance = StdRng::seed_from_u64(nth);
    let guest = stack.guest().await?;
    let conversation_id = guest.conversation_id;
    let visitor = || stack.commands.own(Actor::Visitor { visitor_id: guest.who.visitor_id });
    for path in ["sleeping-bags", "tents/prival-3"] {
        let view = VisitCommand::ViewPage { tab_id: stack.ids.next(), page: page(path) };
        stack.commands.visits.execute(guest.visit_id, visitor(), view).await?;
    }
    let says = |command| stack.commands.operator(&stack.live, caller, stack.ids.next(), command);
    let messages = chance.random_range(6..=12);
    for n in 0..messages {
        stack.writes(&guest, piece(&mut chance)).await?;
        if n == 0 {
            says(Command::TakeConversation { conversation_id }).await?;
        }
        says(Command::MarkRead { conversation_id, up_to: n * 2 + 1 }).await?;
        says(Command::SendMessage { conversation_id, text: piece(&mut chance) }).await?;
    }
    says(Command::CloseConversation { conversation_id }).await?;
    stack.commands.visits.execute(guest.visit_id, visitor(), VisitCommand::End).await?;
    Ok(())
}

fn piece(chance: &mut StdRng) -> String {
    let chars = chance.random_range(10..150);
    TEXT.chars().cycle().skip(chance.random_range(0..200)).take(chars).collect::<String>().trim().to_owned()
}
