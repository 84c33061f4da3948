-- Organizations buy together: an approval is bound to exactly what was approved.

-- +goose Up
CREATE TABLE shop.approval (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id       text NOT NULL DEFAULT shop.random_id() UNIQUE,
  organization_id bigint NOT NULL REFERENCES shop.organization,
  cart_id         bigint NOT NULL REFERENCES shop.cart,
  requested_by    bigint NOT NULL REFERENCES shop.person,
  requested_actor bigint NOT NULL REFERENCES shop.person,
  session_id      bigint,
  content_hash    bytea NOT NULL CHECK (length(content_hash) = 32),
  content         jsonb NOT NULL,
  total           bigint NOT NULL CHECK (total >= 0),
  note            text NOT NULL DEFAULT '' CHECK (length(note) <= 200),
  status          text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'approved', 'declined', 'void', 'used')),
  decided_by      bigint REFERENCES shop.person,
  decided_at      timestamptz,
  reason          text NOT NULL DEFAULT '' CHECK (length(reason) <= 200),
  created_at      timestamptz NOT NULL DEFAULT shop.shop_now(),
  CHECK ((status IN ('approved', 'declined', 'used')) <= (decided_by IS NOT NULL)),
  CONSTRAINT approval_two_people CHECK (decided_by IS NULL OR (decided_by <> requested_by AND decided_by <> requested_actor))
);
COMMENT ON TABLE shop.approval IS 'A member asks that exactly this cart may be ordered; any change to lines, prices or total voids it.';
COMMENT ON COLUMN shop.approval.content_hash IS 'SHA-256 of the content below; the placed cart must have the same.';
COMMENT ON COLUMN shop.approval.requested_actor IS 'Who really asked: the same person, or who acted for them. Neither may decide.';
CREATE UNIQUE INDEX approval_live ON shop.approval (cart_id, requested_by) WHERE status IN ('pending', 'approved');
CREATE INDEX approval_waiting ON shop.approval (organization_id, id DESC) WHERE status = 'pending';
SELECT audit.watch('shop.approval');

ALTER TABLE shop.orders ADD CONSTRAINT orders_approval FOREIGN KEY (approval_id) REFERENCES shop.approval;

-- +goose Down
ALTER TABLE shop.orders DROP CONSTRAINT orders_approval;
DROP TABLE shop.approval;
