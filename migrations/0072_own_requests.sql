-- The desks ask every few seconds for what somebody has asked: they find it by who asked, however many requests lie behind.

-- +goose Up
CREATE INDEX acting_request_actor ON shop.acting_request (actor_id, asked_at DESC);

-- +goose Down
DROP INDEX shop.acting_request_actor;
