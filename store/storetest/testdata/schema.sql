--
-- PostgreSQL database dump
--



SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

CREATE SCHEMA audit;

COMMENT ON SCHEMA audit IS 'The record: entries, their payload, the tree. Written by definer functions only.';

CREATE SCHEMA media;

COMMENT ON SCHEMA media IS 'Pictures and files by their hash.';

CREATE SCHEMA river;

COMMENT ON SCHEMA river IS 'Background jobs; the tables are those of riverqueue/river.';

CREATE SCHEMA shop;

COMMENT ON SCHEMA shop IS 'What the business is: every table here is watched by the record.';

CREATE SCHEMA staging;

COMMENT ON SCHEMA staging IS 'Rows of uploaded files on their way into the catalog.';

CREATE SCHEMA web;

COMMENT ON SCHEMA web IS 'Sign-ins, devices and throttles: the traffic, not the business.';

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

COMMENT ON EXTENSION pg_trgm IS 'text similarity measurement and index searching based on trigrams';

CREATE FUNCTION audit.append(first bigint, entries bigint[], digests bytea, hash_first bigint, hashes bytea, root bytea, note text, changed text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE n bigint := cardinality(entries); size bigint := (SELECT coalesce(max(c.size), 0) FROM audit.checkpoint c);
BEGIN
  PERFORM pg_advisory_xact_lock(7830);
  IF first <> size OR length(digests) <> 32 * n OR length(hashes) % 32 <> 0 THEN
    RAISE EXCEPTION 'leaves from % do not follow a tree of %', first, size USING ERRCODE = 'SH003';
  END IF;
  INSERT INTO audit.leaf (index, entry, digest)
    SELECT first + e.i - 1, e.entry, substring(digests FROM ((e.i - 1) * 32 + 1)::integer FOR 32) FROM unnest(entries) WITH ORDINALITY e(entry, i);
  INSERT INTO audit.hash (index, hash)
    SELECT hash_first + i, substring(hashes FROM i * 32 + 1 FOR 32) FROM generate_series(0, length(hashes) / 32 - 1) i;
  INSERT INTO audit.checkpoint (size, root, note) VALUES (first + n, root, note);
  IF changed <> '' THEN
    PERFORM pg_notify('shop_changed', changed);
  END IF;
END $$;

COMMENT ON FUNCTION audit.append(first bigint, entries bigint[], digests bytea, hash_first bigint, hashes bytea, root bytea, note text, changed text) IS 'Adds leaves, hashes and a checkpoint, which must follow the last one; tells listeners on shop_changed what rows changed.';

CREATE FUNCTION audit.current() RETURNS TABLE(entry bigint, at timestamp with time zone)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE v text := current_setting('audit.entry', true);
BEGIN
  IF coalesce(v, '') <> '' THEN
    SELECT e.id, e.at INTO entry, at FROM audit.entry e WHERE e.id = v::bigint AND e.xid = pg_current_xact_id_if_assigned();
    IF FOUND THEN
      RETURN NEXT;
      RETURN;
    END IF;
  END IF;
  RAISE EXCEPTION 'a write without an actor' USING ERRCODE = 'SH001', HINT = 'Write through store.DB.Transact.';
END $$;

CREATE FUNCTION audit.end_in_time() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  -- An end that somebody writes waits for this transaction's lock. The end that time brings waits for nobody, so it is looked at
  -- once more at the commit. A refusal stays in the record whenever it comes.
  IF EXISTS (SELECT FROM shop.impersonation_session i WHERE i.id = NEW.session AND i.expires_at <= shop.shop_clock())
     AND EXISTS (SELECT FROM audit.entry e WHERE e.id = NEW.id AND e.outcome = 'done') THEN
    RAISE EXCEPTION 'impersonation session % lapsed before this was finished', NEW.session USING ERRCODE = 'SH002';
  END IF;
  RETURN NULL;
END $$;

COMMENT ON FUNCTION audit.end_in_time() IS 'At the commit of what was done while acting: SH002 when the session''s time ran out meanwhile.';

CREATE FUNCTION audit.ensure_entry(name text, action text, object text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE v text := current_setting('audit.entry', true); e bigint;
BEGIN
  IF coalesce(v, '') <> '' AND EXISTS (SELECT FROM audit.entry n WHERE n.id = v::bigint AND n.xid = pg_current_xact_id()) THEN
    RETURN;
  END IF;
  e := audit.write_entry('system', 0, 0, 0, action, 'done', object, false, jsonb_build_object('name', name));
  PERFORM set_config('audit.entry', e::text, true);
END $$;

CREATE FUNCTION audit.ensure_partitions(since timestamp with time zone, until timestamp with time zone) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE m timestamptz := date_trunc('month', since, 'UTC'); n text;
BEGIN
  WHILE m < until LOOP
    n := to_char(m AT TIME ZONE 'UTC', '"payload_"YYYY_MM');
    IF to_regclass('audit.' || n) IS NULL
       AND NOT EXISTS (SELECT FROM audit.payload_other WHERE at >= m AND at < m + interval '1 month') THEN
      EXECUTE format('CREATE TABLE audit.%I PARTITION OF audit.payload FOR VALUES FROM (%L) TO (%L)', n, m, m + interval '1 month');
    END IF;
    m := m + interval '1 month';
  END LOOP;
END $$;

COMMENT ON FUNCTION audit.ensure_partitions(since timestamp with time zone, until timestamp with time zone) IS 'Makes the monthly partitions of the payload; the sequencer calls it each day.';

CREATE FUNCTION audit.erase(ranges int8multirange, reason text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
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

COMMENT ON FUNCTION audit.erase(ranges int8multirange, reason text) IS 'Removes the payload of ranges of entries older than twelve months that no legal hold keeps; the only delete the record knows. The leaves stay.';

CREATE TABLE audit.entry (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    actor bigint,
    subject bigint,
    session bigint,
    action text NOT NULL,
    outcome text DEFAULT 'done'::text NOT NULL,
    object text DEFAULT ''::text NOT NULL,
    passive boolean DEFAULT false NOT NULL,
    xid xid8 NOT NULL,
    CONSTRAINT entry_action_check CHECK ((action <> ''::text)),
    CONSTRAINT entry_check CHECK (((kind <> 'person'::text) OR (actor IS NOT NULL))),
    CONSTRAINT entry_check1 CHECK (((session IS NULL) OR ((actor IS NOT NULL) AND (subject IS NOT NULL)))),
    CONSTRAINT entry_kind_check CHECK ((kind = ANY (ARRAY['person'::text, 'guest'::text, 'system'::text, 'provider'::text, 'operator'::text]))),
    CONSTRAINT entry_outcome_check CHECK ((outcome = ANY (ARRAY['done'::text, 'refused'::text, 'viewed'::text, 'failed'::text])))
);

COMMENT ON TABLE audit.entry IS 'One row per action, refusal or view. Holds opaque ids only, so it may stay for ever; names and values are payload.';

COMMENT ON COLUMN audit.entry.actor IS 'Who was really there (RFC 8693 act): a person''s id, or the cart''s for a guest.';

COMMENT ON COLUMN audit.entry.subject IS 'Who was acted for (RFC 8693 sub); empty when the actor was themselves.';

COMMENT ON COLUMN audit.entry.passive IS 'A poll or live stream: checked, but no sign of life, so idle time runs on.';

COMMENT ON COLUMN audit.entry.xid IS 'The transaction that wrote it: a capture trigger accepts no other.';

CREATE FUNCTION audit.held(e audit.entry) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT EXISTS (SELECT FROM shop.legal_hold h WHERE h.released_at IS NULL AND (
           h.session_id = e.session OR e.object = 'session:' || h.session_id
           OR h.person_id = e.actor AND e.kind = 'person' OR h.person_id = e.subject OR e.object = 'person:' || h.person_id
           OR e.at >= h.from_at AND e.at < h.until_at))
$$;

COMMENT ON FUNCTION audit.held(e audit.entry) IS 'Whether a legal hold keeps this entry''s details.';

CREATE FUNCTION audit.hold_grant(session bigint, actor bigint, subject bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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

COMMENT ON FUNCTION audit.hold_grant(session bigint, actor bigint, subject bigint) IS 'Holds an open grant of a session FOR SHARE until the job''s commit; SH002 when there is none.';

CREATE FUNCTION audit.hold_session(session_id bigint, actor bigint, subject bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE t timestamptz := shop.shop_now();
BEGIN
  -- Measured without FOR SHARE: 382 of 1,000 racing writes were committed after the end; with it, none. If it has to wait for an
  -- end, the row is looked at anew.
  PERFORM FROM shop.impersonation_session i WHERE i.id = session_id AND i.actor_id = actor AND i.subject_id = subject
     AND i.ended_at IS NULL AND i.expires_at > t
     AND greatest(i.started_at, (SELECT e.at FROM audit.entry e WHERE e.session = session_id AND NOT e.passive ORDER BY e.at DESC LIMIT 1))
         + make_interval(mins => i.idle_minutes) > t
     FOR SHARE OF i;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'impersonation session % is over, or is not this actor''s', session_id USING ERRCODE = 'SH002';
  END IF;
END $$;

COMMENT ON FUNCTION audit.hold_session(session_id bigint, actor bigint, subject bigint) IS 'Holds the session of an acting transaction FOR SHARE until its commit; SH002 when it is over, lapsed or another actor''s.';

CREATE FUNCTION audit.keep() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  -- An entry may still be named or refused by the transaction that writes it; afterwards it stands.
  IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'entry' THEN
    IF OLD.xid = pg_current_xact_id() AND NEW.id = OLD.id THEN
      RETURN NEW;
    END IF;
  ELSIF TG_OP = 'DELETE' AND TG_TABLE_NAME LIKE 'payload%' AND current_setting('audit.erasing', true) = OLD.at::text THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'the record is not changed: % on audit.%', TG_OP, TG_TABLE_NAME USING ERRCODE = 'SH003';
END $$;

CREATE FUNCTION audit.keep_tree() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  RAISE EXCEPTION 'the record is not changed: % on audit.%', TG_OP, TG_TABLE_NAME USING ERRCODE = 'SH003';
END $$;

CREATE FUNCTION audit.open(kind text, actor bigint, subject bigint, session bigint, action text, object text, header jsonb) RETURNS TABLE(entry bigint, at timestamp with time zone)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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

COMMENT ON FUNCTION audit.open(kind text, actor bigint, subject bigint, session bigint, action text, object text, header jsonb) IS 'Begins the one entry of this transaction. Refuses (SH002) an acting session that ended, lapsed, or is another actor''s, and holds its row FOR SHARE until the commit.';

CREATE FUNCTION audit.record(kind text, actor bigint, subject bigint, session bigint, action text, outcome text, object text, passive boolean, header jsonb) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF outcome = 'done' AND action NOT LIKE 'sign_in.%' AND action NOT LIKE 'export.%' AND action NOT LIKE 'audit.%' THEN
    RAISE EXCEPTION 'what was done is recorded by its own transaction' USING ERRCODE = 'SH001';
  END IF;
  IF outcome = 'viewed' THEN
    PERFORM set_config('synchronous_commit', 'off', true);
  END IF;
  RETURN audit.write_entry(kind, actor, subject, session, action, outcome, object, passive, header);
END $$;

COMMENT ON FUNCTION audit.record(kind text, actor bigint, subject bigint, session bigint, action text, outcome text, object text, passive boolean, header jsonb) IS 'An entry without row changes: views (commit asynchronously), refusals, sign-ins, exports, reads of the record.';

CREATE FUNCTION audit.refuse(cause text, message text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE e bigint; t timestamptz;
BEGIN
  SELECT c.entry, c.at INTO e, t FROM audit.current() c;
  UPDATE audit.entry SET outcome = 'refused' WHERE id = e;
  INSERT INTO audit.payload (entry, at, body) VALUES (e, t, jsonb_build_object('cause', cause, 'message', message));
END $$;

COMMENT ON FUNCTION audit.refuse(cause text, message text) IS 'Marks the entry of this transaction as a refusal, with its cause.';

CREATE FUNCTION audit.refuse_key_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  RAISE EXCEPTION 'the key of %.% does not change', TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'SH003';
END $$;

CREATE FUNCTION audit.set_object(object_name text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE e bigint;
BEGIN
  SELECT c.entry INTO e FROM audit.current() c;
  UPDATE audit.entry SET object = object_name WHERE id = e;
END $$;

COMMENT ON FUNCTION audit.set_object(object_name text) IS 'Names what this transaction was about, such as order:17, once its id is known.';

CREATE FUNCTION audit.take(at_most integer) RETURNS SETOF bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  -- One sequencer at a time; the others find nothing to do. The lock ends with the transaction, so it survives a pooler.
  IF NOT pg_try_advisory_xact_lock(7830) THEN
    RETURN;
  END IF;
  RETURN QUERY
    DELETE FROM audit.pending p
     USING (SELECT q.entry FROM audit.pending q ORDER BY q.entry LIMIT at_most FOR UPDATE) first
     WHERE p.entry = first.entry
    RETURNING p.entry;
END $$;

COMMENT ON FUNCTION audit.take(at_most integer) IS 'Takes pending entries for the tree; nothing while another sequencer holds the lock.';

CREATE FUNCTION audit.watch(target regclass) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
  t text := target::text; s text; n text; keys text[]; omits text[]; hashes text[];
  keyjson text; o text; nw text; join_on text; fn text; body text;
BEGIN
  SELECT nspname, relname INTO s, n FROM pg_class c JOIN pg_namespace ns ON ns.oid = c.relnamespace WHERE c.oid = target;
  SELECT array_agg(a.attname ORDER BY k.i) INTO keys
    FROM pg_index x, unnest(x.indkey) WITH ORDINALITY k(att, i), pg_attribute a
   WHERE x.indrelid = target AND x.indisprimary AND a.attrelid = target AND a.attnum = k.att;
  IF keys IS NULL THEN
    RAISE EXCEPTION '% has no primary key, so its changes could not be told apart', t;
  END IF;
  SELECT array_agg(column_name) FILTER (WHERE how = 'omit'), array_agg(column_name) FILTER (WHERE how = 'hash')
    INTO omits, hashes FROM audit.column WHERE table_name = s || '.' || n;
  SELECT string_agg(format('%L, r.%I', k, k), ', ') INTO keyjson FROM unnest(keys) k;
  o := 'to_jsonb(r)';
  IF omits IS NOT NULL THEN o := format('(%s - %L::text[])', o, omits); END IF;
  IF hashes IS NOT NULL THEN
    SELECT o || ' || jsonb_build_object(' || string_agg(format('%L, encode(sha256(convert_to(r.%I::text, ''UTF8'')), ''hex'')', h, h), ', ') || ')'
      INTO o FROM unnest(hashes) h;
  END IF;
  SELECT string_agg(format('a.%I = b.%I', k, k), ' AND ') INTO join_on FROM unnest(keys) k;

  FOREACH fn IN ARRAY ARRAY['insert', 'update', 'delete'] LOOP
    body := CASE fn
      WHEN 'insert' THEN format(
        'SELECT e, t, jsonb_build_object(''table'', %L, ''op'', ''insert'', ''key'', jsonb_build_object(%s), ''after'', %s) FROM new_rows r',
        s || '.' || n, keyjson, o)
      WHEN 'delete' THEN format(
        'SELECT e, t, jsonb_build_object(''table'', %L, ''op'', ''delete'', ''key'', jsonb_build_object(%s), ''before'', %s) FROM old_rows r',
        s || '.' || n, keyjson, o)
      ELSE format(
        'SELECT e, t, jsonb_build_object(''table'', %L, ''op'', ''update'', ''key'', p.key, ''before'', d.before, ''after'', d.after)
           FROM (SELECT %s AS key, %s AS o, %s AS n FROM old_rows a JOIN new_rows b ON %s) p,
        LATERAL (SELECT jsonb_object_agg(k.key, p.o -> k.key) AS before, jsonb_object_agg(k.key, k.value) AS after
                   FROM jsonb_each(p.n) k WHERE k.value IS DISTINCT FROM p.o -> k.key) d
          WHERE d.after IS NOT NULL',
        s || '.' || n, 'jsonb_build_object(' || replace(keyjson, 'r.', 'b.') || ')', regexp_replace(o, '\mr\M', 'a', 'g'), regexp_replace(o, '\mr\M', 'b', 'g'), join_on)
      END;
    EXECUTE format($f$
      CREATE OR REPLACE FUNCTION audit.%I() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $c$
      DECLARE e bigint; t timestamptz;
      BEGIN
        SELECT c.entry, c.at INTO e, t FROM audit.current() c;
        INSERT INTO audit.payload (entry, at, body) %s;
        RETURN NULL;
      END $c$ $f$, n || '_on_' || fn, body);
    EXECUTE format('DROP TRIGGER IF EXISTS audit_%s ON %s', fn, t);
    EXECUTE format('CREATE TRIGGER audit_%s AFTER %s ON %s REFERENCING %s FOR EACH STATEMENT EXECUTE FUNCTION audit.%I()',
      fn, upper(fn), t,
      CASE fn WHEN 'insert' THEN 'NEW TABLE AS new_rows' WHEN 'delete' THEN 'OLD TABLE AS old_rows' ELSE 'OLD TABLE AS old_rows NEW TABLE AS new_rows' END,
      n || '_on_' || fn);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER audit_%s', t, fn);
  END LOOP;
  EXECUTE format('DROP TRIGGER IF EXISTS audit_key ON %s', t);
  EXECUTE format('CREATE TRIGGER audit_key BEFORE UPDATE OF %s ON %s FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_key_change()',
    (SELECT string_agg(format('%I', k), ', ') FROM unnest(keys) k), t);
END $_$;

COMMENT ON FUNCTION audit.watch(target regclass) IS 'Puts the capture triggers on a table of schema shop; every migration that makes one calls it.';

CREATE FUNCTION audit.write_entry(kind text, actor bigint, subject bigint, session bigint, action text, outcome text, object text, passive boolean, header jsonb) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE e bigint; t timestamptz := shop.shop_now();
BEGIN
  INSERT INTO audit.entry AS n (at, kind, actor, subject, session, action, outcome, object, passive, xid)
  VALUES (t, kind, nullif(actor, 0), nullif(subject, 0), nullif(session, 0), action, outcome, object, passive, pg_current_xact_id())
  RETURNING n.id INTO e;
  INSERT INTO audit.payload (entry, at, salt, body) VALUES (e, t, uuid_send(gen_random_uuid()), header);
  INSERT INTO audit.pending VALUES (e);
  RETURN e;
END $$;

CREATE FUNCTION shop.acting_view(session_id bigint, actor bigint, sign_in bigint, action text, object text, quiet boolean, header jsonb) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE whom bigint; ended timestamptz; why text; expires timestamptz; idle timestamptz; t timestamptz;
BEGIN
  SELECT i.subject_id, i.ended_at, i.end_cause, i.expires_at, make_interval(mins => i.idle_minutes) + greatest(i.started_at,
           (SELECT e.at FROM audit.entry e WHERE e.session = session_id AND NOT e.passive ORDER BY e.at DESC LIMIT 1))
    INTO whom, ended, why, expires, idle
    FROM shop.impersonation_session i WHERE i.id = session_id AND i.actor_id = actor AND i.sign_in_id = sign_in FOR SHARE OF i;
  t := shop.shop_clock();
  IF whom IS NULL THEN
    RETURN 'unknown';
  ELSIF ended IS NOT NULL THEN
    RETURN why;
  ELSIF expires <= t OR idle <= t THEN
    why := CASE WHEN expires <= idle THEN 'expired' ELSE 'idle' END;
    PERFORM shop.end_sessions(ARRAY[session_id], why);
    RETURN why;
  ELSIF NOT quiet THEN
    PERFORM set_config('synchronous_commit', 'off', true);
    PERFORM audit.write_entry('person', actor, whom, session_id, action, 'viewed', object, false, header);
  END IF;
  RETURN '';
END $$;

COMMENT ON FUNCTION shop.acting_view(session_id bigint, actor bigint, sign_in bigint, action text, object text, quiet boolean, header jsonb) IS 'Called once after rendering, before the first byte: records the view (commits asynchronously) and answers an empty text, or the cause why the page must be thrown away.';

CREATE FUNCTION shop.ask_second_person() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF NEW.second_person IS NULL AND EXISTS (SELECT FROM shop.person p WHERE p.id = NEW.subject_id AND p.sensitive) THEN
    RAISE EXCEPTION 'acting for this person needs a second person' USING ERRCODE = 'SH003';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION shop.buyer_key(email text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  SELECT regexp_replace(lower(btrim(email)), '\+[^@]*@', '@')
$$;

COMMENT ON FUNCTION shop.buyer_key(email text) IS 'Who an e-mail address belongs to, for limits per person: small letters, without its plus-alias.';

CREATE FUNCTION shop.cancel_requests(ids bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF cardinality(ids) = 0 THEN
    RETURN;
  END IF;
  PERFORM audit.ensure_entry('acting', 'acting.cancel_request', 'request:' || ids[1]);
  UPDATE shop.acting_request SET state = 'cancelled' WHERE id = ANY (ids) AND state IN ('waiting', 'yes');
END $$;

COMMENT ON FUNCTION shop.cancel_requests(ids bigint[]) IS 'Cancels those of the requests that are still open, under the entry of this transaction or one of its own.';

CREATE FUNCTION shop.caps_in_percent(caps jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  SELECT jsonb_typeof(caps) = 'object' AND NOT EXISTS (SELECT FROM jsonb_each(caps) c
    WHERE jsonb_typeof(c.value) <> 'number' OR (c.value#>>'{}')::numeric NOT BETWEEN 1 AND 100
       OR (c.value#>>'{}')::numeric <> trunc((c.value#>>'{}')::numeric))
$$;

CREATE FUNCTION shop.check_step_up() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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

CREATE FUNCTION shop.control_is_sound(name text, value jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
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

COMMENT ON FUNCTION shop.control_is_sound(name text, value jsonb) IS 'Whether a setting of acting or of sign-in holds a value it can have; true for every other setting.';

CREATE FUNCTION shop.end_grants(ids bigint[], because text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF cardinality(ids) = 0 THEN
    RETURN;
  END IF;
  PERFORM audit.ensure_entry('jobs', 'job.end_grant', 'grant:' || ids[1]);
  UPDATE shop.job_grant SET ended_at = shop.shop_clock(), end_cause = because WHERE id = ANY (ids) AND ended_at IS NULL;
END $$;

COMMENT ON FUNCTION shop.end_grants(ids bigint[], because text) IS 'Ends grants, each once. It waits for the batch that runs, and the next one is refused.';

CREATE FUNCTION shop.end_grants_of_assignment() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  PERFORM shop.end_grants(ARRAY(SELECT id FROM shop.job_grant WHERE actor_id = OLD.staff_id AND vendor_id = OLD.vendor_id AND session_id IS NOT NULL
    AND ended_at IS NULL), 'actor_revoked');
  RETURN NULL;
END $$;

CREATE FUNCTION shop.end_grants_of_feature() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF TG_OP = 'DELETE' OR NEW.value <> 'true' THEN
    PERFORM shop.end_grants(ARRAY(SELECT id FROM shop.job_grant WHERE session_id IS NOT NULL AND ended_at IS NULL ORDER BY id), 'feature_off');
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION shop.end_grants_of_person() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF NEW.status <> 'active' THEN
    PERFORM shop.end_grants(ARRAY(SELECT id FROM shop.job_grant WHERE actor_id = NEW.id AND ended_at IS NULL), 'actor_revoked');
    PERFORM shop.end_grants(ARRAY(SELECT id FROM shop.job_grant WHERE subject_id = NEW.id AND ended_at IS NULL), 'subject_changed');
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION shop.end_grants_of_rule() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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

COMMENT ON FUNCTION shop.end_grants_of_rule() IS 'A rule that no longer grants what a job does, stops it after its batch, whether its session still runs or not.';

CREATE FUNCTION shop.end_grants_of_session() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF NEW.job_end = 'finish' AND NEW.end_cause IN ('user', 'idle', 'expired') THEN
    RETURN NULL;
  END IF;
  PERFORM shop.end_grants(ARRAY(SELECT id FROM shop.job_grant WHERE session_id = NEW.id AND ended_at IS NULL), NEW.end_cause);
  RETURN NULL;
END $$;

COMMENT ON FUNCTION shop.end_grants_of_session() IS 'Ended by its user, idleness or time, a session leaves its jobs to its rule; any other cause stops them.';

CREATE FUNCTION shop.end_grants_of_staff() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  PERFORM shop.end_grants(ARRAY(SELECT id FROM shop.job_grant WHERE actor_id = OLD.person_id AND session_id IS NOT NULL AND ended_at IS NULL), 'actor_revoked');
  RETURN NULL;
END $$;

CREATE FUNCTION shop.end_grants_of_vendor_user() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  PERFORM shop.end_grants(ARRAY(SELECT id FROM shop.job_grant WHERE actor_id = OLD.person_id AND vendor_id = OLD.vendor_id AND session_id IS NULL
    AND ended_at IS NULL), 'actor_revoked');
  PERFORM shop.end_grants(ARRAY(SELECT id FROM shop.job_grant WHERE subject_id = OLD.person_id AND vendor_id = OLD.vendor_id AND ended_at IS NULL),
    'subject_changed');
  RETURN NULL;
END $$;

CREATE FUNCTION shop.end_sessions(ids bigint[], because text) RETURNS integer
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT shop.end_sessions_at(ids, because, NULL)
$$;

COMMENT ON FUNCTION shop.end_sessions(ids bigint[], because text) IS 'Ends those of the sessions that still run, each once: with the cause given or, if it had lapsed by then, as lapsed and at that moment.';

CREATE FUNCTION shop.end_sessions_at(ids bigint[], because text, moment timestamp with time zone) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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

COMMENT ON FUNCTION shop.end_sessions_at(ids bigint[], because text, moment timestamp with time zone) IS 'Ends those of the sessions that still run, each once: with the cause given, at the moment given or now; or, if it had lapsed by then, as lapsed and at that moment.';

CREATE FUNCTION shop.hours_within(old_from time without time zone, old_until time without time zone, new_from time without time zone, new_until time without time zone) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT (86400 + extract(epoch FROM old_from - new_from))::integer % 86400 + (86400 + extract(epoch FROM old_until - old_from))::integer % 86400
      <= (86400 + extract(epoch FROM new_until - new_from))::integer % 86400
$$;

COMMENT ON FUNCTION shop.hours_within(old_from time without time zone, old_until time without time zone, new_from time without time zone, new_until time without time zone) IS 'Whether all of the old hours of a day lie within the new ones.';

CREATE FUNCTION shop.keep_grant() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL
     AND to_jsonb(NEW) - ARRAY['ended_at', 'end_cause'] = to_jsonb(OLD) - ARRAY['ended_at', 'end_cause'] THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a job grant changes once, at its end' USING ERRCODE = 'SH003';
END $$;

CREATE FUNCTION shop.keep_hold() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.released_at IS NULL AND NEW.released_at IS NOT NULL
     AND to_jsonb(NEW) - ARRAY['released_at', 'released_by', 'release_reason'] = to_jsonb(OLD) - ARRAY['released_at', 'released_by', 'release_reason'] THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a legal hold changes once, when it is released' USING ERRCODE = 'SH003';
END $$;

CREATE FUNCTION shop.keep_pin() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE moves text[] := ARRAY['ended_at', 'ended_by', 'session_id'];
BEGIN
  IF OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL OR to_jsonb(NEW) - moves <> to_jsonb(OLD) - moves
     OR NEW.ended_by = 'used' AND shop.shop_clock() >= OLD.expires_at THEN
    RAISE EXCEPTION 'a support PIN changes once, at its end' USING ERRCODE = 'SH003';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION shop.keep_request() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE moves text[] := ARRAY['state', 'answered_at', 'answered_by', 'session_id'];
BEGIN
  IF to_jsonb(NEW) - moves <> to_jsonb(OLD) - moves
     OR OLD.answered_by IS NOT NULL AND (NEW.answered_by IS DISTINCT FROM OLD.answered_by)
     OR OLD.session_id IS NOT NULL AND NEW.session_id IS DISTINCT FROM OLD.session_id
     OR (OLD.state, NEW.state) NOT IN (('waiting', 'yes'), ('waiting', 'no'), ('waiting', 'lapsed'), ('waiting', 'cancelled'),
          ('yes', 'used'), ('yes', 'no'), ('yes', 'lapsed'), ('yes', 'cancelled'), ('used', 'withdrawn')) THEN
    RAISE EXCEPTION 'a request moves forwards only, and what was asked stays' USING ERRCODE = 'SH003';
  END IF;
  IF NEW.state IN ('yes', 'used') AND shop.shop_clock() >= OLD.expires_at THEN
    RAISE EXCEPTION 'this request has lapsed' USING ERRCODE = 'SH003';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION shop.keep_rule() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF OLD.removed_at IS NOT NULL THEN
    RAISE EXCEPTION 'rule % was removed', OLD.id USING ERRCODE = 'SH003';
  END IF;
  NEW.version := OLD.version + 1;
  RETURN NEW;
END $$;

CREATE FUNCTION shop.keep_session() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL
     AND to_jsonb(NEW) - ARRAY['ended_at', 'end_cause'] = to_jsonb(OLD) - ARRAY['ended_at', 'end_cause'] THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'an impersonation session changes once, at its end' USING ERRCODE = 'SH003';
END $$;

CREATE FUNCTION shop.keep_snapshot() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  RAISE EXCEPTION 'an order line is not changed' USING ERRCODE = '23514', CONSTRAINT = 'order_line_kept';
END $$;

COMMENT ON FUNCTION shop.keep_snapshot() IS 'Keeps what was bought as it was bought.';

CREATE FUNCTION shop.never_granted() RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  SELECT ARRAY['profile.edit', 'password.change', 'mfa.change', 'devices.manage', 'payment.manage', 'order.pay', 'keys.manage', 'consent.change',
    'support.pin', 'help.take_back', 'personal.export', 'terms.accept', 'invitation.send', 'payout.edit', 'roles.raise', 'account.delete',
    'approval.decide', 'organization.manage', 'impersonate', 'support.desk', 'rep.desk', 'audit.read', 'policy.edit', 'people.manage',
    'settings.edit']
$$;

COMMENT ON FUNCTION shop.never_granted() IS 'The never list (account.Never): no rule, session or raise can hold any of it.';

CREATE FUNCTION shop.random_id() RETURNS text
    LANGUAGE sql
    AS $$
  SELECT translate(encode(substring(uuid_send(gen_random_uuid()) FROM 9 FOR 8) || substring(uuid_send(gen_random_uuid()) FROM 1 FOR 4), 'base64'), '+/=', 'xyz')
$$;

COMMENT ON FUNCTION shop.random_id() IS 'A random id of 16 letters for addresses that are personal.';

CREATE FUNCTION shop.refresh_products(ids bigint[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  -- Locked first, in order: what is derived below then sees what whoever came first has committed.
  PERFORM 1 FROM shop.product WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
  UPDATE shop.product p SET price_from = coalesce(d.price_from, 0), price_to = coalesce(d.price_to, 0), was_from = d.was_from,
    variants = d.variants, available = d.available, option_values = d.option_values,
    search = setweight(to_tsvector('english', p.title), 'A')
          || setweight(to_tsvector('english', p.tags || ' ' || d.words), 'B')
          || setweight(to_tsvector('english', d.surroundings), 'C')
          || setweight(to_tsvector('english', p.description_html), 'D')
  FROM (
    SELECT p.id, min(v.price_minor) AS price_from, max(v.price_minor) AS price_to,
      (array_agg(CASE WHEN v.compare_at_minor > v.price_minor THEN v.compare_at_minor END ORDER BY v.price_minor, v.position, v.id))[1] AS was_from,
      count(v.id)::integer AS variants,
      coalesce(bool_or(NOT s.tracked OR s.oversell OR s.quantity > 0), false) AS available,
      coalesce((SELECT array_agg(DISTINCT replace(o.name, '=', ' ') || '=' || o.value)
         FROM shop.variant w, LATERAL (VALUES (p.option1_name, w.option1), (p.option2_name, w.option2), (p.option3_name, w.option3)) o(name, value)
        WHERE w.product_id = p.id AND NOT w.archived AND o.name <> '' AND o.value <> ''), '{}') AS option_values,
      left(coalesce(string_agg(concat_ws(' ', v.option1, v.option2, v.option3, v.sku), ' '), ''), 20000) AS words,
      concat_ws(' ', m.name, (SELECT string_agg(c.name, ' ') FROM shop.product_category pc JOIN shop.category c ON c.id = pc.category_id
                               WHERE pc.product_id = p.id)) AS surroundings
    FROM shop.product p JOIN shop.vendor m ON m.id = p.vendor_id
      LEFT JOIN (shop.variant v JOIN shop.stock s ON s.variant_id = v.id) ON v.product_id = p.id AND NOT v.archived
    WHERE p.id = ANY (ids)
    GROUP BY p.id, m.name
  ) d
  WHERE d.id = p.id;
END $$;

COMMENT ON FUNCTION shop.refresh_products(ids bigint[]) IS 'Derives what lists and search need of products; catalog calls it at the end of each verb that changed one, its variants, stock or categories.';

CREATE FUNCTION shop.session_lapse(session_id bigint, started timestamp with time zone, expires timestamp with time zone, idle_minutes integer, OUT at timestamp with time zone, OUT cause text) RETURNS record
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  WITH sign_of_life AS (
    SELECT greatest(started, (SELECT e.at FROM audit.entry e WHERE e.session = session_id AND NOT e.passive ORDER BY e.at DESC LIMIT 1))
           + make_interval(mins => idle_minutes) AS idle_at
  )
  SELECT least(expires, idle_at), CASE WHEN expires <= idle_at THEN 'expired' ELSE 'idle' END FROM sign_of_life
$$;

COMMENT ON FUNCTION shop.session_lapse(session_id bigint, started timestamp with time zone, expires timestamp with time zone, idle_minutes integer, OUT at timestamp with time zone, OUT cause text) IS 'When a running session lapses if nothing more happens, and by what.';

CREATE FUNCTION shop.shop_clock() RETURNS timestamp with time zone
    LANGUAGE sql
    AS $$SELECT clock_timestamp()$$;

COMMENT ON FUNCTION shop.shop_clock() IS 'The time of this very moment: read after a lock was waited for.';

CREATE FUNCTION shop.shop_now() RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    AS $$SELECT now()$$;

COMMENT ON FUNCTION shop.shop_now() IS 'The time at which this transaction began: what every row of it carries.';

CREATE FUNCTION shop.sku_key(sku text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  SELECT upper(regexp_replace(sku, '[^[:alnum:]]+', '', 'g'))
$$;

COMMENT ON FUNCTION shop.sku_key(sku text) IS 'A SKU as people remember it: letters and digits only, in capitals.';

CREATE FUNCTION shop.void_by_assignment() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  PERFORM shop.end_sessions(ARRAY(SELECT id FROM shop.impersonation_session WHERE actor_id = OLD.staff_id AND ended_at IS NULL
    AND rule->>'relation' = 'assigned' AND (vendor_id = OLD.vendor_id OR organization_id = OLD.organization_id)), 'actor_revoked');
  RETURN NULL;
END $$;

CREATE FUNCTION shop.void_by_consent() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE p bigint; now_state text := 'ask'; now_until timestamptz;
BEGIN
  IF TG_OP = 'DELETE' THEN
    p := OLD.person_id;
  ELSE
    p := NEW.person_id; now_state := NEW.state; now_until := NEW.until;
  END IF;
  -- Never beats every rule; anything else withdraws what stood on the switch.
  PERFORM shop.end_sessions(ARRAY(SELECT id FROM shop.impersonation_session WHERE subject_id = p AND ended_at IS NULL
    AND (now_state = 'never' OR consent_kind = 'standing' AND (now_until IS NULL OR now_until < expires_at))), 'consent_withdrawn');
  RETURN NULL;
END $$;

CREATE FUNCTION shop.void_by_member() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  PERFORM shop.end_sessions(ARRAY(SELECT id FROM shop.impersonation_session
    WHERE actor_id = OLD.person_id AND actor_role = 'power_user' AND organization_id = OLD.organization_id AND ended_at IS NULL), 'actor_revoked');
  PERFORM shop.end_sessions(ARRAY(SELECT id FROM shop.impersonation_session
    WHERE subject_id = OLD.person_id AND organization_id = OLD.organization_id AND ended_at IS NULL), 'subject_changed');
  RETURN NULL;
END $$;

CREATE FUNCTION shop.void_by_organization() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF NEW.status <> 'active' THEN
    PERFORM shop.end_sessions(ARRAY(SELECT id FROM shop.impersonation_session WHERE organization_id = NEW.id AND ended_at IS NULL), 'subject_changed');
  END IF;
  IF NEW.support_until IS NULL OR NEW.support_until < OLD.support_until THEN
    PERFORM shop.end_sessions(ARRAY(SELECT id FROM shop.impersonation_session WHERE organization_id = NEW.id AND consent_kind = 'organization'
      AND ended_at IS NULL AND (NEW.support_until IS NULL OR NEW.support_until < expires_at)), 'consent_withdrawn');
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION shop.void_by_person() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF NEW.status <> 'active' THEN
    PERFORM shop.end_sessions(ARRAY(SELECT id FROM shop.impersonation_session WHERE actor_id = NEW.id AND ended_at IS NULL), 'actor_revoked');
  END IF;
  IF NEW.status <> OLD.status OR NEW.never_impersonate THEN
    PERFORM shop.end_sessions(ARRAY(SELECT id FROM shop.impersonation_session WHERE subject_id = NEW.id AND ended_at IS NULL), 'subject_changed');
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION shop.void_by_request() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  PERFORM shop.end_sessions(ARRAY[NEW.session_id], 'consent_withdrawn');
  RETURN NULL;
END $$;

CREATE FUNCTION shop.void_by_rule() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE gone boolean := TG_OP = 'DELETE'; strictness text[] := ARRAY['record', 'step_up', 'end'];
BEGIN
  IF NOT gone THEN
    gone := NOT NEW.enabled OR NEW.actor_role <> OLD.actor_role OR NEW.capacity <> OLD.capacity
      OR NEW.relation <> OLD.relation AND NEW.relation <> 'any' AND NOT (OLD.relation = 'same_department' AND NEW.relation = 'same_organization')
      OR NEW.whole_minutes < OLD.whole_minutes OR NEW.idle_minutes < OLD.idle_minutes OR NEW.at_once < OLD.at_once
      OR array_position(strictness, NEW.footprint) > array_position(strictness, OLD.footprint)
      OR cardinality(NEW.networks) > 0 AND (cardinality(OLD.networks) = 0
        OR EXISTS (SELECT FROM unnest(OLD.networks) o WHERE NOT EXISTS (SELECT FROM unnest(NEW.networks) n WHERE o <<= n)))
      OR NEW.hours_from IS NOT NULL AND (OLD.hours_from IS NULL OR NOT shop.hours_within(OLD.hours_from, OLD.hours_until, NEW.hours_from, NEW.hours_until))
      OR NEW.job_end <> OLD.job_end AND NEW.job_end = 'stop'
      OR EXISTS (SELECT FROM jsonb_each(NEW.caps) c WHERE (OLD.caps->>c.key)::numeric > (c.value#>>'{}')::numeric)
      OR EXISTS (SELECT FROM jsonb_object_keys(OLD.caps) k WHERE NOT NEW.caps ? k);
  END IF;
  PERFORM shop.end_sessions(ARRAY(SELECT id FROM shop.impersonation_session WHERE rule_id = OLD.id AND ended_at IS NULL
    AND (gone OR mode = 'act' AND NOT NEW.may_act OR NOT permissions <@ NEW.permissions OR consent_kind <> ALL (NEW.consents)
      OR NEW.ticket_required AND NOT OLD.ticket_required AND ticket = '')), 'policy_changed');
  RETURN NULL;
END $$;

CREATE FUNCTION shop.void_by_sensitive() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  PERFORM shop.end_sessions(ARRAY(SELECT id FROM shop.impersonation_session
    WHERE subject_id = NEW.id AND second_person IS NULL AND ended_at IS NULL), 'subject_changed');
  RETURN NULL;
END $$;

CREATE FUNCTION shop.void_by_setting() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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

CREATE FUNCTION shop.void_by_sign_in() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  PERFORM shop.end_sessions(ARRAY(SELECT id FROM shop.impersonation_session WHERE sign_in_id = NEW.id AND ended_at IS NULL),
    CASE NEW.end_cause WHEN 'locked' THEN 'actor_revoked' ELSE 'logout' END);
  IF NEW.end_cause = 'everywhere' THEN
    PERFORM shop.end_sessions(ARRAY(SELECT id FROM shop.impersonation_session WHERE subject_id = NEW.person_id AND ended_at IS NULL), 'subject_ended');
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION shop.void_by_staff_role() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE p bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.person_id ELSE NEW.person_id END;
BEGIN
  PERFORM shop.end_sessions(ARRAY(SELECT id FROM shop.impersonation_session WHERE actor_id = p AND ended_at IS NULL), 'actor_revoked');
  IF TG_OP <> 'DELETE' THEN
    PERFORM shop.end_sessions(ARRAY(SELECT id FROM shop.impersonation_session WHERE subject_id = p AND ended_at IS NULL), 'subject_changed');
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION shop.void_by_vendor_user() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  PERFORM shop.end_sessions(ARRAY(SELECT id FROM shop.impersonation_session
    WHERE subject_id = OLD.person_id AND vendor_id = OLD.vendor_id AND ended_at IS NULL), 'subject_changed');
  RETURN NULL;
END $$;

CREATE FUNCTION shop.void_requests() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE row jsonb := CASE TG_OP WHEN 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END; p bigint;
BEGIN
  IF TG_TABLE_NAME = 'sign_in' THEN
    PERFORM shop.cancel_requests(ARRAY(SELECT id FROM shop.acting_request WHERE sign_in_id = (row->>'id')::bigint AND state IN ('waiting', 'yes')));
  ELSIF TG_TABLE_NAME = 'impersonation_rule' THEN
    PERFORM shop.cancel_requests(ARRAY(SELECT id FROM shop.acting_request WHERE rule_id = (row->>'id')::bigint AND state IN ('waiting', 'yes')));
  ELSIF TG_TABLE_NAME = 'setting' THEN
    PERFORM shop.cancel_requests(ARRAY(SELECT id FROM shop.acting_request WHERE state IN ('waiting', 'yes')));
  ELSIF TG_TABLE_NAME = 'consent' THEN
    PERFORM shop.cancel_requests(ARRAY(SELECT id FROM shop.acting_request
      WHERE subject_id = (row->>'person_id')::bigint AND state IN ('waiting', 'yes')));
  ELSE
    p := coalesce(row->>'person_id', row->>'id')::bigint;
    PERFORM shop.cancel_requests(ARRAY(SELECT id FROM shop.acting_request
      WHERE p IN (actor_id, subject_id, answered_by) AND state IN ('waiting', 'yes')));
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION shop.void_stepped_up() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  PERFORM shop.end_sessions(ARRAY(SELECT s.id FROM shop.impersonation_session s JOIN shop.impersonation_step_up u ON u.session_id = s.id AND u.kind = 'act'
    WHERE s.rule_id = NEW.id AND s.ended_at IS NULL AND NOT (NEW.may_act AND u.permissions <@ NEW.permissions)), 'policy_changed');
  RETURN NULL;
END $$;

COMMENT ON FUNCTION shop.void_stepped_up() IS 'A rule that allows no changes any more, or fewer, ends the sessions that were raised to them.';

CREATE FUNCTION shop.words_like(word text) RETURNS SETOF text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "pg_trgm.word_similarity_threshold" TO '0.2'
    AS $$
  SELECT DISTINCT t FROM shop.product p, regexp_split_to_table(lower(p.title), '[^[:alnum:]]+') t
   WHERE p.status = 'active' AND word OPERATOR(public.<%) lower(p.title)
     AND length(t) BETWEEN length(word) - 2 AND length(word) + 2 AND public.similarity(t, word) >= 0.2
   LIMIT 500
$$;

COMMENT ON FUNCTION shop.words_like(word text) IS 'Words of titles that look like the given one: candidates for what was meant. Low threshold, since the caller measures.';

CREATE TABLE audit.checkpoint (
    size bigint NOT NULL,
    root bytea NOT NULL,
    note text NOT NULL,
    at timestamp with time zone DEFAULT shop.shop_clock() NOT NULL,
    CONSTRAINT checkpoint_root_check CHECK ((length(root) = 32)),
    CONSTRAINT checkpoint_size_check CHECK ((size > 0))
);

COMMENT ON TABLE audit.checkpoint IS 'Signed notes (origin, size, root) over the tree as it grew; the key lies outside the database.';

CREATE TABLE audit."column" (
    table_name text NOT NULL,
    column_name text NOT NULL,
    how text NOT NULL,
    CONSTRAINT column_how_check CHECK ((how = ANY (ARRAY['omit'::text, 'hash'::text])))
);

COMMENT ON TABLE audit."column" IS 'Columns whose value must not stand in the record: left out, or shown as a hash.';

ALTER TABLE audit.entry ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME audit.entry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE audit.hash (
    index bigint NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT hash_hash_check CHECK ((length(hash) = 32)),
    CONSTRAINT hash_index_check CHECK ((index >= 0))
);

COMMENT ON TABLE audit.hash IS 'The tree''s hashes in the order of golang.org/x/mod/sumdb/tlog (StoredHashIndex): a leaf, then the subtrees it completes.';

CREATE TABLE audit.leaf (
    index bigint NOT NULL,
    entry bigint NOT NULL,
    digest bytea NOT NULL,
    CONSTRAINT leaf_digest_check CHECK ((length(digest) = 32)),
    CONSTRAINT leaf_index_check CHECK ((index >= 0))
);

COMMENT ON TABLE audit.leaf IS 'The place of each entry in the tree, in the order in which the sequencer found them committed.';

COMMENT ON COLUMN audit.leaf.digest IS 'Salted hash of the entry''s payload: stays, and says nothing, when the payload is erased.';

CREATE SEQUENCE audit.payload_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE audit.payload (
    entry bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    seq bigint DEFAULT nextval('audit.payload_seq'::regclass) NOT NULL,
    salt bytea,
    body jsonb NOT NULL
)
PARTITION BY RANGE (at);

COMMENT ON TABLE audit.payload IS 'What may have to be erased: the header (reason, address, path) with its salt first, then one row per changed row.';

COMMENT ON COLUMN audit.payload.at IS 'The entry''s time, so that months can be erased whole.';

COMMENT ON COLUMN audit.payload.salt IS 'On the header row: makes the leaf''s digest say nothing once the payload is gone.';

CREATE TABLE audit.payload_other (
    entry bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    seq bigint DEFAULT nextval('audit.payload_seq'::regclass) NOT NULL,
    salt bytea,
    body jsonb NOT NULL
);

CREATE TABLE audit.pending (
    entry bigint NOT NULL
);

COMMENT ON TABLE audit.pending IS 'Entries that are not yet leaves of the tree. Ids commit out of order, so the sequencer takes from here.';

CREATE TABLE media.blob (
    sha256 bytea NOT NULL,
    bytes bytea NOT NULL,
    type text NOT NULL,
    width integer DEFAULT 0 NOT NULL,
    height integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    CONSTRAINT blob_height_check CHECK (((height >= 0) AND (height <= 20000))),
    CONSTRAINT blob_sha256_check CHECK ((length(sha256) = 32)),
    CONSTRAINT blob_type_check CHECK (((length(type) >= 3) AND (length(type) <= 100))),
    CONSTRAINT blob_width_check CHECK (((width >= 0) AND (width <= 20000)))
);
ALTER TABLE ONLY media.blob ALTER COLUMN bytes SET STORAGE EXTERNAL;

COMMENT ON TABLE media.blob IS 'A file under the SHA-256 of its bytes: never changed, so its address may be kept for ever. Width and height are of pictures.';

CREATE TABLE public.goose_db_version (
    id integer NOT NULL,
    version_id bigint NOT NULL,
    is_applied boolean NOT NULL,
    tstamp timestamp without time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.goose_db_version ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.goose_db_version_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.acting_request (
    id bigint NOT NULL,
    public_id text DEFAULT shop.random_id() NOT NULL,
    kind text NOT NULL,
    actor_id bigint NOT NULL,
    subject_id bigint NOT NULL,
    sign_in_id bigint NOT NULL,
    actor_role text NOT NULL,
    rule_id bigint NOT NULL,
    capacity text NOT NULL,
    vendor_id bigint,
    organization_id bigint,
    mode text NOT NULL,
    reason text NOT NULL,
    ticket text DEFAULT ''::text NOT NULL,
    return_path text DEFAULT '/'::text NOT NULL,
    text text NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    asked_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    expires_at timestamp with time zone DEFAULT (shop.shop_now() + '00:15:00'::interval) NOT NULL,
    answered_at timestamp with time zone,
    answered_by bigint,
    session_id bigint,
    CONSTRAINT acting_request_capacity_check CHECK ((capacity = ANY (ARRAY['shopper'::text, 'vendor'::text, 'organization'::text]))),
    CONSTRAINT acting_request_check CHECK ((actor_id <> subject_id)),
    CONSTRAINT acting_request_check1 CHECK ((expires_at <= (asked_at + '00:15:00'::interval))),
    CONSTRAINT acting_request_check2 CHECK (((answered_at IS NULL) = (answered_by IS NULL))),
    CONSTRAINT acting_request_check3 CHECK (((state <> ALL (ARRAY['yes'::text, 'no'::text, 'used'::text, 'withdrawn'::text])) OR (answered_by IS NOT NULL))),
    CONSTRAINT acting_request_check4 CHECK (((state = ANY (ARRAY['used'::text, 'withdrawn'::text])) = (session_id IS NOT NULL))),
    CONSTRAINT acting_request_kind_check CHECK ((kind = ANY (ARRAY['prompt'::text, 'second_person'::text]))),
    CONSTRAINT acting_request_mode_check CHECK ((mode = ANY (ARRAY['read_only'::text, 'act'::text]))),
    CONSTRAINT acting_request_own_yes CHECK (((kind <> 'prompt'::text) OR (answered_by = subject_id))),
    CONSTRAINT acting_request_reason_check CHECK (((length(btrim(reason)) >= 1) AND (length(btrim(reason)) <= 500))),
    CONSTRAINT acting_request_return_path_check CHECK ((return_path ~~ '/%'::text)),
    CONSTRAINT acting_request_second CHECK (((kind <> 'second_person'::text) OR ((answered_by <> actor_id) AND (answered_by <> subject_id)))),
    CONSTRAINT acting_request_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'yes'::text, 'no'::text, 'lapsed'::text, 'cancelled'::text, 'used'::text, 'withdrawn'::text]))),
    CONSTRAINT acting_request_ticket_check CHECK ((length(ticket) <= 60))
);

COMMENT ON TABLE shop.acting_request IS 'A start that waits for a yes: of the person themselves on their own screen, or of another member of staff. Good for 15 minutes and once.';

COMMENT ON COLUMN shop.acting_request.sign_in_id IS 'Only the sign-in that asked may start on the yes.';

COMMENT ON COLUMN shop.acting_request.rule_id IS 'The rule whose promise the text makes; when it changes, the request is cancelled.';

COMMENT ON COLUMN shop.acting_request.text IS 'What was shown to who was asked: the yes is to this, and the session keeps it.';

ALTER TABLE shop.acting_request ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.acting_request_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.acting_told (
    session_id bigint NOT NULL,
    at timestamp with time zone DEFAULT shop.shop_now() NOT NULL
);

COMMENT ON TABLE shop.acting_told IS 'Sessions whose subject had said yes to that very session, and was mailed at its end: once each, whoever noticed the end.';

CREATE TABLE shop.address (
    id bigint NOT NULL,
    public_id text DEFAULT shop.random_id() NOT NULL,
    person_id bigint,
    organization_id bigint,
    name text NOT NULL,
    street text NOT NULL,
    postcode text NOT NULL,
    town text NOT NULL,
    country text NOT NULL,
    phone text DEFAULT ''::text NOT NULL,
    confirmed_at timestamp with time zone,
    removed_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    CONSTRAINT address_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
    CONSTRAINT address_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120))),
    CONSTRAINT address_owner CHECK ((num_nonnulls(person_id, organization_id) = 1)),
    CONSTRAINT address_phone_check CHECK ((length(phone) <= 40)),
    CONSTRAINT address_postcode_check CHECK (((length(postcode) >= 1) AND (length(postcode) <= 20))),
    CONSTRAINT address_street_check CHECK (((length(street) >= 1) AND (length(street) <= 200))),
    CONSTRAINT address_town_check CHECK (((length(town) >= 1) AND (length(town) <= 120)))
);

COMMENT ON TABLE shop.address IS 'Addresses of people and organizations; an order keeps a copy of its own.';

COMMENT ON COLUMN shop.address.confirmed_at IS 'Empty when somebody added it for its owner: it receives no order until the owner confirms it.';

COMMENT ON COLUMN shop.address.removed_at IS 'Taken out of the book; kept, because earlier sessions and orders speak of it.';

ALTER TABLE shop.address ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.address_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.approval (
    id bigint NOT NULL,
    public_id text DEFAULT shop.random_id() NOT NULL,
    organization_id bigint NOT NULL,
    cart_id bigint NOT NULL,
    requested_by bigint NOT NULL,
    requested_actor bigint NOT NULL,
    session_id bigint,
    content_hash bytea NOT NULL,
    content jsonb NOT NULL,
    total bigint NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    status text DEFAULT 'pending'::text NOT NULL,
    decided_by bigint,
    decided_at timestamp with time zone,
    reason text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    CONSTRAINT approval_check CHECK (((status = ANY (ARRAY['approved'::text, 'declined'::text, 'used'::text])) <= (decided_by IS NOT NULL))),
    CONSTRAINT approval_content_hash_check CHECK ((length(content_hash) = 32)),
    CONSTRAINT approval_note_check CHECK ((length(note) <= 200)),
    CONSTRAINT approval_reason_check CHECK ((length(reason) <= 200)),
    CONSTRAINT approval_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'approved'::text, 'declined'::text, 'void'::text, 'used'::text]))),
    CONSTRAINT approval_total_check CHECK ((total >= 0)),
    CONSTRAINT approval_two_people CHECK (((decided_by IS NULL) OR ((decided_by <> requested_by) AND (decided_by <> requested_actor))))
);

COMMENT ON TABLE shop.approval IS 'A member asks that exactly this cart may be ordered; any change to lines, prices or total voids it.';

COMMENT ON COLUMN shop.approval.requested_actor IS 'Who really asked: the same person, or who acted for them. Neither may decide.';

COMMENT ON COLUMN shop.approval.content_hash IS 'SHA-256 of the content below; the placed cart must have the same.';

ALTER TABLE shop.approval ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.approval_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.assignment (
    id bigint NOT NULL,
    staff_id bigint NOT NULL,
    vendor_id bigint,
    organization_id bigint,
    CONSTRAINT assignment_check CHECK ((num_nonnulls(vendor_id, organization_id) = 1))
);

COMMENT ON TABLE shop.assignment IS 'A sales rep''s portfolio: the vendors and organizations that are theirs.';

ALTER TABLE shop.assignment ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.assignment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.cart (
    id bigint NOT NULL,
    person_id bigint,
    organization_id bigint,
    guest_hash bytea,
    status text DEFAULT 'open'::text NOT NULL,
    merged_into bigint,
    created_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    updated_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    CONSTRAINT cart_check CHECK (((status = 'merged'::text) = (merged_into IS NOT NULL))),
    CONSTRAINT cart_guest_hash_check CHECK ((length(guest_hash) = 32)),
    CONSTRAINT cart_one_owner CHECK ((num_nonnulls(person_id, organization_id, guest_hash) = 1)),
    CONSTRAINT cart_status_check CHECK ((status = ANY (ARRAY['open'::text, 'ordered'::text, 'merged'::text])))
);

COMMENT ON TABLE shop.cart IS 'What somebody means to buy: a person''s own, an organization''s shared one, or a guest''s. Each has one open cart at the most.';

COMMENT ON COLUMN shop.cart.guest_hash IS 'SHA-256 of the random token in a guest''s cookie; the token itself is nowhere.';

COMMENT ON COLUMN shop.cart.updated_at IS 'When the cart changed its state; a line carries its own time.';

CREATE TABLE shop.cart_discount (
    cart_id bigint NOT NULL,
    code_id bigint NOT NULL,
    added_by bigint,
    added_session bigint,
    added_helper text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL
);

COMMENT ON TABLE shop.cart_discount IS 'A code lying on a cart; whether it counts is decided anew each time the cart is read.';

CREATE TABLE shop.cart_help (
    cart_id bigint NOT NULL,
    variant_id bigint NOT NULL,
    session_id bigint NOT NULL,
    actor_id bigint NOT NULL,
    subject_id bigint NOT NULL,
    helper text NOT NULL,
    quantity_from integer NOT NULL,
    quantity_to integer NOT NULL,
    changed_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    CONSTRAINT cart_help_helper_check CHECK ((helper = ANY (ARRAY['support_agent'::text, 'sales_rep'::text, 'administrator'::text, 'power_user'::text]))),
    CONSTRAINT cart_help_quantity_from_check CHECK ((quantity_from >= 0)),
    CONSTRAINT cart_help_quantity_to_check CHECK ((quantity_to >= 0))
);

COMMENT ON TABLE shop.cart_help IS 'What an impersonation session did to a line, first quantity to last; gone once the subject touches the line.';

COMMENT ON COLUMN shop.cart_help.quantity_from IS 'Before the session touched it; 0 when it was not there.';

COMMENT ON COLUMN shop.cart_help.quantity_to IS 'After; 0 when it was taken out.';

ALTER TABLE shop.cart ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.cart_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.cart_line (
    id bigint NOT NULL,
    cart_id bigint NOT NULL,
    variant_id bigint NOT NULL,
    quantity integer NOT NULL,
    seen_price bigint NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    added_by bigint,
    added_session bigint,
    added_helper text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    updated_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    CONSTRAINT cart_line_note_check CHECK ((length(note) <= 120)),
    CONSTRAINT cart_line_quantity_check CHECK (((quantity >= 1) AND (quantity <= 999))),
    CONSTRAINT cart_line_seen_price_check CHECK ((seen_price >= 0))
);

COMMENT ON TABLE shop.cart_line IS 'One variant in a cart; putting it in again raises the quantity.';

COMMENT ON COLUMN shop.cart_line.seen_price IS 'The price in minor units when the line was last put in or set, so that a change of price can be told.';

COMMENT ON COLUMN shop.cart_line.added_by IS 'For whom it was put in: the person, or the subject while somebody acted; empty for a guest.';

COMMENT ON COLUMN shop.cart_line.added_session IS 'The impersonation session in which it was put in, if there was one.';

COMMENT ON COLUMN shop.cart_line.added_helper IS 'As what the actor put it in: support_agent, sales_rep, administrator or power_user.';

ALTER TABLE shop.cart_line ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.cart_line_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.cart_touch (
    cart_id bigint NOT NULL,
    session_id bigint NOT NULL,
    actor_id bigint NOT NULL,
    subject_id bigint NOT NULL,
    helper text NOT NULL,
    changed_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    answered_at timestamp with time zone
);

COMMENT ON TABLE shop.cart_touch IS 'An impersonation session changed this cart: its owner is shown each change until they have answered.';

COMMENT ON COLUMN shop.cart_touch.answered_at IS 'When the owner kept or took back what was changed; empty again when the session changes more.';

CREATE TABLE shop.category (
    id bigint NOT NULL,
    parent_id bigint,
    slug text NOT NULL,
    name text NOT NULL,
    intro text DEFAULT ''::text NOT NULL,
    "position" integer DEFAULT 0 NOT NULL,
    picture text DEFAULT ''::text NOT NULL,
    tint text DEFAULT 'stone'::text NOT NULL,
    CONSTRAINT category_check CHECK ((parent_id <> id)),
    CONSTRAINT category_intro_check CHECK ((length(intro) <= 1000)),
    CONSTRAINT category_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80))),
    CONSTRAINT category_picture_check CHECK ((picture ~ '^[a-z0-9-]*(\.webp)?$'::text)),
    CONSTRAINT category_slug_check CHECK (((slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text) AND (length(slug) <= 80))),
    CONSTRAINT category_tint_check CHECK ((tint = ANY (ARRAY['clay'::text, 'moss'::text, 'sky'::text, 'rose'::text, 'straw'::text, 'stone'::text])))
);

COMMENT ON TABLE shop.category IS 'The tree of departments and their kinds.';

COMMENT ON COLUMN shop.category.picture IS 'A picture of the program''s own (web/static), shown where a product''s own picture is not there yet.';

ALTER TABLE shop.category ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.category_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.checkpoint_copy (
    day date NOT NULL,
    recipient text NOT NULL,
    size bigint NOT NULL,
    at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    CONSTRAINT checkpoint_copy_recipient_check CHECK (((length(recipient) >= 3) AND (length(recipient) <= 254))),
    CONSTRAINT checkpoint_copy_size_check CHECK ((size > 0))
);

COMMENT ON TABLE shop.checkpoint_copy IS 'Which checkpoint was mailed to whom on which day (UTC): the key is why it is one mail a day.';

CREATE TABLE shop.consent (
    person_id bigint NOT NULL,
    state text NOT NULL,
    until timestamp with time zone,
    set_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    CONSTRAINT consent_check CHECK (((state = 'allowed'::text) = (until IS NOT NULL))),
    CONSTRAINT consent_state_check CHECK ((state = ANY (ARRAY['ask'::text, 'allowed'::text, 'never'::text])))
);

COMMENT ON TABLE shop.consent IS 'A person''s own switch: ask me (also when there is no row), allowed until a time, never.';

CREATE TABLE shop.customer_note (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    author_id bigint NOT NULL,
    session_id bigint,
    ticket text DEFAULT ''::text NOT NULL,
    text text NOT NULL,
    at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    CONSTRAINT customer_note_text_check CHECK (((length(btrim(text)) >= 1) AND (length(btrim(text)) <= 2000))),
    CONSTRAINT customer_note_ticket_check CHECK ((length(ticket) <= 60))
);

COMMENT ON TABLE shop.customer_note IS 'What staff wrote down about a call, kept with the customer.';

ALTER TABLE shop.customer_note ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.customer_note_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.discount_code (
    id bigint NOT NULL,
    code text NOT NULL,
    code_key text NOT NULL,
    kind text NOT NULL,
    value bigint NOT NULL,
    min_subtotal bigint DEFAULT 0 NOT NULL,
    starts_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    ends_at timestamp with time zone,
    usage_limit integer,
    per_person_limit integer,
    used integer DEFAULT 0 NOT NULL,
    vendor_id bigint,
    combinable boolean DEFAULT false NOT NULL,
    active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    CONSTRAINT discount_code_check CHECK (((value > 0) AND ((kind <> 'percent'::text) OR (value <= 10000)))),
    CONSTRAINT discount_code_check1 CHECK ((ends_at > starts_at)),
    CONSTRAINT discount_code_code_check CHECK (((length(code) >= 1) AND (length(code) <= 40))),
    CONSTRAINT discount_code_code_key_check CHECK (((length(code_key) >= 1) AND (length(code_key) <= 40))),
    CONSTRAINT discount_code_kind_check CHECK ((kind = ANY (ARRAY['percent'::text, 'fixed'::text]))),
    CONSTRAINT discount_code_min_subtotal_check CHECK ((min_subtotal >= 0)),
    CONSTRAINT discount_code_per_person_limit_check CHECK ((per_person_limit >= 0)),
    CONSTRAINT discount_code_usage_limit_check CHECK ((usage_limit >= 0)),
    CONSTRAINT discount_code_used CHECK ((used <= usage_limit)),
    CONSTRAINT discount_code_used_check CHECK ((used >= 0))
);

COMMENT ON TABLE shop.discount_code IS 'A code and what it takes off, for whom, how often and when.';

COMMENT ON COLUMN shop.discount_code.code_key IS 'The code trimmed, NFKC-normalised and case-folded: two codes that a person would read as one cannot both be.';

COMMENT ON COLUMN shop.discount_code.value IS 'Hundredths of a percent, or minor units.';

COMMENT ON COLUMN shop.discount_code.ends_at IS 'The first moment at which it is over; empty never ends.';

COMMENT ON COLUMN shop.discount_code.used IS 'Raised in the transaction of the order that uses it, under this row''s lock; never counted from orders.';

COMMENT ON COLUMN shop.discount_code.vendor_id IS 'Set: only this vendor''s things, and never another''s.';

ALTER TABLE shop.discount_code ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.discount_code_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.discount_use (
    code_id bigint NOT NULL,
    order_id bigint NOT NULL,
    buyer_key text NOT NULL,
    used_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL
);

COMMENT ON TABLE shop.discount_use IS 'One row per code and order that used it.';

COMMENT ON COLUMN shop.discount_use.buyer_key IS 'Who used it: the e-mail address in lower case without its plus-alias, the same for an account and a guest.';

CREATE TABLE shop.former_slug (
    slug text NOT NULL,
    kind text NOT NULL,
    product_id bigint,
    category_id bigint,
    CONSTRAINT former_slug_check CHECK ((((kind = 'product'::text) = (product_id IS NOT NULL)) AND ((kind = 'category'::text) = (category_id IS NOT NULL)))),
    CONSTRAINT former_slug_kind_check CHECK ((kind = ANY (ARRAY['product'::text, 'category'::text])))
);

COMMENT ON TABLE shop.former_slug IS 'Addresses that products and categories had; each leads to the present one in a single step.';

CREATE TABLE shop.help_answer (
    session_id bigint NOT NULL,
    table_name text NOT NULL,
    row_key text NOT NULL,
    entry bigint NOT NULL,
    entries bigint[] NOT NULL,
    answer text NOT NULL,
    person_id bigint NOT NULL,
    staff boolean NOT NULL,
    at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    CONSTRAINT help_answer_answer_check CHECK ((answer = ANY (ARRAY['kept'::text, 'taken_back'::text]))),
    CONSTRAINT help_answer_entries_check CHECK ((cardinality(entries) > 0))
);

COMMENT ON TABLE shop.help_answer IS 'What became of a row that a session changed: kept, or taken back. The entry of the record that writes this names the entries it answers.';

COMMENT ON COLUMN shop.help_answer.entry IS 'The last entry in which the session changed the row: what it changes later is a change of its own.';

COMMENT ON COLUMN shop.help_answer.entries IS 'All entries in which it did.';

COMMENT ON COLUMN shop.help_answer.staff IS 'Staff took it back, not whom it concerns.';

CREATE TABLE shop.impersonation_rule (
    id bigint NOT NULL,
    actor_role text NOT NULL,
    capacity text NOT NULL,
    relation text NOT NULL,
    permissions text[] NOT NULL,
    caps jsonb DEFAULT '{}'::jsonb NOT NULL,
    may_act boolean NOT NULL,
    whole_minutes integer NOT NULL,
    idle_minutes integer NOT NULL,
    at_once integer NOT NULL,
    consents text[] NOT NULL,
    ticket_required boolean DEFAULT false NOT NULL,
    footprint text DEFAULT 'step_up'::text NOT NULL,
    networks cidr[] DEFAULT '{}'::cidr[] NOT NULL,
    hours_from time without time zone,
    hours_until time without time zone,
    job_end text DEFAULT 'stop'::text NOT NULL,
    enabled boolean DEFAULT true NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    removed_at timestamp with time zone,
    CONSTRAINT impersonation_rule_actor_role_check CHECK ((actor_role = ANY (ARRAY['support_agent'::text, 'sales_rep'::text, 'administrator'::text, 'power_user'::text]))),
    CONSTRAINT impersonation_rule_at_once_check CHECK (((at_once >= 1) AND (at_once <= 10))),
    CONSTRAINT impersonation_rule_capacity_check CHECK ((capacity = ANY (ARRAY['shopper'::text, 'vendor'::text, 'organization'::text]))),
    CONSTRAINT impersonation_rule_caps CHECK (shop.caps_in_percent(caps)),
    CONSTRAINT impersonation_rule_check CHECK ((idle_minutes <= whole_minutes)),
    CONSTRAINT impersonation_rule_check1 CHECK (((hours_from IS NULL) = (hours_until IS NULL))),
    CONSTRAINT impersonation_rule_check2 CHECK (((actor_role <> 'power_user'::text) OR ((capacity = 'organization'::text) AND (relation = ANY (ARRAY['same_organization'::text, 'same_department'::text]))))),
    CONSTRAINT impersonation_rule_consents CHECK (((array_position(consents, NULL::text) IS NULL) AND ((NOT ('organization'::text = ANY (consents))) OR (capacity = 'organization'::text)))),
    CONSTRAINT impersonation_rule_consents_check CHECK (((cardinality(consents) > 0) AND (consents <@ ARRAY['standing'::text, 'prompt'::text, 'pin'::text, 'organization'::text, 'second_person'::text, 'none'::text]))),
    CONSTRAINT impersonation_rule_footprint_check CHECK ((footprint = ANY (ARRAY['end'::text, 'step_up'::text, 'record'::text]))),
    CONSTRAINT impersonation_rule_idle_minutes_check CHECK (((idle_minutes >= 1) AND (idle_minutes <= 15))),
    CONSTRAINT impersonation_rule_job_end_check CHECK ((job_end = ANY (ARRAY['stop'::text, 'finish'::text]))),
    CONSTRAINT impersonation_rule_never CHECK (((NOT (permissions && shop.never_granted())) AND (array_position(permissions, NULL::text) IS NULL))),
    CONSTRAINT impersonation_rule_relation CHECK (
CASE relation
    WHEN 'any'::text THEN true
    WHEN 'assigned'::text THEN (capacity <> 'shopper'::text)
    ELSE (capacity = 'organization'::text)
END),
    CONSTRAINT impersonation_rule_relation_check CHECK ((relation = ANY (ARRAY['any'::text, 'assigned'::text, 'same_organization'::text, 'same_department'::text]))),
    CONSTRAINT impersonation_rule_removed CHECK (((removed_at IS NULL) OR (NOT enabled))),
    CONSTRAINT impersonation_rule_same CHECK (((relation <> ALL (ARRAY['same_organization'::text, 'same_department'::text])) OR (actor_role = 'power_user'::text))),
    CONSTRAINT impersonation_rule_whole_minutes_check CHECK (((whole_minutes >= 1) AND (whole_minutes <= 60)))
);

COMMENT ON TABLE shop.impersonation_rule IS 'Who may stand in for whom, and with what. What no enabled rule allows is refused.';

COMMENT ON COLUMN shop.impersonation_rule.actor_role IS 'A staff role, or power_user: a member who manages the organization.';

COMMENT ON COLUMN shop.impersonation_rule.caps IS 'Per staff act the most it may give, in percent of the undiscounted subtotal: {"discount.grant": 10}.';

COMMENT ON COLUMN shop.impersonation_rule.consents IS 'Any of these suffices; none means that the subject is told and need not be asked.';

COMMENT ON COLUMN shop.impersonation_rule.footprint IS 'What another network does: ends, asks for a fresh code, or is only recorded. Another device or browser ends unless it is only recorded.';

COMMENT ON COLUMN shop.impersonation_rule.networks IS 'Only from these; empty means from anywhere.';

COMMENT ON COLUMN shop.impersonation_rule.job_end IS 'What a job started while acting does when the session ends by its user, idleness or time.';

COMMENT ON COLUMN shop.impersonation_rule.version IS 'Goes up with each change: who saves a form that was opened before somebody else''s change is told.';

COMMENT ON COLUMN shop.impersonation_rule.removed_at IS 'A removed rule allows nothing and never comes back. It stays, for sessions point to it.';

ALTER TABLE shop.impersonation_rule ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.impersonation_rule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.impersonation_session (
    id bigint NOT NULL,
    public_id text DEFAULT shop.random_id() NOT NULL,
    actor_id bigint NOT NULL,
    subject_id bigint NOT NULL,
    sign_in_id bigint NOT NULL,
    actor_role text NOT NULL,
    capacity text NOT NULL,
    vendor_id bigint,
    organization_id bigint,
    subject_role text DEFAULT ''::text NOT NULL,
    rule_id bigint NOT NULL,
    rule jsonb NOT NULL,
    mode text NOT NULL,
    permissions text[] NOT NULL,
    caps jsonb DEFAULT '{}'::jsonb NOT NULL,
    footprint text NOT NULL,
    job_end text DEFAULT 'stop'::text NOT NULL,
    reason text NOT NULL,
    ticket text DEFAULT ''::text NOT NULL,
    consent_kind text NOT NULL,
    consent_text text NOT NULL,
    consent_at timestamp with time zone,
    second_person bigint,
    started_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    idle_minutes integer NOT NULL,
    device_id bigint,
    browser text DEFAULT ''::text NOT NULL,
    platform text DEFAULT ''::text NOT NULL,
    network_4 cidr,
    network_6 cidr,
    ip inet,
    agent text DEFAULT ''::text NOT NULL,
    hints jsonb DEFAULT '{}'::jsonb NOT NULL,
    return_path text DEFAULT '/'::text NOT NULL,
    ended_at timestamp with time zone,
    end_cause text,
    CONSTRAINT impersonation_session_capacity_check CHECK ((capacity = ANY (ARRAY['shopper'::text, 'vendor'::text, 'organization'::text]))),
    CONSTRAINT impersonation_session_check CHECK ((actor_id <> subject_id)),
    CONSTRAINT impersonation_session_check1 CHECK (((capacity = 'vendor'::text) = (vendor_id IS NOT NULL))),
    CONSTRAINT impersonation_session_check2 CHECK (((capacity = 'organization'::text) = (organization_id IS NOT NULL))),
    CONSTRAINT impersonation_session_check3 CHECK (((ended_at IS NULL) = (end_cause IS NULL))),
    CONSTRAINT impersonation_session_check4 CHECK ((ended_at >= started_at)),
    CONSTRAINT impersonation_session_check5 CHECK (((expires_at > started_at) AND (expires_at <= (started_at + '01:00:00'::interval)))),
    CONSTRAINT impersonation_session_consent_kind_check CHECK ((consent_kind = ANY (ARRAY['standing'::text, 'prompt'::text, 'pin'::text, 'organization'::text, 'second_person'::text, 'none'::text]))),
    CONSTRAINT impersonation_session_end_cause_check CHECK ((end_cause = ANY (ARRAY['user'::text, 'logout'::text, 'expired'::text, 'idle'::text, 'superseded'::text, 'actor_revoked'::text, 'subject_changed'::text, 'subject_ended'::text, 'consent_withdrawn'::text, 'policy_changed'::text, 'outside_policy'::text, 'feature_off'::text, 'killed'::text, 'footprint'::text]))),
    CONSTRAINT impersonation_session_footprint_check CHECK ((footprint = ANY (ARRAY['end'::text, 'step_up'::text, 'record'::text]))),
    CONSTRAINT impersonation_session_idle_minutes_check CHECK (((idle_minutes >= 1) AND (idle_minutes <= 15))),
    CONSTRAINT impersonation_session_job_end_check CHECK ((job_end = ANY (ARRAY['stop'::text, 'finish'::text]))),
    CONSTRAINT impersonation_session_mode_check CHECK ((mode = ANY (ARRAY['read_only'::text, 'act'::text]))),
    CONSTRAINT impersonation_session_never CHECK ((NOT (permissions && shop.never_granted()))),
    CONSTRAINT impersonation_session_reason_check CHECK (((length(btrim(reason)) >= 1) AND (length(btrim(reason)) <= 500))),
    CONSTRAINT impersonation_session_return_path_check CHECK ((return_path ~~ '/%'::text)),
    CONSTRAINT impersonation_session_second CHECK ((((second_person <> actor_id) AND (second_person <> subject_id)) AND ((consent_kind <> 'second_person'::text) OR (second_person IS NOT NULL)))),
    CONSTRAINT impersonation_session_ticket_check CHECK ((length(ticket) <= 60))
);

COMMENT ON TABLE shop.impersonation_session IS 'One person standing in for another: written before anything else happens, changed once, at its end.';

COMMENT ON COLUMN shop.impersonation_session.public_id IS 'Stands in the address /as/<id>/. It is no secret and grants nothing without the sign-in that opened the session.';

COMMENT ON COLUMN shop.impersonation_session.subject_role IS 'The subject''s role in the capacity when it began: a member''s or vendor user''s.';

COMMENT ON COLUMN shop.impersonation_session.rule IS 'The rule as it then stood.';

COMMENT ON COLUMN shop.impersonation_session.permissions IS 'What the rule and the mode granted; the subject''s own limits come on top at each request.';

COMMENT ON COLUMN shop.impersonation_session.second_person IS 'The member of staff who said yes to this very session, where one had to.';

COMMENT ON COLUMN shop.impersonation_session.expires_at IS 'The absolute end. Nothing moves it.';

COMMENT ON COLUMN shop.impersonation_session.ended_at IS 'The moment it ended or lapsed, not the moment somebody noticed.';

ALTER TABLE shop.impersonation_session ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.impersonation_session_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.impersonation_step_up (
    id bigint NOT NULL,
    session_id bigint NOT NULL,
    kind text NOT NULL,
    network cidr,
    at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    permissions text[],
    CONSTRAINT impersonation_step_up_check CHECK (((kind = 'network'::text) = (network IS NOT NULL))),
    CONSTRAINT impersonation_step_up_kind_check CHECK ((kind = ANY (ARRAY['network'::text, 'act'::text]))),
    CONSTRAINT impersonation_step_up_permissions CHECK (((kind = 'act'::text) = (permissions IS NOT NULL)))
);

COMMENT ON TABLE shop.impersonation_step_up IS 'What a fresh code added to a running session: another network, or changes. The session''s own row does not change.';

COMMENT ON COLUMN shop.impersonation_step_up.permissions IS 'Of kind act: what is granted from then on, in place of what the read-only session had.';

ALTER TABLE shop.impersonation_step_up ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.impersonation_step_up_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.import_run (
    id bigint NOT NULL,
    public_id text DEFAULT shop.random_id() NOT NULL,
    vendor_id bigint NOT NULL,
    actor_id bigint,
    subject_id bigint,
    session_id bigint,
    name text NOT NULL,
    file_hash bytea NOT NULL,
    upload_id bigint NOT NULL,
    format text NOT NULL,
    encoding text NOT NULL,
    delimiter text NOT NULL,
    header text[] NOT NULL,
    with_sku boolean DEFAULT false NOT NULL,
    rows integer NOT NULL,
    creates integer DEFAULT 0 NOT NULL,
    updates integer DEFAULT 0 NOT NULL,
    unchanged integer DEFAULT 0 NOT NULL,
    held integer DEFAULT 0 NOT NULL,
    held_rows integer DEFAULT 0 NOT NULL,
    diff_hash bytea NOT NULL,
    state text DEFAULT 'checked'::text NOT NULL,
    grant_id bigint,
    cause text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    rows_done integer DEFAULT 0 NOT NULL,
    created integer DEFAULT 0 NOT NULL,
    updated integer DEFAULT 0 NOT NULL,
    failed integer DEFAULT 0 NOT NULL,
    category_id bigint,
    CONSTRAINT import_run_check CHECK (((state = 'checked'::text) = (grant_id IS NULL))),
    CONSTRAINT import_run_check1 CHECK (((state <> ALL (ARRAY['done'::text, 'stopped'::text])) OR (finished_at IS NOT NULL))),
    CONSTRAINT import_run_diff_hash_check CHECK ((length(diff_hash) = 32)),
    CONSTRAINT import_run_file_hash_check CHECK ((length(file_hash) = 32)),
    CONSTRAINT import_run_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    CONSTRAINT import_run_rows_check CHECK ((rows >= 0)),
    CONSTRAINT import_run_state_check CHECK ((state = ANY (ARRAY['checked'::text, 'committing'::text, 'done'::text, 'stopped'::text])))
);

COMMENT ON TABLE shop.import_run IS 'One uploaded file: who brought it for whom, what it would do, and what came of it.';

COMMENT ON COLUMN shop.import_run.actor_id IS 'Who was really there, empty for the command line; subject_id for whom, where somebody acted.';

COMMENT ON COLUMN shop.import_run.upload_id IS 'Its rows in schema staging; they may be swept when the run is old.';

COMMENT ON COLUMN shop.import_run.creates IS 'Products as shown before; created, updated and failed are what then happened.';

COMMENT ON COLUMN shop.import_run.rows_done IS 'Progress: not recorded row by row, for the products themselves are.';

COMMENT ON COLUMN shop.import_run.category_id IS 'Where most of the vendor''s products stood when the file came; kept, so that what is done is what was shown.';

ALTER TABLE shop.import_run ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.import_run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.invitation (
    id bigint NOT NULL,
    email text NOT NULL,
    token_hash bytea NOT NULL,
    purpose text NOT NULL,
    staff_role text,
    vendor_id bigint,
    organization_id bigint,
    member_role text,
    person_id bigint,
    secret bytea DEFAULT '\x'::bytea NOT NULL,
    key_id text DEFAULT ''::text NOT NULL,
    invited_by bigint,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT invitation_check CHECK (((purpose = 'staff'::text) = (staff_role IS NOT NULL))),
    CONSTRAINT invitation_check1 CHECK (((purpose = 'vendor'::text) = (vendor_id IS NOT NULL))),
    CONSTRAINT invitation_check2 CHECK ((((purpose = 'member'::text) = (organization_id IS NOT NULL)) AND ((purpose = 'member'::text) = (member_role IS NOT NULL)))),
    CONSTRAINT invitation_email_check CHECK ((email = lower(email))),
    CONSTRAINT invitation_member_role_check CHECK ((member_role = ANY (ARRAY['power_user'::text, 'approver'::text, 'buyer'::text, 'viewer'::text]))),
    CONSTRAINT invitation_purpose_check CHECK ((purpose = ANY (ARRAY['first_administrator'::text, 'staff'::text, 'vendor'::text, 'member'::text]))),
    CONSTRAINT invitation_staff_role_check CHECK ((staff_role = ANY (ARRAY['support_agent'::text, 'sales_rep'::text, 'auditor'::text, 'administrator'::text])))
);

COMMENT ON TABLE shop.invitation IS 'Single-use links by which staff, vendor users and members arrive and enrol their second factor.';

COMMENT ON COLUMN shop.invitation.person_id IS 'Whom a reset of the second factor is for; empty for somebody new.';

COMMENT ON COLUMN shop.invitation.secret IS 'The second factor that staff enrol with it, sealed; it becomes theirs when the first code is right.';

ALTER TABLE shop.invitation ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.invitation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.job_grant (
    id bigint NOT NULL,
    actor_id bigint,
    subject_id bigint,
    session_id bigint,
    vendor_id bigint NOT NULL,
    permission text NOT NULL,
    diff_hash bytea NOT NULL,
    granted_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    end_cause text,
    CONSTRAINT job_grant_check CHECK (((subject_id IS NULL) = (session_id IS NULL))),
    CONSTRAINT job_grant_check1 CHECK (((session_id IS NULL) OR (actor_id IS NOT NULL))),
    CONSTRAINT job_grant_check2 CHECK (((ended_at IS NULL) = (end_cause IS NULL))),
    CONSTRAINT job_grant_check3 CHECK (((expires_at > granted_at) AND (expires_at <= (granted_at + '02:00:00'::interval)))),
    CONSTRAINT job_grant_diff_hash_check CHECK ((length(diff_hash) = 32)),
    CONSTRAINT job_grant_end_cause_check CHECK (((length(end_cause) >= 1) AND (length(end_cause) <= 60))),
    CONSTRAINT job_grant_permission_check CHECK ((permission = 'catalog.import'::text))
);

COMMENT ON TABLE shop.job_grant IS 'Leave to go on working after the click: a job''s transactions lock this row, not the session, and stop when it has ended.';

COMMENT ON COLUMN shop.job_grant.actor_id IS 'Who was really there; empty for the command line.';

COMMENT ON COLUMN shop.job_grant.session_id IS 'Where somebody acted for somebody; what ends the session may end the grant.';

COMMENT ON COLUMN shop.job_grant.diff_hash IS 'SHA-256 of the comparison that was on the screen: the job does that and nothing else.';

COMMENT ON COLUMN shop.job_grant.end_cause IS 'done, stopped, expired, or the cause that ended the session or the person''s right.';

ALTER TABLE shop.job_grant ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.job_grant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.legal_hold (
    id bigint NOT NULL,
    public_id text DEFAULT shop.random_id() NOT NULL,
    session_id bigint,
    person_id bigint,
    from_at timestamp with time zone,
    until_at timestamp with time zone,
    reason text NOT NULL,
    set_by bigint,
    set_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    released_by bigint,
    released_at timestamp with time zone,
    release_reason text DEFAULT ''::text NOT NULL,
    CONSTRAINT legal_hold_check CHECK ((num_nonnulls(session_id, person_id, from_at) = 1)),
    CONSTRAINT legal_hold_check1 CHECK (((from_at IS NULL) = (until_at IS NULL))),
    CONSTRAINT legal_hold_check2 CHECK ((from_at < until_at)),
    CONSTRAINT legal_hold_check3 CHECK (((released_at IS NULL) = (btrim(release_reason) = ''::text))),
    CONSTRAINT legal_hold_reason_check CHECK (((length(btrim(reason)) >= 1) AND (length(btrim(reason)) <= 500))),
    CONSTRAINT legal_hold_release_reason_check CHECK ((length(release_reason) <= 500))
);

COMMENT ON TABLE shop.legal_hold IS 'While one stands, what it names (one session, all about one person, or a stretch of time) is not erased by anybody.';

COMMENT ON COLUMN shop.legal_hold.until_at IS 'Exclusive.';

ALTER TABLE shop.legal_hold ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.legal_hold_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.mail (
    id bigint NOT NULL,
    public_id text DEFAULT shop.random_id() NOT NULL,
    person_id bigint,
    kind text NOT NULL,
    recipient text NOT NULL,
    subject text NOT NULL,
    body_text text NOT NULL,
    body_html text DEFAULT ''::text NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    created_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    sent_at timestamp with time zone,
    CONSTRAINT mail_kind_check CHECK (((length(kind) >= 1) AND (length(kind) <= 60))),
    CONSTRAINT mail_recipient_check CHECK (((length(recipient) >= 3) AND (length(recipient) <= 400))),
    CONSTRAINT mail_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text]))),
    CONSTRAINT mail_subject_check CHECK (((length(subject) <= 400) AND (subject !~ '[\r\n]'::text)))
);

COMMENT ON TABLE shop.mail IS 'The outbox: written in the transaction of what a mail tells about, sent by a job afterwards.';

COMMENT ON COLUMN shop.mail.body_text IS 'Emptied once the mail has left the house, since links and codes stand in it; the demo keeps it.';

ALTER TABLE shop.mail ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.mail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.member (
    id bigint NOT NULL,
    organization_id bigint NOT NULL,
    person_id bigint NOT NULL,
    role text NOT NULL,
    department text DEFAULT ''::text NOT NULL,
    order_limit bigint,
    status text DEFAULT 'active'::text NOT NULL,
    created_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    CONSTRAINT member_department_check CHECK ((length(department) <= 80)),
    CONSTRAINT member_order_limit_check CHECK ((order_limit >= 0)),
    CONSTRAINT member_role_check CHECK ((role = ANY (ARRAY['power_user'::text, 'approver'::text, 'buyer'::text, 'viewer'::text]))),
    CONSTRAINT member_status_check CHECK ((status = ANY (ARRAY['active'::text, 'removed'::text])))
);

COMMENT ON TABLE shop.member IS 'Who belongs to which organization, as what.';

COMMENT ON COLUMN shop.member.order_limit IS 'Minor units per order; empty means no limit, 0 means nothing.';

ALTER TABLE shop.member ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.member_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.order_discount (
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    code_id bigint,
    label text NOT NULL,
    amount bigint NOT NULL,
    actor_id bigint,
    helper text DEFAULT ''::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    subject_id bigint,
    session_id bigint,
    variant_id bigint,
    price_before bigint,
    price_after bigint,
    CONSTRAINT order_discount_amount_check CHECK ((amount > 0)),
    CONSTRAINT order_discount_override CHECK ((num_nonnulls(variant_id, price_before, price_after) = ANY (ARRAY[0, 3])))
);

COMMENT ON TABLE shop.order_discount IS 'Each discount as it counted in an order; actor_id and reason where staff gave it on their own account.';

COMMENT ON COLUMN shop.order_discount.session_id IS 'The impersonation session in which staff gave it.';

COMMENT ON COLUMN shop.order_discount.variant_id IS 'Set for a price that staff lowered: of this thing, from price_before to price_after.';

ALTER TABLE shop.order_discount ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.order_discount_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.order_event (
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    part_id bigint,
    state text NOT NULL,
    person_id bigint,
    actor_id bigint,
    session_id bigint,
    helper text DEFAULT ''::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    CONSTRAINT order_event_reason_check CHECK ((length(reason) <= 200))
);

COMMENT ON TABLE shop.order_event IS 'Each change of state: who, for whom, when and why.';

ALTER TABLE shop.order_event ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.order_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.order_line (
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    part_id bigint NOT NULL,
    variant_id bigint NOT NULL,
    product_slug text NOT NULL,
    title text NOT NULL,
    options text DEFAULT ''::text NOT NULL,
    sku text DEFAULT ''::text NOT NULL,
    picture text DEFAULT ''::text NOT NULL,
    unit_price bigint NOT NULL,
    quantity integer NOT NULL,
    discount bigint NOT NULL,
    total bigint NOT NULL,
    tax bigint NOT NULL,
    stock_taken integer DEFAULT 0 NOT NULL,
    added_by bigint,
    added_by_name text DEFAULT ''::text NOT NULL,
    CONSTRAINT order_line_check CHECK (((discount >= 0) AND (discount <= (unit_price * quantity)))),
    CONSTRAINT order_line_check1 CHECK ((total = ((unit_price * quantity) - discount))),
    CONSTRAINT order_line_check2 CHECK (((stock_taken >= 0) AND (stock_taken <= quantity))),
    CONSTRAINT order_line_quantity_check CHECK (((quantity >= 1) AND (quantity <= 999))),
    CONSTRAINT order_line_tax_check CHECK ((tax >= 0)),
    CONSTRAINT order_line_unit_price_check CHECK ((unit_price >= 0))
);

COMMENT ON TABLE shop.order_line IS 'A line as it was bought. It refers to no product, so that nothing done to one changes a byte here.';

COMMENT ON COLUMN shop.order_line.stock_taken IS 'How many came off the stock, and go back there on cancelling; 0 where stock is not counted.';

ALTER TABLE shop.order_line ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.order_line_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE SEQUENCE shop.order_number_seq
    START WITH 20001
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE shop.order_part (
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    vendor_id bigint NOT NULL,
    vendor_name text NOT NULL,
    goods bigint NOT NULL,
    shipping bigint NOT NULL,
    tax bigint NOT NULL,
    state text DEFAULT 'placed'::text NOT NULL,
    changed_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    CONSTRAINT order_part_goods_check CHECK ((goods >= 0)),
    CONSTRAINT order_part_shipping_check CHECK ((shipping >= 0)),
    CONSTRAINT order_part_state_check CHECK ((state = ANY (ARRAY['placed'::text, 'packed'::text, 'shipped'::text, 'delivered'::text, 'cancelled'::text]))),
    CONSTRAINT order_part_tax_check CHECK ((tax >= 0))
);

COMMENT ON TABLE shop.order_part IS 'What one vendor sends: a parcel with its own shipping and state.';

COMMENT ON COLUMN shop.order_part.goods IS 'What the lines come to after discounts.';

ALTER TABLE shop.order_part ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.order_part_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.orders (
    id bigint NOT NULL,
    number text DEFAULT (nextval('shop.order_number_seq'::regclass))::text NOT NULL,
    cart_id bigint NOT NULL,
    idempotency_key text NOT NULL,
    person_id bigint,
    organization_id bigint,
    placed_by bigint,
    actor_id bigint,
    session_id bigint,
    helper text DEFAULT ''::text NOT NULL,
    email text NOT NULL,
    currency text NOT NULL,
    subtotal bigint NOT NULL,
    discount bigint NOT NULL,
    shipping bigint NOT NULL,
    tax bigint NOT NULL,
    total bigint NOT NULL,
    tax_rate integer NOT NULL,
    shipping_method text NOT NULL,
    payment_method text NOT NULL,
    payment_state text NOT NULL,
    payment_reference text,
    due_at timestamp with time zone,
    po_number text,
    recipient text NOT NULL,
    street text NOT NULL,
    postcode text NOT NULL,
    town text NOT NULL,
    country text NOT NULL,
    phone text DEFAULT ''::text NOT NULL,
    approval_id bigint,
    placed_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    cancelled_at timestamp with time zone,
    CONSTRAINT orders_check CHECK (((discount >= 0) AND (discount <= subtotal))),
    CONSTRAINT orders_check1 CHECK ((total = ((subtotal - discount) + shipping))),
    CONSTRAINT orders_check2 CHECK (((session_id IS NULL) = (actor_id IS NULL))),
    CONSTRAINT orders_check3 CHECK (((organization_id IS NULL) OR (placed_by IS NOT NULL))),
    CONSTRAINT orders_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
    CONSTRAINT orders_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT orders_email_check CHECK (((length(email) >= 3) AND (length(email) <= 254))),
    CONSTRAINT orders_idempotency_key_check CHECK (((length(idempotency_key) >= 16) AND (length(idempotency_key) <= 80))),
    CONSTRAINT orders_payment_state_check CHECK ((payment_state = ANY (ARRAY['due'::text, 'requested'::text, 'paid'::text, 'refund_due'::text, 'cancelled'::text]))),
    CONSTRAINT orders_po_number_check CHECK (((length(po_number) >= 1) AND (length(po_number) <= 40))),
    CONSTRAINT orders_shipping_check CHECK ((shipping >= 0)),
    CONSTRAINT orders_shipping_method_check CHECK ((shipping_method = ANY (ARRAY['standard'::text, 'express'::text]))),
    CONSTRAINT orders_subtotal_check CHECK ((subtotal >= 0)),
    CONSTRAINT orders_tax_check CHECK ((tax >= 0)),
    CONSTRAINT orders_tax_rate_check CHECK (((tax_rate >= 0) AND (tax_rate <= 10000)))
);

COMMENT ON TABLE shop.orders IS 'An order as it was placed: totals and address are snapshots. Its state derives from its parts.';

COMMENT ON COLUMN shop.orders.person_id IS 'The shopper whose order it is; empty for a guest''s and for an organization''s.';

COMMENT ON COLUMN shop.orders.placed_by IS 'In whose name it was placed; empty for a guest.';

COMMENT ON COLUMN shop.orders.actor_id IS 'Who really placed it, when somebody acted for placed_by; session_id names the impersonation session.';

COMMENT ON COLUMN shop.orders.email IS 'Where the confirmation goes.';

COMMENT ON COLUMN shop.orders.tax IS 'The VAT that is in the total, rounded once per line and once per parcel.';

COMMENT ON COLUMN shop.orders.payment_state IS 'due: an invoice is open. requested: it waits for the buyer, who pays on their own order page. refund_due: cancelled after it was paid.';

COMMENT ON COLUMN shop.orders.payment_reference IS 'What the provider calls the payment: each counts once.';

ALTER TABLE shop.orders ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.orders_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.organization (
    id bigint NOT NULL,
    public_id text DEFAULT shop.random_id() NOT NULL,
    name text NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    support_until timestamp with time zone,
    terms_days integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    CONSTRAINT organization_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120))),
    CONSTRAINT organization_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'active'::text, 'blocked'::text]))),
    CONSTRAINT organization_terms_days_check CHECK (((terms_days >= 0) AND (terms_days <= 120)))
);

