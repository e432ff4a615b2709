//! How much of anything a log takes at once.

/// The limits of a log, each with its unit in its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogLimits {
    /// Events of one command.
    pub append_events_max: usize,
    /// Payload bytes of one command.
    pub append_bytes_max: usize,
    /// Appends that wait for the writer.
    pub queue_appends_max: usize,
    /// Payload bytes that wait for the writer.
    pub queue_bytes_max: usize,
    /// Appends in one transaction.
    pub group_appends_max: usize,
    /// Payload bytes in one transaction.
    pub group_bytes_max: usize,
    /// Last events kept in memory for those who follow.
    pub recent_events_max: usize,
    /// Payload bytes kept in memory for those who follow.
    pub recent_bytes_max: usize,
    /// Events of one read.
    pub read_events_max: usize,
    /// Streams whose revision the writer remembers.
    pub cached_streams_max: usize,
    /// Connections kept open for readers.
    pub idle_readers_max: usize,
}

impl Default for LogLimits {
    fn default() -> Self {
        Self {
            append_events_max: 256,
            append_bytes_max: 1 << 20,
            queue_appends_max: 8_192,
            queue_bytes_max: 64 << 20,
            group_appends_max: 2_048,
            group_bytes_max: 8 << 20,
            recent_events_max: 4_096,
            recent_bytes_max: 4 << 20,
            read_events_max: 10_000,
            cached_streams_max: 65_536,
            idle_readers_max: 4,
        }
    }
}
