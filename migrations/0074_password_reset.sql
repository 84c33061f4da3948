-- A forgotten password: a link by mail, good once and for an hour. It touches no second factor.

-- +goose Up
CREATE TABLE shop.password_reset (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person_id  bigint NOT NULL REFERENCES shop.person,
  token_hash bytea NOT NULL UNIQUE,
  made_at    timestamptz NOT NULL DEFAULT shop.shop_now(),
  expires_at timestamptz NOT NULL,
  used_at    timestamptz
);
COMMENT ON TABLE shop.password_reset IS 'Single-use links to choose a new password, asked for by whoever knows the address and mailed to it alone.';
COMMENT ON COLUMN shop.password_reset.used_at IS 'When it was used, or another link of the same person was.';
CREATE INDEX password_reset_person ON shop.password_reset (person_id);
INSERT INTO audit.column VALUES ('shop.password_reset', 'token_hash', 'omit');
SELECT audit.watch('shop.password_reset');
GRANT SELECT ON shop.password_reset TO standin_auditor;

-- +goose Down
DROP TABLE shop.password_reset CASCADE;
