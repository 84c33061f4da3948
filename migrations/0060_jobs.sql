-- Background jobs and the outbox for mail. The queue's own tables are the library's: they follow in schema river, after this
-- file, by the library's own migrations (migrations/river.go).

-- +goose Up
CREATE SCHEMA river;
COMMENT ON SCHEMA river IS 'Background jobs; the tables are those of riverqueue/river.';
GRANT USAGE ON SCHEMA river TO standin_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA river GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO standin_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA river GRANT USAGE ON SEQUENCES TO standin_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA river GRANT EXECUTE ON FUNCTIONS TO standin_app;

CREATE TABLE shop.mail (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id  text NOT NULL DEFAULT shop.random_id() UNIQUE,
  person_id  bigint REFERENCES shop.person,
  kind       text NOT NULL CHECK (length(kind) BETWEEN 1 AND 60),
  recipient  text NOT NULL CHECK (length(recipient) BETWEEN 3 AND 400),
  subject    text NOT NULL CHECK (length(subject) <= 400 AND subject !~ '[\r\n]'),
  body_text  text NOT NULL,
  body_html  text NOT NULL DEFAULT '',
  state      text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent')),
  created_at timestamptz NOT NULL DEFAULT shop.shop_now(),
  sent_at    timestamptz
);
COMMENT ON TABLE shop.mail IS 'The outbox: written in the transaction of what a mail tells about, sent by a job afterwards.';
COMMENT ON COLUMN shop.mail.body_text IS 'Emptied once the mail has left the house, since links and codes stand in it; the demo keeps it.';
CREATE INDEX mail_person ON shop.mail (person_id, id DESC) WHERE person_id IS NOT NULL;
INSERT INTO audit.column VALUES ('shop.mail', 'body_text', 'omit'), ('shop.mail', 'body_html', 'omit');
SELECT audit.watch('shop.mail');

-- +goose Down
DROP TABLE shop.mail;
DROP SCHEMA river CASCADE;
