-- How long the record's details are kept: legal holds, and an erasure of many ranges that no hold and no month of the floor allows
-- to pass. Copies of checkpoints that left the house.

-- +goose Up
CREATE TABLE shop.legal_hold (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id      text NOT NULL DEFAULT shop.random_id() UNIQUE,
  session_id     bigint REFERENCES shop.impersonation_session,
  person_id      bigint REFERENCES shop.person,
  from_at        timestamptz,
  until_at       timestamptz,
  reason         text NOT NULL CHECK (length(btrim(reason)) BETWEEN 1 AND 500),
  set_by         bigint REFERENCES shop.person,
  set_at         timestamptz NOT NULL DEFAULT shop.shop_now(),
  released_by    bigint REFERENCES shop.person,
  released_at    timestamptz,
  release_reason text NOT NULL DEFAULT '' CHECK (length(release_reason) <= 500),
  CHECK (num_nonnulls(session_id, person_id, from_at) = 1),
  CHECK ((from_at IS NULL) = (until_at IS NULL)),
  CHECK (from_at < until_at),
  CHECK ((released_at IS NULL) = (btrim(release_reason) = ''))
);
COMMENT ON TABLE shop.legal_hold IS 'While one stands, what it names (one session, all about one person, or a stretch of time) is not erased by anybody.';
COMMENT ON COLUMN shop.legal_hold.until_at IS 'Exclusive.';
CREATE INDEX legal_hold_standing ON shop.legal_hold (set_at) WHERE released_at IS NULL;
SELECT audit.watch('shop.legal_hold');

CREATE TABLE shop.checkpoint_copy (
  day       date NOT NULL,
  recipient text NOT NULL CHECK (length(recipient) BETWEEN 3 AND 254),
  size      bigint NOT NULL CHECK (size > 0),
  at        timestamptz NOT NULL DEFAULT shop.shop_now(),
  PRIMARY KEY (day, recipient)
);
COMMENT ON TABLE shop.checkpoint_copy IS 'Which checkpoint was mailed to whom on which day (UTC): the key is why it is one mail a day.';
SELECT audit.watch('shop.checkpoint_copy');
GRANT SELECT ON shop.legal_hold, shop.checkpoint_copy TO standin_auditor;

-- +goose StatementBegin
CREATE FUNCTION shop.keep_hold() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.released_at IS NULL AND NEW.released_at IS NOT NULL
     AND to_jsonb(NEW) - ARRAY['released_at', 'released_by', 'release_reason'] = to_jsonb(OLD) - ARRAY['released_at', 'released_by', 'release_reason'] THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a legal hold changes once, when it is released' USING ERRCODE = 'SH003';
END $$;

DROP FUNCTION audit.erase(bigint, bigint, text);

-- Tells whether a hold keeps an entry: a person's are those they did, those done for them, and those about them.
CREATE FUNCTION audit.held(e audit.entry) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM shop.legal_hold h WHERE h.released_at IS NULL AND (
           h.session_id = e.session OR e.object = 'session:' || h.session_id
           OR h.person_id = e.actor AND e.kind = 'person' OR h.person_id = e.subject OR e.object = 'person:' || h.person_id
           OR e.at >= h.from_at AND e.at < h.until_at))
$$;

CREATE FUNCTION audit.erase(ranges int8multirange, reason text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE e bigint; t timestamptz; r record; n bigint := 0; k bigint; bad bigint;
BEGIN
  SELECT c.entry, c.at INTO e, t FROM audit.current() c;
  IF (SELECT action FROM audit.entry WHERE id = e) <> 'audit.erase' OR coalesce(btrim(reason), '') = '' OR ranges IS NULL OR isempty(ranges)
     OR lower_inf(ranges) OR upper_inf(ranges) OR upper(ranges) > e THEN
    RAISE EXCEPTION 'an erasure is an entry of its own (audit.erase), with ranges before it and a reason' USING ERRCODE = 'SH003';
  END IF;
  -- A hold that is being set waits for this to end, or this for the hold.
  LOCK TABLE shop.legal_hold IN SHARE MODE;
  FOR r IN SELECT lower(u) AS first, upper(u) AS past FROM unnest(ranges) u LOOP
    SELECT x.id INTO bad FROM audit.entry x WHERE x.id >= r.first AND x.id < r.past AND x.at > t - interval '12 months' LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'the record is kept for twelve months at least: entry %', bad USING ERRCODE = 'check_violation', CONSTRAINT = 'audit_retention_floor';
    END IF;
    SELECT x.id INTO bad FROM audit.entry x WHERE x.id >= r.first AND x.id < r.past
       AND (x.action = 'audit.erase' OR NOT EXISTS (SELECT FROM audit.leaf l WHERE l.entry = x.id)) LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'entries outside the tree, and erasures themselves, are not erased: entry %', bad
        USING ERRCODE = 'check_violation', CONSTRAINT = 'audit_erase_range';
    END IF;
    SELECT x.id INTO bad FROM audit.entry x WHERE x.id >= r.first AND x.id < r.past AND audit.held(x) LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'a legal hold keeps entry %', bad USING ERRCODE = 'check_violation', CONSTRAINT = 'audit_legal_hold';
    END IF;
  END LOOP;
  -- The ranges stand in the entry itself, and so in the tree, where nothing erases them.
  UPDATE audit.entry SET object = 'entries:' || (SELECT string_agg(lower(u) || '-' || upper(u) - 1, ',') FROM unnest(ranges) u) WHERE id = e;
  FOR r IN SELECT x.id, x.at FROM unnest(ranges) u JOIN audit.entry x ON x.id >= lower(u) AND x.id < upper(u) LOOP
    PERFORM set_config('audit.erasing', r.at::text, true);
    DELETE FROM audit.payload p WHERE p.entry = r.id AND p.at = r.at;
    GET DIAGNOSTICS k = ROW_COUNT;
    n := n + k;
  END LOOP;
  PERFORM set_config('audit.erasing', '', true);
  INSERT INTO audit.payload (entry, at, body) VALUES (e, t, jsonb_build_object('reason', reason, 'erased', n));
  RETURN n;
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION audit.held(audit.entry) IS 'Whether a legal hold keeps this entry''s details.';
COMMENT ON FUNCTION audit.erase(int8multirange, text) IS
  'Removes the payload of ranges of entries older than twelve months that no legal hold keeps; the only delete the record knows. The leaves stay.';
ALTER FUNCTION audit.erase(int8multirange, text) SET enable_seqscan = off;

CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON shop.legal_hold FOR EACH ROW EXECUTE FUNCTION shop.keep_hold();
CREATE TRIGGER keep_all BEFORE TRUNCATE ON shop.legal_hold FOR EACH STATEMENT EXECUTE FUNCTION shop.keep_hold();
ALTER TABLE shop.legal_hold ENABLE ALWAYS TRIGGER keep;
ALTER TABLE shop.legal_hold ENABLE ALWAYS TRIGGER keep_all;

GRANT EXECUTE ON FUNCTION audit.held(audit.entry) TO standin_app, standin_auditor;
GRANT EXECUTE ON FUNCTION audit.erase(int8multirange, text) TO standin_app;

-- +goose Down
DROP FUNCTION audit.erase(int8multirange, text), audit.held(audit.entry);
DROP TABLE shop.checkpoint_copy, shop.legal_hold;
DROP FUNCTION shop.keep_hold();
