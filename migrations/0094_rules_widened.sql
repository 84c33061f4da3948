-- What a changed rule allows more of ends nothing: wider networks and hours, a milder footprint, tickets where there is one.

-- +goose Up
-- +goose StatementBegin
-- Hours may reach over midnight, so they are a beginning and a length on a day of 86,400 seconds.
CREATE FUNCTION shop.hours_within(old_from time, old_until time, new_from time, new_until time) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT (86400 + extract(epoch FROM old_from - new_from))::integer % 86400 + (86400 + extract(epoch FROM old_until - old_from))::integer % 86400
      <= (86400 + extract(epoch FROM new_until - new_from))::integer % 86400
$$;

CREATE OR REPLACE FUNCTION shop.void_by_rule() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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
-- +goose StatementEnd
COMMENT ON FUNCTION shop.hours_within(time, time, time, time) IS 'Whether all of the old hours of a day lie within the new ones.';

-- +goose Down
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION shop.void_by_rule() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE gone boolean := TG_OP = 'DELETE';
BEGIN
  IF NOT gone THEN
    gone := NOT NEW.enabled OR NEW.actor_role <> OLD.actor_role OR NEW.capacity <> OLD.capacity
      OR NEW.relation <> OLD.relation AND NEW.relation <> 'any'
      OR NEW.whole_minutes < OLD.whole_minutes OR NEW.idle_minutes < OLD.idle_minutes OR NEW.at_once < OLD.at_once
      OR NEW.ticket_required AND NOT OLD.ticket_required
      OR NEW.footprint <> OLD.footprint AND NEW.footprint <> 'record'
      OR NEW.networks <> OLD.networks AND cardinality(NEW.networks) > 0
      OR NEW.hours_from IS NOT NULL AND (NEW.hours_from, NEW.hours_until) IS DISTINCT FROM (OLD.hours_from, OLD.hours_until)
      OR NEW.job_end <> OLD.job_end AND NEW.job_end = 'stop'
      OR EXISTS (SELECT FROM jsonb_each(NEW.caps) c WHERE (OLD.caps->>c.key)::numeric > (c.value#>>'{}')::numeric)
      OR EXISTS (SELECT FROM jsonb_object_keys(OLD.caps) k WHERE NOT NEW.caps ? k);
  END IF;
  PERFORM shop.end_sessions(ARRAY(SELECT id FROM shop.impersonation_session WHERE rule_id = OLD.id AND ended_at IS NULL
    AND (gone OR mode = 'act' AND NOT NEW.may_act OR NOT permissions <@ NEW.permissions OR consent_kind <> ALL (NEW.consents))), 'policy_changed');
  RETURN NULL;
END $$;
-- +goose StatementEnd
DROP FUNCTION shop.hours_within(time, time, time, time);
