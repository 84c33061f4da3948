-- The entries that opened and ended a session are found without reading the record from end to end.

-- +goose Up
CREATE INDEX payload_of_session ON audit.payload ((body->'key'->>'id')) WHERE body->>'table' = 'shop.impersonation_session';
COMMENT ON INDEX audit.payload_of_session IS 'Which entries changed a session''s own row: its start, its end. An evidence package holds them too.';

-- +goose Down
DROP INDEX audit.payload_of_session;
