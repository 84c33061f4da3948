-- People, what they may do in the house, and to whom they belong.

-- +goose Up
CREATE TABLE shop.person (
  id                   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id            text NOT NULL DEFAULT shop.random_id() UNIQUE,
  email                text NOT NULL CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254),
  name                 text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  phone                text NOT NULL DEFAULT '' CHECK (length(phone) <= 40),
  status               text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'unconfirmed', 'blocked', 'locked', 'invited', 'deleted')),
  password_hash        text NOT NULL DEFAULT '',
  must_change_password boolean NOT NULL DEFAULT false,
  never_impersonate    boolean NOT NULL DEFAULT false,
  demo                 boolean NOT NULL DEFAULT false,
  created_at           timestamptz NOT NULL DEFAULT shop.shop_now()
);
COMMENT ON TABLE shop.person IS 'Everybody with an account: shoppers, vendor users, members, staff.';
COMMENT ON COLUMN shop.person.never_impersonate IS 'Flagged "never": refused as a subject for every role.';
COMMENT ON COLUMN shop.person.demo IS 'Made by the demo seed; shop serve without --demo refuses to start with such accounts.';
CREATE UNIQUE INDEX person_email_key ON shop.person (email) WHERE status <> 'deleted';
CREATE INDEX person_phone ON shop.person (phone) WHERE phone <> '';
INSERT INTO audit.column VALUES ('shop.person', 'password_hash', 'omit');
SELECT audit.watch('shop.person');

CREATE TABLE shop.staff_role (
  person_id bigint PRIMARY KEY REFERENCES shop.person,
  role      text NOT NULL CHECK (role IN ('support_agent', 'sales_rep', 'auditor', 'administrator'))
);
COMMENT ON TABLE shop.staff_role IS 'Staff hold exactly one role; who has a row here is never a subject.';
SELECT audit.watch('shop.staff_role');

CREATE TABLE shop.totp (
  person_id    bigint PRIMARY KEY REFERENCES shop.person,
  secret       bytea NOT NULL,
  key_id       text NOT NULL,
  confirmed_at timestamptz NOT NULL,
  last_step    bigint NOT NULL DEFAULT 0,
  enrolled_by  text NOT NULL DEFAULT 'person' CHECK (enrolled_by IN ('person', 'invitation', 'recovery', 'reset')),
  bars_start_until timestamptz
);
COMMENT ON TABLE shop.totp IS 'The second factor: its secret sealed with a key outside the database, and the last time step accepted for any purpose.';
COMMENT ON COLUMN shop.totp.last_step IS 'RFC 6238 time step; a code of this or an earlier step is refused for every purpose.';
COMMENT ON COLUMN shop.totp.bars_start_until IS 'After enrolment by recovery code or reset no impersonation starts before this time.';
INSERT INTO audit.column VALUES ('shop.totp', 'secret', 'omit');
SELECT audit.watch('shop.totp');

CREATE TABLE shop.totp_pending (
  person_id bigint PRIMARY KEY REFERENCES shop.person,
  secret    bytea NOT NULL,
  key_id    text NOT NULL,
  made_at   timestamptz NOT NULL DEFAULT shop.shop_now()
);
COMMENT ON TABLE shop.totp_pending IS 'A second factor on its way: shown as a picture, not yet proved by a code. The old one stays good until then.';
INSERT INTO audit.column VALUES ('shop.totp_pending', 'secret', 'omit');
SELECT audit.watch('shop.totp_pending');

CREATE TABLE shop.recovery_code (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person_id bigint NOT NULL REFERENCES shop.person,
  code_hash bytea NOT NULL,
  used_at   timestamptz,
  UNIQUE (person_id, code_hash)
);
COMMENT ON TABLE shop.recovery_code IS 'Single-use codes for a lost phone, hashed; they never satisfy a step-up.';
INSERT INTO audit.column VALUES ('shop.recovery_code', 'code_hash', 'omit');
SELECT audit.watch('shop.recovery_code');

CREATE TABLE shop.organization (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id     text NOT NULL DEFAULT shop.random_id() UNIQUE,
  name          text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  status        text NOT NULL DEFAULT 'active' CHECK (status IN ('pending', 'active', 'blocked')),
  support_until timestamptz,
  terms_days    integer NOT NULL DEFAULT 0 CHECK (terms_days BETWEEN 0 AND 120),
  created_at    timestamptz NOT NULL DEFAULT shop.shop_now()
);
COMMENT ON TABLE shop.organization IS 'A company, school or club that buys together.';
COMMENT ON COLUMN shop.organization.support_until IS 'The organization''s own switch: support may act for its members until then; empty means no.';
COMMENT ON COLUMN shop.organization.terms_days IS 'Days to pay an invoice; 0 means no terms.';
SELECT audit.watch('shop.organization');

