-- The ground: schemas, roles, one clock, and the record that no write can go round.

-- +goose Up
-- +goose StatementBegin
DO $$
DECLARE r text;
BEGIN
  -- Group roles of the cluster. An operator makes login users and grants them one of these.
  FOREACH r IN ARRAY ARRAY['standin_app', 'standin_sequencer', 'standin_auditor'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', r);
    END IF;
  END LOOP;
END $$;
-- +goose StatementEnd

CREATE SCHEMA shop;
CREATE SCHEMA audit;
CREATE SCHEMA web;
CREATE SCHEMA staging;
CREATE SCHEMA media;
COMMENT ON SCHEMA shop IS 'What the business is: every table here is watched by the record.';
COMMENT ON SCHEMA audit IS 'The record: entries, their payload, the tree. Written by definer functions only.';
COMMENT ON SCHEMA web IS 'Sign-ins, devices and throttles: the traffic, not the business.';
COMMENT ON SCHEMA staging IS 'Rows of uploaded files on their way into the catalog.';
COMMENT ON SCHEMA media IS 'Pictures and files by their hash.';

GRANT USAGE ON SCHEMA shop, web, staging, media TO standin_app;
GRANT USAGE ON SCHEMA audit TO standin_app, standin_sequencer, standin_auditor;
GRANT USAGE ON SCHEMA shop TO standin_sequencer, standin_auditor;
ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO standin_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA web GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO standin_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA staging GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO standin_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA media GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO standin_app;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- One clock. Tests and the seed replace both, as owner, with shifted ones; the app role cannot.
CREATE FUNCTION shop.shop_now() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT now()';
CREATE FUNCTION shop.shop_clock() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT clock_timestamp()';
COMMENT ON FUNCTION shop.shop_now() IS 'The time at which this transaction began: what every row of it carries.';
COMMENT ON FUNCTION shop.shop_clock() IS 'The time of this very moment: read after a lock was waited for.';
GRANT EXECUTE ON FUNCTION shop.shop_now(), shop.shop_clock() TO standin_app, standin_sequencer, standin_auditor;

-- +goose StatementBegin
CREATE FUNCTION shop.random_id() RETURNS text LANGUAGE sql VOLATILE AS $$
  SELECT translate(encode(substring(uuid_send(gen_random_uuid()) FROM 9 FOR 8) || substring(uuid_send(gen_random_uuid()) FROM 1 FOR 4), 'base64'), '+/=', 'xyz')
$$;
-- +goose StatementEnd
COMMENT ON FUNCTION shop.random_id() IS 'A random id of 16 letters for addresses that are personal.';
GRANT EXECUTE ON FUNCTION shop.random_id() TO standin_app;

-- The record ---------------------------------------------------------------------------------------------------------

CREATE TABLE audit.entry (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at      timestamptz NOT NULL,
  kind    text NOT NULL CHECK (kind IN ('person', 'guest', 'system', 'provider', 'operator')),
  actor   bigint,
  subject bigint,
  session bigint,
  action  text NOT NULL CHECK (action <> ''),
  outcome text NOT NULL DEFAULT 'done' CHECK (outcome IN ('done', 'refused', 'viewed', 'failed')),
  object  text NOT NULL DEFAULT '',
  passive boolean NOT NULL DEFAULT false,
  xid     xid8 NOT NULL,
  CHECK (kind <> 'person' OR actor IS NOT NULL),
  CHECK (session IS NULL OR (actor IS NOT NULL AND subject IS NOT NULL))
);
COMMENT ON TABLE audit.entry IS 'One row per action, refusal or view. Holds opaque ids only, so it may stay for ever; names and values are payload.';
COMMENT ON COLUMN audit.entry.actor IS 'Who was really there (RFC 8693 act): a person''s id, or the cart''s for a guest.';
COMMENT ON COLUMN audit.entry.subject IS 'Who was acted for (RFC 8693 sub); empty when the actor was themselves.';
COMMENT ON COLUMN audit.entry.passive IS 'A poll or live stream: checked, but no sign of life, so idle time runs on.';
COMMENT ON COLUMN audit.entry.xid IS 'The transaction that wrote it: a capture trigger accepts no other.';
CREATE INDEX entry_session_at ON audit.entry (session, at DESC) WHERE session IS NOT NULL;
CREATE INDEX entry_actor_id ON audit.entry (actor, id DESC);
CREATE INDEX entry_subject_id ON audit.entry (subject, id DESC) WHERE subject IS NOT NULL;
CREATE INDEX entry_action_id ON audit.entry (action, id DESC);
CREATE INDEX entry_at ON audit.entry (at);

CREATE SEQUENCE audit.payload_seq;
CREATE TABLE audit.payload (
  entry bigint NOT NULL,
  at    timestamptz NOT NULL,
  seq   bigint NOT NULL DEFAULT nextval('audit.payload_seq'),
  salt  bytea,
  body  jsonb NOT NULL,
  PRIMARY KEY (entry, seq, at)
) PARTITION BY RANGE (at);
COMMENT ON TABLE audit.payload IS 'What may have to be erased: the header (reason, address, path) with its salt first, then one row per changed row.';
COMMENT ON COLUMN audit.payload.at IS 'The entry''s time, so that months can be erased whole.';
COMMENT ON COLUMN audit.payload.salt IS 'On the header row: makes the leaf''s digest say nothing once the payload is gone.';
CREATE TABLE audit.payload_other PARTITION OF audit.payload DEFAULT;

CREATE TABLE audit.pending (entry bigint PRIMARY KEY);
COMMENT ON TABLE audit.pending IS 'Entries that are not yet leaves of the tree. Ids commit out of order, so the sequencer takes from here.';

CREATE TABLE audit.column (
  table_name  text NOT NULL,
  column_name text NOT NULL,
  how         text NOT NULL CHECK (how IN ('omit', 'hash')),
  PRIMARY KEY (table_name, column_name)
);
COMMENT ON TABLE audit.column IS 'Columns whose value must not stand in the record: left out, or shown as a hash.';

GRANT SELECT ON audit.entry, audit.payload, audit.column TO standin_app, standin_auditor;
GRANT SELECT ON audit.pending TO standin_auditor;

-- +goose StatementBegin
CREATE FUNCTION audit.ensure_partitions(since timestamptz, until timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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
-- +goose StatementEnd
COMMENT ON FUNCTION audit.ensure_partitions(timestamptz, timestamptz) IS 'Makes the monthly partitions of the payload; the sequencer calls it each day.';
GRANT EXECUTE ON FUNCTION audit.ensure_partitions(timestamptz, timestamptz) TO standin_sequencer;
SELECT audit.ensure_partitions(now() - interval '14 months', now() + interval '3 months');

-- +goose StatementBegin
CREATE FUNCTION audit.write_entry(kind text, actor bigint, subject bigint, session bigint, action text, outcome text,
  object text, passive boolean, header jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE e bigint; t timestamptz := shop.shop_now();
BEGIN
  INSERT INTO audit.entry AS n (at, kind, actor, subject, session, action, outcome, object, passive, xid)
  VALUES (t, kind, nullif(actor, 0), nullif(subject, 0), nullif(session, 0), action, outcome, object, passive, pg_current_xact_id())
  RETURNING n.id INTO e;
  INSERT INTO audit.payload (entry, at, salt, body) VALUES (e, t, uuid_send(gen_random_uuid()), header);
  INSERT INTO audit.pending VALUES (e);
  RETURN e;
END $$;

-- Replaced by the migration that brings impersonation: until then there is no session to act under.
CREATE FUNCTION audit.hold_session(session_id bigint, actor bigint, subject bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'there is no session %', session_id USING ERRCODE = 'SH002';
END $$;

CREATE FUNCTION audit.open(kind text, actor bigint, subject bigint, session bigint, action text, object text, header jsonb)
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
COMMENT ON FUNCTION audit.open(text, bigint, bigint, bigint, text, text, jsonb) IS
  'Begins the one entry of this transaction. Refuses (SH002) an acting session that ended, lapsed, or is another actor''s, and holds its row FOR SHARE until the commit.';

CREATE FUNCTION audit.refuse(cause text, message text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE e bigint; t timestamptz;
BEGIN
  SELECT c.entry, c.at INTO e, t FROM audit.current() c;
  UPDATE audit.entry SET outcome = 'refused' WHERE id = e;
  INSERT INTO audit.payload (entry, at, body) VALUES (e, t, jsonb_build_object('cause', cause, 'message', message));
END $$;
COMMENT ON FUNCTION audit.refuse(text, text) IS 'Marks the entry of this transaction as a refusal, with its cause.';

CREATE FUNCTION audit.set_object(object_name text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE e bigint;
BEGIN
  SELECT c.entry INTO e FROM audit.current() c;
  UPDATE audit.entry SET object = object_name WHERE id = e;
END $$;
COMMENT ON FUNCTION audit.set_object(text) IS 'Names what this transaction was about, such as order:17, once its id is known.';

CREATE FUNCTION audit.current() RETURNS TABLE (entry bigint, at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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

CREATE FUNCTION audit.record(kind text, actor bigint, subject bigint, session bigint, action text, outcome text,
  object text, passive boolean, header jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF outcome = 'done' AND action NOT LIKE 'sign_in.%' AND action NOT LIKE 'export.%' AND action NOT LIKE 'audit.%' THEN
    RAISE EXCEPTION 'what was done is recorded by its own transaction' USING ERRCODE = 'SH001';
  END IF;
  IF outcome = 'viewed' THEN
    PERFORM set_config('synchronous_commit', 'off', true);
  END IF;
  RETURN audit.write_entry(kind, actor, subject, session, action, outcome, object, passive, header);
END $$;
COMMENT ON FUNCTION audit.record(text, bigint, bigint, bigint, text, text, text, boolean, jsonb) IS
  'An entry without row changes: views (commit asynchronously), refusals, sign-ins, exports, reads of the record.';

CREATE FUNCTION audit.refuse_key_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the key of %.% does not change', TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'SH003';
END $$;

CREATE FUNCTION audit.keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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

-- Writes the capture functions and triggers of one table, with its omitted and hashed columns as they are marked now. Call it
-- again after marking another column.
CREATE FUNCTION audit.watch(target regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $watch$
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
END $watch$;
-- +goose StatementEnd
COMMENT ON FUNCTION audit.watch(regclass) IS 'Puts the capture triggers on a table of schema shop; every migration that makes one calls it.';

CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON audit.entry FOR EACH ROW EXECUTE FUNCTION audit.keep();
CREATE TRIGGER keep_all BEFORE TRUNCATE ON audit.entry FOR EACH STATEMENT EXECUTE FUNCTION audit.keep();
CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON audit.payload FOR EACH ROW EXECUTE FUNCTION audit.keep();
CREATE TRIGGER keep_all BEFORE TRUNCATE ON audit.payload FOR EACH STATEMENT EXECUTE FUNCTION audit.keep();
ALTER TABLE audit.entry ENABLE ALWAYS TRIGGER keep;
ALTER TABLE audit.entry ENABLE ALWAYS TRIGGER keep_all;
ALTER TABLE audit.payload ENABLE ALWAYS TRIGGER keep;
ALTER TABLE audit.payload ENABLE ALWAYS TRIGGER keep_all;

GRANT EXECUTE ON FUNCTION audit.open(text, bigint, bigint, bigint, text, text, jsonb), audit.refuse(text, text), audit.set_object(text),
  audit.record(text, bigint, bigint, bigint, text, text, text, boolean, jsonb) TO standin_app;

-- +goose Down
DROP SCHEMA media CASCADE;
DROP SCHEMA staging CASCADE;
DROP SCHEMA web CASCADE;
DROP SCHEMA audit CASCADE;
DROP SCHEMA shop CASCADE;
