-- Staff may lower the price of one line while acting, and what they give away is bounded by the day, too.

-- +goose Up
CREATE TABLE shop.price_override (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  cart_id    bigint NOT NULL REFERENCES shop.cart,
  variant_id bigint NOT NULL,
  list_price bigint NOT NULL,
  price      bigint NOT NULL CHECK (price >= 0 AND price < list_price),
  quantity   integer NOT NULL CHECK (quantity BETWEEN 1 AND 999),
  cap        integer NOT NULL CHECK (cap BETWEEN 1 AND 10000),
  reason     text NOT NULL CHECK (length(btrim(reason)) BETWEEN 1 AND 200),
  actor_id   bigint NOT NULL REFERENCES shop.person,
  subject_id bigint NOT NULL REFERENCES shop.person,
  session_id bigint NOT NULL,
  helper     text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT shop.shop_now(),
  ends_at    timestamptz NOT NULL DEFAULT shop.shop_now() + interval '14 days',
  UNIQUE (cart_id, variant_id),
  FOREIGN KEY (cart_id, variant_id) REFERENCES shop.cart_line (cart_id, variant_id) ON DELETE CASCADE
);
COMMENT ON TABLE shop.price_override IS 'A lower price that staff gave one line while acting: it goes with the line. One for each line; a new one replaces it.';
COMMENT ON COLUMN shop.price_override.list_price IS 'The price of one piece when it was given, in minor units: before. What is taken off a piece never grows beyond list_price - price.';
COMMENT ON COLUMN shop.price_override.price IS 'The price of one piece that staff gave: after.';
COMMENT ON COLUMN shop.price_override.quantity IS 'How many pieces it was given for. More of them cost what they cost.';
COMMENT ON COLUMN shop.price_override.cap IS 'Hundredths of a percent of the undiscounted subtotal, as on shop.staff_discount: both together stay within it.';
COMMENT ON COLUMN shop.price_override.ends_at IS 'From then on the shop''s own price counts again.';
CREATE INDEX price_override_actor ON shop.price_override (actor_id, created_at);
SELECT audit.watch('shop.price_override');
GRANT SELECT ON shop.price_override, shop.staff_discount TO standin_auditor;

ALTER TABLE shop.staff_discount
  ADD COLUMN percent integer CHECK (percent BETWEEN 1 AND 10000),
  ADD COLUMN total_before bigint,
  ADD COLUMN total_after bigint,
  ADD COLUMN ends_at timestamptz NOT NULL DEFAULT shop.shop_now() + interval '14 days';
COMMENT ON COLUMN shop.staff_discount.percent IS 'Hundredths of a percent, where it was typed so. The amount was settled then: it does not grow with the cart.';
COMMENT ON COLUMN shop.staff_discount.total_before IS 'What the cart came to before it was given, and total_after what it came to then; minor units.';
COMMENT ON COLUMN shop.staff_discount.ends_at IS 'From then on it does not count any more.';
CREATE INDEX staff_discount_actor ON shop.staff_discount (actor_id, created_at);

ALTER TABLE shop.order_discount
  ADD COLUMN subject_id bigint REFERENCES shop.person,
  ADD COLUMN session_id bigint,
  ADD COLUMN variant_id bigint,
  ADD COLUMN price_before bigint,
  ADD COLUMN price_after bigint,
  ADD CONSTRAINT order_discount_override CHECK (num_nonnulls(variant_id, price_before, price_after) IN (0, 3)),
  ADD CONSTRAINT order_discount_staff CHECK ((actor_id IS NULL) = (session_id IS NULL)) NOT VALID;
COMMENT ON COLUMN shop.order_discount.session_id IS 'The impersonation session in which staff gave it.';
COMMENT ON COLUMN shop.order_discount.variant_id IS 'Set for a price that staff lowered: of this thing, from price_before to price_after.';

-- A rule that lets give a discount lets lower a price as well, under the same cap: neither takes more off than the other.
-- +goose StatementBegin
DO $$
BEGIN
  PERFORM * FROM audit.open('operator', 0, 0, 0, 'policy.price_override', '', '{"name": "migrate"}');
  UPDATE shop.impersonation_rule SET permissions = permissions || 'price.override'::text,
         caps = caps || jsonb_build_object('price.override', caps->'discount.grant')
   WHERE 'discount.grant' = ANY (permissions) AND caps ? 'discount.grant' AND NOT 'price.override' = ANY (permissions);
  PERFORM set_config('audit.entry', '', true);
END $$;
-- +goose StatementEnd

-- +goose Down
ALTER TABLE shop.order_discount DROP CONSTRAINT order_discount_staff, DROP CONSTRAINT order_discount_override, DROP COLUMN price_after,
  DROP COLUMN price_before, DROP COLUMN variant_id, DROP COLUMN session_id, DROP COLUMN subject_id;
DROP INDEX shop.staff_discount_actor;
ALTER TABLE shop.staff_discount DROP COLUMN ends_at, DROP COLUMN total_after, DROP COLUMN total_before, DROP COLUMN percent;
DROP TABLE shop.price_override;
