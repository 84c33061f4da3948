-- The tree over the record: leaves, stored hashes, signed checkpoints, and the one way to erase what they were made of.

-- +goose Up
CREATE TABLE audit.leaf (
  index  bigint PRIMARY KEY CHECK (index >= 0),
  entry  bigint NOT NULL UNIQUE,
  digest bytea NOT NULL CHECK (length(digest) = 32)
);
COMMENT ON TABLE audit.leaf IS 'The place of each entry in the tree, in the order in which the sequencer found them committed.';
COMMENT ON COLUMN audit.leaf.digest IS 'Salted hash of the entry''s payload: stays, and says nothing, when the payload is erased.';

CREATE TABLE audit.hash (
  index bigint PRIMARY KEY CHECK (index >= 0),
  hash  bytea NOT NULL CHECK (length(hash) = 32)
);
COMMENT ON TABLE audit.hash IS 'The tree''s hashes in the order of golang.org/x/mod/sumdb/tlog (StoredHashIndex): a leaf, then the subtrees it completes.';

CREATE TABLE audit.checkpoint (
  size bigint PRIMARY KEY CHECK (size > 0),
  root bytea NOT NULL CHECK (length(root) = 32),
  note text NOT NULL,
  at   timestamptz NOT NULL DEFAULT shop.shop_clock()
);
COMMENT ON TABLE audit.checkpoint IS 'Signed notes (origin, size, root) over the tree as it grew; the key lies outside the database.';

-- +goose StatementBegin
CREATE FUNCTION audit.keep_tree() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'the record is not changed: % on audit.%', TG_OP, TG_TABLE_NAME USING ERRCODE = 'SH003';
END $$;
-- +goose StatementEnd

CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON audit.leaf FOR EACH ROW EXECUTE FUNCTION audit.keep_tree();
CREATE TRIGGER keep_all BEFORE TRUNCATE ON audit.leaf FOR EACH STATEMENT EXECUTE FUNCTION audit.keep_tree();
CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON audit.hash FOR EACH ROW EXECUTE FUNCTION audit.keep_tree();
CREATE TRIGGER keep_all BEFORE TRUNCATE ON audit.hash FOR EACH STATEMENT EXECUTE FUNCTION audit.keep_tree();
CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON audit.checkpoint FOR EACH ROW EXECUTE FUNCTION audit.keep_tree();
CREATE TRIGGER keep_all BEFORE TRUNCATE ON audit.checkpoint FOR EACH STATEMENT EXECUTE FUNCTION audit.keep_tree();
ALTER TABLE audit.leaf ENABLE ALWAYS TRIGGER keep;
ALTER TABLE audit.leaf ENABLE ALWAYS TRIGGER keep_all;
ALTER TABLE audit.hash ENABLE ALWAYS TRIGGER keep;
ALTER TABLE audit.hash ENABLE ALWAYS TRIGGER keep_all;
ALTER TABLE audit.checkpoint ENABLE ALWAYS TRIGGER keep;
ALTER TABLE audit.checkpoint ENABLE ALWAYS TRIGGER keep_all;

GRANT SELECT ON audit.leaf, audit.hash, audit.checkpoint TO standin_app, standin_sequencer, standin_auditor;
GRANT SELECT ON audit.entry, audit.payload, audit.pending TO standin_sequencer;

-- Whoever reads the record needs no passwords, not even hashed.
REVOKE SELECT ON shop.person, shop.totp, shop.recovery_code, shop.invitation FROM standin_auditor;
GRANT SELECT (id, public_id, name, email, status) ON shop.person TO standin_auditor;

-- +goose StatementBegin
CREATE FUNCTION audit.take(at_most integer) RETURNS SETOF bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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
COMMENT ON FUNCTION audit.take(integer) IS 'Takes pending entries for the tree; nothing while another sequencer holds the lock.';

-- Digests and hashes come as one string of bytes each: a bytea parameter costs far less than an array of them.
CREATE FUNCTION audit.append(first bigint, entries bigint[], digests bytea, hash_first bigint, hashes bytea, root bytea, note text, changed text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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
COMMENT ON FUNCTION audit.append(bigint, bigint[], bytea, bigint, bytea, bytea, text, text) IS
  'Adds leaves, hashes and a checkpoint, which must follow the last one; tells listeners on shop_changed what rows changed.';

CREATE FUNCTION audit.erase(first_entry bigint, last_entry bigint, reason text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE e bigint; t timestamptz; r record; n bigint := 0; k bigint;
BEGIN
  SELECT c.entry, c.at INTO e, t FROM audit.current() c;
  IF (SELECT action FROM audit.entry WHERE id = e) <> 'audit.erase' OR coalesce(reason, '') = '' OR last_entry < first_entry OR last_entry >= e THEN
    RAISE EXCEPTION 'an erasure is an entry of its own (audit.erase), with a range before it and a reason' USING ERRCODE = 'SH003';
  END IF;
  IF EXISTS (SELECT FROM audit.entry x WHERE x.id BETWEEN first_entry AND last_entry AND x.at > t - interval '12 months') THEN
    RAISE EXCEPTION 'the record is kept for twelve months at least' USING ERRCODE = 'check_violation', CONSTRAINT = 'audit_retention_floor';
  END IF;
  IF EXISTS (SELECT FROM audit.entry x WHERE x.id BETWEEN first_entry AND last_entry
               AND (x.action = 'audit.erase' OR NOT EXISTS (SELECT FROM audit.leaf l WHERE l.entry = x.id))) THEN
    RAISE EXCEPTION 'entries outside the tree, and erasures themselves, are not erased' USING ERRCODE = 'check_violation', CONSTRAINT = 'audit_erase_range';
  END IF;
  -- The range stands in the entry itself, and so in the tree, where nothing erases it.
  UPDATE audit.entry SET object = format('entries:%s-%s', first_entry, last_entry) WHERE id = e;
  FOR r IN SELECT x.id, x.at FROM audit.entry x WHERE x.id BETWEEN first_entry AND last_entry LOOP
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
COMMENT ON FUNCTION audit.erase(bigint, bigint, text) IS
  'Removes the payload of a range of entries older than twelve months; the only delete the record knows. The leaves stay.';

-- These keep their plans as long as their connection lives: one made while the record was small would read all of it each time once
-- it is not (measured: 200 changes took 2 s over 15,000 entries, 0.1 s so).
ALTER FUNCTION audit.current() SET enable_seqscan = off;
ALTER FUNCTION audit.refuse(text, text) SET enable_seqscan = off;
ALTER FUNCTION audit.set_object(text) SET enable_seqscan = off;

GRANT EXECUTE ON FUNCTION audit.take(integer), audit.append(bigint, bigint[], bytea, bigint, bytea, bytea, text, text) TO standin_sequencer;
GRANT EXECUTE ON FUNCTION audit.erase(bigint, bigint, text) TO standin_app;

-- +goose Down
DROP FUNCTION audit.erase(bigint, bigint, text), audit.append(bigint, bigint[], bytea, bigint, bytea, bytea, text, text), audit.take(integer);
DROP TABLE audit.checkpoint, audit.hash, audit.leaf;
DROP FUNCTION audit.keep_tree();
