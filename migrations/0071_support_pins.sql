-- One-time numbers by which somebody on the phone says yes, and who was mailed after a session.

-- +goose Up
CREATE TABLE shop.support_pin (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person_id  bigint NOT NULL REFERENCES shop.person,
  hash       text NOT NULL CHECK (length(hash) = 64),
  key_id     text NOT NULL,
  how        text NOT NULL CHECK (how IN ('shown', 'mailed')),
  asked_by   bigint REFERENCES shop.person,
  made_at    timestamptz NOT NULL DEFAULT shop.shop_now(),
  expires_at timestamptz NOT NULL DEFAULT shop.shop_now() + interval '10 minutes',
  ended_at   timestamptz,
  ended_by   text CHECK (ended_by IN ('used', 'replaced', 'tries')),
  session_id bigint REFERENCES shop.impersonation_session,
  CHECK (expires_at <= made_at + interval '10 minutes'),
  CHECK ((how = 'mailed') = (asked_by IS NOT NULL)),
  CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
  CHECK ((ended_by IS NOT DISTINCT FROM 'used') = (session_id IS NOT NULL))
);
COMMENT ON TABLE shop.support_pin IS 'A number that a person reads out to let somebody act for them: good for ten minutes, once; a new one voids the one before.';
COMMENT ON COLUMN shop.support_pin.hash IS 'Keyed with a key that lies outside the database: eight figures would be guessed from a plain hash.';
COMMENT ON COLUMN shop.support_pin.asked_by IS 'Who had it mailed to the address on file.';
CREATE UNIQUE INDEX support_pin_open ON shop.support_pin (person_id) WHERE ended_at IS NULL;
CREATE INDEX support_pin_person ON shop.support_pin (person_id, made_at DESC);
INSERT INTO audit.column VALUES ('shop.support_pin', 'hash', 'omit');
SELECT audit.watch('shop.support_pin');
REVOKE DELETE, TRUNCATE ON shop.support_pin FROM standin_app;

-- +goose StatementBegin
CREATE FUNCTION shop.keep_pin() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE moves text[] := ARRAY['ended_at', 'ended_by', 'session_id'];
BEGIN
  IF OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL OR to_jsonb(NEW) - moves <> to_jsonb(OLD) - moves
     OR NEW.ended_by = 'used' AND shop.shop_clock() >= OLD.expires_at THEN
    RAISE EXCEPTION 'a support PIN changes once, at its end' USING ERRCODE = 'SH003';
  END IF;
  RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER keep BEFORE UPDATE ON shop.support_pin FOR EACH ROW EXECUTE FUNCTION shop.keep_pin();
ALTER TABLE shop.support_pin ENABLE ALWAYS TRIGGER keep;

CREATE TABLE shop.acting_told (
  session_id bigint PRIMARY KEY REFERENCES shop.impersonation_session,
  at         timestamptz NOT NULL DEFAULT shop.shop_now()
);
COMMENT ON TABLE shop.acting_told IS 'Sessions whose subject had said yes to that very session, and was mailed at its end: once each, whoever noticed the end.';
CREATE INDEX impersonation_session_to_tell ON shop.impersonation_session (ended_at) WHERE consent_kind IN ('prompt', 'pin');
SELECT audit.watch('shop.acting_told');
REVOKE UPDATE, DELETE, TRUNCATE ON shop.acting_told FROM standin_app;
GRANT SELECT (id, person_id, how, asked_by, made_at, expires_at, ended_at, ended_by, session_id) ON shop.support_pin TO standin_auditor;
GRANT SELECT ON shop.acting_told TO standin_auditor;

-- +goose Down
DROP TABLE shop.acting_told, shop.support_pin;
DROP FUNCTION shop.keep_pin;
DROP INDEX shop.impersonation_session_to_tell;
