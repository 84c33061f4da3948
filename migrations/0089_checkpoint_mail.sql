-- The newest mail with a checkpoint is found without reading the outbox.

-- +goose Up
CREATE INDEX mail_checkpoint ON shop.mail (recipient, id DESC) WHERE kind = 'record.checkpoint';

-- +goose Down
DROP INDEX shop.mail_checkpoint;
