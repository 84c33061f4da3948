-- A vendor's uploads: what each file was, what it would do, and how far it got.

-- +goose Up
CREATE TABLE shop.job_grant (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  actor_id    bigint REFERENCES shop.person,
  subject_id  bigint REFERENCES shop.person,
  session_id  bigint REFERENCES shop.impersonation_session,
  vendor_id   bigint NOT NULL REFERENCES shop.vendor,
  permission  text NOT NULL CHECK (permission IN ('catalog.import')),
  diff_hash   bytea NOT NULL CHECK (length(diff_hash) = 32),
  granted_at  timestamptz NOT NULL DEFAULT shop.shop_now(),
  expires_at  timestamptz NOT NULL,
  ended_at    timestamptz,
  end_cause   text CHECK (length(end_cause) BETWEEN 1 AND 60),
  CHECK ((subject_id IS NULL) = (session_id IS NULL)),
  CHECK (session_id IS NULL OR actor_id IS NOT NULL),
  CHECK ((ended_at IS NULL) = (end_cause IS NULL)),
  CHECK (expires_at > granted_at AND expires_at <= granted_at + interval '2 hours')
);
COMMENT ON TABLE shop.job_grant IS 'Leave to go on working after the click: a job''s transactions lock this row, not the session, and stop when it has ended.';
COMMENT ON COLUMN shop.job_grant.actor_id IS 'Who was really there; empty for the command line.';
COMMENT ON COLUMN shop.job_grant.session_id IS 'Where somebody acted for somebody; what ends the session may end the grant.';
COMMENT ON COLUMN shop.job_grant.diff_hash IS 'SHA-256 of the comparison that was on the screen: the job does that and nothing else.';
COMMENT ON COLUMN shop.job_grant.end_cause IS 'done, stopped, expired, or the cause that ended the session or the person''s right.';
CREATE INDEX job_grant_session ON shop.job_grant (session_id) WHERE session_id IS NOT NULL AND ended_at IS NULL;
CREATE INDEX job_grant_actor ON shop.job_grant (actor_id) WHERE ended_at IS NULL;
SELECT audit.watch('shop.job_grant');

CREATE TABLE shop.import_run (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id   text NOT NULL DEFAULT shop.random_id() UNIQUE,
  vendor_id   bigint NOT NULL REFERENCES shop.vendor,
  actor_id    bigint REFERENCES shop.person,
  subject_id  bigint REFERENCES shop.person,
  session_id  bigint REFERENCES shop.impersonation_session,
  name        text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  file_hash   bytea NOT NULL CHECK (length(file_hash) = 32),
  upload_id   bigint NOT NULL UNIQUE,
  format      text NOT NULL,
  encoding    text NOT NULL,
  delimiter   text NOT NULL,
  header      text[] NOT NULL,
  with_sku    boolean NOT NULL DEFAULT false,
  rows        integer NOT NULL CHECK (rows >= 0),
  creates     integer NOT NULL DEFAULT 0,
  updates     integer NOT NULL DEFAULT 0,
  unchanged   integer NOT NULL DEFAULT 0,
  held        integer NOT NULL DEFAULT 0,
  held_rows   integer NOT NULL DEFAULT 0,
  diff_hash   bytea NOT NULL CHECK (length(diff_hash) = 32),
  state       text NOT NULL DEFAULT 'checked' CHECK (state IN ('checked', 'committing', 'done', 'stopped')),
  grant_id    bigint REFERENCES shop.job_grant,
  cause       text NOT NULL DEFAULT '',
  created_at  timestamptz NOT NULL DEFAULT shop.shop_now(),
  started_at  timestamptz,
  finished_at timestamptz,
  rows_done   integer NOT NULL DEFAULT 0,
  created     integer NOT NULL DEFAULT 0,
  updated     integer NOT NULL DEFAULT 0,
  failed      integer NOT NULL DEFAULT 0,
  CHECK ((state = 'checked') = (grant_id IS NULL)),
  CHECK (state NOT IN ('done', 'stopped') OR finished_at IS NOT NULL)
);
COMMENT ON TABLE shop.import_run IS 'One uploaded file: who brought it for whom, what it would do, and what came of it.';
COMMENT ON COLUMN shop.import_run.actor_id IS 'Who was really there, empty for the command line; subject_id for whom, where somebody acted.';
COMMENT ON COLUMN shop.import_run.upload_id IS 'Its rows in schema staging; they may be swept when the run is old.';
COMMENT ON COLUMN shop.import_run.creates IS 'Products as shown before; created, updated and failed are what then happened.';
COMMENT ON COLUMN shop.import_run.rows_done IS 'Progress: not recorded row by row, for the products themselves are.';
CREATE INDEX import_run_vendor ON shop.import_run (vendor_id, id DESC);
CREATE INDEX import_run_committing ON shop.import_run (id) WHERE state = 'committing';
INSERT INTO audit.column VALUES ('shop.import_run', 'rows_done', 'omit'), ('shop.import_run', 'created', 'omit'),
  ('shop.import_run', 'updated', 'omit'), ('shop.import_run', 'failed', 'omit'), ('shop.import_run', 'header', 'omit');
