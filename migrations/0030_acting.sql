-- Standing in for somebody: who may, with whose consent, and each session with exactly one end.

-- +goose Up
CREATE TABLE shop.impersonation_rule (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  actor_role      text NOT NULL CHECK (actor_role IN ('support_agent', 'sales_rep', 'administrator', 'power_user')),
  capacity        text NOT NULL CHECK (capacity IN ('shopper', 'vendor', 'organization')),
  relation        text NOT NULL CHECK (relation IN ('any', 'assigned', 'same_organization', 'same_department')),
  permissions     text[] NOT NULL,
  caps            jsonb NOT NULL DEFAULT '{}',
  may_act         boolean NOT NULL,
  whole_minutes   integer NOT NULL CHECK (whole_minutes BETWEEN 1 AND 60),
  idle_minutes    integer NOT NULL CHECK (idle_minutes BETWEEN 1 AND 15),
  at_once         integer NOT NULL CHECK (at_once BETWEEN 1 AND 10),
  consents        text[] NOT NULL CHECK (cardinality(consents) > 0
                    AND consents <@ ARRAY['standing', 'prompt', 'pin', 'organization', 'second_person', 'none']),
  ticket_required boolean NOT NULL DEFAULT false,
  footprint       text NOT NULL DEFAULT 'step_up' CHECK (footprint IN ('end', 'step_up', 'record')),
  networks        cidr[] NOT NULL DEFAULT '{}',
  hours_from      time,
  hours_until     time,
  job_end         text NOT NULL DEFAULT 'stop' CHECK (job_end IN ('stop', 'finish')),
  enabled         boolean NOT NULL DEFAULT true,
  UNIQUE (actor_role, capacity, relation),
  CHECK (idle_minutes <= whole_minutes),
  CHECK ((hours_from IS NULL) = (hours_until IS NULL)),
  CHECK (actor_role <> 'power_user' OR capacity = 'organization' AND relation IN ('same_organization', 'same_department'))
);
COMMENT ON TABLE shop.impersonation_rule IS 'Who may stand in for whom, and with what. What no enabled rule allows is refused.';
COMMENT ON COLUMN shop.impersonation_rule.actor_role IS 'A staff role, or power_user: a member who manages the organization.';
COMMENT ON COLUMN shop.impersonation_rule.caps IS 'Per staff act the most it may give, in percent of the undiscounted subtotal: {"discount.grant": 10}.';
COMMENT ON COLUMN shop.impersonation_rule.consents IS 'Any of these suffices; none means that the subject is told and need not be asked.';
COMMENT ON COLUMN shop.impersonation_rule.footprint IS 'What another network does: ends, asks for a fresh code, or is only recorded. Another device or browser ends unless it is only recorded.';
COMMENT ON COLUMN shop.impersonation_rule.networks IS 'Only from these; empty means from anywhere.';
COMMENT ON COLUMN shop.impersonation_rule.job_end IS 'What a job started while acting does when the session ends by its user, idleness or time.';
SELECT audit.watch('shop.impersonation_rule');

CREATE TABLE shop.consent (
  person_id bigint PRIMARY KEY REFERENCES shop.person,
  state     text NOT NULL CHECK (state IN ('ask', 'allowed', 'never')),
  until     timestamptz,
  set_at    timestamptz NOT NULL DEFAULT shop.shop_now(),
  CHECK ((state = 'allowed') = (until IS NOT NULL))
);
COMMENT ON TABLE shop.consent IS 'A person''s own switch: ask me (also when there is no row), allowed until a time, never.';
SELECT audit.watch('shop.consent');

