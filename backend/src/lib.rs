//! The Letopis server: everything that does IO.

pub mod app;
pub mod auth;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod config;
pub mod demo;
pub mod doors;
pub mod event_log;
pub mod facts;
pub mod http;
pub mod photos;
pub mod projections;
pub mod reactors;
pub mod subscriptions;
pub mod texts;
pub mod ws;