COMMENT ON TABLE shop.organization IS 'A company, school or club that buys together.';

COMMENT ON COLUMN shop.organization.support_until IS 'The organization''s own switch: support may act for its members until then; empty means no.';

COMMENT ON COLUMN shop.organization.terms_days IS 'Days to pay an invoice; 0 means no terms.';

ALTER TABLE shop.organization ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.organization_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.passkey (
    id bigint NOT NULL,
    public_id text DEFAULT shop.random_id() NOT NULL,
    person_id bigint NOT NULL,
    name text NOT NULL,
    credential_hash bytea NOT NULL,
    credential bytea NOT NULL,
    key_id text NOT NULL,
    sign_count bigint DEFAULT 0 NOT NULL,
    enrolled_by text DEFAULT 'person'::text NOT NULL,
    bars_start_until timestamp with time zone,
    created_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT passkey_enrolled_by_check CHECK ((enrolled_by = ANY (ARRAY['person'::text, 'recovery'::text]))),
    CONSTRAINT passkey_name_check CHECK (((length(btrim(name)) >= 1) AND (length(btrim(name)) <= 60))),
    CONSTRAINT passkey_sign_count_check CHECK ((sign_count >= 0))
);

COMMENT ON TABLE shop.passkey IS 'Passkeys of people. Who has one is asked for it wherever a fresh second factor is asked for; codes of an app are not taken there any more.';

