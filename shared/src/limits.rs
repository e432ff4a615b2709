//! Limits that both sides must know; the server's own limits are in its configuration.

/// Longest message, in characters.
pub const MESSAGE_CHARS_MAX: usize = 4_000;
/// Longest name of a person, site or organisation, in characters.
pub const NAME_CHARS_MAX: usize = 100;
/// Longest e-mail address, in characters (RFC 5321 allows no more in a path).
pub const EMAIL_CHARS_MAX: usize = 254;
/// An address that was claimed and is not used stays reserved for so long, and may be taken up no later than this, in
/// seconds. Between the two lies more than clocks differ.
pub const EMAIL_CLAIM_SECONDS: i64 = 60;
pub const EMAIL_CLAIM_USE_SECONDS: i64 = 30;
/// Side of a photo as it is kept, in pixels, and its largest size, in bytes.
pub const PHOTO_SIDE: u32 = 192;
pub const PHOTO_BYTES_MAX: usize = 24 * 1024;
/// Longest side of a picture that may be sent in, in pixels, and its largest size, in bytes.
pub const PHOTO_UPLOAD_SIDE_MAX: u32 = 2_048;
pub const PHOTO_UPLOAD_BYTES_MAX: usize = 1024 * 1024;
/// Shortest and longest password, in characters.
pub const PASSWORD_CHARS_MIN: usize = 10;
pub const PASSWORD_CHARS_MAX: usize = 200;
/// Longest page address, in characters; a longer one is cut at its query.
pub const URL_CHARS_MAX: usize = 2_000;
/// Longest page title, user agent or referrer kept, in characters; the rest is cut.
pub const TITLE_CHARS_MAX: usize = 300;
/// Hosts a site may list.
pub const DOMAINS_PER_SITE_MAX: usize = 50;
/// Visitors that have left and still stand in «Остальные».
pub const RECENTLY_LEFT_MAX: usize = 200;
/// How many of those who wait are told their place in the queue.
pub const QUEUE_PLACES_SHOWN: usize = 20;
/// Open tabs kept for one visitor.
pub const TABS_PER_VISITOR_MAX: usize = 20;
/// Largest frame from an operator's socket, in bytes.
pub const OPERATOR_FRAME_BYTES_MAX: usize = 64 * 1024;
/// Largest frame from a visitor's socket, in bytes.
pub const VISITOR_FRAME_BYTES_MAX: usize = 32 * 1024;
/// Whoever closed a conversation may take that back for so long, in seconds.
pub const CLOSE_UNDO_SECONDS: i64 = 30;
/// Where nobody chose otherwise: a visitor's message reopens a conversation closed no longer ago than this, in minutes.
pub const REOPEN_MINUTES_DEFAULT: u32 = 30;
/// … an assigned conversation not opened for so long goes back to the queue, in seconds.
pub const PICK_UP_SECONDS_DEFAULT: u32 = 60;
/// … an operator disconnected for so long is offline, in seconds.
pub const OPERATOR_LOST_SECONDS_DEFAULT: u32 = 60;
/// Shortest and longest of these times that may be chosen, in seconds and in minutes.
pub const TIMEOUT_SECONDS_MIN: u32 = 5;
pub const TIMEOUT_SECONDS_MAX: u32 = 3_600;
pub const REOPEN_MINUTES_MAX: u32 = 7 * 24 * 60;
/// Highest limit of conversations for one operator that may be chosen.
pub const CONVERSATIONS_PER_OPERATOR_MAX: u32 = 1_000;
/// Longest comment to a transfer, reason of a ban, comment of a rating, in characters.
pub const COMMENT_CHARS_MAX: usize = 1_000;
/// Shifts in the week of a department.
pub const SHIFTS_MAX: usize = 28;
/// Colleagues whom one note may call.
pub const MENTIONS_MAX: usize = 10;
/// Departments, categories; departments and languages of one operator.
pub const DEPARTMENTS_MAX: usize = 200;
pub const CATEGORIES_MAX: usize = 200;
pub const LANGUAGES_PER_OPERATOR_MAX: usize = 20;
/// Languages of a visitor that count: that of the page, then those his browser likes most.
pub const LANGUAGES_PREFERRED_MAX: usize = 8;
/// Of those who could have taken a conversation so many are recorded with the choice, the best placed first: with hundreds
/// of operators the whole list would be longer than the conversation, and tell no more.
pub const CANDIDATES_RECORDED_MAX: usize = 20;
/// The token before the current one is still answered this long after a renewal, in seconds (lost answers, two tabs).
pub const REFRESH_GRACE_SECONDS: i64 = 30;
/// Sessions of one operator open at once; the oldest gives way.
pub const SESSIONS_PER_OPERATOR_MAX: usize = 20;
/// A typing mark disappears after this, in milliseconds (M1).
pub const TYPING_SHOWN_MILLIS: u32 = 5_000;
/// A typing mark is repeated no more often than this, in milliseconds.
pub const TYPING_REPEAT_MILLIS: u32 = 2_000;
/// Longest period of a report, in days.
pub const REPORT_DAYS_MAX: i64 = 92;
/// Messages of the common room that a screen holds; older ones are in the log.
pub const OPERATOR_CHAT_SHOWN_MAX: usize = 500;
/// Longest words of a window: head, the line under it, greeting, button, what is said while nobody is there, in characters.
pub const WINDOW_TITLE_CHARS_MAX: usize = 60;
pub const WINDOW_SUBTITLE_CHARS_MAX: usize = 80;
pub const WINDOW_GREETING_CHARS_MAX: usize = 120;
pub const WINDOW_BUTTON_CHARS_MAX: usize = 30;
pub const WINDOW_OFFLINE_CHARS_MAX: usize = 200;
/// Longest text to agree to, in characters.
pub const CONSENT_CHARS_MAX: usize = 500;
/// Farthest from its edges that the button may stand, in CSS pixels.
pub const BUTTON_OFFSET_PX_MAX: u32 = 400;
/// Changes of the installation that administrators see at a glance.
pub const CHANGES_KEPT: usize = 8;
/// Changes of one person to one thing that come no later than this after each other are one, in minutes.
pub const CHANGES_RUN_MINUTES: i64 = 10;
/// A site that was seen is not told to be seen again sooner than this, in seconds.
pub const SITE_SEEN_SECONDS: i64 = 300;
