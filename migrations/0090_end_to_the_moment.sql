-- What was begun within a session's time is finished within it, or not at all.

-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION audit.end_in_time() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- An end that somebody writes waits for this transaction's lock. The end that time brings waits for nobody, so it is looked at
  -- once more at the commit. A refusal stays in the record whenever it comes.
  IF EXISTS (SELECT FROM shop.impersonation_session i WHERE i.id = NEW.session AND i.expires_at <= shop.shop_clock())
     AND EXISTS (SELECT FROM audit.entry e WHERE e.id = NEW.id AND e.outcome = 'done') THEN
    RAISE EXCEPTION 'impersonation session % lapsed before this was finished', NEW.session USING ERRCODE = 'SH002';
  END IF;
  RETURN NULL;
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION audit.end_in_time() IS 'At the commit of what was done while acting: SH002 when the session''s time ran out meanwhile.';

CREATE CONSTRAINT TRIGGER end_in_time AFTER INSERT ON audit.entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.session IS NOT NULL AND NEW.kind = 'person' AND NEW.outcome = 'done') EXECUTE FUNCTION audit.end_in_time();
ALTER TABLE audit.entry ENABLE ALWAYS TRIGGER end_in_time;

-- +goose Down
DROP FUNCTION audit.end_in_time CASCADE;
