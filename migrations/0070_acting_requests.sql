-- A start that needs somebody's yes waits as a row, and the person whose account needs a second pair of eyes is marked.

-- +goose Up
ALTER TABLE shop.person ADD COLUMN sensitive boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN shop.person.sensitive IS 'Set by an administrator: nobody acts for this person without a second member of staff who says yes, on top of what the rule asks.';

CREATE TABLE shop.acting_request (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id       text NOT NULL DEFAULT shop.random_id() UNIQUE,
  kind            text NOT NULL CHECK (kind IN ('prompt', 'second_person')),
  actor_id        bigint NOT NULL REFERENCES shop.person,
  subject_id      bigint NOT NULL REFERENCES shop.person,
  sign_in_id      bigint NOT NULL REFERENCES web.sign_in,
  actor_role      text NOT NULL,
  rule_id         bigint NOT NULL,
  capacity        text NOT NULL CHECK (capacity IN ('shopper', 'vendor', 'organization')),
  vendor_id       bigint REFERENCES shop.vendor,
  organization_id bigint REFERENCES shop.organization,
  mode            text NOT NULL CHECK (mode IN ('read_only', 'act')),
  reason          text NOT NULL CHECK (length(btrim(reason)) BETWEEN 1 AND 500),
  ticket          text NOT NULL DEFAULT '' CHECK (length(ticket) <= 60),
  return_path     text NOT NULL DEFAULT '/' CHECK (return_path LIKE '/%'),
  text            text NOT NULL,
  state           text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'yes', 'no', 'lapsed', 'cancelled', 'used', 'withdrawn')),
  asked_at        timestamptz NOT NULL DEFAULT shop.shop_now(),
  expires_at      timestamptz NOT NULL DEFAULT shop.shop_now() + interval '15 minutes',
  answered_at     timestamptz,
  answered_by     bigint REFERENCES shop.person,
  session_id      bigint REFERENCES shop.impersonation_session,
  CHECK (actor_id <> subject_id),
  CHECK (expires_at <= asked_at + interval '15 minutes'),
  CHECK ((answered_at IS NULL) = (answered_by IS NULL)),
  CHECK (state NOT IN ('yes', 'no', 'used', 'withdrawn') OR answered_by IS NOT NULL),
  CHECK ((state IN ('used', 'withdrawn')) = (session_id IS NOT NULL)),
  CONSTRAINT acting_request_own_yes CHECK (kind <> 'prompt' OR answered_by = subject_id),
  CONSTRAINT acting_request_second CHECK (kind <> 'second_person' OR answered_by NOT IN (actor_id, subject_id))
);
COMMENT ON TABLE shop.acting_request IS 'A start that waits for a yes: of the person themselves on their own screen, or of another member of staff. Good for 15 minutes and once.';
COMMENT ON COLUMN shop.acting_request.sign_in_id IS 'Only the sign-in that asked may start on the yes.';
COMMENT ON COLUMN shop.acting_request.rule_id IS 'The rule whose promise the text makes; when it changes, the request is cancelled.';
COMMENT ON COLUMN shop.acting_request.text IS 'What was shown to who was asked: the yes is to this, and the session keeps it.';
-- One open question of a kind at a time: asking again takes the place of the one before.
CREATE UNIQUE INDEX acting_request_open ON shop.acting_request (actor_id, subject_id, kind) WHERE state IN ('waiting', 'yes');
CREATE INDEX acting_request_subject ON shop.acting_request (subject_id, asked_at DESC);
CREATE INDEX acting_request_waiting ON shop.acting_request (expires_at) WHERE state IN ('waiting', 'yes');
CREATE INDEX acting_request_session ON shop.acting_request (session_id) WHERE session_id IS NOT NULL;
SELECT audit.watch('shop.acting_request');
REVOKE DELETE, TRUNCATE ON shop.acting_request FROM standin_app;

ALTER TABLE shop.impersonation_session ADD CONSTRAINT impersonation_session_second
  CHECK (second_person NOT IN (actor_id, subject_id) AND (consent_kind <> 'second_person' OR second_person IS NOT NULL));
COMMENT ON COLUMN shop.impersonation_session.second_person IS 'The member of staff who said yes to this very session, where one had to.';

-- +goose StatementBegin
CREATE FUNCTION shop.keep_request() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
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