CREATE TABLE shop.impersonation_session (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id       text NOT NULL DEFAULT shop.random_id() UNIQUE,
  actor_id        bigint NOT NULL REFERENCES shop.person,
  subject_id      bigint NOT NULL REFERENCES shop.person,
  sign_in_id      bigint NOT NULL REFERENCES web.sign_in,
  actor_role      text NOT NULL,
  capacity        text NOT NULL CHECK (capacity IN ('shopper', 'vendor', 'organization')),
  vendor_id       bigint REFERENCES shop.vendor,
  organization_id bigint REFERENCES shop.organization,
  subject_role    text NOT NULL DEFAULT '',
  rule_id         bigint NOT NULL REFERENCES shop.impersonation_rule,
  rule            jsonb NOT NULL,
  mode            text NOT NULL CHECK (mode IN ('read_only', 'act')),
  permissions     text[] NOT NULL,
  caps            jsonb NOT NULL DEFAULT '{}',
  footprint       text NOT NULL CHECK (footprint IN ('end', 'step_up', 'record')),
  job_end         text NOT NULL DEFAULT 'stop' CHECK (job_end IN ('stop', 'finish')),
  reason          text NOT NULL CHECK (length(btrim(reason)) BETWEEN 1 AND 500),
  ticket          text NOT NULL DEFAULT '' CHECK (length(ticket) <= 60),
  consent_kind    text NOT NULL CHECK (consent_kind IN ('standing', 'prompt', 'pin', 'organization', 'second_person', 'none')),
  consent_text    text NOT NULL,
  consent_at      timestamptz,
  second_person   bigint REFERENCES shop.person,
  started_at      timestamptz NOT NULL DEFAULT shop.shop_now(),
  expires_at      timestamptz NOT NULL,
  idle_minutes    integer NOT NULL CHECK (idle_minutes BETWEEN 1 AND 15),
  device_id       bigint REFERENCES web.device,
  browser         text NOT NULL DEFAULT '',
  platform        text NOT NULL DEFAULT '',
  network_4       cidr,
  network_6       cidr,
  ip              inet,
  agent           text NOT NULL DEFAULT '',
  hints           jsonb NOT NULL DEFAULT '{}',
  return_path     text NOT NULL DEFAULT '/' CHECK (return_path LIKE '/%'),
  ended_at        timestamptz,
  end_cause       text CHECK (end_cause IN ('user', 'logout', 'expired', 'idle', 'superseded', 'actor_revoked', 'subject_changed',
                    'subject_ended', 'consent_withdrawn', 'policy_changed', 'outside_policy', 'feature_off', 'killed', 'footprint')),
  CHECK (actor_id <> subject_id),
  CHECK ((capacity = 'vendor') = (vendor_id IS NOT NULL)),
  CHECK ((capacity = 'organization') = (organization_id IS NOT NULL)),
  CHECK ((ended_at IS NULL) = (end_cause IS NULL)),
  CHECK (ended_at >= started_at),
  CHECK (expires_at > started_at AND expires_at <= started_at + interval '60 minutes')
);
COMMENT ON TABLE shop.impersonation_session IS 'One person standing in for another: written before anything else happens, changed once, at its end.';
COMMENT ON COLUMN shop.impersonation_session.public_id IS 'Stands in the address /as/<id>/. It is no secret and grants nothing without the sign-in that opened the session.';
COMMENT ON COLUMN shop.impersonation_session.subject_role IS 'The subject''s role in the capacity when it began: a member''s or vendor user''s.';
COMMENT ON COLUMN shop.impersonation_session.rule IS 'The rule as it then stood.';
COMMENT ON COLUMN shop.impersonation_session.permissions IS 'What the rule and the mode granted; the subject''s own limits come on top at each request.';
COMMENT ON COLUMN shop.impersonation_session.expires_at IS 'The absolute end. Nothing moves it.';
COMMENT ON COLUMN shop.impersonation_session.ended_at IS 'The moment it ended or lapsed, not the moment somebody noticed.';
-- A second start on the same subject supersedes the first, and two starts at the same time leave one.
CREATE UNIQUE INDEX impersonation_session_one_running ON shop.impersonation_session (actor_id, subject_id) WHERE ended_at IS NULL;
CREATE INDEX impersonation_session_subject_running ON shop.impersonation_session (subject_id) WHERE ended_at IS NULL;
CREATE INDEX impersonation_session_sign_in_running ON shop.impersonation_session (sign_in_id) WHERE ended_at IS NULL;
CREATE INDEX impersonation_session_started ON shop.impersonation_session (started_at DESC, id DESC);
CREATE INDEX impersonation_session_actor ON shop.impersonation_session (actor_id, started_at DESC);
CREATE INDEX impersonation_session_subject ON shop.impersonation_session (subject_id, started_at DESC);
CREATE INDEX impersonation_session_organization ON shop.impersonation_session (organization_id, started_at DESC) WHERE organization_id IS NOT NULL;
CREATE INDEX impersonation_session_vendor ON shop.impersonation_session (vendor_id, started_at DESC) WHERE vendor_id IS NOT NULL;
CREATE INDEX impersonation_session_ticket ON shop.impersonation_session (ticket) WHERE ticket <> '';
SELECT audit.watch('shop.impersonation_session');

