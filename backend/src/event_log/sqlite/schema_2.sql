-- Version 2 of the file: what is recorded cannot be replaced either. `INSERT OR REPLACE` deletes the row in its way without
-- firing the triggers that forbid deleting (unless the connection asks for it), so it is met before it inserts. Types
-- and commands that are there already are passed over, as whoever appends may not know them.

CREATE TRIGGER log_is_not_replaced BEFORE INSERT ON log
WHEN EXISTS (SELECT 1 FROM log)
BEGIN SELECT RAISE(ABORT, 'a log has one identity'); END;

CREATE TRIGGER streams_are_not_replaced BEFORE INSERT ON streams
WHEN EXISTS (SELECT 1 FROM streams WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM streams WHERE name = NEW.name AND kind = NEW.kind)
BEGIN SELECT RAISE(ABORT, 'a stream is never replaced'); END;

CREATE TRIGGER types_are_not_replaced BEFORE INSERT ON types
WHEN EXISTS (SELECT 1 FROM types WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM types WHERE name = NEW.name AND version = NEW.version)
BEGIN SELECT RAISE(IGNORE); END;

CREATE TRIGGER events_are_not_replaced BEFORE INSERT ON events
WHEN EXISTS (SELECT 1 FROM events WHERE position = NEW.position)
    OR EXISTS (SELECT 1 FROM events WHERE stream = NEW.stream AND revision = NEW.revision)
BEGIN SELECT RAISE(ABORT, 'an event is never replaced'); END;

CREATE TRIGGER commands_are_not_replaced BEFORE INSERT ON commands
WHEN EXISTS (SELECT 1 FROM commands WHERE id = NEW.id)
BEGIN SELECT RAISE(IGNORE); END;