CREATE FUNCTION shop.cancel_requests(ids bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF cardinality(ids) = 0 THEN
    RETURN;
  END IF;
  PERFORM audit.ensure_entry('acting', 'acting.cancel_request', 'request:' || ids[1]);
  UPDATE shop.acting_request SET state = 'cancelled' WHERE id = ANY (ids) AND state IN ('waiting', 'yes');
END $$;

-- What voids a session voids a request for one, in the same transaction.
CREATE FUNCTION shop.void_requests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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

CREATE FUNCTION shop.void_by_request() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM shop.end_sessions(ARRAY[NEW.session_id], 'consent_withdrawn');
  RETURN NULL;
END $$;

CREATE FUNCTION shop.void_by_sensitive() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM shop.end_sessions(ARRAY(SELECT id FROM shop.impersonation_session
    WHERE subject_id = NEW.id AND second_person IS NULL AND ended_at IS NULL), 'subject_changed');
  RETURN NULL;
END $$;

-- The database keeps the promise, too: no session for a marked account without a second person.
CREATE FUNCTION shop.ask_second_person() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.second_person IS NULL AND EXISTS (SELECT FROM shop.person p WHERE p.id = NEW.subject_id AND p.sensitive) THEN
    RAISE EXCEPTION 'acting for this person needs a second person' USING ERRCODE = 'SH003';
  END IF;
  RETURN NEW;
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION shop.cancel_requests(bigint[]) IS 'Cancels those of the requests that are still open, under the entry of this transaction or one of its own.';

CREATE TRIGGER keep BEFORE UPDATE ON shop.acting_request FOR EACH ROW EXECUTE FUNCTION shop.keep_request();
CREATE TRIGGER withdrawn AFTER UPDATE OF state ON shop.acting_request FOR EACH ROW
  WHEN (OLD.state = 'used' AND NEW.state = 'withdrawn') EXECUTE FUNCTION shop.void_by_request();
CREATE TRIGGER void_requests AFTER UPDATE OF ended_at ON web.sign_in FOR EACH ROW
  WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL) EXECUTE FUNCTION shop.void_requests();
CREATE TRIGGER void_requests AFTER UPDATE OF status, never_impersonate ON shop.person FOR EACH ROW
  WHEN (NEW.status <> OLD.status OR NEW.never_impersonate AND NOT OLD.never_impersonate) EXECUTE FUNCTION shop.void_requests();
CREATE TRIGGER void_requests AFTER INSERT OR UPDATE OR DELETE ON shop.staff_role FOR EACH ROW EXECUTE FUNCTION shop.void_requests();
CREATE TRIGGER void_requests AFTER INSERT OR UPDATE ON shop.consent FOR EACH ROW WHEN (NEW.state = 'never') EXECUTE FUNCTION shop.void_requests();
CREATE TRIGGER void_requests AFTER UPDATE OR DELETE ON shop.impersonation_rule FOR EACH ROW EXECUTE FUNCTION shop.void_requests();
CREATE TRIGGER void_requests AFTER UPDATE ON shop.setting FOR EACH ROW
  WHEN (NEW.name = 'acting.enabled' AND NEW.value <> 'true') EXECUTE FUNCTION shop.void_requests();
CREATE TRIGGER void_sessions_sensitive AFTER UPDATE OF sensitive ON shop.person FOR EACH ROW
  WHEN (NEW.sensitive AND NOT OLD.sensitive) EXECUTE FUNCTION shop.void_by_sensitive();
CREATE TRIGGER ask_second_person BEFORE INSERT ON shop.impersonation_session FOR EACH ROW EXECUTE FUNCTION shop.ask_second_person();

-- +goose StatementBegin
DO $$
DECLARE t record;
BEGIN
  FOR t IN SELECT g.tgname, g.tgrelid::regclass AS r FROM pg_trigger g WHERE g.tgname IN ('void_requests', 'void_sessions_sensitive', 'ask_second_person')
             OR g.tgrelid = 'shop.acting_request'::regclass AND g.tgname IN ('keep', 'withdrawn') LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', t.r, t.tgname);
  END LOOP;
END $$;
-- +goose StatementEnd
GRANT SELECT ON shop.acting_request TO standin_auditor;

-- +goose Down
DROP FUNCTION shop.keep_request, shop.cancel_requests, shop.void_requests, shop.void_by_request, shop.void_by_sensitive, shop.ask_second_person CASCADE;
ALTER TABLE shop.impersonation_session DROP CONSTRAINT impersonation_session_second;
DROP TABLE shop.acting_request;
ALTER TABLE shop.person DROP COLUMN sensitive;
