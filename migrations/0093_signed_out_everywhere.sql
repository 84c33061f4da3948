-- Who signs out everywhere wants nobody in their account: whoever acts for them is out as well.

-- +goose Up
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION shop.void_by_sign_in() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM shop.end_sessions(ARRAY(SELECT id FROM shop.impersonation_session WHERE sign_in_id = NEW.id AND ended_at IS NULL),
    CASE NEW.end_cause WHEN 'locked' THEN 'actor_revoked' ELSE 'logout' END);
  IF NEW.end_cause = 'everywhere' THEN
    PERFORM shop.end_sessions(ARRAY(SELECT id FROM shop.impersonation_session WHERE subject_id = NEW.person_id AND ended_at IS NULL), 'subject_ended');
  END IF;
  RETURN NULL;
END $$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION shop.void_by_sign_in() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM shop.end_sessions(ARRAY(SELECT id FROM shop.impersonation_session WHERE sign_in_id = NEW.id AND ended_at IS NULL),
    CASE NEW.end_cause WHEN 'locked' THEN 'actor_revoked' ELSE 'logout' END);
  RETURN NULL;
END $$;
-- +goose StatementEnd
