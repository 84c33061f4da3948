-- Where orders go: addresses of people and of organizations.

-- +goose Up
CREATE TABLE shop.address (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id       text NOT NULL DEFAULT shop.random_id() UNIQUE,
  person_id       bigint REFERENCES shop.person,
  organization_id bigint REFERENCES shop.organization,
  name            text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  street          text NOT NULL CHECK (length(street) BETWEEN 1 AND 200),
  postcode        text NOT NULL CHECK (length(postcode) BETWEEN 1 AND 20),
  town            text NOT NULL CHECK (length(town) BETWEEN 1 AND 120),
  country         text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
  phone           text NOT NULL DEFAULT '' CHECK (length(phone) <= 40),
  confirmed_at    timestamptz,
  removed_at      timestamptz,
  created_at      timestamptz NOT NULL DEFAULT shop.shop_now(),
  CONSTRAINT address_owner CHECK (num_nonnulls(person_id, organization_id) = 1)
);
COMMENT ON TABLE shop.address IS 'Addresses of people and organizations; an order keeps a copy of its own.';
COMMENT ON COLUMN shop.address.confirmed_at IS 'Empty when somebody added it for its owner: it receives no order until the owner confirms it.';
COMMENT ON COLUMN shop.address.removed_at IS 'Taken out of the book; kept, because earlier sessions and orders speak of it.';
CREATE INDEX address_person ON shop.address (person_id) WHERE person_id IS NOT NULL AND removed_at IS NULL;
CREATE INDEX address_organization ON shop.address (organization_id) WHERE organization_id IS NOT NULL AND removed_at IS NULL;
SELECT audit.watch('shop.address');

-- +goose Down
DROP TABLE shop.address;
