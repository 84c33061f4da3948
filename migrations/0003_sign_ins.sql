-- Sign-ins, the web sessions that carry them, devices, and counters against guessing: traffic, not business, so not captured
-- row by row; that somebody signed in or was refused is an entry of its own.

-- +goose Up
CREATE TABLE web.device (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id  text NOT NULL DEFAULT shop.random_id() UNIQUE,
  person_id  bigint NOT NULL REFERENCES shop.person,
  token_hash bytea NOT NULL,
  browser    text NOT NULL DEFAULT '',
  platform   text NOT NULL DEFAULT '',
  first_seen timestamptz NOT NULL DEFAULT shop.shop_now(),
  last_seen  timestamptz NOT NULL DEFAULT shop.shop_now(),
  revoked_at timestamptz,
  UNIQUE (person_id, token_hash)
);
COMMENT ON TABLE web.device IS 'A browser in which somebody signed in, known by a long-lived random cookie of which only the hash lies here.';

CREATE TABLE web.sign_in (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id  text NOT NULL DEFAULT shop.random_id() UNIQUE,
  person_id  bigint NOT NULL REFERENCES shop.person,
  device_id  bigint REFERENCES web.device,
  created_at timestamptz NOT NULL DEFAULT shop.shop_now(),
  ends_at    timestamptz NOT NULL,
  last_seen  timestamptz NOT NULL DEFAULT shop.shop_now(),
  mfa_at     timestamptz,
  ended_at   timestamptz,
  end_cause  text,
  ip         inet,
  network_4  cidr,
  network_6  cidr,
  browser    text NOT NULL DEFAULT '',
  platform   text NOT NULL DEFAULT '',
  agent      text NOT NULL DEFAULT '',
  hints      jsonb NOT NULL DEFAULT '{}',
  CHECK ((ended_at IS NULL) = (end_cause IS NULL))
);
COMMENT ON TABLE web.sign_in IS 'One sign-in of one person in one browser: its id is stable and its absolute end moves with no renewal of the token.';
COMMENT ON COLUMN web.sign_in.last_seen IS 'Written at most once a minute.';
COMMENT ON COLUMN web.sign_in.network_4 IS 'Footprint: the /24 (IPv4) and /48 (IPv6) seen, one for each family.';
CREATE INDEX sign_in_person ON web.sign_in (person_id, created_at DESC);

CREATE TABLE web.session (
  token_hash text PRIMARY KEY,
  data       bytea NOT NULL,
  expires_at timestamptz NOT NULL,
  sign_in_id bigint REFERENCES web.sign_in,
  retired_at timestamptz
);
COMMENT ON TABLE web.session IS 'What a cookie stands for (scs). A retired token keeps its row as a tombstone, so a slow request cannot bring it back.';
CREATE INDEX session_expires ON web.session (expires_at);
CREATE INDEX session_sign_in ON web.session (sign_in_id) WHERE sign_in_id IS NOT NULL;

CREATE TABLE web.throttle (
  key        text PRIMARY KEY,
  count      integer NOT NULL,
  since      timestamptz NOT NULL,
  until      timestamptz
);
COMMENT ON TABLE web.throttle IS 'Failed tries per purpose and person or address, and until when more are refused.';

-- +goose Down
DROP TABLE web.throttle, web.session, web.sign_in, web.device;
