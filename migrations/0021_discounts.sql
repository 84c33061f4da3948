-- Discount codes, where they lie, and discounts that staff give while acting.

-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION shop.buyer_key(email text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT regexp_replace(lower(btrim(email)), '\+[^@]*@', '@')
$$;
-- +goose StatementEnd
COMMENT ON FUNCTION shop.buyer_key(text) IS 'Who an e-mail address belongs to, for limits per person: small letters, without its plus-alias.';
GRANT EXECUTE ON FUNCTION shop.buyer_key(text) TO standin_app;

CREATE TABLE shop.discount_code (
  id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code             text NOT NULL CHECK (length(code) BETWEEN 1 AND 40),
  code_key         text NOT NULL CONSTRAINT discount_code_key UNIQUE CHECK (length(code_key) BETWEEN 1 AND 40),
  kind             text NOT NULL CHECK (kind IN ('percent', 'fixed')),
  value            bigint NOT NULL CHECK (value > 0 AND (kind <> 'percent' OR value <= 10000)),
  min_subtotal     bigint NOT NULL DEFAULT 0 CHECK (min_subtotal >= 0),
  starts_at        timestamptz NOT NULL DEFAULT shop.shop_now(),
  ends_at          timestamptz CHECK (ends_at > starts_at),
  usage_limit      integer CHECK (usage_limit >= 0),
  per_person_limit integer CHECK (per_person_limit >= 0),
  used             integer NOT NULL DEFAULT 0 CHECK (used >= 0),
  vendor_id        bigint REFERENCES shop.vendor,
  combinable       boolean NOT NULL DEFAULT false,
  active           boolean NOT NULL DEFAULT true,
  created_at       timestamptz NOT NULL DEFAULT shop.shop_now(),
  CONSTRAINT discount_code_used CHECK (used <= usage_limit)
);
COMMENT ON TABLE shop.discount_code IS 'A code and what it takes off, for whom, how often and when.';
COMMENT ON COLUMN shop.discount_code.code_key IS 'The code trimmed, NFKC-normalised and case-folded: two codes that a person would read as one cannot both be.';
COMMENT ON COLUMN shop.discount_code.value IS 'Hundredths of a percent, or minor units.';
COMMENT ON COLUMN shop.discount_code.ends_at IS 'The first moment at which it is over; empty never ends.';
COMMENT ON COLUMN shop.discount_code.used IS 'Raised in the transaction of the order that uses it, under this row''s lock; never counted from orders.';
COMMENT ON COLUMN shop.discount_code.vendor_id IS 'Set: only this vendor''s things, and never another''s.';
SELECT audit.watch('shop.discount_code');

CREATE TABLE shop.cart_discount (
  cart_id       bigint NOT NULL REFERENCES shop.cart,
  code_id       bigint NOT NULL REFERENCES shop.discount_code,
  added_by      bigint REFERENCES shop.person,
  added_session bigint,
  added_helper  text NOT NULL DEFAULT '',
  created_at    timestamptz NOT NULL DEFAULT shop.shop_now(),
  PRIMARY KEY (cart_id, code_id)
);
COMMENT ON TABLE shop.cart_discount IS 'A code lying on a cart; whether it counts is decided anew each time the cart is read.';
SELECT audit.watch('shop.cart_discount');

CREATE TABLE shop.staff_discount (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  cart_id    bigint NOT NULL REFERENCES shop.cart,
  amount     bigint NOT NULL CHECK (amount > 0),
  cap        integer NOT NULL CHECK (cap BETWEEN 1 AND 10000),
  reason     text NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
  actor_id   bigint NOT NULL REFERENCES shop.person,
  subject_id bigint NOT NULL REFERENCES shop.person,
  session_id bigint NOT NULL,
  helper     text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT shop.shop_now()
);
COMMENT ON TABLE shop.staff_discount IS 'What staff took off a cart on their own account while acting; the cap of their rule covers the sum on the cart.';
COMMENT ON COLUMN shop.staff_discount.cap IS 'Hundredths of a percent of the undiscounted subtotal; it goes on bounding the sum when the cart shrinks.';
CREATE INDEX staff_discount_cart ON shop.staff_discount (cart_id);
SELECT audit.watch('shop.staff_discount');

CREATE TABLE shop.vendor_shipping (
  vendor_id bigint PRIMARY KEY REFERENCES shop.vendor,
  flat      bigint NOT NULL CHECK (flat >= 0),
  free_from bigint CHECK (free_from >= 0)
);
COMMENT ON TABLE shop.vendor_shipping IS 'What a vendor asks for a parcel; a vendor without a row has the shop''s settings shipping.flat and shipping.free_from.';
COMMENT ON COLUMN shop.vendor_shipping.free_from IS 'What the vendor''s things must come to, after discounts, for a free parcel; empty means never free.';
SELECT audit.watch('shop.vendor_shipping');

-- +goose Down
DROP TABLE shop.vendor_shipping, shop.staff_discount, shop.cart_discount, shop.discount_code;
DROP FUNCTION shop.buyer_key(text);
