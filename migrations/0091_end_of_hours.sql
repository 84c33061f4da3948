-- A session that its rule's hours have ended, ends at that hour, also when nobody clicks.

-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION shop.end_sessions_at(ids bigint[], because text, moment timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE s record; l record; n integer := 0; t timestamptz;
BEGIN
  FOR s IN SELECT * FROM shop.impersonation_session i WHERE i.id = ANY (ids) AND i.ended_at IS NULL ORDER BY i.id FOR UPDATE LOOP
    PERFORM audit.ensure_entry('acting', 'acting.end', 'session:' || s.id);
    -- The clock is read after the lock was got, so the end comes after every write that was let in.
    t := least(shop.shop_clock(), moment);
    SELECT * INTO l FROM shop.session_lapse(s.id, s.started_at, s.expires_at, s.idle_minutes);
    UPDATE shop.impersonation_session
       SET ended_at = greatest(least(t, l.at), s.started_at), end_cause = CASE WHEN l.at <= t THEN l.cause ELSE because END
     WHERE id = s.id;
    DELETE FROM web.acting_state a WHERE a.session_id = s.id;
    n := n + 1;
  END LOOP;
  RETURN n;
END $$;

CREATE OR REPLACE FUNCTION shop.end_sessions(ids bigint[], because text) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT shop.end_sessions_at(ids, because, NULL)
$$;
-- +goose StatementEnd
COMMENT ON FUNCTION shop.end_sessions_at(bigint[], text, timestamptz) IS
  'Ends those of the sessions that still run, each once: with the cause given, at the moment given or now; or, if it had lapsed by then, as lapsed and at that moment.';
GRANT EXECUTE ON FUNCTION shop.end_sessions_at(bigint[], text, timestamptz) TO standin_app;

-- +goose Down
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION shop.end_sessions(ids bigint[], because text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE s record; l record; n integer := 0; t timestamptz;
BEGIN
  FOR s IN SELECT * FROM shop.impersonation_session i WHERE i.id = ANY (ids) AND i.ended_at IS NULL ORDER BY i.id FOR UPDATE LOOP
    PERFORM audit.ensure_entry('acting', 'acting.end', 'session:' || s.id);
    -- The clock is read after the lock was got, so the end comes after every write that was let in.
    t := shop.shop_clock();
    SELECT * INTO l FROM shop.session_lapse(s.id, s.started_at, s.expires_at, s.idle_minutes);
    UPDATE shop.impersonation_session
       SET ended_at = greatest(least(t, l.at), s.started_at), end_cause = CASE WHEN l.at <= t THEN l.cause ELSE because END
     WHERE id = s.id;
    DELETE FROM web.acting_state a WHERE a.session_id = s.id;
    n := n + 1;
  END LOOP;
  RETURN n;
END $$;
DROP FUNCTION shop.end_sessions_at;
-- +goose StatementEnd
