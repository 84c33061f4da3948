-- Jobs under a grant: the record names who acted for whom, the database refuses what the grant no longer covers, and what ends a
-- session or a person's right ends the grant in the same transaction.

-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION audit.hold_grant(session bigint, actor bigint, subject bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- A session that lapsed unnoticed has not ended its grants yet: with job_end stop its lapse counts.
  PERFORM 1 FROM shop.job_grant g JOIN shop.impersonation_session i ON i.id = g.session_id
    WHERE g.session_id = session AND g.actor_id = actor AND g.subject_id = subject
      AND g.ended_at IS NULL AND g.expires_at > shop.shop_clock()
      AND (i.job_end = 'finish' OR i.ended_at IS NULL
           AND (SELECT l.at FROM shop.session_lapse(i.id, i.started_at, i.expires_at, i.idle_minutes) l) > shop.shop_clock())
    FOR SHARE OF g;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no job grant of session % is open', session USING ERRCODE = 'SH002';
  END IF;
END $$;

CREATE OR REPLACE FUNCTION audit.open(kind text, actor bigint, subject bigint, session bigint, action text, object text, header jsonb)
RETURNS TABLE (entry bigint, at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE granted boolean := kind = 'system' AND coalesce(session, 0) <> 0;
BEGIN
  IF coalesce(current_setting('audit.entry', true), '') <> '' THEN
    RAISE EXCEPTION 'this transaction already has an entry: one action, one transaction, one entry' USING ERRCODE = 'SH001';
  END IF;
  IF granted THEN
    PERFORM audit.hold_grant(session, actor, subject);
  ELSIF coalesce(session, 0) <> 0 THEN
    PERFORM audit.hold_session(session, actor, subject);
  ELSIF coalesce(subject, 0) <> 0 THEN
    RAISE EXCEPTION 'acting for somebody needs a session' USING ERRCODE = 'SH001';
  END IF;
  -- A job is no sign of life: it must not keep an idle session open.
  entry := audit.write_entry(kind, actor, subject, session, action, 'done', object, granted, header);
  at := shop.shop_now();
  PERFORM set_config('audit.entry', entry::text, true);
  RETURN NEXT;
END $$;

CREATE FUNCTION shop.end_grants(ids bigint[], because text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF cardinality(ids) = 0 THEN
    RETURN;
  END IF;
  PERFORM audit.ensure_entry('jobs', 'job.end_grant', 'grant:' || ids[1]);
  UPDATE shop.job_grant SET ended_at = shop.shop_clock(), end_cause = because WHERE id = ANY (ids) AND ended_at IS NULL;
END $$;

CREATE FUNCTION shop.end_grants_of_session() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.job_end = 'finish' AND NEW.end_cause IN ('user', 'idle', 'expired') THEN
    RETURN NULL;
  END IF;
  PERFORM shop.end_grants(ARRAY(SELECT id FROM shop.job_grant WHERE session_id = NEW.id AND ended_at IS NULL), NEW.end_cause);
  RETURN NULL;
END $$;

CREATE FUNCTION shop.end_grants_of_person() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.status <> 'active' THEN
    PERFORM shop.end_grants(ARRAY(SELECT id FROM shop.job_grant WHERE actor_id = NEW.id AND ended_at IS NULL), 'actor_revoked');
    PERFORM shop.end_grants(ARRAY(SELECT id FROM shop.job_grant WHERE subject_id = NEW.id AND ended_at IS NULL), 'subject_changed');
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION shop.end_grants_of_staff() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM shop.end_grants(ARRAY(SELECT id FROM shop.job_grant WHERE actor_id = OLD.person_id AND session_id IS NOT NULL AND ended_at IS NULL), 'actor_revoked');
  RETURN NULL;
END $$;

CREATE FUNCTION shop.end_grants_of_vendor_user() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM shop.end_grants(ARRAY(SELECT id FROM shop.job_grant WHERE actor_id = OLD.person_id AND vendor_id = OLD.vendor_id AND session_id IS NULL
    AND ended_at IS NULL), 'actor_revoked');
  PERFORM shop.end_grants(ARRAY(SELECT id FROM shop.job_grant WHERE subject_id = OLD.person_id AND vendor_id = OLD.vendor_id AND ended_at IS NULL),
    'subject_changed');
  RETURN NULL;
END $$;

CREATE FUNCTION shop.end_grants_of_assignment() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM shop.end_grants(ARRAY(SELECT id FROM shop.job_grant WHERE actor_id = OLD.staff_id AND vendor_id = OLD.vendor_id AND session_id IS NOT NULL
    AND ended_at IS NULL), 'actor_revoked');
  RETURN NULL;
END $$;
-- +goose StatementEnd

COMMENT ON FUNCTION audit.hold_grant(bigint, bigint, bigint) IS 'Holds an open grant of a session FOR SHARE until the job''s commit; SH002 when there is none.';
COMMENT ON FUNCTION shop.end_grants(bigint[], text) IS 'Ends grants, each once. It waits for the batch that runs, and the next one is refused.';
COMMENT ON FUNCTION shop.end_grants_of_session() IS 'Ended by its user, idleness or time, a session leaves its jobs to its rule; any other cause stops them.';

CREATE TRIGGER end_grants AFTER UPDATE OF ended_at ON shop.impersonation_session FOR EACH ROW
  WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL) EXECUTE FUNCTION shop.end_grants_of_session();
CREATE TRIGGER end_grants AFTER UPDATE OF status ON shop.person FOR EACH ROW
  WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION shop.end_grants_of_person();
CREATE TRIGGER end_grants AFTER UPDATE OF role OR DELETE ON shop.staff_role FOR EACH ROW EXECUTE FUNCTION shop.end_grants_of_staff();
CREATE TRIGGER end_grants AFTER DELETE ON shop.vendor_user FOR EACH ROW EXECUTE FUNCTION shop.end_grants_of_vendor_user();
CREATE TRIGGER end_grants AFTER UPDATE OR DELETE ON shop.assignment FOR EACH ROW EXECUTE FUNCTION shop.end_grants_of_assignment();
ALTER TABLE shop.impersonation_session ENABLE ALWAYS TRIGGER end_grants;
ALTER TABLE shop.person ENABLE ALWAYS TRIGGER end_grants;
ALTER TABLE shop.staff_role ENABLE ALWAYS TRIGGER end_grants;
ALTER TABLE shop.vendor_user ENABLE ALWAYS TRIGGER end_grants;
ALTER TABLE shop.assignment ENABLE ALWAYS TRIGGER end_grants;

-- The app ends its own grants by update, and only so.
REVOKE DELETE, TRUNCATE ON shop.job_grant FROM standin_app;
-- +goose StatementBegin
CREATE FUNCTION shop.keep_grant() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL
     AND to_jsonb(NEW) - ARRAY['ended_at', 'end_cause'] = to_jsonb(OLD) - ARRAY['ended_at', 'end_cause'] THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a job grant changes once, at its end' USING ERRCODE = 'SH003';
END $$;
-- +goose StatementEnd
CREATE TRIGGER keep BEFORE UPDATE ON shop.job_grant FOR EACH ROW EXECUTE FUNCTION shop.keep_grant();
ALTER TABLE shop.job_grant ENABLE ALWAYS TRIGGER keep;

-- +goose Down
DROP FUNCTION shop.end_grants_of_session, shop.end_grants_of_person, shop.end_grants_of_staff, shop.end_grants_of_vendor_user,
  shop.end_grants_of_assignment, shop.keep_grant CASCADE;
DROP FUNCTION shop.end_grants;
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION audit.open(kind text, actor bigint, subject bigint, session bigint, action text, object text, header jsonb)
RETURNS TABLE (entry bigint, at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF coalesce(current_setting('audit.entry', true), '') <> '' THEN
    RAISE EXCEPTION 'this transaction already has an entry: one action, one transaction, one entry' USING ERRCODE = 'SH001';
  END IF;
  IF coalesce(session, 0) <> 0 THEN
    PERFORM audit.hold_session(session, actor, subject);
  ELSIF coalesce(subject, 0) <> 0 THEN
    RAISE EXCEPTION 'acting for somebody needs a session' USING ERRCODE = 'SH001';
  END IF;
  entry := audit.write_entry(kind, actor, subject, session, action, 'done', object, false, header);
  at := shop.shop_now();
  PERFORM set_config('audit.entry', entry::text, true);
  RETURN NEXT;
END $$;
-- +goose StatementEnd
DROP FUNCTION audit.hold_grant;