SELECT audit.watch('shop.import_run');
GRANT SELECT ON shop.job_grant, shop.import_run TO standin_auditor;

CREATE TABLE staging.upload (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  created_at timestamptz NOT NULL DEFAULT shop.shop_now()
);
COMMENT ON TABLE staging.upload IS 'One uploaded file; deleting it clears its rows.';

CREATE TABLE staging.import_row (
  upload_id bigint NOT NULL REFERENCES staging.upload ON DELETE CASCADE,
  number    integer NOT NULL,
  key       text NOT NULL,
  handle    text NOT NULL DEFAULT '',
  sku       text NOT NULL DEFAULT '',
  kind      text NOT NULL,
  cells     text[] NOT NULL,
  wrong     jsonb,
  PRIMARY KEY (upload_id, number)
);
COMMENT ON TABLE staging.import_row IS 'The rows of a file as they came, with the product each belongs to.';
COMMENT ON COLUMN staging.import_row.key IS 'The same for all rows of one product: handle:…, sku:…, woo:… or row:….';
CREATE INDEX import_row_key ON staging.import_row (upload_id, key, number);

CREATE TABLE staging.import_product (
  upload_id bigint NOT NULL REFERENCES staging.upload ON DELETE CASCADE,
  seq       integer NOT NULL,
  key       text NOT NULL,
  handle    text NOT NULL DEFAULT '',
  title     text NOT NULL DEFAULT '',
  outcome   text NOT NULL DEFAULT '',
  rows      integer NOT NULL,
  changes   integer NOT NULL DEFAULT 0,
  hash      bytea NOT NULL DEFAULT '',
  result    text NOT NULL DEFAULT '',
  message   text NOT NULL DEFAULT '',
  PRIMARY KEY (upload_id, seq)
);
COMMENT ON TABLE staging.import_product IS 'What a file does to each of its products, and what came of it. A job that died finds here where to go on.';
COMMENT ON COLUMN staging.import_product.hash IS 'SHA-256 of what was shown: if it comes out differently when it is done, the product is held back.';
CREATE INDEX import_product_outcome ON staging.import_product (upload_id, outcome, seq);
CREATE INDEX import_product_open ON staging.import_product (upload_id, seq) WHERE result = '' AND outcome IN ('create', 'update');

CREATE TABLE staging.import_change (
  upload_id bigint NOT NULL,
  seq       integer NOT NULL,
  n         integer NOT NULL,
  row       integer NOT NULL,
  variant   text NOT NULL,
  field     text NOT NULL,
  before    text NOT NULL,
  after     text NOT NULL,
  PRIMARY KEY (upload_id, seq, n),
  FOREIGN KEY (upload_id, seq) REFERENCES staging.import_product ON DELETE CASCADE
);
COMMENT ON TABLE staging.import_change IS 'The comparison, field by field.';

CREATE TABLE staging.import_problem (
  upload_id   bigint NOT NULL,
  seq         integer NOT NULL,
  n           integer NOT NULL,
  row         integer NOT NULL,
  column_name text NOT NULL,
  code        text NOT NULL,
  message     text NOT NULL,
  severity    text NOT NULL CHECK (severity IN ('wrong', 'warning')),
  PRIMARY KEY (upload_id, seq, n),
  FOREIGN KEY (upload_id, seq) REFERENCES staging.import_product ON DELETE CASCADE
);
COMMENT ON TABLE staging.import_problem IS 'What is to be mended in a file, cell by cell.';

-- +goose Down
DROP TABLE staging.import_problem, staging.import_change, staging.import_product, staging.import_row, staging.upload, shop.import_run, shop.job_grant;
DELETE FROM audit.column WHERE table_name = 'shop.import_run';
