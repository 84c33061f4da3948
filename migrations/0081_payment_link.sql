-- A card is charged by whom it belongs to: an order may wait for its payment.

-- +goose Up
ALTER TABLE shop.orders DROP CONSTRAINT orders_payment_state_check,
  ADD CONSTRAINT orders_payment_state_check CHECK (payment_state IN ('due', 'requested', 'paid', 'refund_due', 'cancelled')),
  ADD CONSTRAINT orders_paid_reference CHECK (payment_state <> 'paid' OR payment_reference IS NOT NULL) NOT VALID;
COMMENT ON COLUMN shop.orders.payment_state IS 'due: an invoice is open. requested: it waits for the buyer, who pays on their own order page. refund_due: cancelled after it was paid.';
COMMENT ON COLUMN shop.orders.payment_reference IS 'What the provider calls the payment: each counts once.';

-- +goose Down
ALTER TABLE shop.orders DROP CONSTRAINT orders_paid_reference, DROP CONSTRAINT orders_payment_state_check,
  ADD CONSTRAINT orders_payment_state_check CHECK (payment_state IN ('due', 'paid', 'cancelled'));