COMMENT ON COLUMN shop.passkey.credential_hash IS 'SHA-256 of the credential''s id: one passkey belongs to one person.';

COMMENT ON COLUMN shop.passkey.credential IS 'Id, public key and flags, sealed for this person with a key outside the database: whoever writes to the table cannot plant a passkey of their own.';

COMMENT ON COLUMN shop.passkey.sign_count IS 'The authenticator''s own counter at its last answer; 0 where it keeps none. One that does not rise is a copy.';

COMMENT ON COLUMN shop.passkey.bars_start_until IS 'After enrolment by recovery code no impersonation starts before this time.';

ALTER TABLE shop.passkey ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.passkey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.password_reset (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    token_hash bytea NOT NULL,
    made_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);

COMMENT ON TABLE shop.password_reset IS 'Single-use links to choose a new password, asked for by whoever knows the address and mailed to it alone.';

COMMENT ON COLUMN shop.password_reset.used_at IS 'When it was used, or another link of the same person was.';

ALTER TABLE shop.password_reset ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.password_reset_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.person (
    id bigint NOT NULL,
    public_id text DEFAULT shop.random_id() NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    phone text DEFAULT ''::text NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    password_hash text DEFAULT ''::text NOT NULL,
    must_change_password boolean DEFAULT false NOT NULL,
    never_impersonate boolean DEFAULT false NOT NULL,
    demo boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    sensitive boolean DEFAULT false NOT NULL,
    CONSTRAINT person_email_check CHECK (((email = lower(email)) AND ((length(email) >= 3) AND (length(email) <= 254)))),
    CONSTRAINT person_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120))),
    CONSTRAINT person_phone_check CHECK ((length(phone) <= 40)),
    CONSTRAINT person_status_check CHECK ((status = ANY (ARRAY['active'::text, 'unconfirmed'::text, 'blocked'::text, 'locked'::text, 'invited'::text, 'deleted'::text])))
);

