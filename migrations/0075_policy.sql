-- The policy as an administrator edits it: what the database itself holds true of a rule, and the controls that stand over all rules.

-- +goose Up
-- What nobody may do for somebody else. A rule, a session or a raise that holds any of it is refused by the database, whoever writes it.
-- +goose StatementBegin
CREATE FUNCTION shop.never_granted() RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ARRAY['profile.edit', 'password.change', 'mfa.change', 'devices.manage', 'payment.manage', 'keys.manage', 'consent.change',
    'support.pin', 'help.take_back', 'personal.export', 'terms.accept', 'invitation.send', 'payout.edit', 'roles.raise', 'account.delete',
    'approval.decide', 'organization.manage', 'impersonate', 'support.desk', 'rep.desk', 'audit.read', 'policy.edit', 'people.manage',
    'settings.edit']
$$;

CREATE FUNCTION shop.caps_in_percent(caps jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT jsonb_typeof(caps) = 'object' AND NOT EXISTS (SELECT FROM jsonb_each(caps) c
    WHERE jsonb_typeof(c.value) <> 'number' OR (c.value#>>'{}')::numeric NOT BETWEEN 1 AND 100
       OR (c.value#>>'{}')::numeric <> trunc((c.value#>>'{}')::numeric))
$$;

CREATE FUNCTION shop.control_is_sound(name text, value jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(CASE name
    WHEN 'acting.enabled' THEN jsonb_typeof(value) = 'boolean'
    WHEN 'acting.factor_at_start' THEN jsonb_typeof(value) = 'boolean'
    WHEN 'acting.roles' THEN jsonb_typeof(value) = 'array' AND value <@ '["support_agent", "sales_rep", "administrator", "power_user"]'
    WHEN 'acting.footprint' THEN value <@ '["end", "step_up", "record"]' AND jsonb_typeof(value) = 'string'
    WHEN 'acting.footprint_parts' THEN jsonb_typeof(value) = 'array' AND value <@ '["device", "browser", "platform", "network"]'
    WHEN 'acting.whole_minutes' THEN value IN (SELECT to_jsonb(n) FROM generate_series(1, 60) n)
    WHEN 'acting.idle_minutes' THEN value IN (SELECT to_jsonb(n) FROM generate_series(1, 15) n)
    WHEN 'sign_in.factor' THEN jsonb_typeof(value) = 'array' AND value <@ '["power_user", "vendor", "everybody"]'
    ELSE true END, false)
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION shop.never_granted(), shop.caps_in_percent(jsonb), shop.control_is_sound(text, jsonb) TO standin_app;
COMMENT ON FUNCTION shop.never_granted() IS 'The never list (account.Never): no rule, session or raise can hold any of it.';
COMMENT ON FUNCTION shop.control_is_sound(text, jsonb) IS 'Whether a setting of acting or of sign-in holds a value it can have; true for every other setting.';

ALTER TABLE shop.setting ADD CONSTRAINT setting_control CHECK (shop.control_is_sound(name, value));

ALTER TABLE shop.impersonation_rule
  ADD COLUMN version integer NOT NULL DEFAULT 1,
  ADD COLUMN removed_at timestamptz,
  DROP CONSTRAINT impersonation_rule_actor_role_capacity_relation_key,
  ADD CONSTRAINT impersonation_rule_never CHECK (NOT permissions && shop.never_granted() AND array_position(permissions, NULL) IS NULL),
  ADD CONSTRAINT impersonation_rule_caps CHECK (shop.caps_in_percent(caps)),
  ADD CONSTRAINT impersonation_rule_relation CHECK (CASE relation WHEN 'any' THEN true WHEN 'assigned' THEN capacity <> 'shopper'
    ELSE capacity = 'organization' END),
  ADD CONSTRAINT impersonation_rule_same CHECK (relation NOT IN ('same_organization', 'same_department') OR actor_role = 'power_user'),
  ADD CONSTRAINT impersonation_rule_consents CHECK (array_position(consents, NULL) IS NULL
    AND (NOT 'organization' = ANY (consents) OR capacity = 'organization')),
  ADD CONSTRAINT impersonation_rule_removed CHECK (removed_at IS NULL OR NOT enabled);
-- One place of the matrix holds one rule; those that were removed stay for the sessions that ran by them.
CREATE UNIQUE INDEX impersonation_rule_place ON shop.impersonation_rule (actor_role, capacity, relation) WHERE removed_at IS NULL;
COMMENT ON COLUMN shop.impersonation_rule.version IS 'Goes up with each change: who saves a form that was opened before somebody else''s change is told.';
COMMENT ON COLUMN shop.impersonation_rule.removed_at IS 'A removed rule allows nothing and never comes back. It stays, for sessions point to it.';
REVOKE DELETE, TRUNCATE ON shop.impersonation_rule FROM standin_app;

ALTER TABLE shop.impersonation_session ADD CONSTRAINT impersonation_session_never CHECK (NOT permissions && shop.never_granted());

-- +goose StatementBegin
CREATE FUNCTION shop.keep_rule() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.removed_at IS NOT NULL THEN
    RAISE EXCEPTION 'rule % was removed', OLD.id USING ERRCODE = 'SH003';
  END IF;
  NEW.version := OLD.version + 1;
  RETURN NEW;
END $$;

-- A control that narrows ends what runs beyond it, in the same transaction; one that widens counts for new sessions only.
CREATE OR REPLACE FUNCTION shop.void_by_setting() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE control text; v jsonb; void bigint[]; because text := 'policy_changed';
BEGIN
  IF TG_OP = 'DELETE' THEN
    control := OLD.name;
    v := CASE control WHEN 'acting.enabled' THEN 'false' WHEN 'acting.factor_at_start' THEN 'true'
         WHEN 'acting.footprint_parts' THEN '["device", "browser", "platform", "network"]' END;
  ELSE
    control := NEW.name; v := NEW.value;
  END IF;
  IF v IS NULL THEN
    RETURN NULL; -- without the others nothing is narrowed
  END IF;
  CASE control
    WHEN 'acting.enabled' THEN
      because := 'feature_off';
      SELECT array_agg(id) INTO void FROM shop.impersonation_session WHERE ended_at IS NULL AND v <> 'true';
    WHEN 'acting.roles' THEN
      SELECT array_agg(id) INTO void FROM shop.impersonation_session WHERE ended_at IS NULL AND NOT v ? actor_role;
    WHEN 'acting.factor_at_start' THEN
      SELECT array_agg(id) INTO void FROM shop.impersonation_session WHERE ended_at IS NULL AND v = 'true' AND rule->'factor_at_start' = 'false';
    WHEN 'acting.footprint' THEN
      SELECT array_agg(id) INTO void FROM shop.impersonation_session WHERE ended_at IS NULL
         AND array_position(ARRAY['record', 'step_up', 'end'], footprint) < array_position(ARRAY['record', 'step_up', 'end'], v#>>'{}');
    WHEN 'acting.footprint_parts' THEN
      SELECT array_agg(id) INTO void FROM shop.impersonation_session WHERE ended_at IS NULL
         AND NOT coalesce(rule->'footprint_parts', '["device", "browser", "platform", "network"]') @> v;
    WHEN 'acting.whole_minutes' THEN
      SELECT array_agg(id) INTO void FROM shop.impersonation_session WHERE ended_at IS NULL
         AND expires_at > started_at + make_interval(mins => (v#>>'{}')::integer);
    WHEN 'acting.idle_minutes' THEN
      SELECT array_agg(id) INTO void FROM shop.impersonation_session WHERE ended_at IS NULL AND idle_minutes > (v#>>'{}')::integer;
    ELSE NULL;
  END CASE;
  PERFORM shop.end_sessions(void, because);
  RETURN NULL;
END $$;
-- +goose StatementEnd

CREATE TRIGGER keep BEFORE UPDATE ON shop.impersonation_rule FOR EACH ROW EXECUTE FUNCTION shop.keep_rule();
DROP TRIGGER void_sessions ON shop.setting;
DROP TRIGGER void_sessions_deleted ON shop.setting;
CREATE TRIGGER void_sessions AFTER INSERT OR UPDATE ON shop.setting FOR EACH ROW
  WHEN (NEW.name LIKE 'acting.%') EXECUTE FUNCTION shop.void_by_setting();
CREATE TRIGGER void_sessions_deleted AFTER DELETE ON shop.setting FOR EACH ROW
  WHEN (OLD.name LIKE 'acting.%') EXECUTE FUNCTION shop.void_by_setting();
ALTER TABLE shop.impersonation_rule ENABLE ALWAYS TRIGGER keep;
ALTER TABLE shop.setting ENABLE ALWAYS TRIGGER void_sessions;
ALTER TABLE shop.setting ENABLE ALWAYS TRIGGER void_sessions_deleted;

-- The controls a shop begins with. They stand as rows from the first day, so that a start can hold them while it decides.
-- +goose StatementBegin
DO $$
BEGIN
  PERFORM * FROM audit.open('operator', 0, 0, 0, 'policy.first_controls', '', '{"name": "migrate"}');
  INSERT INTO shop.setting (name, value) VALUES
    ('acting.roles', '["support_agent", "sales_rep", "power_user", "administrator"]'), ('acting.factor_at_start', 'true'),
    ('acting.footprint', '"record"'), ('acting.footprint_parts', '["device", "browser", "platform", "network"]'),
    ('acting.whole_minutes', '60'), ('acting.idle_minutes', '15'), ('sign_in.factor', '[]')
    ON CONFLICT (name) DO NOTHING;
  PERFORM set_config('audit.entry', '', true);
END $$;
-- +goose StatementEnd

-- +goose Down
DELETE FROM shop.setting WHERE name IN ('acting.roles', 'acting.factor_at_start', 'acting.footprint', 'acting.footprint_parts',
  'acting.whole_minutes', 'acting.idle_minutes', 'sign_in.factor');
DROP FUNCTION shop.keep_rule CASCADE;
ALTER TABLE shop.impersonation_session DROP CONSTRAINT impersonation_session_never;
ALTER TABLE shop.impersonation_rule DROP CONSTRAINT impersonation_rule_removed, DROP CONSTRAINT impersonation_rule_consents,
  DROP CONSTRAINT impersonation_rule_same, DROP CONSTRAINT impersonation_rule_relation,
  DROP CONSTRAINT impersonation_rule_caps, DROP CONSTRAINT impersonation_rule_never, DROP COLUMN removed_at, DROP COLUMN version,
  ADD UNIQUE (actor_role, capacity, relation);
ALTER TABLE shop.setting DROP CONSTRAINT setting_control;
DROP FUNCTION shop.control_is_sound, shop.caps_in_percent, shop.never_granted;
