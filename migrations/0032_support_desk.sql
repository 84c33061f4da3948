-- Opening a customer's page at the support desk is a read that stands in the record, and that the customer finds again.

-- +goose Up
CREATE INDEX entry_opened ON audit.entry (object, id DESC) WHERE action = 'customer.open';
CREATE INDEX person_name_lower ON shop.person (lower(name) text_pattern_ops);

-- +goose Down
DROP INDEX shop.person_name_lower, audit.entry_opened;