COMMENT ON TABLE shop.person IS 'Everybody with an account: shoppers, vendor users, members, staff.';

COMMENT ON COLUMN shop.person.never_impersonate IS 'Flagged "never": refused as a subject for every role.';

COMMENT ON COLUMN shop.person.demo IS 'Made by the demo seed; shop serve without --demo refuses to start with such accounts.';

COMMENT ON COLUMN shop.person.sensitive IS 'Set by an administrator: nobody acts for this person without a second member of staff who says yes, on top of what the rule asks.';

ALTER TABLE shop.person ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.person_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.price_override (
    id bigint NOT NULL,
    cart_id bigint NOT NULL,
    variant_id bigint NOT NULL,
    list_price bigint NOT NULL,
    price bigint NOT NULL,
    quantity integer NOT NULL,
    cap integer NOT NULL,
    reason text NOT NULL,
    actor_id bigint NOT NULL,
    subject_id bigint NOT NULL,
    session_id bigint NOT NULL,
    helper text NOT NULL,
    created_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    ends_at timestamp with time zone DEFAULT (shop.shop_now() + '14 days'::interval) NOT NULL,
    CONSTRAINT price_override_cap_check CHECK (((cap >= 1) AND (cap <= 10000))),
    CONSTRAINT price_override_check CHECK (((price >= 0) AND (price < list_price))),
    CONSTRAINT price_override_quantity_check CHECK (((quantity >= 1) AND (quantity <= 999))),
    CONSTRAINT price_override_reason_check CHECK (((length(btrim(reason)) >= 1) AND (length(btrim(reason)) <= 200)))
);

