-- From looking to changing inside a running session: a fresh code adds it, the session's own row does not change.

-- +goose Up
ALTER TABLE shop.impersonation_step_up ADD COLUMN permissions text[];
ALTER TABLE shop.impersonation_step_up ADD CONSTRAINT impersonation_step_up_permissions CHECK ((kind = 'act') = (permissions IS NOT NULL));
COMMENT ON TABLE shop.impersonation_step_up IS 'What a fresh code added to a running session: another network, or changes. The session''s own row does not change.';
COMMENT ON COLUMN shop.impersonation_step_up.permissions IS 'Of kind act: what is granted from then on, in place of what the read-only session had.';
CREATE UNIQUE INDEX impersonation_step_up_act ON shop.impersonation_step_up (session_id) WHERE kind = 'act';

-- +goose StatementBegin
-- Whatever asks: changes are added only to a running read-only session whose rule allowed them when it began and allows them now. The
-- rule is held, so that narrowing it waits and then finds what to close.
CREATE FUNCTION shop.check_step_up() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM shop.impersonation_session i JOIN shop.impersonation_rule r ON r.id = i.rule_id
    WHERE i.id = NEW.session_id AND i.ended_at IS NULL AND i.mode = 'read_only' AND (i.rule->>'may_act')::boolean
      AND r.enabled AND r.may_act AND NEW.permissions <@ r.permissions
      AND NEW.permissions <@ ARRAY(SELECT jsonb_array_elements_text(i.rule->'permissions'))
    FOR SHARE OF r;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'session % may not be raised to changes', NEW.session_id USING ERRCODE = 'SH003';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION shop.void_stepped_up() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM shop.end_sessions(ARRAY(SELECT s.id FROM shop.impersonation_session s JOIN shop.impersonation_step_up u ON u.session_id = s.id AND u.kind = 'act'
    WHERE s.rule_id = NEW.id AND s.ended_at IS NULL AND NOT (NEW.may_act AND u.permissions <@ NEW.permissions)), 'policy_changed');
  RETURN NULL;
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION shop.void_stepped_up() IS 'A rule that allows no changes any more, or fewer, ends the sessions that were raised to them.';

CREATE TRIGGER check_act BEFORE INSERT ON shop.impersonation_step_up FOR EACH ROW WHEN (NEW.kind = 'act') EXECUTE FUNCTION shop.check_step_up();
CREATE TRIGGER void_stepped_up AFTER UPDATE OF may_act, permissions ON shop.impersonation_rule FOR EACH ROW EXECUTE FUNCTION shop.void_stepped_up();
ALTER TABLE shop.impersonation_step_up ENABLE ALWAYS TRIGGER check_act;
ALTER TABLE shop.impersonation_rule ENABLE ALWAYS TRIGGER void_stepped_up;

-- +goose Down
DROP FUNCTION shop.check_step_up, shop.void_stepped_up CASCADE;
DELETE FROM shop.impersonation_step_up WHERE kind = 'act';
ALTER TABLE shop.impersonation_step_up DROP COLUMN permissions;
