-- Orders: one part per vendor, lines that never change, and what became of them.

-- +goose Up
CREATE SEQUENCE shop.order_number_seq START 20001;
GRANT USAGE ON SEQUENCE shop.order_number_seq TO standin_app;

CREATE TABLE shop.orders (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  number          text NOT NULL DEFAULT nextval('shop.order_number_seq')::text UNIQUE,
  cart_id         bigint NOT NULL CONSTRAINT orders_cart_key UNIQUE REFERENCES shop.cart,
  idempotency_key text NOT NULL CONSTRAINT orders_idempotency_key UNIQUE CHECK (length(idempotency_key) BETWEEN 16 AND 80),
  person_id       bigint REFERENCES shop.person,
  organization_id bigint REFERENCES shop.organization,
  placed_by       bigint REFERENCES shop.person,
  actor_id        bigint REFERENCES shop.person,
  session_id      bigint,
  helper          text NOT NULL DEFAULT '',
  email           text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
  currency        text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  subtotal        bigint NOT NULL CHECK (subtotal >= 0),
  discount        bigint NOT NULL CHECK (discount BETWEEN 0 AND subtotal),
  shipping        bigint NOT NULL CHECK (shipping >= 0),
  tax             bigint NOT NULL CHECK (tax >= 0),
  total           bigint NOT NULL CHECK (total = subtotal - discount + shipping),
  tax_rate        integer NOT NULL CHECK (tax_rate BETWEEN 0 AND 10000),
  shipping_method text NOT NULL CHECK (shipping_method IN ('standard', 'express')),
  payment_method  text NOT NULL,
  payment_state   text NOT NULL CHECK (payment_state IN ('due', 'paid', 'cancelled')),
  payment_reference text CONSTRAINT orders_payment_reference UNIQUE,
  due_at          timestamptz,
  po_number       text CHECK (length(po_number) BETWEEN 1 AND 40),
  recipient       text NOT NULL,
  street          text NOT NULL,
  postcode        text NOT NULL,
  town            text NOT NULL,
  country         text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
  phone           text NOT NULL DEFAULT '',
  approval_id     bigint,
  placed_at       timestamptz NOT NULL DEFAULT shop.shop_now(),
  cancelled_at    timestamptz,
  CHECK ((session_id IS NULL) = (actor_id IS NULL)),
  CHECK (organization_id IS NULL OR placed_by IS NOT NULL)
);
COMMENT ON TABLE shop.orders IS 'An order as it was placed: totals and address are snapshots. Its state derives from its parts.';
COMMENT ON COLUMN shop.orders.person_id IS 'The shopper whose order it is; empty for a guest''s and for an organization''s.';
COMMENT ON COLUMN shop.orders.placed_by IS 'In whose name it was placed; empty for a guest.';
COMMENT ON COLUMN shop.orders.actor_id IS 'Who really placed it, when somebody acted for placed_by; session_id names the impersonation session.';
COMMENT ON COLUMN shop.orders.tax IS 'The VAT that is in the total, rounded once per line and once per parcel.';
COMMENT ON COLUMN shop.orders.email IS 'Where the confirmation goes.';
CREATE UNIQUE INDEX orders_po_number ON shop.orders (organization_id, lower(po_number)) WHERE po_number IS NOT NULL AND cancelled_at IS NULL;
CREATE INDEX orders_person ON shop.orders (person_id, id DESC) WHERE person_id IS NOT NULL;
CREATE INDEX orders_organization ON shop.orders (organization_id, id DESC) WHERE organization_id IS NOT NULL;
CREATE INDEX orders_placed_at ON shop.orders (placed_at);
SELECT audit.watch('shop.orders');

CREATE TABLE shop.order_part (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id    bigint NOT NULL REFERENCES shop.orders,
  vendor_id   bigint NOT NULL REFERENCES shop.vendor,
  vendor_name text NOT NULL,
  goods       bigint NOT NULL CHECK (goods >= 0),
  shipping    bigint NOT NULL CHECK (shipping >= 0),
  tax         bigint NOT NULL CHECK (tax >= 0),
  state       text NOT NULL DEFAULT 'placed' CHECK (state IN ('placed', 'packed', 'shipped', 'delivered', 'cancelled')),
  changed_at  timestamptz NOT NULL DEFAULT shop.shop_now(),
  UNIQUE (order_id, vendor_id)
);
COMMENT ON TABLE shop.order_part IS 'What one vendor sends: a parcel with its own shipping and state.';
COMMENT ON COLUMN shop.order_part.goods IS 'What the lines come to after discounts.';
CREATE INDEX order_part_vendor ON shop.order_part (vendor_id, order_id DESC);
SELECT audit.watch('shop.order_part');