COMMENT ON TABLE shop.price_override IS 'A lower price that staff gave one line while acting: it goes with the line. One for each line; a new one replaces it.';

COMMENT ON COLUMN shop.price_override.list_price IS 'The price of one piece when it was given, in minor units: before. What is taken off a piece never grows beyond list_price - price.';

COMMENT ON COLUMN shop.price_override.price IS 'The price of one piece that staff gave: after.';

COMMENT ON COLUMN shop.price_override.quantity IS 'How many pieces it was given for. More of them cost what they cost.';

COMMENT ON COLUMN shop.price_override.cap IS 'Hundredths of a percent of the undiscounted subtotal, as on shop.staff_discount: both together stay within it.';

COMMENT ON COLUMN shop.price_override.ends_at IS 'From then on the shop''s own price counts again.';

ALTER TABLE shop.price_override ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.price_override_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.product (
    id bigint NOT NULL,
    vendor_id bigint NOT NULL,
    slug text NOT NULL,
    handle text NOT NULL,
    title text NOT NULL,
    description_html text DEFAULT ''::text NOT NULL,
    tags text DEFAULT ''::text NOT NULL,
    status text DEFAULT 'draft'::text NOT NULL,
    option1_name text DEFAULT ''::text NOT NULL,
    option2_name text DEFAULT ''::text NOT NULL,
    option3_name text DEFAULT ''::text NOT NULL,
    tint text DEFAULT 'stone'::text NOT NULL,
    created_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    updated_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    price_from bigint DEFAULT 0 NOT NULL,
    was_from bigint,
    price_to bigint DEFAULT 0 NOT NULL,
    variants integer DEFAULT 0 NOT NULL,
    available boolean DEFAULT false NOT NULL,
    option_values text[] DEFAULT '{}'::text[] NOT NULL,
    search tsvector DEFAULT ''::tsvector NOT NULL,
    CONSTRAINT product_check CHECK (((option1_name <> ''::text) OR (option2_name = ''::text))),
    CONSTRAINT product_check1 CHECK (((option2_name <> ''::text) OR (option3_name = ''::text))),
    CONSTRAINT product_description_html_check CHECK ((length(description_html) <= 65536)),
    CONSTRAINT product_handle_check CHECK (((length(handle) >= 1) AND (length(handle) <= 200))),
    CONSTRAINT product_option1_name_check CHECK ((length(option1_name) <= 60)),
    CONSTRAINT product_option2_name_check CHECK ((length(option2_name) <= 60)),
    CONSTRAINT product_option3_name_check CHECK ((length(option3_name) <= 60)),
    CONSTRAINT product_slug_check CHECK (((slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text) AND (length(slug) <= 160))),
    CONSTRAINT product_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'active'::text, 'archived'::text]))),
    CONSTRAINT product_tags_check CHECK ((length(tags) <= 2000)),
    CONSTRAINT product_tint_check CHECK ((tint = ANY (ARRAY['clay'::text, 'moss'::text, 'sky'::text, 'rose'::text, 'straw'::text, 'stone'::text]))),
    CONSTRAINT product_title_check CHECK (((length(title) >= 1) AND (length(title) <= 200)))
);

COMMENT ON TABLE shop.product IS 'What a vendor sells; what one can put into a cart is a variant of it.';

COMMENT ON COLUMN shop.product.slug IS 'The address of its page, unique in the shop.';

COMMENT ON COLUMN shop.product.handle IS 'The vendor''s own name for it, unique within the vendor: the key of uploads without SKUs.';

COMMENT ON COLUMN shop.product.description_html IS 'Cleaned by catalog before it is written, and once more before it is shown.';

COMMENT ON COLUMN shop.product.tags IS 'The vendor''s words, comma-separated; searched, not shown.';

COMMENT ON COLUMN shop.product.price_from IS 'From here on derived of the variants by shop.refresh_products, for lists and search: lowest price of the variants.';

COMMENT ON COLUMN shop.product.was_from IS 'Derived: the former price of the cheapest variant, when it is higher.';

COMMENT ON COLUMN shop.product.available IS 'Derived: at least one variant can be bought now.';

COMMENT ON COLUMN shop.product.option_values IS 'Derived: "Name=Value" of each option some variant has, for filters.';

COMMENT ON COLUMN shop.product.search IS 'Derived: title (A), tags and option values (B), vendor and categories (C), description (D).';

CREATE TABLE shop.product_category (
    product_id bigint NOT NULL,
    category_id bigint NOT NULL,
    "position" integer DEFAULT 0 NOT NULL
);

COMMENT ON TABLE shop.product_category IS 'The categories a product stands in; the one of the lowest position is its own, for the breadcrumb.';

ALTER TABLE shop.product ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.product_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.product_picture (
    id bigint NOT NULL,
    product_id bigint NOT NULL,
    "position" integer NOT NULL,
    file text,
    blob bytea,
    source_url text DEFAULT ''::text NOT NULL,
    state text DEFAULT 'pending'::text NOT NULL,
    failure text DEFAULT ''::text NOT NULL,
    tries integer DEFAULT 0 NOT NULL,
    alt text DEFAULT ''::text NOT NULL,
    hue smallint DEFAULT 0 NOT NULL,
    CONSTRAINT product_picture_alt_check CHECK ((length(alt) <= 500)),
    CONSTRAINT product_picture_blob_check CHECK ((length(blob) = 32)),
    CONSTRAINT product_picture_failure_check CHECK ((length(failure) <= 300)),
    CONSTRAINT product_picture_file_check CHECK ((file ~ '^[a-z0-9-]+\.webp$'::text)),
    CONSTRAINT product_picture_hue_check CHECK (((hue >= 0) AND (hue <= 4))),
    CONSTRAINT product_picture_position_check CHECK ((("position" >= 1) AND ("position" <= 250))),
    CONSTRAINT product_picture_ready_check CHECK (((state <> 'ready'::text) OR (num_nonnulls(file, blob) = 1))),
    CONSTRAINT product_picture_source_url_check CHECK ((length(source_url) <= 2048)),
    CONSTRAINT product_picture_state_check CHECK ((state = ANY (ARRAY['ready'::text, 'pending'::text, 'failed'::text])))
);

COMMENT ON TABLE shop.product_picture IS 'The pictures of a product in their order. One that is not ready shows the category''s tile, never a broken image.';

COMMENT ON COLUMN shop.product_picture.file IS 'A picture of the program''s own (web/static), for demonstration products.';

COMMENT ON COLUMN shop.product_picture.blob IS 'SHA-256 of the picture in media.blob.';

COMMENT ON COLUMN shop.product_picture.source_url IS 'Where an upload said that the picture lies; fetched in the background.';

COMMENT ON COLUMN shop.product_picture.hue IS 'Shows a colour variant of the picture by a CSS class; 0 is the picture as it is.';

ALTER TABLE shop.product_picture ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.product_picture_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.recovery_code (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    code_hash bytea NOT NULL,
    used_at timestamp with time zone
);

COMMENT ON TABLE shop.recovery_code IS 'Single-use codes for a lost phone, hashed; they never satisfy a step-up.';

ALTER TABLE shop.recovery_code ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.recovery_code_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.session_kill (
    session_id bigint NOT NULL,
    killed_by bigint,
    reason text NOT NULL,
    at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    CONSTRAINT session_kill_reason_check CHECK (((length(btrim(reason)) >= 1) AND (length(btrim(reason)) <= 500)))
);

COMMENT ON TABLE shop.session_kill IS 'Why an administrator, or the command line, ended somebody else''s session.';

COMMENT ON COLUMN shop.session_kill.killed_by IS 'Empty when it was done at the command line.';

CREATE TABLE shop.setting (
    name text NOT NULL,
    value jsonb NOT NULL,
    CONSTRAINT setting_control CHECK (shop.control_is_sound(name, value)),
    CONSTRAINT setting_name_check CHECK ((name ~ '^[a-z_.]{1,60}$'::text))
);

COMMENT ON TABLE shop.setting IS 'What an administrator sets for the whole shop: currency, name, the switches of impersonation.';

CREATE TABLE shop.staff_discount (
    id bigint NOT NULL,
    cart_id bigint NOT NULL,
    amount bigint NOT NULL,
    cap integer NOT NULL,
    reason text NOT NULL,
    actor_id bigint NOT NULL,
    subject_id bigint NOT NULL,
    session_id bigint NOT NULL,
    helper text NOT NULL,
    created_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    percent integer,
    total_before bigint,
    total_after bigint,
    ends_at timestamp with time zone DEFAULT (shop.shop_now() + '14 days'::interval) NOT NULL,
    CONSTRAINT staff_discount_amount_check CHECK ((amount > 0)),
    CONSTRAINT staff_discount_cap_check CHECK (((cap >= 1) AND (cap <= 10000))),
    CONSTRAINT staff_discount_percent_check CHECK (((percent >= 1) AND (percent <= 10000))),
    CONSTRAINT staff_discount_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 200)))
);

COMMENT ON TABLE shop.staff_discount IS 'What staff took off a cart on their own account while acting; the cap of their rule covers the sum on the cart.';

COMMENT ON COLUMN shop.staff_discount.cap IS 'Hundredths of a percent of the undiscounted subtotal; it goes on bounding the sum when the cart shrinks.';

COMMENT ON COLUMN shop.staff_discount.percent IS 'Hundredths of a percent, where it was typed so. The amount was settled then: it does not grow with the cart.';

COMMENT ON COLUMN shop.staff_discount.total_before IS 'What the cart came to before it was given, and total_after what it came to then; minor units.';

COMMENT ON COLUMN shop.staff_discount.ends_at IS 'From then on it does not count any more.';

ALTER TABLE shop.staff_discount ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.staff_discount_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.staff_role (
    person_id bigint NOT NULL,
    role text NOT NULL,
    CONSTRAINT staff_role_role_check CHECK ((role = ANY (ARRAY['support_agent'::text, 'sales_rep'::text, 'auditor'::text, 'administrator'::text])))
);

COMMENT ON TABLE shop.staff_role IS 'Staff hold exactly one role; who has a row here is never a subject.';

CREATE TABLE shop.stock (
    variant_id bigint NOT NULL,
    tracked boolean DEFAULT false NOT NULL,
    quantity integer DEFAULT 0 NOT NULL,
    oversell boolean DEFAULT false NOT NULL,
    CONSTRAINT stock_not_below_zero CHECK (((NOT tracked) OR oversell OR (quantity >= 0))),
    CONSTRAINT stock_quantity_check CHECK (((quantity >= '-1000000000'::integer) AND (quantity <= 1000000000)))
);

COMMENT ON TABLE shop.stock IS 'How many of a variant there are. Each variant has a row; orders lock the rows in the order of variant_id.';

COMMENT ON COLUMN shop.stock.tracked IS 'Whether pieces are counted at all; an upload with a blank inventory tracker says no.';

COMMENT ON COLUMN shop.stock.oversell IS 'Selling goes on when none is left.';

CREATE TABLE shop.support_pin (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    hash text NOT NULL,
    key_id text NOT NULL,
    how text NOT NULL,
    asked_by bigint,
    made_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    expires_at timestamp with time zone DEFAULT (shop.shop_now() + '00:10:00'::interval) NOT NULL,
    ended_at timestamp with time zone,
    ended_by text,
    session_id bigint,
    CONSTRAINT support_pin_check CHECK ((expires_at <= (made_at + '00:10:00'::interval))),
    CONSTRAINT support_pin_check1 CHECK (((how = 'mailed'::text) = (asked_by IS NOT NULL))),
    CONSTRAINT support_pin_check2 CHECK (((ended_at IS NULL) = (ended_by IS NULL))),
    CONSTRAINT support_pin_check3 CHECK (((NOT (ended_by IS DISTINCT FROM 'used'::text)) = (session_id IS NOT NULL))),
    CONSTRAINT support_pin_ended_by_check CHECK ((ended_by = ANY (ARRAY['used'::text, 'replaced'::text, 'tries'::text]))),
    CONSTRAINT support_pin_hash_check CHECK ((length(hash) = 64)),
    CONSTRAINT support_pin_how_check CHECK ((how = ANY (ARRAY['shown'::text, 'mailed'::text])))
);

COMMENT ON TABLE shop.support_pin IS 'A number that a person reads out to let somebody act for them: good for ten minutes, once; a new one voids the one before.';

COMMENT ON COLUMN shop.support_pin.hash IS 'Keyed with a key that lies outside the database: eight figures would be guessed from a plain hash.';

COMMENT ON COLUMN shop.support_pin.asked_by IS 'Who had it mailed to the address on file.';

ALTER TABLE shop.support_pin ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.support_pin_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.totp (
    person_id bigint NOT NULL,
    secret bytea NOT NULL,
    key_id text NOT NULL,
    confirmed_at timestamp with time zone NOT NULL,
    last_step bigint DEFAULT 0 NOT NULL,
    enrolled_by text DEFAULT 'person'::text NOT NULL,
    bars_start_until timestamp with time zone,
    CONSTRAINT totp_enrolled_by_check CHECK ((enrolled_by = ANY (ARRAY['person'::text, 'invitation'::text, 'recovery'::text, 'reset'::text])))
);

COMMENT ON TABLE shop.totp IS 'The second factor: its secret sealed with a key outside the database, and the last time step accepted for any purpose.';

COMMENT ON COLUMN shop.totp.last_step IS 'RFC 6238 time step; a code of this or an earlier step is refused for every purpose.';

COMMENT ON COLUMN shop.totp.bars_start_until IS 'After enrolment by recovery code or reset no impersonation starts before this time.';

CREATE TABLE shop.totp_pending (
    person_id bigint NOT NULL,
    secret bytea NOT NULL,
    key_id text NOT NULL,
    made_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL
);

COMMENT ON TABLE shop.totp_pending IS 'A second factor on its way: shown as a picture, not yet proved by a code. The old one stays good until then.';

CREATE TABLE shop.variant (
    id bigint NOT NULL,
    product_id bigint NOT NULL,
    vendor_id bigint NOT NULL,
    "position" integer DEFAULT 0 NOT NULL,
    sku text,
    sku_key text GENERATED ALWAYS AS (shop.sku_key(sku)) STORED,
    option1 text DEFAULT ''::text NOT NULL,
    option2 text DEFAULT ''::text NOT NULL,
    option3 text DEFAULT ''::text NOT NULL,
    price_minor bigint NOT NULL,
    compare_at_minor bigint,
    weight_grams integer DEFAULT 0 NOT NULL,
    barcode text DEFAULT ''::text NOT NULL,
    hue smallint DEFAULT 0 NOT NULL,
    picture_id bigint,
    archived boolean DEFAULT false NOT NULL,
    CONSTRAINT variant_barcode_check CHECK ((length(barcode) <= 60)),
    CONSTRAINT variant_compare_at_check CHECK (((compare_at_minor >= 0) AND (compare_at_minor <= '10000000000000'::bigint))),
    CONSTRAINT variant_hue_check CHECK (((hue >= 0) AND (hue <= 4))),
    CONSTRAINT variant_option1_check CHECK ((length(option1) <= 100)),
    CONSTRAINT variant_option2_check CHECK ((length(option2) <= 100)),
    CONSTRAINT variant_option3_check CHECK ((length(option3) <= 100)),
    CONSTRAINT variant_price_check CHECK (((price_minor >= 0) AND (price_minor <= '10000000000000'::bigint))),
    CONSTRAINT variant_sku_check CHECK (((length(sku) >= 1) AND (length(sku) <= 100))),
    CONSTRAINT variant_weight_grams_check CHECK (((weight_grams >= 0) AND (weight_grams <= 10000000)))
);

COMMENT ON TABLE shop.variant IS 'What can be bought: one combination of a product''s options, with its price. A product without options has one, with empty options.';

COMMENT ON COLUMN shop.variant.vendor_id IS 'The product''s vendor once more, so that a SKU can be unique within it.';

COMMENT ON COLUMN shop.variant.sku IS 'The vendor''s article number; empty where the vendor has none.';

COMMENT ON COLUMN shop.variant.archived IS 'No longer sold; kept for orders and carts that name it, and revived when an upload brings it back.';

ALTER TABLE shop.variant ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.variant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.vendor (
    id bigint NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    about text DEFAULT ''::text NOT NULL,
    dispatch_days integer DEFAULT 1 NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    created_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    CONSTRAINT vendor_about_check CHECK ((length(about) <= 4000)),
    CONSTRAINT vendor_dispatch_days_check CHECK (((dispatch_days >= 0) AND (dispatch_days <= 60))),
    CONSTRAINT vendor_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120))),
    CONSTRAINT vendor_slug_check CHECK ((slug ~ '^[a-z0-9-]{1,80}$'::text)),
    CONSTRAINT vendor_status_check CHECK ((status = ANY (ARRAY['active'::text, 'paused'::text])))
);

COMMENT ON TABLE shop.vendor IS 'A maker or dealer who sells in the shop.';

ALTER TABLE shop.vendor ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME shop.vendor_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE shop.vendor_shipping (
    vendor_id bigint NOT NULL,
    flat bigint NOT NULL,
    free_from bigint,
    CONSTRAINT vendor_shipping_flat_check CHECK ((flat >= 0)),
    CONSTRAINT vendor_shipping_free_from_check CHECK ((free_from >= 0))
);

COMMENT ON TABLE shop.vendor_shipping IS 'What a vendor asks for a parcel; a vendor without a row has the shop''s settings shipping.flat and shipping.free_from.';

COMMENT ON COLUMN shop.vendor_shipping.free_from IS 'What the vendor''s things must come to, after discounts, for a free parcel; empty means never free.';

CREATE TABLE shop.vendor_user (
    vendor_id bigint NOT NULL,
    person_id bigint NOT NULL,
    role text DEFAULT 'editor'::text NOT NULL,
    CONSTRAINT vendor_user_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'editor'::text])))
);

COMMENT ON TABLE shop.vendor_user IS 'Who works for which vendor.';

CREATE TABLE staging.import_change (
    upload_id bigint NOT NULL,
    seq integer NOT NULL,
    n integer NOT NULL,
    "row" integer NOT NULL,
    variant text NOT NULL,
    field text NOT NULL,
    before text NOT NULL,
    after text NOT NULL
);

COMMENT ON TABLE staging.import_change IS 'The comparison, field by field.';

CREATE TABLE staging.import_problem (
    upload_id bigint NOT NULL,
    seq integer NOT NULL,
    n integer NOT NULL,
    "row" integer NOT NULL,
    column_name text NOT NULL,
    code text NOT NULL,
    message text NOT NULL,
    severity text NOT NULL,
    CONSTRAINT import_problem_severity_check CHECK ((severity = ANY (ARRAY['wrong'::text, 'warning'::text])))
);

COMMENT ON TABLE staging.import_problem IS 'What is to be mended in a file, cell by cell.';

CREATE TABLE staging.import_product (
    upload_id bigint NOT NULL,
    seq integer NOT NULL,
    key text NOT NULL,
    handle text DEFAULT ''::text NOT NULL,
    title text DEFAULT ''::text NOT NULL,
    outcome text DEFAULT ''::text NOT NULL,
    rows integer NOT NULL,
    changes integer DEFAULT 0 NOT NULL,
    hash bytea DEFAULT '\x'::bytea NOT NULL,
    result text DEFAULT ''::text NOT NULL,
    message text DEFAULT ''::text NOT NULL
);

COMMENT ON TABLE staging.import_product IS 'What a file does to each of its products, and what came of it. A job that died finds here where to go on.';

COMMENT ON COLUMN staging.import_product.hash IS 'SHA-256 of what was shown: if it comes out differently when it is done, the product is held back.';

CREATE TABLE staging.import_row (
    upload_id bigint NOT NULL,
    number integer NOT NULL,
    key text NOT NULL,
    handle text DEFAULT ''::text NOT NULL,
    sku text DEFAULT ''::text NOT NULL,
    kind text NOT NULL,
    cells text[] NOT NULL,
    wrong jsonb
);

COMMENT ON TABLE staging.import_row IS 'The rows of a file as they came, with the product each belongs to.';

COMMENT ON COLUMN staging.import_row.key IS 'The same for all rows of one product: handle:…, sku:…, woo:… or row:….';

CREATE TABLE staging.upload (
    id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL
);

COMMENT ON TABLE staging.upload IS 'One uploaded file; deleting it clears its rows.';

ALTER TABLE staging.upload ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME staging.upload_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE web.acting_state (
    session_id bigint NOT NULL,
    key text NOT NULL,
    value jsonb NOT NULL,
    CONSTRAINT acting_state_key_check CHECK (((length(key) >= 1) AND (length(key) <= 60)))
);

COMMENT ON TABLE web.acting_state IS 'Flash messages, drafts and choices made while acting: they belong to the session and die with it.';

CREATE TABLE web.device (
    id bigint NOT NULL,
    public_id text DEFAULT shop.random_id() NOT NULL,
    person_id bigint NOT NULL,
    token_hash bytea NOT NULL,
    browser text DEFAULT ''::text NOT NULL,
    platform text DEFAULT ''::text NOT NULL,
    first_seen timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    last_seen timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    revoked_at timestamp with time zone
);

COMMENT ON TABLE web.device IS 'A browser in which somebody signed in, known by a long-lived random cookie of which only the hash lies here.';

ALTER TABLE web.device ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME web.device_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE web.passkey_question (
    challenge_hash bytea NOT NULL,
    person_id bigint NOT NULL,
    sign_in_id bigint,
    ceremony text NOT NULL,
    request text NOT NULL,
    asked_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    answered_at timestamp with time zone,
    CONSTRAINT passkey_question_ceremony_check CHECK ((ceremony = ANY (ARRAY['enrol'::text, 'answer'::text])))
);

COMMENT ON TABLE web.passkey_question IS 'Challenges put to passkeys: each is good for one answer, within two minutes, in the sign-in that asked, for the very request it was asked for.';

COMMENT ON COLUMN web.passkey_question.challenge_hash IS 'SHA-256 of 256 random bits, which only the browser that asked holds.';

COMMENT ON COLUMN web.passkey_question.sign_in_id IS 'Empty while somebody is only signing in: then the request''s digest holds what ties it to that browser.';

COMMENT ON COLUMN web.passkey_question.request IS 'Digest of the request that the answer will be part of: address with its acting prefix, and every field of the form.';

CREATE TABLE web.session (
    token_hash text NOT NULL,
    data bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    sign_in_id bigint,
    retired_at timestamp with time zone
);

COMMENT ON TABLE web.session IS 'What a cookie stands for (scs). A retired token keeps its row as a tombstone, so a slow request cannot bring it back.';

CREATE TABLE web.sign_in (
    id bigint NOT NULL,
    public_id text DEFAULT shop.random_id() NOT NULL,
    person_id bigint NOT NULL,
    device_id bigint,
    created_at timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    last_seen timestamp with time zone DEFAULT shop.shop_now() NOT NULL,
    mfa_at timestamp with time zone,
    ended_at timestamp with time zone,
    end_cause text,
    ip inet,
    network_4 cidr,
    network_6 cidr,
    browser text DEFAULT ''::text NOT NULL,
    platform text DEFAULT ''::text NOT NULL,
    agent text DEFAULT ''::text NOT NULL,
    hints jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT sign_in_check CHECK (((ended_at IS NULL) = (end_cause IS NULL)))
);

