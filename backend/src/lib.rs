//! The Letopis server: everything that does IO.

pub mod app;
pub mod auth;
pub mod clock;
pub mod commands;
pub mod config;
pub mod event_log;
pub mod projections;
pub mod subscriptions;