CREATE TABLE shop.member (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  organization_id bigint NOT NULL REFERENCES shop.organization,
  person_id       bigint NOT NULL REFERENCES shop.person,
  role            text NOT NULL CHECK (role IN ('power_user', 'approver', 'buyer', 'viewer')),
  department      text NOT NULL DEFAULT '' CHECK (length(department) <= 80),
  order_limit     bigint CHECK (order_limit >= 0),
  status          text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'removed')),
  created_at      timestamptz NOT NULL DEFAULT shop.shop_now(),
  UNIQUE (organization_id, person_id)
);
COMMENT ON TABLE shop.member IS 'Who belongs to which organization, as what.';
COMMENT ON COLUMN shop.member.order_limit IS 'Minor units per order; empty means no limit, 0 means nothing.';
CREATE INDEX member_person ON shop.member (person_id);
SELECT audit.watch('shop.member');

CREATE TABLE shop.vendor (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  slug       text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9-]{1,80}$'),
  name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  about      text NOT NULL DEFAULT '' CHECK (length(about) <= 4000),
  dispatch_days integer NOT NULL DEFAULT 1 CHECK (dispatch_days BETWEEN 0 AND 60),
  status     text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'paused')),
  created_at timestamptz NOT NULL DEFAULT shop.shop_now()
);
COMMENT ON TABLE shop.vendor IS 'A maker or dealer who sells in the shop.';
SELECT audit.watch('shop.vendor');

CREATE TABLE shop.vendor_user (
  vendor_id bigint NOT NULL REFERENCES shop.vendor,
  person_id bigint NOT NULL REFERENCES shop.person,
  role      text NOT NULL DEFAULT 'editor' CHECK (role IN ('owner', 'editor')),
  PRIMARY KEY (vendor_id, person_id)
);
COMMENT ON TABLE shop.vendor_user IS 'Who works for which vendor.';
CREATE INDEX vendor_user_person ON shop.vendor_user (person_id);
SELECT audit.watch('shop.vendor_user');

CREATE TABLE shop.assignment (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  staff_id        bigint NOT NULL REFERENCES shop.person,
  vendor_id       bigint REFERENCES shop.vendor,
  organization_id bigint REFERENCES shop.organization,
  CHECK (num_nonnulls(vendor_id, organization_id) = 1),
  UNIQUE NULLS NOT DISTINCT (staff_id, vendor_id, organization_id)
);
COMMENT ON TABLE shop.assignment IS 'A sales rep''s portfolio: the vendors and organizations that are theirs.';
SELECT audit.watch('shop.assignment');

CREATE TABLE shop.invitation (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email      text NOT NULL CHECK (email = lower(email)),
  token_hash bytea NOT NULL UNIQUE,
  purpose    text NOT NULL CHECK (purpose IN ('first_administrator', 'staff', 'vendor', 'member')),
  staff_role text CHECK (staff_role IN ('support_agent', 'sales_rep', 'auditor', 'administrator')),
  vendor_id       bigint REFERENCES shop.vendor,
  organization_id bigint REFERENCES shop.organization,
  member_role     text CHECK (member_role IN ('power_user', 'approver', 'buyer', 'viewer')),
  person_id  bigint REFERENCES shop.person,
  secret     bytea NOT NULL DEFAULT '',
  key_id     text NOT NULL DEFAULT '',
  invited_by bigint REFERENCES shop.person,
  expires_at timestamptz NOT NULL,
  used_at    timestamptz,
  CHECK ((purpose = 'staff') = (staff_role IS NOT NULL)),
  CHECK ((purpose = 'vendor') = (vendor_id IS NOT NULL)),
  CHECK ((purpose = 'member') = (organization_id IS NOT NULL) AND (purpose = 'member') = (member_role IS NOT NULL))
);
COMMENT ON COLUMN shop.invitation.person_id IS 'Whom a reset of the second factor is for; empty for somebody new.';
COMMENT ON COLUMN shop.invitation.secret IS 'The second factor that staff enrol with it, sealed; it becomes theirs when the first code is right.';
COMMENT ON TABLE shop.invitation IS 'Single-use links by which staff, vendor users and members arrive and enrol their second factor.';
INSERT INTO audit.column VALUES ('shop.invitation', 'token_hash', 'omit'), ('shop.invitation', 'secret', 'omit');
SELECT audit.watch('shop.invitation');

CREATE TABLE shop.setting (
  name  text PRIMARY KEY CHECK (name ~ '^[a-z_.]{1,60}$'),
  value jsonb NOT NULL
);
COMMENT ON TABLE shop.setting IS 'What an administrator sets for the whole shop: currency, name, the switches of impersonation.';
SELECT audit.watch('shop.setting');
GRANT SELECT ON ALL TABLES IN SCHEMA shop TO standin_auditor;

-- +goose Down
DROP TABLE shop.setting, shop.invitation, shop.assignment, shop.vendor_user, shop.vendor, shop.member, shop.organization, shop.recovery_code, shop.totp_pending, shop.totp, shop.staff_role, shop.person CASCADE;