COMMENT ON TABLE web.sign_in IS 'One sign-in of one person in one browser: its id is stable and its absolute end moves with no renewal of the token.';

COMMENT ON COLUMN web.sign_in.last_seen IS 'Written at most once a minute.';

COMMENT ON COLUMN web.sign_in.network_4 IS 'Footprint: the /24 (IPv4) and /48 (IPv6) seen, one for each family.';

ALTER TABLE web.sign_in ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME web.sign_in_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE web.throttle (
    key text NOT NULL,
    count integer NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone
);

COMMENT ON TABLE web.throttle IS 'Failed tries per purpose and person or address, and until when more are refused.';

ALTER TABLE ONLY audit.payload ATTACH PARTITION audit.payload_other DEFAULT;

ALTER TABLE ONLY audit.checkpoint
    ADD CONSTRAINT checkpoint_pkey PRIMARY KEY (size);

ALTER TABLE ONLY audit."column"
    ADD CONSTRAINT column_pkey PRIMARY KEY (table_name, column_name);

ALTER TABLE ONLY audit.entry
    ADD CONSTRAINT entry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY audit.hash
    ADD CONSTRAINT hash_pkey PRIMARY KEY (index);

ALTER TABLE ONLY audit.leaf
    ADD CONSTRAINT leaf_entry_key UNIQUE (entry);

ALTER TABLE ONLY audit.leaf
    ADD CONSTRAINT leaf_pkey PRIMARY KEY (index);

ALTER TABLE ONLY audit.payload
    ADD CONSTRAINT payload_pkey PRIMARY KEY (entry, seq, at);

ALTER TABLE ONLY audit.payload_other
    ADD CONSTRAINT payload_other_pkey PRIMARY KEY (entry, seq, at);

ALTER TABLE ONLY audit.pending
    ADD CONSTRAINT pending_pkey PRIMARY KEY (entry);

ALTER TABLE ONLY media.blob
    ADD CONSTRAINT blob_pkey PRIMARY KEY (sha256);

ALTER TABLE ONLY public.goose_db_version
    ADD CONSTRAINT goose_db_version_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.acting_request
    ADD CONSTRAINT acting_request_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.acting_request
    ADD CONSTRAINT acting_request_public_id_key UNIQUE (public_id);

ALTER TABLE ONLY shop.acting_told
    ADD CONSTRAINT acting_told_pkey PRIMARY KEY (session_id);

ALTER TABLE ONLY shop.address
    ADD CONSTRAINT address_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.address
    ADD CONSTRAINT address_public_id_key UNIQUE (public_id);

ALTER TABLE ONLY shop.approval
    ADD CONSTRAINT approval_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.approval
    ADD CONSTRAINT approval_public_id_key UNIQUE (public_id);

ALTER TABLE ONLY shop.assignment
    ADD CONSTRAINT assignment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.assignment
    ADD CONSTRAINT assignment_staff_id_vendor_id_organization_id_key UNIQUE NULLS NOT DISTINCT (staff_id, vendor_id, organization_id);

ALTER TABLE ONLY shop.cart_discount
    ADD CONSTRAINT cart_discount_pkey PRIMARY KEY (cart_id, code_id);

ALTER TABLE ONLY shop.cart_help
    ADD CONSTRAINT cart_help_pkey PRIMARY KEY (cart_id, variant_id, session_id);

ALTER TABLE ONLY shop.cart_line
    ADD CONSTRAINT cart_line_cart_id_variant_id_key UNIQUE (cart_id, variant_id);

ALTER TABLE ONLY shop.cart_line
    ADD CONSTRAINT cart_line_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.cart
    ADD CONSTRAINT cart_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.cart_touch
    ADD CONSTRAINT cart_touch_pkey PRIMARY KEY (cart_id, session_id);

ALTER TABLE ONLY shop.category
    ADD CONSTRAINT category_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.category
    ADD CONSTRAINT category_slug_key UNIQUE (slug);

ALTER TABLE ONLY shop.checkpoint_copy
    ADD CONSTRAINT checkpoint_copy_pkey PRIMARY KEY (day, recipient);

ALTER TABLE ONLY shop.consent
    ADD CONSTRAINT consent_pkey PRIMARY KEY (person_id);

ALTER TABLE ONLY shop.customer_note
    ADD CONSTRAINT customer_note_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.discount_code
    ADD CONSTRAINT discount_code_key UNIQUE (code_key);

ALTER TABLE ONLY shop.discount_code
    ADD CONSTRAINT discount_code_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.discount_use
    ADD CONSTRAINT discount_use_pkey PRIMARY KEY (code_id, order_id);

ALTER TABLE ONLY shop.former_slug
    ADD CONSTRAINT former_slug_pkey PRIMARY KEY (kind, slug);

ALTER TABLE ONLY shop.help_answer
    ADD CONSTRAINT help_answer_pkey PRIMARY KEY (session_id, table_name, row_key, entry);

ALTER TABLE ONLY shop.impersonation_rule
    ADD CONSTRAINT impersonation_rule_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.impersonation_session
    ADD CONSTRAINT impersonation_session_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.impersonation_session
    ADD CONSTRAINT impersonation_session_public_id_key UNIQUE (public_id);

ALTER TABLE ONLY shop.impersonation_step_up
    ADD CONSTRAINT impersonation_step_up_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.import_run
    ADD CONSTRAINT import_run_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.import_run
    ADD CONSTRAINT import_run_public_id_key UNIQUE (public_id);

ALTER TABLE ONLY shop.import_run
    ADD CONSTRAINT import_run_upload_id_key UNIQUE (upload_id);

ALTER TABLE ONLY shop.invitation
    ADD CONSTRAINT invitation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.invitation
    ADD CONSTRAINT invitation_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY shop.job_grant
    ADD CONSTRAINT job_grant_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.legal_hold
    ADD CONSTRAINT legal_hold_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.legal_hold
    ADD CONSTRAINT legal_hold_public_id_key UNIQUE (public_id);

ALTER TABLE ONLY shop.mail
    ADD CONSTRAINT mail_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.mail
    ADD CONSTRAINT mail_public_id_key UNIQUE (public_id);

ALTER TABLE ONLY shop.member
    ADD CONSTRAINT member_organization_id_person_id_key UNIQUE (organization_id, person_id);

ALTER TABLE ONLY shop.member
    ADD CONSTRAINT member_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.order_discount
    ADD CONSTRAINT order_discount_pkey PRIMARY KEY (id);

ALTER TABLE shop.order_discount
    ADD CONSTRAINT order_discount_staff CHECK (((actor_id IS NULL) = (session_id IS NULL))) NOT VALID;

ALTER TABLE ONLY shop.order_event
    ADD CONSTRAINT order_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.order_line
    ADD CONSTRAINT order_line_order_id_variant_id_key UNIQUE (order_id, variant_id);

ALTER TABLE ONLY shop.order_line
    ADD CONSTRAINT order_line_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.order_part
    ADD CONSTRAINT order_part_order_id_vendor_id_key UNIQUE (order_id, vendor_id);

ALTER TABLE ONLY shop.order_part
    ADD CONSTRAINT order_part_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.orders
    ADD CONSTRAINT orders_cart_key UNIQUE (cart_id);

ALTER TABLE ONLY shop.orders
    ADD CONSTRAINT orders_idempotency_key UNIQUE (idempotency_key);

ALTER TABLE ONLY shop.orders
    ADD CONSTRAINT orders_number_key UNIQUE (number);

ALTER TABLE shop.orders
    ADD CONSTRAINT orders_paid_reference CHECK (((payment_state <> 'paid'::text) OR (payment_reference IS NOT NULL))) NOT VALID;

ALTER TABLE ONLY shop.orders
    ADD CONSTRAINT orders_payment_reference UNIQUE (payment_reference);

ALTER TABLE ONLY shop.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.organization
    ADD CONSTRAINT organization_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.organization
    ADD CONSTRAINT organization_public_id_key UNIQUE (public_id);

ALTER TABLE ONLY shop.passkey
    ADD CONSTRAINT passkey_credential_hash_key UNIQUE (credential_hash);

ALTER TABLE ONLY shop.passkey
    ADD CONSTRAINT passkey_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.passkey
    ADD CONSTRAINT passkey_public_id_key UNIQUE (public_id);

ALTER TABLE ONLY shop.password_reset
    ADD CONSTRAINT password_reset_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.password_reset
    ADD CONSTRAINT password_reset_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY shop.person
    ADD CONSTRAINT person_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.person
    ADD CONSTRAINT person_public_id_key UNIQUE (public_id);

ALTER TABLE ONLY shop.price_override
    ADD CONSTRAINT price_override_cart_id_variant_id_key UNIQUE (cart_id, variant_id);

ALTER TABLE ONLY shop.price_override
    ADD CONSTRAINT price_override_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.product_category
    ADD CONSTRAINT product_category_pkey PRIMARY KEY (product_id, category_id);

ALTER TABLE ONLY shop.product
    ADD CONSTRAINT product_id_vendor_id_key UNIQUE (id, vendor_id);

ALTER TABLE ONLY shop.product_picture
    ADD CONSTRAINT product_picture_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.product_picture
    ADD CONSTRAINT product_picture_position_key UNIQUE (product_id, "position") DEFERRABLE;

ALTER TABLE ONLY shop.product
    ADD CONSTRAINT product_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.product
    ADD CONSTRAINT product_slug_key UNIQUE (slug);

ALTER TABLE ONLY shop.product
    ADD CONSTRAINT product_vendor_id_handle_key UNIQUE (vendor_id, handle);

ALTER TABLE ONLY shop.recovery_code
    ADD CONSTRAINT recovery_code_person_id_code_hash_key UNIQUE (person_id, code_hash);

ALTER TABLE ONLY shop.recovery_code
    ADD CONSTRAINT recovery_code_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.session_kill
    ADD CONSTRAINT session_kill_pkey PRIMARY KEY (session_id);

ALTER TABLE ONLY shop.setting
    ADD CONSTRAINT setting_pkey PRIMARY KEY (name);

ALTER TABLE ONLY shop.staff_discount
    ADD CONSTRAINT staff_discount_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.staff_role
    ADD CONSTRAINT staff_role_pkey PRIMARY KEY (person_id);

ALTER TABLE ONLY shop.stock
    ADD CONSTRAINT stock_pkey PRIMARY KEY (variant_id);

ALTER TABLE ONLY shop.support_pin
    ADD CONSTRAINT support_pin_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.totp_pending
    ADD CONSTRAINT totp_pending_pkey PRIMARY KEY (person_id);

ALTER TABLE ONLY shop.totp
    ADD CONSTRAINT totp_pkey PRIMARY KEY (person_id);

ALTER TABLE ONLY shop.variant
    ADD CONSTRAINT variant_options_key UNIQUE (product_id, option1, option2, option3) DEFERRABLE;

ALTER TABLE ONLY shop.variant
    ADD CONSTRAINT variant_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.vendor
    ADD CONSTRAINT vendor_pkey PRIMARY KEY (id);

ALTER TABLE ONLY shop.vendor_shipping
    ADD CONSTRAINT vendor_shipping_pkey PRIMARY KEY (vendor_id);

ALTER TABLE ONLY shop.vendor
    ADD CONSTRAINT vendor_slug_key UNIQUE (slug);

ALTER TABLE ONLY shop.vendor_user
    ADD CONSTRAINT vendor_user_pkey PRIMARY KEY (vendor_id, person_id);

ALTER TABLE ONLY staging.import_change
    ADD CONSTRAINT import_change_pkey PRIMARY KEY (upload_id, seq, n);

ALTER TABLE ONLY staging.import_problem
    ADD CONSTRAINT import_problem_pkey PRIMARY KEY (upload_id, seq, n);

ALTER TABLE ONLY staging.import_product
    ADD CONSTRAINT import_product_pkey PRIMARY KEY (upload_id, seq);

ALTER TABLE ONLY staging.import_row
    ADD CONSTRAINT import_row_pkey PRIMARY KEY (upload_id, number);

ALTER TABLE ONLY staging.upload
    ADD CONSTRAINT upload_pkey PRIMARY KEY (id);

ALTER TABLE ONLY web.acting_state
    ADD CONSTRAINT acting_state_pkey PRIMARY KEY (session_id, key);

ALTER TABLE ONLY web.device
    ADD CONSTRAINT device_person_id_token_hash_key UNIQUE (person_id, token_hash);

ALTER TABLE ONLY web.device
    ADD CONSTRAINT device_pkey PRIMARY KEY (id);

ALTER TABLE ONLY web.device
    ADD CONSTRAINT device_public_id_key UNIQUE (public_id);

ALTER TABLE ONLY web.passkey_question
    ADD CONSTRAINT passkey_question_pkey PRIMARY KEY (challenge_hash);

ALTER TABLE ONLY web.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (token_hash);

ALTER TABLE ONLY web.sign_in
    ADD CONSTRAINT sign_in_pkey PRIMARY KEY (id);

ALTER TABLE ONLY web.sign_in
    ADD CONSTRAINT sign_in_public_id_key UNIQUE (public_id);

ALTER TABLE ONLY web.throttle
    ADD CONSTRAINT throttle_pkey PRIMARY KEY (key);

CREATE INDEX entry_action_at ON audit.entry USING btree (action, at DESC, id DESC);

CREATE INDEX entry_actor_at ON audit.entry USING btree (actor, at DESC, id DESC);

CREATE INDEX entry_at ON audit.entry USING btree (at DESC, id DESC);

CREATE INDEX entry_object_at ON audit.entry USING btree (object, at DESC, id DESC) WHERE ((object <> ''::text) AND (length(object) <= 80));

CREATE INDEX entry_opened ON audit.entry USING btree (object, id DESC) WHERE (action = 'customer.open'::text);

CREATE INDEX entry_outcome_at ON audit.entry USING btree (outcome, at DESC, id DESC) WHERE (outcome = ANY (ARRAY['refused'::text, 'failed'::text]));

CREATE INDEX entry_refused_start_at ON audit.entry USING btree (at DESC, id DESC) WHERE ((action = 'acting.start'::text) AND (outcome = 'refused'::text));

CREATE INDEX entry_session_act ON audit.entry USING btree (session, outcome, action) WHERE ((session IS NOT NULL) AND (outcome <> 'viewed'::text));

CREATE INDEX entry_session_at ON audit.entry USING btree (session, at DESC) WHERE (session IS NOT NULL);

CREATE INDEX entry_subject_at ON audit.entry USING btree (subject, at DESC, id DESC) WHERE (subject IS NOT NULL);

CREATE INDEX payload_of_session ON ONLY audit.payload USING btree ((((body -> 'key'::text) ->> 'id'::text))) WHERE ((body ->> 'table'::text) = 'shop.impersonation_session'::text);

COMMENT ON INDEX audit.payload_of_session IS 'Which entries changed a session''s own row: its start, its end. An evidence package holds them too.';

CREATE INDEX payload_other_expr_idx ON audit.payload_other USING btree ((((body -> 'key'::text) ->> 'id'::text))) WHERE ((body ->> 'table'::text) = 'shop.impersonation_session'::text);

CREATE INDEX acting_request_actor ON shop.acting_request USING btree (actor_id, asked_at DESC);

CREATE UNIQUE INDEX acting_request_open ON shop.acting_request USING btree (actor_id, subject_id, kind) WHERE (state = ANY (ARRAY['waiting'::text, 'yes'::text]));

CREATE INDEX acting_request_session ON shop.acting_request USING btree (session_id) WHERE (session_id IS NOT NULL);

CREATE INDEX acting_request_subject ON shop.acting_request USING btree (subject_id, asked_at DESC);

CREATE INDEX acting_request_waiting ON shop.acting_request USING btree (expires_at) WHERE (state = ANY (ARRAY['waiting'::text, 'yes'::text]));

CREATE INDEX address_organization ON shop.address USING btree (organization_id) WHERE ((organization_id IS NOT NULL) AND (removed_at IS NULL));

CREATE INDEX address_person ON shop.address USING btree (person_id) WHERE ((person_id IS NOT NULL) AND (removed_at IS NULL));

CREATE UNIQUE INDEX approval_live ON shop.approval USING btree (cart_id, requested_by) WHERE (status = ANY (ARRAY['pending'::text, 'approved'::text]));

CREATE INDEX approval_waiting ON shop.approval USING btree (organization_id, id DESC) WHERE (status = 'pending'::text);

CREATE INDEX cart_guest ON shop.cart USING btree (guest_hash, id DESC) WHERE (guest_hash IS NOT NULL);

CREATE INDEX cart_line_variant ON shop.cart_line USING btree (variant_id);

CREATE UNIQUE INDEX cart_open_guest ON shop.cart USING btree (guest_hash) WHERE ((status = 'open'::text) AND (guest_hash IS NOT NULL));

CREATE UNIQUE INDEX cart_open_organization ON shop.cart USING btree (organization_id) WHERE ((status = 'open'::text) AND (organization_id IS NOT NULL));

CREATE UNIQUE INDEX cart_open_person ON shop.cart USING btree (person_id) WHERE ((status = 'open'::text) AND (person_id IS NOT NULL));

CREATE INDEX category_parent ON shop.category USING btree (parent_id, "position", id);

CREATE INDEX customer_note_person ON shop.customer_note USING btree (person_id, id DESC);

CREATE INDEX discount_use_buyer ON shop.discount_use USING btree (code_id, buyer_key);

CREATE UNIQUE INDEX impersonation_rule_place ON shop.impersonation_rule USING btree (actor_role, capacity, relation) WHERE (removed_at IS NULL);

CREATE INDEX impersonation_session_actor ON shop.impersonation_session USING btree (actor_id, started_at DESC);

CREATE INDEX impersonation_session_cause ON shop.impersonation_session USING btree (end_cause, started_at DESC, id DESC) WHERE (end_cause IS NOT NULL);

CREATE UNIQUE INDEX impersonation_session_one_running ON shop.impersonation_session USING btree (actor_id, subject_id) WHERE (ended_at IS NULL);

CREATE INDEX impersonation_session_organization ON shop.impersonation_session USING btree (organization_id, started_at DESC) WHERE (organization_id IS NOT NULL);

CREATE INDEX impersonation_session_reason ON shop.impersonation_session USING gin (reason public.gin_trgm_ops);

CREATE INDEX impersonation_session_role ON shop.impersonation_session USING btree (actor_role, started_at DESC, id DESC);

CREATE INDEX impersonation_session_sign_in_running ON shop.impersonation_session USING btree (sign_in_id) WHERE (ended_at IS NULL);

CREATE INDEX impersonation_session_started ON shop.impersonation_session USING btree (started_at DESC, id DESC);

CREATE INDEX impersonation_session_subject ON shop.impersonation_session USING btree (subject_id, started_at DESC);

CREATE INDEX impersonation_session_subject_running ON shop.impersonation_session USING btree (subject_id) WHERE (ended_at IS NULL);

CREATE INDEX impersonation_session_ticket ON shop.impersonation_session USING btree (ticket) WHERE (ticket <> ''::text);

CREATE INDEX impersonation_session_to_tell ON shop.impersonation_session USING btree (ended_at) WHERE (consent_kind = ANY (ARRAY['prompt'::text, 'pin'::text]));

CREATE INDEX impersonation_session_vendor ON shop.impersonation_session USING btree (vendor_id, started_at DESC) WHERE (vendor_id IS NOT NULL);

CREATE UNIQUE INDEX impersonation_step_up_act ON shop.impersonation_step_up USING btree (session_id) WHERE (kind = 'act'::text);

CREATE INDEX impersonation_step_up_session ON shop.impersonation_step_up USING btree (session_id);

CREATE INDEX import_run_committing ON shop.import_run USING btree (id) WHERE (state = 'committing'::text);

CREATE INDEX import_run_vendor ON shop.import_run USING btree (vendor_id, id DESC);

CREATE INDEX job_grant_actor ON shop.job_grant USING btree (actor_id) WHERE (ended_at IS NULL);

CREATE INDEX job_grant_session ON shop.job_grant USING btree (session_id) WHERE ((session_id IS NOT NULL) AND (ended_at IS NULL));

CREATE INDEX legal_hold_standing ON shop.legal_hold USING btree (set_at) WHERE (released_at IS NULL);

CREATE INDEX mail_checkpoint ON shop.mail USING btree (recipient, id DESC) WHERE (kind = 'record.checkpoint'::text);

CREATE INDEX mail_person ON shop.mail USING btree (person_id, id DESC) WHERE (person_id IS NOT NULL);

CREATE INDEX member_person ON shop.member USING btree (person_id);

CREATE INDEX order_discount_order ON shop.order_discount USING btree (order_id);

CREATE INDEX order_event_order ON shop.order_event USING btree (order_id, id);

CREATE INDEX order_line_part ON shop.order_line USING btree (part_id);

CREATE INDEX order_line_variant ON shop.order_line USING btree (variant_id);

CREATE INDEX order_part_vendor ON shop.order_part USING btree (vendor_id, order_id DESC);

CREATE INDEX orders_organization ON shop.orders USING btree (organization_id, id DESC) WHERE (organization_id IS NOT NULL);

CREATE INDEX orders_person ON shop.orders USING btree (person_id, id DESC) WHERE (person_id IS NOT NULL);

CREATE INDEX orders_placed_at ON shop.orders USING btree (placed_at);

CREATE UNIQUE INDEX orders_po_number ON shop.orders USING btree (organization_id, lower(po_number)) WHERE ((po_number IS NOT NULL) AND (cancelled_at IS NULL));

CREATE INDEX passkey_person ON shop.passkey USING btree (person_id);

CREATE INDEX password_reset_person ON shop.password_reset USING btree (person_id);

CREATE UNIQUE INDEX person_email_key ON shop.person USING btree (email) WHERE (status <> 'deleted'::text);

CREATE INDEX person_email_like ON shop.person USING gin (email public.gin_trgm_ops);

CREATE INDEX person_name_like ON shop.person USING gin (name public.gin_trgm_ops);

CREATE INDEX person_name_lower ON shop.person USING btree (lower(name) text_pattern_ops);

CREATE INDEX person_phone ON shop.person USING btree (phone) WHERE (phone <> ''::text);

CREATE INDEX price_override_actor ON shop.price_override USING btree (actor_id, created_at);

CREATE INDEX product_category_category ON shop.product_category USING btree (category_id, product_id);

CREATE INDEX product_newest ON shop.product USING btree (created_at DESC, id DESC) WHERE (status = 'active'::text);

CREATE INDEX product_picture_pending ON shop.product_picture USING btree (id) WHERE (state = 'pending'::text);

CREATE INDEX product_price ON shop.product USING btree (price_from, id) WHERE (status = 'active'::text);

CREATE INDEX product_search ON shop.product USING gin (search) WHERE (status = 'active'::text);

CREATE INDEX product_similar ON shop.product USING gin (lower(title) public.gin_trgm_ops) WHERE (status = 'active'::text);

CREATE INDEX product_title ON shop.product USING btree (lower(title) COLLATE "C", id) WHERE (status = 'active'::text);

CREATE INDEX product_vendor ON shop.product USING btree (vendor_id, status, id DESC);

CREATE INDEX staff_discount_actor ON shop.staff_discount USING btree (actor_id, created_at);

CREATE INDEX staff_discount_cart ON shop.staff_discount USING btree (cart_id);

CREATE UNIQUE INDEX support_pin_open ON shop.support_pin USING btree (person_id) WHERE (ended_at IS NULL);

CREATE INDEX support_pin_person ON shop.support_pin USING btree (person_id, made_at DESC);

CREATE INDEX variant_picture ON shop.variant USING btree (picture_id) WHERE (picture_id IS NOT NULL);

CREATE INDEX variant_sku_key ON shop.variant USING btree (sku_key text_pattern_ops) WHERE (sku_key IS NOT NULL);

CREATE UNIQUE INDEX variant_vendor_sku_key ON shop.variant USING btree (vendor_id, sku) WHERE ((sku IS NOT NULL) AND (NOT archived));

CREATE INDEX vendor_user_person ON shop.vendor_user USING btree (person_id);

CREATE INDEX import_product_open ON staging.import_product USING btree (upload_id, seq) WHERE ((result = ''::text) AND (outcome = ANY (ARRAY['create'::text, 'update'::text])));

CREATE INDEX import_product_outcome ON staging.import_product USING btree (upload_id, outcome, seq);

CREATE INDEX import_row_key ON staging.import_row USING btree (upload_id, key, number);

CREATE INDEX passkey_question_person ON web.passkey_question USING btree (person_id, asked_at);

