-- Finding in the record: each filter of the session log and of the entries goes down an index in the order of its pages, so that a
-- first page costs the same over a thousand entries and over a million.

-- +goose Up
-- Lists are in the order of time, the id parting what happened in the same moment.
DROP INDEX audit.entry_actor_id, audit.entry_subject_id, audit.entry_action_id, audit.entry_at;
CREATE INDEX entry_at ON audit.entry (at DESC, id DESC);
CREATE INDEX entry_actor_at ON audit.entry (actor, at DESC, id DESC);
CREATE INDEX entry_subject_at ON audit.entry (subject, at DESC, id DESC) WHERE subject IS NOT NULL;
CREATE INDEX entry_action_at ON audit.entry (action, at DESC, id DESC);
CREATE INDEX entry_outcome_at ON audit.entry (outcome, at DESC, id DESC) WHERE outcome IN ('refused', 'failed');
-- An erasure of many ranges names them all in its object, which no index could hold.
CREATE INDEX entry_object_at ON audit.entry (object, at DESC, id DESC) WHERE object <> '' AND length(object) <= 80;
CREATE INDEX entry_refused_start_at ON audit.entry (at DESC, id DESC) WHERE action = 'acting.start' AND outcome = 'refused';
-- What was done or refused in a session, pages looked at left out: "with changes", "in which a code was used".
CREATE INDEX entry_session_act ON audit.entry (session, outcome, action) WHERE session IS NOT NULL AND outcome <> 'viewed';

CREATE INDEX impersonation_session_cause ON shop.impersonation_session (end_cause, started_at DESC, id DESC) WHERE end_cause IS NOT NULL;
CREATE INDEX impersonation_session_role ON shop.impersonation_session (actor_role, started_at DESC, id DESC);
CREATE INDEX impersonation_session_reason ON shop.impersonation_session USING gin (reason public.gin_trgm_ops);
CREATE INDEX person_name_like ON shop.person USING gin (name public.gin_trgm_ops);
CREATE INDEX person_email_like ON shop.person USING gin (email public.gin_trgm_ops);

-- Who kills somebody's session says why; the session's own row has room for the cause alone, and changes once.
CREATE TABLE shop.session_kill (
  session_id bigint PRIMARY KEY REFERENCES shop.impersonation_session,
  killed_by  bigint REFERENCES shop.person,
  reason     text NOT NULL CHECK (length(btrim(reason)) BETWEEN 1 AND 500),
  at         timestamptz NOT NULL DEFAULT shop.shop_now()
);
COMMENT ON TABLE shop.session_kill IS 'Why an administrator, or the command line, ended somebody else''s session.';
COMMENT ON COLUMN shop.session_kill.killed_by IS 'Empty when it was done at the command line.';
REVOKE UPDATE, DELETE ON shop.session_kill FROM standin_app;
SELECT audit.watch('shop.session_kill');
GRANT SELECT ON shop.session_kill TO standin_auditor;

-- +goose Down
DROP TABLE shop.session_kill;
DROP INDEX shop.person_email_like, shop.person_name_like, shop.impersonation_session_reason, shop.impersonation_session_role,
  shop.impersonation_session_cause;
DROP INDEX audit.entry_session_act, audit.entry_refused_start_at, audit.entry_object_at, audit.entry_outcome_at, audit.entry_action_at,
  audit.entry_subject_at, audit.entry_actor_at, audit.entry_at;
CREATE INDEX entry_at ON audit.entry (at);
CREATE INDEX entry_action_id ON audit.entry (action, id DESC);
CREATE INDEX entry_subject_id ON audit.entry (subject, id DESC) WHERE subject IS NOT NULL;
CREATE INDEX entry_actor_id ON audit.entry (actor, id DESC);
