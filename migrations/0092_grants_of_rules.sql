-- A job that outlives its session outlives neither the rule it was begun under nor the feature itself.

-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION shop.end_grants_of_rule() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE gone boolean := TG_OP = 'DELETE';
BEGIN
  IF NOT gone THEN
    gone := NOT NEW.enabled OR OLD.job_end = 'finish' AND NEW.job_end = 'stop';
  END IF;
  PERFORM shop.end_grants(ARRAY(
    SELECT g.id FROM shop.job_grant g JOIN shop.impersonation_session i ON i.id = g.session_id
     WHERE i.rule_id = OLD.id AND g.ended_at IS NULL AND (gone OR g.permission <> ALL (NEW.permissions)) ORDER BY g.id), 'policy_changed');
  RETURN NULL;
END $$;

CREATE FUNCTION shop.end_grants_of_feature() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR NEW.value <> 'true' THEN
    PERFORM shop.end_grants(ARRAY(SELECT id FROM shop.job_grant WHERE session_id IS NOT NULL AND ended_at IS NULL ORDER BY id), 'feature_off');
  END IF;
  RETURN NULL;
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION shop.end_grants_of_rule() IS 'A rule that no longer grants what a job does, stops it after its batch, whether its session still runs or not.';

-- Named to come after void_sessions: a session that still runs is closed first, and takes its grants along.
CREATE TRIGGER void_sessions_grants AFTER UPDATE OR DELETE ON shop.impersonation_rule FOR EACH ROW EXECUTE FUNCTION shop.end_grants_of_rule();
CREATE TRIGGER void_sessions_grants AFTER INSERT OR UPDATE ON shop.setting FOR EACH ROW
  WHEN (NEW.name = 'acting.enabled') EXECUTE FUNCTION shop.end_grants_of_feature();
CREATE TRIGGER void_sessions_grants_deleted AFTER DELETE ON shop.setting FOR EACH ROW
  WHEN (OLD.name = 'acting.enabled') EXECUTE FUNCTION shop.end_grants_of_feature();
ALTER TABLE shop.impersonation_rule ENABLE ALWAYS TRIGGER void_sessions_grants;
ALTER TABLE shop.setting ENABLE ALWAYS TRIGGER void_sessions_grants;
ALTER TABLE shop.setting ENABLE ALWAYS TRIGGER void_sessions_grants_deleted;

-- +goose Down
DROP FUNCTION shop.end_grants_of_rule, shop.end_grants_of_feature CASCADE;
