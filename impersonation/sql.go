package impersonation

import "standin/store/account"

// lastActivity is the newest sign of life of the session s.
const lastActivity = `greatest(s.started_at,
  (SELECT e.at FROM audit.entry e WHERE e.session = s.id AND NOT e.passive ORDER BY e.at DESC LIMIT 1))`

const place = `coalesce((SELECT v.name FROM shop.vendor v WHERE v.id = s.vendor_id),
  (SELECT o.name FROM shop.organization o WHERE o.id = s.organization_id), '')`

// learned are the networks that codes have added, the newest of each address family: {"4": "203.0.113.0/24"}.
const learned = `(SELECT jsonb_object_agg(u.family, u.network) FROM
  (SELECT DISTINCT ON (family(u.network)) family(u.network) AS family, text(u.network) AS network FROM shop.impersonation_step_up u
    WHERE u.session_id = s.id AND u.kind = 'network' ORDER BY family(u.network), u.id DESC) u)`

// raisedBy is the fresh code that raised the session s to changes, if there was one.
const raisedBy = `(SELECT jsonb_build_object('at', u.at, 'permissions', u.permissions) FROM shop.impersonation_step_up u
  WHERE u.session_id = s.id AND u.kind = 'act')`

// sessionCore writes the row s of shop.impersonation_session as a Session without the people's names.
const sessionCore = `to_jsonb(s) || jsonb_build_object('last_activity', ` + lastActivity + `, 'place', ` + place + `, 'learned', ` + learned + `,
  'raised', ` + raisedBy + `,
  'seen', jsonb_build_object('browser', s.browser, 'platform', s.platform, 'agent', s.agent, 'hints', s.hints,
    'device', coalesce((SELECT encode(w.token_hash, 'hex') FROM web.device w WHERE w.id = s.device_id), ''),
    'ip', coalesce(host(s.ip), ''), 'network_4', coalesce(text(s.network_4), ''), 'network_6', coalesce(text(s.network_6), '')))`

// sessionJSON writes the whole Session.
const sessionJSON = sessionCore + ` || jsonb_build_object(
  'actor_name', (SELECT n.name FROM shop.person n WHERE n.id = s.actor_id),
  'subject_name', (SELECT n.name FROM shop.person n WHERE n.id = s.subject_id),
  'subject_public_id', (SELECT n.public_id FROM shop.person n WHERE n.id = s.subject_id))`

// runningJSON lists running sessions s of a condition, newest first; lapsed ones that nobody has closed yet are left out.
func runningJSON(condition string) string {
	return `(SELECT jsonb_agg(jsonb_build_object('id', s.id, 'public_id', s.public_id, 'subject_id', s.subject_id, 'actor_id', s.actor_id,
      'actor_role', s.actor_role, 'subject_public_id', n.public_id, 'subject_name', n.name, 'capacity', s.capacity,
      'vendor_id', s.vendor_id, 'organization_id', s.organization_id, 'subject_role', s.subject_role, 'place', ` + place + `, 'mode', CASE WHEN ` + raisedBy + ` IS NULL THEN s.mode ELSE 'act' END, 'ticket', s.ticket, 'reason', s.reason, 'started_at', s.started_at,
      'expires_at', s.expires_at) ORDER BY s.id DESC)
    FROM shop.impersonation_session s JOIN shop.person n ON n.id = s.subject_id
   WHERE ` + condition + ` AND s.ended_at IS NULL AND s.expires_at > shop.shop_now()
     AND ` + lastActivity + ` + make_interval(mins => s.idle_minutes) > shop.shop_now())`
}

// rulesJSON lists the rules that stand, those that are off included.
const rulesJSON = `(SELECT coalesce(jsonb_agg(to_jsonb(r) ORDER BY r.id), '[]') FROM shop.impersonation_rule r WHERE r.removed_at IS NULL)`

var selectFacts = `
	SELECT shop.shop_now() AS now, ` + controlsJSON + ` AS controls, ` + rulesJSON + ` AS rules,
	       (SELECT ` + account.PersonJSON + ` FROM shop.person p WHERE p.id = $1) AS actor,
	       coalesce((SELECT ` + account.PersonJSON + ` FROM shop.person p WHERE p.public_id = $2), '{}') AS subject,
	       (SELECT to_jsonb(c) FROM shop.consent c JOIN shop.person p ON p.id = c.person_id WHERE p.public_id = $2) AS consent,
	       ` + runningJSON(`s.actor_id = $1`) + ` AS running, ` + askedOfFacts + ` AS asked`