CREATE INDEX session_expires ON web.session USING btree (expires_at);

CREATE INDEX session_sign_in ON web.session USING btree (sign_in_id) WHERE (sign_in_id IS NOT NULL);

CREATE INDEX sign_in_person ON web.sign_in USING btree (person_id, created_at DESC);

ALTER INDEX audit.payload_of_session ATTACH PARTITION audit.payload_other_expr_idx;

ALTER INDEX audit.payload_pkey ATTACH PARTITION audit.payload_other_pkey;

CREATE CONSTRAINT TRIGGER end_in_time AFTER INSERT ON audit.entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.session IS NOT NULL) AND (new.kind = 'person'::text) AND (new.outcome = 'done'::text))) EXECUTE FUNCTION audit.end_in_time();

ALTER TABLE audit.entry ENABLE ALWAYS TRIGGER end_in_time;

CREATE TRIGGER keep BEFORE DELETE OR UPDATE ON audit.checkpoint FOR EACH ROW EXECUTE FUNCTION audit.keep_tree();

ALTER TABLE audit.checkpoint ENABLE ALWAYS TRIGGER keep;

CREATE TRIGGER keep BEFORE DELETE OR UPDATE ON audit.entry FOR EACH ROW EXECUTE FUNCTION audit.keep();

ALTER TABLE audit.entry ENABLE ALWAYS TRIGGER keep;

CREATE TRIGGER keep BEFORE DELETE OR UPDATE ON audit.hash FOR EACH ROW EXECUTE FUNCTION audit.keep_tree();

ALTER TABLE audit.hash ENABLE ALWAYS TRIGGER keep;

CREATE TRIGGER keep BEFORE DELETE OR UPDATE ON audit.leaf FOR EACH ROW EXECUTE FUNCTION audit.keep_tree();

ALTER TABLE audit.leaf ENABLE ALWAYS TRIGGER keep;

CREATE TRIGGER keep BEFORE DELETE OR UPDATE ON audit.payload FOR EACH ROW EXECUTE FUNCTION audit.keep();

ALTER TABLE audit.payload ENABLE ALWAYS TRIGGER keep;

CREATE TRIGGER keep_all BEFORE TRUNCATE ON audit.checkpoint FOR EACH STATEMENT EXECUTE FUNCTION audit.keep_tree();

ALTER TABLE audit.checkpoint ENABLE ALWAYS TRIGGER keep_all;

CREATE TRIGGER keep_all BEFORE TRUNCATE ON audit.entry FOR EACH STATEMENT EXECUTE FUNCTION audit.keep();

ALTER TABLE audit.entry ENABLE ALWAYS TRIGGER keep_all;

CREATE TRIGGER keep_all BEFORE TRUNCATE ON audit.hash FOR EACH STATEMENT EXECUTE FUNCTION audit.keep_tree();

ALTER TABLE audit.hash ENABLE ALWAYS TRIGGER keep_all;

CREATE TRIGGER keep_all BEFORE TRUNCATE ON audit.leaf FOR EACH STATEMENT EXECUTE FUNCTION audit.keep_tree();

ALTER TABLE audit.leaf ENABLE ALWAYS TRIGGER keep_all;

CREATE TRIGGER keep_all BEFORE TRUNCATE ON audit.payload FOR EACH STATEMENT EXECUTE FUNCTION audit.keep();

ALTER TABLE audit.payload ENABLE ALWAYS TRIGGER keep_all;

CREATE TRIGGER ask_second_person BEFORE INSERT ON shop.impersonation_session FOR EACH ROW EXECUTE FUNCTION shop.ask_second_person();

ALTER TABLE shop.impersonation_session ENABLE ALWAYS TRIGGER ask_second_person;

CREATE TRIGGER check_act BEFORE INSERT ON shop.impersonation_step_up FOR EACH ROW WHEN ((new.kind = 'act'::text)) EXECUTE FUNCTION shop.check_step_up();

ALTER TABLE shop.impersonation_step_up ENABLE ALWAYS TRIGGER check_act;

CREATE TRIGGER end_grants AFTER DELETE OR UPDATE ON shop.assignment FOR EACH ROW EXECUTE FUNCTION shop.end_grants_of_assignment();

ALTER TABLE shop.assignment ENABLE ALWAYS TRIGGER end_grants;

CREATE TRIGGER end_grants AFTER UPDATE OF ended_at ON shop.impersonation_session FOR EACH ROW WHEN (((old.ended_at IS NULL) AND (new.ended_at IS NOT NULL))) EXECUTE FUNCTION shop.end_grants_of_session();

ALTER TABLE shop.impersonation_session ENABLE ALWAYS TRIGGER end_grants;

CREATE TRIGGER end_grants AFTER UPDATE OF status ON shop.person FOR EACH ROW WHEN ((old.status <> new.status)) EXECUTE FUNCTION shop.end_grants_of_person();

ALTER TABLE shop.person ENABLE ALWAYS TRIGGER end_grants;

CREATE TRIGGER end_grants AFTER DELETE OR UPDATE OF role ON shop.staff_role FOR EACH ROW EXECUTE FUNCTION shop.end_grants_of_staff();

ALTER TABLE shop.staff_role ENABLE ALWAYS TRIGGER end_grants;

CREATE TRIGGER end_grants AFTER DELETE ON shop.vendor_user FOR EACH ROW EXECUTE FUNCTION shop.end_grants_of_vendor_user();

ALTER TABLE shop.vendor_user ENABLE ALWAYS TRIGGER end_grants;

CREATE TRIGGER keep BEFORE UPDATE ON shop.acting_request FOR EACH ROW EXECUTE FUNCTION shop.keep_request();

ALTER TABLE shop.acting_request ENABLE ALWAYS TRIGGER keep;

CREATE TRIGGER keep BEFORE UPDATE ON shop.impersonation_rule FOR EACH ROW EXECUTE FUNCTION shop.keep_rule();

ALTER TABLE shop.impersonation_rule ENABLE ALWAYS TRIGGER keep;

CREATE TRIGGER keep BEFORE DELETE OR UPDATE ON shop.impersonation_session FOR EACH ROW EXECUTE FUNCTION shop.keep_session();

ALTER TABLE shop.impersonation_session ENABLE ALWAYS TRIGGER keep;

CREATE TRIGGER keep BEFORE UPDATE ON shop.job_grant FOR EACH ROW EXECUTE FUNCTION shop.keep_grant();

ALTER TABLE shop.job_grant ENABLE ALWAYS TRIGGER keep;

CREATE TRIGGER keep BEFORE DELETE OR UPDATE ON shop.legal_hold FOR EACH ROW EXECUTE FUNCTION shop.keep_hold();

ALTER TABLE shop.legal_hold ENABLE ALWAYS TRIGGER keep;

CREATE TRIGGER keep BEFORE DELETE OR UPDATE ON shop.order_line FOR EACH STATEMENT EXECUTE FUNCTION shop.keep_snapshot();

CREATE TRIGGER keep BEFORE UPDATE ON shop.support_pin FOR EACH ROW EXECUTE FUNCTION shop.keep_pin();

ALTER TABLE shop.support_pin ENABLE ALWAYS TRIGGER keep;

CREATE TRIGGER keep_all BEFORE TRUNCATE ON shop.impersonation_session FOR EACH STATEMENT EXECUTE FUNCTION shop.keep_session();

ALTER TABLE shop.impersonation_session ENABLE ALWAYS TRIGGER keep_all;

CREATE TRIGGER keep_all BEFORE TRUNCATE ON shop.legal_hold FOR EACH STATEMENT EXECUTE FUNCTION shop.keep_hold();

ALTER TABLE shop.legal_hold ENABLE ALWAYS TRIGGER keep_all;

CREATE TRIGGER void_requests AFTER INSERT OR UPDATE ON shop.consent FOR EACH ROW WHEN ((new.state = 'never'::text)) EXECUTE FUNCTION shop.void_requests();

ALTER TABLE shop.consent ENABLE ALWAYS TRIGGER void_requests;

CREATE TRIGGER void_requests AFTER DELETE OR UPDATE ON shop.impersonation_rule FOR EACH ROW EXECUTE FUNCTION shop.void_requests();

ALTER TABLE shop.impersonation_rule ENABLE ALWAYS TRIGGER void_requests;

CREATE TRIGGER void_requests AFTER UPDATE OF status, never_impersonate ON shop.person FOR EACH ROW WHEN (((new.status <> old.status) OR (new.never_impersonate AND (NOT old.never_impersonate)))) EXECUTE FUNCTION shop.void_requests();

ALTER TABLE shop.person ENABLE ALWAYS TRIGGER void_requests;

CREATE TRIGGER void_requests AFTER UPDATE ON shop.setting FOR EACH ROW WHEN (((new.name = 'acting.enabled'::text) AND (new.value <> 'true'::jsonb))) EXECUTE FUNCTION shop.void_requests();

ALTER TABLE shop.setting ENABLE ALWAYS TRIGGER void_requests;

CREATE TRIGGER void_requests AFTER INSERT OR DELETE OR UPDATE ON shop.staff_role FOR EACH ROW EXECUTE FUNCTION shop.void_requests();

ALTER TABLE shop.staff_role ENABLE ALWAYS TRIGGER void_requests;

CREATE TRIGGER void_sessions AFTER DELETE OR UPDATE ON shop.assignment FOR EACH ROW EXECUTE FUNCTION shop.void_by_assignment();

ALTER TABLE shop.assignment ENABLE ALWAYS TRIGGER void_sessions;

CREATE TRIGGER void_sessions AFTER INSERT OR DELETE OR UPDATE ON shop.consent FOR EACH ROW EXECUTE FUNCTION shop.void_by_consent();

ALTER TABLE shop.consent ENABLE ALWAYS TRIGGER void_sessions;

CREATE TRIGGER void_sessions AFTER DELETE OR UPDATE ON shop.impersonation_rule FOR EACH ROW EXECUTE FUNCTION shop.void_by_rule();

ALTER TABLE shop.impersonation_rule ENABLE ALWAYS TRIGGER void_sessions;

CREATE TRIGGER void_sessions AFTER DELETE ON shop.member FOR EACH ROW EXECUTE FUNCTION shop.void_by_member();

ALTER TABLE shop.member ENABLE ALWAYS TRIGGER void_sessions;

CREATE TRIGGER void_sessions AFTER UPDATE OF status, support_until ON shop.organization FOR EACH ROW WHEN (((old.status IS DISTINCT FROM new.status) OR (old.support_until IS DISTINCT FROM new.support_until))) EXECUTE FUNCTION shop.void_by_organization();

ALTER TABLE shop.organization ENABLE ALWAYS TRIGGER void_sessions;

CREATE TRIGGER void_sessions AFTER UPDATE OF status, never_impersonate ON shop.person FOR EACH ROW WHEN (((old.status <> new.status) OR (old.never_impersonate <> new.never_impersonate))) EXECUTE FUNCTION shop.void_by_person();

ALTER TABLE shop.person ENABLE ALWAYS TRIGGER void_sessions;

CREATE TRIGGER void_sessions AFTER INSERT OR UPDATE ON shop.setting FOR EACH ROW WHEN ((new.name ~~ 'acting.%'::text)) EXECUTE FUNCTION shop.void_by_setting();

ALTER TABLE shop.setting ENABLE ALWAYS TRIGGER void_sessions;

CREATE TRIGGER void_sessions AFTER INSERT OR DELETE OR UPDATE ON shop.staff_role FOR EACH ROW EXECUTE FUNCTION shop.void_by_staff_role();

ALTER TABLE shop.staff_role ENABLE ALWAYS TRIGGER void_sessions;

CREATE TRIGGER void_sessions AFTER DELETE OR UPDATE OF role ON shop.vendor_user FOR EACH ROW EXECUTE FUNCTION shop.void_by_vendor_user();

ALTER TABLE shop.vendor_user ENABLE ALWAYS TRIGGER void_sessions;

CREATE TRIGGER void_sessions_changed AFTER UPDATE OF role, status, department ON shop.member FOR EACH ROW WHEN ((((old.role IS DISTINCT FROM new.role) OR (old.status IS DISTINCT FROM new.status)) OR (old.department IS DISTINCT FROM new.department))) EXECUTE FUNCTION shop.void_by_member();

ALTER TABLE shop.member ENABLE ALWAYS TRIGGER void_sessions_changed;

CREATE TRIGGER void_sessions_deleted AFTER DELETE ON shop.setting FOR EACH ROW WHEN ((old.name ~~ 'acting.%'::text)) EXECUTE FUNCTION shop.void_by_setting();

ALTER TABLE shop.setting ENABLE ALWAYS TRIGGER void_sessions_deleted;

CREATE TRIGGER void_sessions_grants AFTER DELETE OR UPDATE ON shop.impersonation_rule FOR EACH ROW EXECUTE FUNCTION shop.end_grants_of_rule();

ALTER TABLE shop.impersonation_rule ENABLE ALWAYS TRIGGER void_sessions_grants;

CREATE TRIGGER void_sessions_grants AFTER INSERT OR UPDATE ON shop.setting FOR EACH ROW WHEN ((new.name = 'acting.enabled'::text)) EXECUTE FUNCTION shop.end_grants_of_feature();

ALTER TABLE shop.setting ENABLE ALWAYS TRIGGER void_sessions_grants;

CREATE TRIGGER void_sessions_grants_deleted AFTER DELETE ON shop.setting FOR EACH ROW WHEN ((old.name = 'acting.enabled'::text)) EXECUTE FUNCTION shop.end_grants_of_feature();

ALTER TABLE shop.setting ENABLE ALWAYS TRIGGER void_sessions_grants_deleted;

CREATE TRIGGER void_sessions_sensitive AFTER UPDATE OF sensitive ON shop.person FOR EACH ROW WHEN ((new.sensitive AND (NOT old.sensitive))) EXECUTE FUNCTION shop.void_by_sensitive();

ALTER TABLE shop.person ENABLE ALWAYS TRIGGER void_sessions_sensitive;

CREATE TRIGGER void_stepped_up AFTER UPDATE OF may_act, permissions ON shop.impersonation_rule FOR EACH ROW EXECUTE FUNCTION shop.void_stepped_up();

ALTER TABLE shop.impersonation_rule ENABLE ALWAYS TRIGGER void_stepped_up;

CREATE TRIGGER withdrawn AFTER UPDATE OF state ON shop.acting_request FOR EACH ROW WHEN (((old.state = 'used'::text) AND (new.state = 'withdrawn'::text))) EXECUTE FUNCTION shop.void_by_request();

ALTER TABLE shop.acting_request ENABLE ALWAYS TRIGGER withdrawn;

CREATE TRIGGER void_requests AFTER UPDATE OF ended_at ON web.sign_in FOR EACH ROW WHEN (((old.ended_at IS NULL) AND (new.ended_at IS NOT NULL))) EXECUTE FUNCTION shop.void_requests();

ALTER TABLE web.sign_in ENABLE ALWAYS TRIGGER void_requests;

CREATE TRIGGER void_sessions AFTER UPDATE OF ended_at ON web.sign_in FOR EACH ROW WHEN (((old.ended_at IS NULL) AND (new.ended_at IS NOT NULL))) EXECUTE FUNCTION shop.void_by_sign_in();

ALTER TABLE web.sign_in ENABLE ALWAYS TRIGGER void_sessions;

ALTER TABLE ONLY shop.acting_request
    ADD CONSTRAINT acting_request_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.acting_request
    ADD CONSTRAINT acting_request_answered_by_fkey FOREIGN KEY (answered_by) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.acting_request
    ADD CONSTRAINT acting_request_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES shop.organization(id);

ALTER TABLE ONLY shop.acting_request
    ADD CONSTRAINT acting_request_session_id_fkey FOREIGN KEY (session_id) REFERENCES shop.impersonation_session(id);

ALTER TABLE ONLY shop.acting_request
    ADD CONSTRAINT acting_request_sign_in_id_fkey FOREIGN KEY (sign_in_id) REFERENCES web.sign_in(id);

