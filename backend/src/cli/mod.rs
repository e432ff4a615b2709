//! The command line.

pub mod log;
pub mod serve;