const (
	// Locks actor and subject, in the order of their ids, so that starts wait for each other and for whatever would add a role or
	// a consent to either (their foreign keys ask for the same row).
	lockPersons = `SELECT id FROM shop.person WHERE id = $1 OR public_id = $2 ORDER BY id FOR UPDATE`

	// Holds everything a start stands on, so that what changes it waits and then finds the session to close.
	holdGrounds = `
		WITH a AS (SELECT 1 FROM web.sign_in WHERE id = $1 AND person_id = $2 AND ended_at IS NULL AND ends_at > shop.shop_now() FOR SHARE),
		     b AS (SELECT 1 FROM shop.staff_role WHERE person_id IN ($2, $3) FOR SHARE),
		     c AS (SELECT 1 FROM shop.member WHERE person_id IN ($2, $3) FOR SHARE),
		     d AS (SELECT 1 FROM shop.vendor_user WHERE person_id = $3 FOR SHARE),
		     e AS (SELECT 1 FROM shop.assignment WHERE staff_id = $2 FOR SHARE),
		     f AS (SELECT 1 FROM shop.consent WHERE person_id = $3 FOR SHARE),
		     g AS (SELECT 1 FROM shop.impersonation_rule FOR SHARE),
		     h AS (SELECT 1 FROM shop.setting WHERE name LIKE 'acting.%' FOR SHARE),
		     q AS (SELECT 1 FROM shop.acting_request WHERE actor_id = $2 AND subject_id = $3 AND state IN ('waiting', 'yes') FOR UPDATE),
		     o AS (SELECT 1 FROM shop.organization WHERE id IN (SELECT m.organization_id FROM shop.member m WHERE m.person_id = $3) FOR SHARE)
		SELECT (SELECT count(*) FROM a) = 1 AS signed_in,
		       (SELECT count(*) FROM b) + (SELECT count(*) FROM c) + (SELECT count(*) FROM d) + (SELECT count(*) FROM e)
		       + (SELECT count(*) FROM f) + (SELECT count(*) FROM g) + (SELECT count(*) FROM h) + (SELECT count(*) FROM o) + (SELECT count(*) FROM q) AS held`

	selectLapsed = `
		SELECT s.id FROM shop.impersonation_session s
		 WHERE s.ended_at IS NULL AND ($1::bigint = 0 OR s.actor_id = $1::bigint)
		   AND (SELECT l.at FROM shop.session_lapse(s.id, s.started_at, s.expires_at, s.idle_minutes) l) <= shop.shop_now()
		 ORDER BY s.id LIMIT 200`

	// Running sessions whose rule holds at certain hours only.
	selectTimed = `
		SELECT s.id, s.rule, shop.shop_now() AS now FROM shop.impersonation_session s
		 WHERE s.ended_at IS NULL AND s.rule->>'hours_until' IS NOT NULL ORDER BY s.id LIMIT 200`

	endSessions = `SELECT shop.end_sessions($1::bigint[], $2)`

	endJobs = `UPDATE shop.job_grant SET ended_at = shop.shop_clock(), end_cause = 'stopped' WHERE session_id = $1 AND ended_at IS NULL`

	endSessionsAt = `SELECT shop.end_sessions_at($1::bigint[], $2, $3::timestamptz)`

	insertSession = `
		INSERT INTO shop.impersonation_session
		  (actor_id, subject_id, sign_in_id, actor_role, capacity, vendor_id, organization_id, subject_role, rule_id, rule, mode, permissions,
		   caps, footprint, job_end, reason, ticket, consent_kind, consent_text, consent_at, expires_at, idle_minutes, device_id, browser,
		   platform, network_4, network_6, ip, agent, hints, return_path, second_person)
		SELECT $1, $2, i.id, r.actor_role, r.capacity, nullif($4::bigint, 0), nullif($5::bigint, 0), $6, r.id, to_jsonb(r) || $24::jsonb, $8, $9::text[],
		       r.caps, $24::jsonb->>'footprint', r.job_end, $10, $11, $12, $13, $14::timestamptz,
		       least(shop.shop_now() + make_interval(mins => ($24::jsonb->>'whole_minutes')::integer), i.ends_at, $15::timestamptz),
		       ($24::jsonb->>'idle_minutes')::integer, i.device_id,
		       $16, $17, nullif($18::text, '')::cidr, nullif($19::text, '')::cidr, nullif($20::text, '')::inet, $21, $22::jsonb, $23, nullif($25::bigint, 0)
		  FROM web.sign_in i, shop.impersonation_rule r WHERE i.id = $3 AND r.id = $7
		RETURNING id`
)

const selectSession = `SELECT ` + sessionJSON + ` FROM shop.impersonation_session s WHERE s.id = $1`

const selectSessionByPublicID = `SELECT ` + sessionJSON + ` FROM shop.impersonation_session s WHERE s.public_id = $1`