CREATE TABLE shop.impersonation_step_up (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  session_id bigint NOT NULL REFERENCES shop.impersonation_session,
  kind       text NOT NULL CHECK (kind IN ('network', 'act')),
  network    cidr,
  at         timestamptz NOT NULL DEFAULT shop.shop_now(),
  CHECK ((kind = 'network') = (network IS NOT NULL))
);
COMMENT ON TABLE shop.impersonation_step_up IS 'What a fresh code added to a running session: another network. The session''s own row does not change.';
CREATE INDEX impersonation_step_up_session ON shop.impersonation_step_up (session_id);
SELECT audit.watch('shop.impersonation_step_up');

CREATE TABLE shop.customer_note (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person_id  bigint NOT NULL REFERENCES shop.person,
  author_id  bigint NOT NULL REFERENCES shop.person,
  session_id bigint REFERENCES shop.impersonation_session,
  ticket     text NOT NULL DEFAULT '' CHECK (length(ticket) <= 60),
  text       text NOT NULL CHECK (length(btrim(text)) BETWEEN 1 AND 2000),
  at         timestamptz NOT NULL DEFAULT shop.shop_now()
);
COMMENT ON TABLE shop.customer_note IS 'What staff wrote down about a call, kept with the customer.';
CREATE INDEX customer_note_person ON shop.customer_note (person_id, id DESC);
SELECT audit.watch('shop.customer_note');

CREATE TABLE web.acting_state (
  session_id bigint NOT NULL REFERENCES shop.impersonation_session,
  key        text NOT NULL CHECK (length(key) BETWEEN 1 AND 60),
  value      jsonb NOT NULL,
  PRIMARY KEY (session_id, key)
);
COMMENT ON TABLE web.acting_state IS 'Flash messages, drafts and choices made while acting: they belong to the session and die with it.';

-- The rules a new shop starts with. The feature itself is off until an administrator turns it on (setting acting.enabled).
-- +goose StatementBegin
DO $$
DECLARE
  pages text[] := ARRAY['shop.browse', 'cart.view', 'orders.view', 'dashboard.view', 'profile.view', 'help.view', 'catalog.view',
                        'store.view', 'organization.view'];
BEGIN
  PERFORM * FROM audit.open('operator', 0, 0, 0, 'policy.first_rules', '', '{"name": "migrate"}');
  INSERT INTO shop.impersonation_rule
    (actor_role, capacity, relation, permissions, caps, may_act, whole_minutes, idle_minutes, at_once, consents, job_end) VALUES
    ('support_agent', 'shopper', 'any',
     pages || ARRAY['cart.edit', 'discount.apply', 'discount.grant', 'address.edit', 'order.cancel', 'personal.view'],
     '{"discount.grant": 10}', true, 30, 10, 3, '{standing,prompt,pin}', 'stop'),
    ('support_agent', 'organization', 'any', pages || ARRAY['cart.edit', 'discount.apply'],
     '{}', true, 30, 10, 3, '{organization,prompt,pin}', 'stop'),
    ('sales_rep', 'vendor', 'assigned',
     ARRAY['shop.browse', 'dashboard.view', 'catalog.view', 'store.view', 'orders.view', 'catalog.edit', 'catalog.import', 'store.settings'],
     '{}', true, 60, 15, 3, '{none}', 'finish'),
    ('sales_rep', 'organization', 'assigned', pages || ARRAY['cart.edit', 'discount.grant', 'order.place', 'quote.send'],
     '{"discount.grant": 15}', true, 45, 10, 3, '{none}', 'stop'),
    ('power_user', 'organization', 'same_organization', pages || ARRAY['cart.edit', 'approval.request'],
     '{}', true, 30, 10, 1, '{none}', 'stop'),
    ('administrator', 'shopper', 'any', pages, '{}', false, 15, 5, 1, '{second_person}', 'stop'),
    ('administrator', 'organization', 'any', pages, '{}', false, 15, 5, 1, '{second_person}', 'stop'),
    ('administrator', 'vendor', 'any', pages, '{}', false, 15, 5, 1, '{second_person}', 'stop');
  PERFORM set_config('audit.entry', '', true);
END $$;
-- +goose StatementEnd
GRANT SELECT ON shop.impersonation_rule, shop.consent, shop.impersonation_session, shop.impersonation_step_up, shop.customer_note TO standin_auditor;

-- +goose Down
DROP TABLE web.acting_state, shop.customer_note, shop.impersonation_step_up, shop.impersonation_session, shop.consent, shop.impersonation_rule CASCADE;
