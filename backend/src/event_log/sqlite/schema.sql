-- The log in one file. Nothing here is changed or deleted once written; the triggers see to it, whoever connects.
-- A new shape of this file is a new user_version and a migration of its own.

CREATE TABLE log (
    id BLOB NOT NULL                    -- made with the log, 16 bytes; part of the chain's beginning
) STRICT;

CREATE TABLE streams (
    id INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,              -- storage code of the aggregate
    name BLOB NOT NULL,                 -- identifier of the aggregate, 16 bytes
    UNIQUE (name, kind)
) STRICT;

CREATE TABLE types (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    UNIQUE (name, version)
) STRICT;

CREATE TABLE events (
    position INTEGER PRIMARY KEY,       -- from 1 without gaps
    stream INTEGER NOT NULL,            -- streams.id
    revision INTEGER NOT NULL,          -- place in the stream, from 1 without gaps
    type INTEGER NOT NULL,              -- types.id
    recorded_at INTEGER NOT NULL,       -- microseconds since 1970, never falling
    event_id BLOB NOT NULL,
    meta BLOB NOT NULL,                 -- canonical encoding; begins with the id of the command
    digest BLOB NOT NULL,               -- SHA-256(salt, payload)
    link BLOB NOT NULL,                 -- SHA-256(link before, envelope, digest)
    salt BLOB,                          -- null once erased
    payload TEXT,                       -- JSON, byte for byte as digested; null once erased
    UNIQUE (stream, revision)
) STRICT;

CREATE TABLE commands (
    id BLOB PRIMARY KEY,
    digest BLOB NOT NULL,               -- of the command's body; zeros once an event of it is erased
    first_position INTEGER NOT NULL,
    events INTEGER NOT NULL             -- how many, from first_position on
) STRICT, WITHOUT ROWID;

CREATE TABLE probe (filler BLOB) STRICT; -- written and emptied to find out whether a full disk has room again

CREATE TRIGGER log_is_not_changed BEFORE UPDATE ON log
BEGIN SELECT RAISE(ABORT, 'the identity of a log never changes'); END;
CREATE TRIGGER log_is_not_deleted BEFORE DELETE ON log
BEGIN SELECT RAISE(ABORT, 'the identity of a log is never deleted'); END;

CREATE TRIGGER streams_are_not_changed BEFORE UPDATE ON streams
BEGIN SELECT RAISE(ABORT, 'a stream is never changed'); END;
CREATE TRIGGER streams_are_not_deleted BEFORE DELETE ON streams
BEGIN SELECT RAISE(ABORT, 'a stream is never deleted'); END;

CREATE TRIGGER types_are_not_changed BEFORE UPDATE ON types
BEGIN SELECT RAISE(ABORT, 'an event type is never changed'); END;
CREATE TRIGGER types_are_not_deleted BEFORE DELETE ON types
BEGIN SELECT RAISE(ABORT, 'an event type is never deleted'); END;

CREATE TRIGGER events_are_only_erased BEFORE UPDATE ON events
WHEN NEW.payload IS NOT NULL OR NEW.salt IS NOT NULL
    OR NEW.position IS NOT OLD.position OR NEW.stream IS NOT OLD.stream OR NEW.revision IS NOT OLD.revision
    OR NEW.type IS NOT OLD.type OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.event_id IS NOT OLD.event_id
    OR NEW.meta IS NOT OLD.meta OR NEW.digest IS NOT OLD.digest OR NEW.link IS NOT OLD.link
BEGIN SELECT RAISE(ABORT, 'an event is never changed, only its payload and salt may be erased'); END;
CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;

CREATE TRIGGER commands_are_only_erased BEFORE UPDATE ON commands
WHEN NEW.digest IS NOT zeroblob(32) OR NEW.id IS NOT OLD.id
    OR NEW.first_position IS NOT OLD.first_position OR NEW.events IS NOT OLD.events
BEGIN SELECT RAISE(ABORT, 'a command is never changed, only its digest may be erased'); END;
CREATE TRIGGER commands_are_not_deleted BEFORE DELETE ON commands
BEGIN SELECT RAISE(ABORT, 'a command is never deleted'); END;