CREATE TABLE shop.order_line (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id      bigint NOT NULL REFERENCES shop.orders,
  part_id       bigint NOT NULL REFERENCES shop.order_part,
  variant_id    bigint NOT NULL,
  product_slug  text NOT NULL,
  title         text NOT NULL,
  options       text NOT NULL DEFAULT '',
  sku           text NOT NULL DEFAULT '',
  picture       text NOT NULL DEFAULT '',
  unit_price    bigint NOT NULL CHECK (unit_price >= 0),
  quantity      integer NOT NULL CHECK (quantity BETWEEN 1 AND 999),
  discount      bigint NOT NULL CHECK (discount BETWEEN 0 AND unit_price * quantity),
  total         bigint NOT NULL CHECK (total = unit_price * quantity - discount),
  tax           bigint NOT NULL CHECK (tax >= 0),
  stock_taken   integer NOT NULL DEFAULT 0 CHECK (stock_taken BETWEEN 0 AND quantity),
  added_by      bigint REFERENCES shop.person,
  added_by_name text NOT NULL DEFAULT '',
  UNIQUE (order_id, variant_id)
);
COMMENT ON TABLE shop.order_line IS 'A line as it was bought. It refers to no product, so that nothing done to one changes a byte here.';
COMMENT ON COLUMN shop.order_line.stock_taken IS 'How many came off the stock, and go back there on cancelling; 0 where stock is not counted.';
CREATE INDEX order_line_part ON shop.order_line (part_id);
CREATE INDEX order_line_variant ON shop.order_line (variant_id);
SELECT audit.watch('shop.order_line');

CREATE TABLE shop.order_discount (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id bigint NOT NULL REFERENCES shop.orders,
  code_id  bigint REFERENCES shop.discount_code,
  label    text NOT NULL,
  amount   bigint NOT NULL CHECK (amount > 0),
  actor_id bigint REFERENCES shop.person,
  helper   text NOT NULL DEFAULT '',
  reason   text NOT NULL DEFAULT ''
);
COMMENT ON TABLE shop.order_discount IS 'Each discount as it counted in an order; actor_id and reason where staff gave it on their own account.';
CREATE INDEX order_discount_order ON shop.order_discount (order_id);
SELECT audit.watch('shop.order_discount');

CREATE TABLE shop.discount_use (
  code_id   bigint NOT NULL REFERENCES shop.discount_code,
  order_id  bigint NOT NULL REFERENCES shop.orders,
  buyer_key text NOT NULL,
  used_at   timestamptz NOT NULL DEFAULT shop.shop_now(),
  PRIMARY KEY (code_id, order_id)
);
COMMENT ON TABLE shop.discount_use IS 'One row per code and order that used it.';
COMMENT ON COLUMN shop.discount_use.buyer_key IS 'Who used it: the e-mail address in lower case without its plus-alias, the same for an account and a guest.';
CREATE INDEX discount_use_buyer ON shop.discount_use (code_id, buyer_key);
INSERT INTO audit.column VALUES ('shop.discount_use', 'buyer_key', 'hash');
SELECT audit.watch('shop.discount_use');

CREATE TABLE shop.order_event (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id   bigint NOT NULL REFERENCES shop.orders,
  part_id    bigint REFERENCES shop.order_part,
  state      text NOT NULL,
  person_id  bigint REFERENCES shop.person,
  actor_id   bigint REFERENCES shop.person,
  session_id bigint,
  helper     text NOT NULL DEFAULT '',
  reason     text NOT NULL DEFAULT '' CHECK (length(reason) <= 200),
  at         timestamptz NOT NULL DEFAULT shop.shop_now()
);
COMMENT ON TABLE shop.order_event IS 'Each change of state: who, for whom, when and why.';
CREATE INDEX order_event_order ON shop.order_event (order_id, id);
SELECT audit.watch('shop.order_event');

-- +goose StatementBegin
CREATE FUNCTION shop.keep_snapshot() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'an order line is not changed' USING ERRCODE = '23514', CONSTRAINT = 'order_line_kept';
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION shop.keep_snapshot() IS 'Keeps what was bought as it was bought.';
CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON shop.order_line FOR EACH STATEMENT EXECUTE FUNCTION shop.keep_snapshot();

-- +goose Down
DROP TABLE shop.order_event, shop.discount_use, shop.order_discount, shop.order_line, shop.order_part, shop.orders;
DROP FUNCTION shop.keep_snapshot();
DROP SEQUENCE shop.order_number_seq;
