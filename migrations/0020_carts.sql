-- Carts and their lines, and what somebody changed in them for somebody else.

-- +goose Up
CREATE TABLE shop.cart (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person_id       bigint REFERENCES shop.person,
  organization_id bigint REFERENCES shop.organization,
  guest_hash      bytea CHECK (length(guest_hash) = 32),
  status          text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'ordered', 'merged')),
  merged_into     bigint REFERENCES shop.cart,
  created_at      timestamptz NOT NULL DEFAULT shop.shop_now(),
  updated_at      timestamptz NOT NULL DEFAULT shop.shop_now(),
  CONSTRAINT cart_one_owner CHECK (num_nonnulls(person_id, organization_id, guest_hash) = 1),
  CHECK ((status = 'merged') = (merged_into IS NOT NULL))
);
COMMENT ON TABLE shop.cart IS 'What somebody means to buy: a person''s own, an organization''s shared one, or a guest''s. Each has one open cart at the most.';
COMMENT ON COLUMN shop.cart.guest_hash IS 'SHA-256 of the random token in a guest''s cookie; the token itself is nowhere.';
COMMENT ON COLUMN shop.cart.updated_at IS 'When the cart changed its state; a line carries its own time.';
CREATE UNIQUE INDEX cart_open_person ON shop.cart (person_id) WHERE status = 'open' AND person_id IS NOT NULL;
CREATE UNIQUE INDEX cart_open_organization ON shop.cart (organization_id) WHERE status = 'open' AND organization_id IS NOT NULL;
CREATE UNIQUE INDEX cart_open_guest ON shop.cart (guest_hash) WHERE status = 'open' AND guest_hash IS NOT NULL;
CREATE INDEX cart_guest ON shop.cart (guest_hash, id DESC) WHERE guest_hash IS NOT NULL;
INSERT INTO audit.column VALUES ('shop.cart', 'guest_hash', 'omit');
SELECT audit.watch('shop.cart');

CREATE TABLE shop.cart_line (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  cart_id       bigint NOT NULL REFERENCES shop.cart,
  variant_id    bigint NOT NULL REFERENCES shop.variant ON DELETE CASCADE,
  quantity      integer NOT NULL CONSTRAINT cart_line_quantity_check CHECK (quantity BETWEEN 1 AND 999),
  seen_price    bigint NOT NULL CHECK (seen_price >= 0),
  note          text NOT NULL DEFAULT '' CHECK (length(note) <= 120),
  added_by      bigint REFERENCES shop.person,
  added_session bigint,
  added_helper  text NOT NULL DEFAULT '',
  created_at    timestamptz NOT NULL DEFAULT shop.shop_now(),
  updated_at    timestamptz NOT NULL DEFAULT shop.shop_now(),
  UNIQUE (cart_id, variant_id)
);
COMMENT ON TABLE shop.cart_line IS 'One variant in a cart; putting it in again raises the quantity.';
COMMENT ON COLUMN shop.cart_line.seen_price IS 'The price in minor units when the line was last put in or set, so that a change of price can be told.';
COMMENT ON COLUMN shop.cart_line.added_by IS 'For whom it was put in: the person, or the subject while somebody acted; empty for a guest.';
COMMENT ON COLUMN shop.cart_line.added_session IS 'The impersonation session in which it was put in, if there was one.';
COMMENT ON COLUMN shop.cart_line.added_helper IS 'As what the actor put it in: support_agent, sales_rep, administrator or power_user.';
CREATE INDEX cart_line_variant ON shop.cart_line (variant_id);
SELECT audit.watch('shop.cart_line');

CREATE TABLE shop.cart_help (
  cart_id       bigint NOT NULL REFERENCES shop.cart,
  variant_id    bigint NOT NULL REFERENCES shop.variant ON DELETE CASCADE,
  session_id    bigint NOT NULL,
  actor_id      bigint NOT NULL REFERENCES shop.person,
  subject_id    bigint NOT NULL REFERENCES shop.person,
  helper        text NOT NULL CHECK (helper IN ('support_agent', 'sales_rep', 'administrator', 'power_user')),
  quantity_from integer NOT NULL CHECK (quantity_from >= 0),
  quantity_to   integer NOT NULL CHECK (quantity_to >= 0),
  changed_at    timestamptz NOT NULL DEFAULT shop.shop_now(),
  PRIMARY KEY (cart_id, variant_id, session_id)
);
COMMENT ON TABLE shop.cart_help IS 'What an impersonation session did to a line, first quantity to last; gone once the subject touches the line.';
COMMENT ON COLUMN shop.cart_help.quantity_from IS 'Before the session touched it; 0 when it was not there.';
COMMENT ON COLUMN shop.cart_help.quantity_to IS 'After; 0 when it was taken out.';
SELECT audit.watch('shop.cart_help');

-- +goose Down
DROP TABLE shop.cart_help, shop.cart_line, shop.cart;
