-- A card is charged by whom it belongs to: an order may wait for its payment.

-- +goose Up
ALTER TABLE shop.orders DROP CONSTRAINT orders_payment_state_check,
  ADD CONSTRAINT orders_payment_state_check CHECK (payment_state IN ('due', 'requested', 'paid', 'refund_due', 'cancelled')),
  ADD CONSTRAINT orders_paid_reference CHECK (payment_state <> 'paid' OR payment_reference IS NOT NULL) NOT VALID;
COMMENT ON COLUMN shop.orders.payment_state IS 'due: an invoice is open. requested: it waits for the buyer, who pays on their own order page. refund_due: cancelled after it was paid.';
COMMENT ON COLUMN shop.orders.payment_reference IS 'What the provider calls the payment: each counts once.';

-- Paying is what nobody does for somebody else.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION shop.never_granted() RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ARRAY['profile.edit', 'password.change', 'mfa.change', 'devices.manage', 'payment.manage', 'order.pay', 'keys.manage', 'consent.change',
    'support.pin', 'help.take_back', 'personal.export', 'terms.accept', 'invitation.send', 'payout.edit', 'roles.raise', 'account.delete',
    'approval.decide', 'organization.manage', 'impersonate', 'support.desk', 'rep.desk', 'audit.read', 'policy.edit', 'people.manage',
    'settings.edit']
$$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION shop.never_granted() RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ARRAY['profile.edit', 'password.change', 'mfa.change', 'devices.manage', 'payment.manage', 'keys.manage', 'consent.change',
    'support.pin', 'help.take_back', 'personal.export', 'terms.accept', 'invitation.send', 'payout.edit', 'roles.raise', 'account.delete',
    'approval.decide', 'organization.manage', 'impersonate', 'support.desk', 'rep.desk', 'audit.read', 'policy.edit', 'people.manage',
    'settings.edit']
$$;
-- +goose StatementEnd
ALTER TABLE shop.orders DROP CONSTRAINT orders_paid_reference, DROP CONSTRAINT orders_payment_state_check,
  ADD CONSTRAINT orders_payment_state_check CHECK (payment_state IN ('due', 'paid', 'cancelled'));
