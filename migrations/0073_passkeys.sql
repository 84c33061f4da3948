-- Passkeys (WebAuthn): a second factor that cannot be phished, and the questions put to one.

-- +goose Up
CREATE TABLE shop.passkey (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id     text NOT NULL DEFAULT shop.random_id() UNIQUE,
  person_id     bigint NOT NULL REFERENCES shop.person,
  name          text NOT NULL CHECK (length(btrim(name)) BETWEEN 1 AND 60),
  credential_hash bytea NOT NULL UNIQUE,
  credential    bytea NOT NULL,
  key_id        text NOT NULL,
  sign_count    bigint NOT NULL DEFAULT 0 CHECK (sign_count >= 0),
  enrolled_by   text NOT NULL DEFAULT 'person' CHECK (enrolled_by IN ('person', 'recovery')),
  bars_start_until timestamptz,
  created_at    timestamptz NOT NULL DEFAULT shop.shop_now(),
  used_at       timestamptz
);
COMMENT ON TABLE shop.passkey IS 'Passkeys of people. Who has one is asked for it wherever a fresh second factor is asked for; codes of an app are not taken there any more.';
COMMENT ON COLUMN shop.passkey.credential_hash IS 'SHA-256 of the credential''s id: one passkey belongs to one person.';
COMMENT ON COLUMN shop.passkey.credential IS 'Id, public key and flags, sealed for this person with a key outside the database: whoever writes to the table cannot plant a passkey of their own.';
COMMENT ON COLUMN shop.passkey.sign_count IS 'The authenticator''s own counter at its last answer; 0 where it keeps none. One that does not rise is a copy.';
COMMENT ON COLUMN shop.passkey.bars_start_until IS 'After enrolment by recovery code no impersonation starts before this time.';
CREATE INDEX passkey_person ON shop.passkey (person_id);
INSERT INTO audit.column VALUES ('shop.passkey', 'credential', 'omit'), ('shop.passkey', 'credential_hash', 'omit');
SELECT audit.watch('shop.passkey');
GRANT SELECT ON shop.passkey TO standin_auditor;

CREATE TABLE web.passkey_question (
  challenge_hash bytea PRIMARY KEY,
  person_id      bigint NOT NULL REFERENCES shop.person,
  sign_in_id     bigint REFERENCES web.sign_in,
  ceremony       text NOT NULL CHECK (ceremony IN ('enrol', 'answer')),
  request        text NOT NULL,
  asked_at       timestamptz NOT NULL DEFAULT shop.shop_now(),
  answered_at    timestamptz
);
COMMENT ON TABLE web.passkey_question IS 'Challenges put to passkeys: each is good for one answer, within two minutes, in the sign-in that asked, for the very request it was asked for.';
COMMENT ON COLUMN web.passkey_question.challenge_hash IS 'SHA-256 of 256 random bits, which only the browser that asked holds.';
COMMENT ON COLUMN web.passkey_question.sign_in_id IS 'Empty while somebody is only signing in: then the request''s digest holds what ties it to that browser.';
COMMENT ON COLUMN web.passkey_question.request IS 'Digest of the request that the answer will be part of: address with its acting prefix, and every field of the form.';
CREATE INDEX passkey_question_person ON web.passkey_question (person_id, asked_at);

-- +goose Down
DROP TABLE web.passkey_question, shop.passkey CASCADE;
