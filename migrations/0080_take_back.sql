-- What somebody acting changed may be kept or taken back by whom it concerns.

-- +goose Up
CREATE TABLE shop.cart_touch (
  cart_id     bigint NOT NULL REFERENCES shop.cart,
  session_id  bigint NOT NULL,
  actor_id    bigint NOT NULL REFERENCES shop.person,
  subject_id  bigint NOT NULL REFERENCES shop.person,
  helper      text NOT NULL,
  changed_at  timestamptz NOT NULL DEFAULT shop.shop_now(),
  answered_at timestamptz,
  PRIMARY KEY (cart_id, session_id)
);
COMMENT ON TABLE shop.cart_touch IS 'An impersonation session changed this cart: its owner is shown each change until they have answered.';
COMMENT ON COLUMN shop.cart_touch.answered_at IS 'When the owner kept or took back what was changed; empty again when the session changes more.';
SELECT audit.watch('shop.cart_touch');

CREATE TABLE shop.help_answer (
  session_id bigint NOT NULL REFERENCES shop.impersonation_session,
  table_name text NOT NULL,
  row_key    text NOT NULL,
  entry      bigint NOT NULL,
  entries    bigint[] NOT NULL CHECK (cardinality(entries) > 0),
  answer     text NOT NULL CHECK (answer IN ('kept', 'taken_back')),
  person_id  bigint NOT NULL REFERENCES shop.person,
  staff      boolean NOT NULL,
  at         timestamptz NOT NULL DEFAULT shop.shop_now(),
  PRIMARY KEY (session_id, table_name, row_key, entry)
);
COMMENT ON TABLE shop.help_answer IS 'What became of a row that a session changed: kept, or taken back. The entry of the record that writes this names the entries it answers.';
COMMENT ON COLUMN shop.help_answer.entry IS 'The last entry in which the session changed the row: what it changes later is a change of its own.';
COMMENT ON COLUMN shop.help_answer.entries IS 'All entries in which it did.';
COMMENT ON COLUMN shop.help_answer.staff IS 'Staff took it back, not whom it concerns.';
SELECT audit.watch('shop.help_answer');
GRANT SELECT ON shop.cart_touch, shop.help_answer TO standin_auditor;

-- +goose Down
DROP TABLE shop.help_answer, shop.cart_touch;