ALTER TABLE ONLY shop.acting_request
    ADD CONSTRAINT acting_request_subject_id_fkey FOREIGN KEY (subject_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.acting_request
    ADD CONSTRAINT acting_request_vendor_id_fkey FOREIGN KEY (vendor_id) REFERENCES shop.vendor(id);

ALTER TABLE ONLY shop.acting_told
    ADD CONSTRAINT acting_told_session_id_fkey FOREIGN KEY (session_id) REFERENCES shop.impersonation_session(id);

ALTER TABLE ONLY shop.address
    ADD CONSTRAINT address_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES shop.organization(id);

ALTER TABLE ONLY shop.address
    ADD CONSTRAINT address_person_id_fkey FOREIGN KEY (person_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.approval
    ADD CONSTRAINT approval_cart_id_fkey FOREIGN KEY (cart_id) REFERENCES shop.cart(id);

ALTER TABLE ONLY shop.approval
    ADD CONSTRAINT approval_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.approval
    ADD CONSTRAINT approval_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES shop.organization(id);

ALTER TABLE ONLY shop.approval
    ADD CONSTRAINT approval_requested_actor_fkey FOREIGN KEY (requested_actor) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.approval
    ADD CONSTRAINT approval_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.assignment
    ADD CONSTRAINT assignment_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES shop.organization(id);

ALTER TABLE ONLY shop.assignment
    ADD CONSTRAINT assignment_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.assignment
    ADD CONSTRAINT assignment_vendor_id_fkey FOREIGN KEY (vendor_id) REFERENCES shop.vendor(id);

ALTER TABLE ONLY shop.cart_discount
    ADD CONSTRAINT cart_discount_added_by_fkey FOREIGN KEY (added_by) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.cart_discount
    ADD CONSTRAINT cart_discount_cart_id_fkey FOREIGN KEY (cart_id) REFERENCES shop.cart(id);

ALTER TABLE ONLY shop.cart_discount
    ADD CONSTRAINT cart_discount_code_id_fkey FOREIGN KEY (code_id) REFERENCES shop.discount_code(id);

ALTER TABLE ONLY shop.cart_help
    ADD CONSTRAINT cart_help_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.cart_help
    ADD CONSTRAINT cart_help_cart_id_fkey FOREIGN KEY (cart_id) REFERENCES shop.cart(id);

ALTER TABLE ONLY shop.cart_help
    ADD CONSTRAINT cart_help_subject_id_fkey FOREIGN KEY (subject_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.cart_help
    ADD CONSTRAINT cart_help_variant_id_fkey FOREIGN KEY (variant_id) REFERENCES shop.variant(id) ON DELETE CASCADE;

ALTER TABLE ONLY shop.cart_line
    ADD CONSTRAINT cart_line_added_by_fkey FOREIGN KEY (added_by) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.cart_line
    ADD CONSTRAINT cart_line_cart_id_fkey FOREIGN KEY (cart_id) REFERENCES shop.cart(id);

ALTER TABLE ONLY shop.cart_line
    ADD CONSTRAINT cart_line_variant_id_fkey FOREIGN KEY (variant_id) REFERENCES shop.variant(id) ON DELETE CASCADE;

ALTER TABLE ONLY shop.cart
    ADD CONSTRAINT cart_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES shop.cart(id);

ALTER TABLE ONLY shop.cart
    ADD CONSTRAINT cart_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES shop.organization(id);

ALTER TABLE ONLY shop.cart
    ADD CONSTRAINT cart_person_id_fkey FOREIGN KEY (person_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.cart_touch
    ADD CONSTRAINT cart_touch_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.cart_touch
    ADD CONSTRAINT cart_touch_cart_id_fkey FOREIGN KEY (cart_id) REFERENCES shop.cart(id);

ALTER TABLE ONLY shop.cart_touch
    ADD CONSTRAINT cart_touch_subject_id_fkey FOREIGN KEY (subject_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.category
    ADD CONSTRAINT category_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES shop.category(id);

ALTER TABLE ONLY shop.consent
    ADD CONSTRAINT consent_person_id_fkey FOREIGN KEY (person_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.customer_note
    ADD CONSTRAINT customer_note_author_id_fkey FOREIGN KEY (author_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.customer_note
    ADD CONSTRAINT customer_note_person_id_fkey FOREIGN KEY (person_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.customer_note
    ADD CONSTRAINT customer_note_session_id_fkey FOREIGN KEY (session_id) REFERENCES shop.impersonation_session(id);

ALTER TABLE ONLY shop.discount_code
    ADD CONSTRAINT discount_code_vendor_id_fkey FOREIGN KEY (vendor_id) REFERENCES shop.vendor(id);

ALTER TABLE ONLY shop.discount_use
    ADD CONSTRAINT discount_use_code_id_fkey FOREIGN KEY (code_id) REFERENCES shop.discount_code(id);

ALTER TABLE ONLY shop.discount_use
    ADD CONSTRAINT discount_use_order_id_fkey FOREIGN KEY (order_id) REFERENCES shop.orders(id);

ALTER TABLE ONLY shop.former_slug
    ADD CONSTRAINT former_slug_category_id_fkey FOREIGN KEY (category_id) REFERENCES shop.category(id) ON DELETE CASCADE;

ALTER TABLE ONLY shop.former_slug
    ADD CONSTRAINT former_slug_product_id_fkey FOREIGN KEY (product_id) REFERENCES shop.product(id) ON DELETE CASCADE;

ALTER TABLE ONLY shop.help_answer
    ADD CONSTRAINT help_answer_person_id_fkey FOREIGN KEY (person_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.help_answer
    ADD CONSTRAINT help_answer_session_id_fkey FOREIGN KEY (session_id) REFERENCES shop.impersonation_session(id);

ALTER TABLE ONLY shop.impersonation_session
    ADD CONSTRAINT impersonation_session_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.impersonation_session
    ADD CONSTRAINT impersonation_session_device_id_fkey FOREIGN KEY (device_id) REFERENCES web.device(id);

ALTER TABLE ONLY shop.impersonation_session
    ADD CONSTRAINT impersonation_session_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES shop.organization(id);

ALTER TABLE ONLY shop.impersonation_session
    ADD CONSTRAINT impersonation_session_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES shop.impersonation_rule(id);

ALTER TABLE ONLY shop.impersonation_session
    ADD CONSTRAINT impersonation_session_second_person_fkey FOREIGN KEY (second_person) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.impersonation_session
    ADD CONSTRAINT impersonation_session_sign_in_id_fkey FOREIGN KEY (sign_in_id) REFERENCES web.sign_in(id);

ALTER TABLE ONLY shop.impersonation_session
    ADD CONSTRAINT impersonation_session_subject_id_fkey FOREIGN KEY (subject_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.impersonation_session
    ADD CONSTRAINT impersonation_session_vendor_id_fkey FOREIGN KEY (vendor_id) REFERENCES shop.vendor(id);

ALTER TABLE ONLY shop.impersonation_step_up
    ADD CONSTRAINT impersonation_step_up_session_id_fkey FOREIGN KEY (session_id) REFERENCES shop.impersonation_session(id);

ALTER TABLE ONLY shop.import_run
    ADD CONSTRAINT import_run_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.import_run
    ADD CONSTRAINT import_run_category_id_fkey FOREIGN KEY (category_id) REFERENCES shop.category(id);

ALTER TABLE ONLY shop.import_run
    ADD CONSTRAINT import_run_grant_id_fkey FOREIGN KEY (grant_id) REFERENCES shop.job_grant(id);

ALTER TABLE ONLY shop.import_run
    ADD CONSTRAINT import_run_session_id_fkey FOREIGN KEY (session_id) REFERENCES shop.impersonation_session(id);

ALTER TABLE ONLY shop.import_run
    ADD CONSTRAINT import_run_subject_id_fkey FOREIGN KEY (subject_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.import_run
    ADD CONSTRAINT import_run_vendor_id_fkey FOREIGN KEY (vendor_id) REFERENCES shop.vendor(id);

ALTER TABLE ONLY shop.invitation
    ADD CONSTRAINT invitation_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.invitation
    ADD CONSTRAINT invitation_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES shop.organization(id);

ALTER TABLE ONLY shop.invitation
    ADD CONSTRAINT invitation_person_id_fkey FOREIGN KEY (person_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.invitation
    ADD CONSTRAINT invitation_vendor_id_fkey FOREIGN KEY (vendor_id) REFERENCES shop.vendor(id);

ALTER TABLE ONLY shop.job_grant
    ADD CONSTRAINT job_grant_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.job_grant
    ADD CONSTRAINT job_grant_session_id_fkey FOREIGN KEY (session_id) REFERENCES shop.impersonation_session(id);

ALTER TABLE ONLY shop.job_grant
    ADD CONSTRAINT job_grant_subject_id_fkey FOREIGN KEY (subject_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.job_grant
    ADD CONSTRAINT job_grant_vendor_id_fkey FOREIGN KEY (vendor_id) REFERENCES shop.vendor(id);

ALTER TABLE ONLY shop.legal_hold
    ADD CONSTRAINT legal_hold_person_id_fkey FOREIGN KEY (person_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.legal_hold
    ADD CONSTRAINT legal_hold_released_by_fkey FOREIGN KEY (released_by) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.legal_hold
    ADD CONSTRAINT legal_hold_session_id_fkey FOREIGN KEY (session_id) REFERENCES shop.impersonation_session(id);

ALTER TABLE ONLY shop.legal_hold
    ADD CONSTRAINT legal_hold_set_by_fkey FOREIGN KEY (set_by) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.mail
    ADD CONSTRAINT mail_person_id_fkey FOREIGN KEY (person_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.member
    ADD CONSTRAINT member_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES shop.organization(id);

ALTER TABLE ONLY shop.member
    ADD CONSTRAINT member_person_id_fkey FOREIGN KEY (person_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.order_discount
    ADD CONSTRAINT order_discount_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.order_discount
    ADD CONSTRAINT order_discount_code_id_fkey FOREIGN KEY (code_id) REFERENCES shop.discount_code(id);

ALTER TABLE ONLY shop.order_discount
    ADD CONSTRAINT order_discount_order_id_fkey FOREIGN KEY (order_id) REFERENCES shop.orders(id);

ALTER TABLE ONLY shop.order_discount
    ADD CONSTRAINT order_discount_subject_id_fkey FOREIGN KEY (subject_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.order_event
    ADD CONSTRAINT order_event_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.order_event
    ADD CONSTRAINT order_event_order_id_fkey FOREIGN KEY (order_id) REFERENCES shop.orders(id);

ALTER TABLE ONLY shop.order_event
    ADD CONSTRAINT order_event_part_id_fkey FOREIGN KEY (part_id) REFERENCES shop.order_part(id);

ALTER TABLE ONLY shop.order_event
    ADD CONSTRAINT order_event_person_id_fkey FOREIGN KEY (person_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.order_line
    ADD CONSTRAINT order_line_added_by_fkey FOREIGN KEY (added_by) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.order_line
    ADD CONSTRAINT order_line_order_id_fkey FOREIGN KEY (order_id) REFERENCES shop.orders(id);

ALTER TABLE ONLY shop.order_line
    ADD CONSTRAINT order_line_part_id_fkey FOREIGN KEY (part_id) REFERENCES shop.order_part(id);

ALTER TABLE ONLY shop.order_part
    ADD CONSTRAINT order_part_order_id_fkey FOREIGN KEY (order_id) REFERENCES shop.orders(id);

ALTER TABLE ONLY shop.order_part
    ADD CONSTRAINT order_part_vendor_id_fkey FOREIGN KEY (vendor_id) REFERENCES shop.vendor(id);

ALTER TABLE ONLY shop.orders
    ADD CONSTRAINT orders_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.orders
    ADD CONSTRAINT orders_approval FOREIGN KEY (approval_id) REFERENCES shop.approval(id);

ALTER TABLE ONLY shop.orders
    ADD CONSTRAINT orders_cart_id_fkey FOREIGN KEY (cart_id) REFERENCES shop.cart(id);

ALTER TABLE ONLY shop.orders
    ADD CONSTRAINT orders_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES shop.organization(id);

ALTER TABLE ONLY shop.orders
    ADD CONSTRAINT orders_person_id_fkey FOREIGN KEY (person_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.orders
    ADD CONSTRAINT orders_placed_by_fkey FOREIGN KEY (placed_by) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.passkey
    ADD CONSTRAINT passkey_person_id_fkey FOREIGN KEY (person_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.password_reset
    ADD CONSTRAINT password_reset_person_id_fkey FOREIGN KEY (person_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.price_override
    ADD CONSTRAINT price_override_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.price_override
    ADD CONSTRAINT price_override_cart_id_fkey FOREIGN KEY (cart_id) REFERENCES shop.cart(id);

ALTER TABLE ONLY shop.price_override
    ADD CONSTRAINT price_override_cart_id_variant_id_fkey FOREIGN KEY (cart_id, variant_id) REFERENCES shop.cart_line(cart_id, variant_id) ON DELETE CASCADE;

ALTER TABLE ONLY shop.price_override
    ADD CONSTRAINT price_override_subject_id_fkey FOREIGN KEY (subject_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.product_category
    ADD CONSTRAINT product_category_category_id_fkey FOREIGN KEY (category_id) REFERENCES shop.category(id);

ALTER TABLE ONLY shop.product_category
    ADD CONSTRAINT product_category_product_id_fkey FOREIGN KEY (product_id) REFERENCES shop.product(id) ON DELETE CASCADE;

ALTER TABLE ONLY shop.product_picture
    ADD CONSTRAINT product_picture_product_id_fkey FOREIGN KEY (product_id) REFERENCES shop.product(id) ON DELETE CASCADE;

ALTER TABLE ONLY shop.product
    ADD CONSTRAINT product_vendor_id_fkey FOREIGN KEY (vendor_id) REFERENCES shop.vendor(id);

ALTER TABLE ONLY shop.recovery_code
    ADD CONSTRAINT recovery_code_person_id_fkey FOREIGN KEY (person_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.session_kill
    ADD CONSTRAINT session_kill_killed_by_fkey FOREIGN KEY (killed_by) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.session_kill
    ADD CONSTRAINT session_kill_session_id_fkey FOREIGN KEY (session_id) REFERENCES shop.impersonation_session(id);

ALTER TABLE ONLY shop.staff_discount
    ADD CONSTRAINT staff_discount_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.staff_discount
    ADD CONSTRAINT staff_discount_cart_id_fkey FOREIGN KEY (cart_id) REFERENCES shop.cart(id);

ALTER TABLE ONLY shop.staff_discount
    ADD CONSTRAINT staff_discount_subject_id_fkey FOREIGN KEY (subject_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.staff_role
    ADD CONSTRAINT staff_role_person_id_fkey FOREIGN KEY (person_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.stock
    ADD CONSTRAINT stock_variant_id_fkey FOREIGN KEY (variant_id) REFERENCES shop.variant(id) ON DELETE CASCADE;

ALTER TABLE ONLY shop.support_pin
    ADD CONSTRAINT support_pin_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.support_pin
    ADD CONSTRAINT support_pin_person_id_fkey FOREIGN KEY (person_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.support_pin
    ADD CONSTRAINT support_pin_session_id_fkey FOREIGN KEY (session_id) REFERENCES shop.impersonation_session(id);

ALTER TABLE ONLY shop.totp_pending
    ADD CONSTRAINT totp_pending_person_id_fkey FOREIGN KEY (person_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.totp
    ADD CONSTRAINT totp_person_id_fkey FOREIGN KEY (person_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.variant
    ADD CONSTRAINT variant_picture_id_fkey FOREIGN KEY (picture_id) REFERENCES shop.product_picture(id) ON DELETE SET NULL;

ALTER TABLE ONLY shop.variant
    ADD CONSTRAINT variant_product_id_vendor_id_fkey FOREIGN KEY (product_id, vendor_id) REFERENCES shop.product(id, vendor_id) ON DELETE CASCADE;

ALTER TABLE ONLY shop.vendor_shipping
    ADD CONSTRAINT vendor_shipping_vendor_id_fkey FOREIGN KEY (vendor_id) REFERENCES shop.vendor(id);

ALTER TABLE ONLY shop.vendor_user
    ADD CONSTRAINT vendor_user_person_id_fkey FOREIGN KEY (person_id) REFERENCES shop.person(id);

ALTER TABLE ONLY shop.vendor_user
    ADD CONSTRAINT vendor_user_vendor_id_fkey FOREIGN KEY (vendor_id) REFERENCES shop.vendor(id);

ALTER TABLE ONLY staging.import_change
    ADD CONSTRAINT import_change_upload_id_seq_fkey FOREIGN KEY (upload_id, seq) REFERENCES staging.import_product(upload_id, seq) ON DELETE CASCADE;

ALTER TABLE ONLY staging.import_problem
    ADD CONSTRAINT import_problem_upload_id_seq_fkey FOREIGN KEY (upload_id, seq) REFERENCES staging.import_product(upload_id, seq) ON DELETE CASCADE;

ALTER TABLE ONLY staging.import_product
    ADD CONSTRAINT import_product_upload_id_fkey FOREIGN KEY (upload_id) REFERENCES staging.upload(id) ON DELETE CASCADE;

ALTER TABLE ONLY staging.import_row
    ADD CONSTRAINT import_row_upload_id_fkey FOREIGN KEY (upload_id) REFERENCES staging.upload(id) ON DELETE CASCADE;

ALTER TABLE ONLY web.acting_state
    ADD CONSTRAINT acting_state_session_id_fkey FOREIGN KEY (session_id) REFERENCES shop.impersonation_session(id);

ALTER TABLE ONLY web.device
    ADD CONSTRAINT device_person_id_fkey FOREIGN KEY (person_id) REFERENCES shop.person(id);

ALTER TABLE ONLY web.passkey_question
    ADD CONSTRAINT passkey_question_person_id_fkey FOREIGN KEY (person_id) REFERENCES shop.person(id);

ALTER TABLE ONLY web.passkey_question
    ADD CONSTRAINT passkey_question_sign_in_id_fkey FOREIGN KEY (sign_in_id) REFERENCES web.sign_in(id);

ALTER TABLE ONLY web.session
    ADD CONSTRAINT session_sign_in_id_fkey FOREIGN KEY (sign_in_id) REFERENCES web.sign_in(id);

ALTER TABLE ONLY web.sign_in
    ADD CONSTRAINT sign_in_device_id_fkey FOREIGN KEY (device_id) REFERENCES web.device(id);

ALTER TABLE ONLY web.sign_in
    ADD CONSTRAINT sign_in_person_id_fkey FOREIGN KEY (person_id) REFERENCES shop.person(id);

GRANT USAGE ON SCHEMA audit TO standin_app;
GRANT USAGE ON SCHEMA audit TO standin_sequencer;
GRANT USAGE ON SCHEMA audit TO standin_auditor;

GRANT USAGE ON SCHEMA media TO standin_app;

GRANT USAGE ON SCHEMA river TO standin_app;

GRANT USAGE ON SCHEMA shop TO standin_app;
GRANT USAGE ON SCHEMA shop TO standin_sequencer;
GRANT USAGE ON SCHEMA shop TO standin_auditor;

GRANT USAGE ON SCHEMA staging TO standin_app;

GRANT USAGE ON SCHEMA web TO standin_app;

REVOKE ALL ON FUNCTION audit.append(first bigint, entries bigint[], digests bytea, hash_first bigint, hashes bytea, root bytea, note text, changed text) FROM PUBLIC;
GRANT ALL ON FUNCTION audit.append(first bigint, entries bigint[], digests bytea, hash_first bigint, hashes bytea, root bytea, note text, changed text) TO standin_sequencer;

REVOKE ALL ON FUNCTION audit.current() FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.end_in_time() FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.ensure_entry(name text, action text, object text) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.ensure_partitions(since timestamp with time zone, until timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION audit.ensure_partitions(since timestamp with time zone, until timestamp with time zone) TO standin_sequencer;

REVOKE ALL ON FUNCTION audit.erase(ranges int8multirange, reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION audit.erase(ranges int8multirange, reason text) TO standin_app;

GRANT SELECT ON TABLE audit.entry TO standin_app;
GRANT SELECT ON TABLE audit.entry TO standin_auditor;
GRANT SELECT ON TABLE audit.entry TO standin_sequencer;

REVOKE ALL ON FUNCTION audit.held(e audit.entry) FROM PUBLIC;
GRANT ALL ON FUNCTION audit.held(e audit.entry) TO standin_app;
GRANT ALL ON FUNCTION audit.held(e audit.entry) TO standin_auditor;

REVOKE ALL ON FUNCTION audit.hold_grant(session bigint, actor bigint, subject bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.hold_session(session_id bigint, actor bigint, subject bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.keep() FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.keep_tree() FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.open(kind text, actor bigint, subject bigint, session bigint, action text, object text, header jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION audit.open(kind text, actor bigint, subject bigint, session bigint, action text, object text, header jsonb) TO standin_app;

REVOKE ALL ON FUNCTION audit.record(kind text, actor bigint, subject bigint, session bigint, action text, outcome text, object text, passive boolean, header jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION audit.record(kind text, actor bigint, subject bigint, session bigint, action text, outcome text, object text, passive boolean, header jsonb) TO standin_app;

REVOKE ALL ON FUNCTION audit.refuse(cause text, message text) FROM PUBLIC;
GRANT ALL ON FUNCTION audit.refuse(cause text, message text) TO standin_app;

REVOKE ALL ON FUNCTION audit.refuse_key_change() FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.set_object(object_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION audit.set_object(object_name text) TO standin_app;

REVOKE ALL ON FUNCTION audit.take(at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION audit.take(at_most integer) TO standin_sequencer;

REVOKE ALL ON FUNCTION audit.watch(target regclass) FROM PUBLIC;

REVOKE ALL ON FUNCTION audit.write_entry(kind text, actor bigint, subject bigint, session bigint, action text, outcome text, object text, passive boolean, header jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.acting_view(session_id bigint, actor bigint, sign_in bigint, action text, object text, quiet boolean, header jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION shop.acting_view(session_id bigint, actor bigint, sign_in bigint, action text, object text, quiet boolean, header jsonb) TO standin_app;

REVOKE ALL ON FUNCTION shop.ask_second_person() FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.buyer_key(email text) FROM PUBLIC;
GRANT ALL ON FUNCTION shop.buyer_key(email text) TO standin_app;

REVOKE ALL ON FUNCTION shop.cancel_requests(ids bigint[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.caps_in_percent(caps jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION shop.caps_in_percent(caps jsonb) TO standin_app;

REVOKE ALL ON FUNCTION shop.check_step_up() FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.control_is_sound(name text, value jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION shop.control_is_sound(name text, value jsonb) TO standin_app;

REVOKE ALL ON FUNCTION shop.end_grants(ids bigint[], because text) FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.end_grants_of_assignment() FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.end_grants_of_feature() FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.end_grants_of_person() FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.end_grants_of_rule() FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.end_grants_of_session() FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.end_grants_of_staff() FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.end_grants_of_vendor_user() FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.end_sessions(ids bigint[], because text) FROM PUBLIC;
GRANT ALL ON FUNCTION shop.end_sessions(ids bigint[], because text) TO standin_app;

REVOKE ALL ON FUNCTION shop.end_sessions_at(ids bigint[], because text, moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION shop.end_sessions_at(ids bigint[], because text, moment timestamp with time zone) TO standin_app;

REVOKE ALL ON FUNCTION shop.hours_within(old_from time without time zone, old_until time without time zone, new_from time without time zone, new_until time without time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.keep_grant() FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.keep_hold() FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.keep_pin() FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.keep_request() FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.keep_rule() FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.keep_session() FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.keep_snapshot() FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.never_granted() FROM PUBLIC;
GRANT ALL ON FUNCTION shop.never_granted() TO standin_app;

REVOKE ALL ON FUNCTION shop.random_id() FROM PUBLIC;
GRANT ALL ON FUNCTION shop.random_id() TO standin_app;

REVOKE ALL ON FUNCTION shop.refresh_products(ids bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION shop.refresh_products(ids bigint[]) TO standin_app;

REVOKE ALL ON FUNCTION shop.session_lapse(session_id bigint, started timestamp with time zone, expires timestamp with time zone, idle_minutes integer, OUT at timestamp with time zone, OUT cause text) FROM PUBLIC;
GRANT ALL ON FUNCTION shop.session_lapse(session_id bigint, started timestamp with time zone, expires timestamp with time zone, idle_minutes integer, OUT at timestamp with time zone, OUT cause text) TO standin_app;

REVOKE ALL ON FUNCTION shop.shop_clock() FROM PUBLIC;
GRANT ALL ON FUNCTION shop.shop_clock() TO standin_app;
GRANT ALL ON FUNCTION shop.shop_clock() TO standin_sequencer;
GRANT ALL ON FUNCTION shop.shop_clock() TO standin_auditor;

REVOKE ALL ON FUNCTION shop.shop_now() FROM PUBLIC;
GRANT ALL ON FUNCTION shop.shop_now() TO standin_app;
GRANT ALL ON FUNCTION shop.shop_now() TO standin_sequencer;
GRANT ALL ON FUNCTION shop.shop_now() TO standin_auditor;

REVOKE ALL ON FUNCTION shop.sku_key(sku text) FROM PUBLIC;
GRANT ALL ON FUNCTION shop.sku_key(sku text) TO standin_app;

REVOKE ALL ON FUNCTION shop.void_by_assignment() FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.void_by_consent() FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.void_by_member() FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.void_by_organization() FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.void_by_person() FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.void_by_request() FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.void_by_rule() FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.void_by_sensitive() FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.void_by_setting() FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.void_by_sign_in() FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.void_by_staff_role() FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.void_by_vendor_user() FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.void_requests() FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.void_stepped_up() FROM PUBLIC;

REVOKE ALL ON FUNCTION shop.words_like(word text) FROM PUBLIC;
GRANT ALL ON FUNCTION shop.words_like(word text) TO standin_app;

GRANT SELECT ON TABLE audit.checkpoint TO standin_app;
GRANT SELECT ON TABLE audit.checkpoint TO standin_sequencer;
GRANT SELECT ON TABLE audit.checkpoint TO standin_auditor;

GRANT SELECT ON TABLE audit."column" TO standin_app;
GRANT SELECT ON TABLE audit."column" TO standin_auditor;

GRANT SELECT ON TABLE audit.hash TO standin_app;
GRANT SELECT ON TABLE audit.hash TO standin_sequencer;
GRANT SELECT ON TABLE audit.hash TO standin_auditor;

GRANT SELECT ON TABLE audit.leaf TO standin_app;
GRANT SELECT ON TABLE audit.leaf TO standin_sequencer;
GRANT SELECT ON TABLE audit.leaf TO standin_auditor;

GRANT SELECT ON TABLE audit.payload TO standin_app;
GRANT SELECT ON TABLE audit.payload TO standin_auditor;
GRANT SELECT ON TABLE audit.payload TO standin_sequencer;

GRANT SELECT ON TABLE audit.pending TO standin_auditor;
GRANT SELECT ON TABLE audit.pending TO standin_sequencer;

GRANT SELECT,INSERT,DELETE ON TABLE media.blob TO standin_app;

GRANT SELECT,INSERT,UPDATE ON TABLE shop.acting_request TO standin_app;
GRANT SELECT ON TABLE shop.acting_request TO standin_auditor;

GRANT SELECT,INSERT ON TABLE shop.acting_told TO standin_app;
GRANT SELECT ON TABLE shop.acting_told TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.address TO standin_app;
GRANT SELECT ON TABLE shop.address TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.approval TO standin_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.assignment TO standin_app;
GRANT SELECT ON TABLE shop.assignment TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.cart TO standin_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.cart_discount TO standin_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.cart_help TO standin_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.cart_line TO standin_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.cart_touch TO standin_app;
GRANT SELECT ON TABLE shop.cart_touch TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.category TO standin_app;
GRANT SELECT ON TABLE shop.category TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.checkpoint_copy TO standin_app;
GRANT SELECT ON TABLE shop.checkpoint_copy TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.consent TO standin_app;
GRANT SELECT ON TABLE shop.consent TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.customer_note TO standin_app;
GRANT SELECT ON TABLE shop.customer_note TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.discount_code TO standin_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.discount_use TO standin_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.former_slug TO standin_app;
GRANT SELECT ON TABLE shop.former_slug TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.help_answer TO standin_app;
GRANT SELECT ON TABLE shop.help_answer TO standin_auditor;

GRANT SELECT,INSERT,UPDATE ON TABLE shop.impersonation_rule TO standin_app;
GRANT SELECT ON TABLE shop.impersonation_rule TO standin_auditor;

GRANT SELECT,INSERT ON TABLE shop.impersonation_session TO standin_app;
GRANT SELECT ON TABLE shop.impersonation_session TO standin_auditor;

GRANT SELECT,INSERT ON TABLE shop.impersonation_step_up TO standin_app;
GRANT SELECT ON TABLE shop.impersonation_step_up TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.import_run TO standin_app;
GRANT SELECT ON TABLE shop.import_run TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.invitation TO standin_app;

GRANT SELECT,INSERT,UPDATE ON TABLE shop.job_grant TO standin_app;
GRANT SELECT ON TABLE shop.job_grant TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.legal_hold TO standin_app;
GRANT SELECT ON TABLE shop.legal_hold TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.mail TO standin_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.member TO standin_app;
GRANT SELECT ON TABLE shop.member TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.order_discount TO standin_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.order_event TO standin_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.order_line TO standin_app;

GRANT USAGE ON SEQUENCE shop.order_number_seq TO standin_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.order_part TO standin_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.orders TO standin_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.organization TO standin_app;
GRANT SELECT ON TABLE shop.organization TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.passkey TO standin_app;
GRANT SELECT ON TABLE shop.passkey TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.password_reset TO standin_app;
GRANT SELECT ON TABLE shop.password_reset TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.person TO standin_app;

GRANT SELECT(id) ON TABLE shop.person TO standin_auditor;

GRANT SELECT(public_id) ON TABLE shop.person TO standin_auditor;

GRANT SELECT(email) ON TABLE shop.person TO standin_auditor;

GRANT SELECT(name) ON TABLE shop.person TO standin_auditor;

GRANT SELECT(status) ON TABLE shop.person TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.price_override TO standin_app;
GRANT SELECT ON TABLE shop.price_override TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.product TO standin_app;
GRANT SELECT ON TABLE shop.product TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.product_category TO standin_app;
GRANT SELECT ON TABLE shop.product_category TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.product_picture TO standin_app;
GRANT SELECT ON TABLE shop.product_picture TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.recovery_code TO standin_app;

GRANT SELECT,INSERT ON TABLE shop.session_kill TO standin_app;
GRANT SELECT ON TABLE shop.session_kill TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.setting TO standin_app;
GRANT SELECT ON TABLE shop.setting TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.staff_discount TO standin_app;
GRANT SELECT ON TABLE shop.staff_discount TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.staff_role TO standin_app;
GRANT SELECT ON TABLE shop.staff_role TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.stock TO standin_app;
GRANT SELECT ON TABLE shop.stock TO standin_auditor;

GRANT SELECT,INSERT,UPDATE ON TABLE shop.support_pin TO standin_app;

GRANT SELECT(id) ON TABLE shop.support_pin TO standin_auditor;

GRANT SELECT(person_id) ON TABLE shop.support_pin TO standin_auditor;

GRANT SELECT(how) ON TABLE shop.support_pin TO standin_auditor;

GRANT SELECT(asked_by) ON TABLE shop.support_pin TO standin_auditor;

GRANT SELECT(made_at) ON TABLE shop.support_pin TO standin_auditor;

GRANT SELECT(expires_at) ON TABLE shop.support_pin TO standin_auditor;

GRANT SELECT(ended_at) ON TABLE shop.support_pin TO standin_auditor;

GRANT SELECT(ended_by) ON TABLE shop.support_pin TO standin_auditor;

GRANT SELECT(session_id) ON TABLE shop.support_pin TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.totp TO standin_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.totp_pending TO standin_app;
GRANT SELECT ON TABLE shop.totp_pending TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.variant TO standin_app;
GRANT SELECT ON TABLE shop.variant TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.vendor TO standin_app;
GRANT SELECT ON TABLE shop.vendor TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.vendor_shipping TO standin_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shop.vendor_user TO standin_app;
GRANT SELECT ON TABLE shop.vendor_user TO standin_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE staging.import_change TO standin_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE staging.import_problem TO standin_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE staging.import_product TO standin_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE staging.import_row TO standin_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE staging.upload TO standin_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE web.acting_state TO standin_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE web.device TO standin_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE web.passkey_question TO standin_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE web.session TO standin_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE web.sign_in TO standin_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE web.throttle TO standin_app;

ALTER DEFAULT PRIVILEGES FOR ROLE standin_owner IN SCHEMA media GRANT SELECT,INSERT,DELETE,UPDATE ON TABLES  TO standin_app;

ALTER DEFAULT PRIVILEGES FOR ROLE standin_owner IN SCHEMA shop GRANT SELECT,INSERT,DELETE,UPDATE ON TABLES  TO standin_app;

ALTER DEFAULT PRIVILEGES FOR ROLE standin_owner IN SCHEMA staging GRANT SELECT,INSERT,DELETE,UPDATE ON TABLES  TO standin_app;

ALTER DEFAULT PRIVILEGES FOR ROLE standin_owner IN SCHEMA web GRANT SELECT,INSERT,DELETE,UPDATE ON TABLES  TO standin_app;

ALTER DEFAULT PRIVILEGES FOR ROLE standin_owner REVOKE ALL ON FUNCTIONS  FROM PUBLIC;


--
-- PostgreSQL database dump complete
--
