package audit

import "strings"

const (
	sessionColumns = `
		s.id, s.public_id, s.actor_id, a.name AS actor, s.actor_role, s.subject_id, b.public_id AS subject_public_id, b.name AS subject,
		s.capacity, coalesce(v.name, o.name, '') AS place, s.subject_role,
		CASE WHEN EXISTS (SELECT FROM shop.impersonation_step_up u WHERE u.session_id = s.id AND u.kind = 'act') THEN 'raised' ELSE s.mode END AS mode, s.reason, s.ticket, s.started_at, s.expires_at,
		s.ended_at, coalesce(s.end_cause, '') AS end_cause`

	sessionTables = `
		  FROM shop.impersonation_session s
		  JOIN shop.person a ON a.id = s.actor_id
		  JOIN shop.person b ON b.id = s.subject_id
		  LEFT JOIN shop.vendor v ON v.id = s.vendor_id
		  LEFT JOIN shop.organization o ON o.id = s.organization_id`

	sessionList = `
		SELECT ` + sessionColumns + sessionTables + `
		 WHERE (s.started_at, s.id) < ($1, $2)
		   AND s.started_at >= $3 AND s.started_at < $4
		   AND ($5 = '' OR a.name ILIKE $5 OR a.email ILIKE $5)
		   AND ($6 = '' OR b.name ILIKE $6 OR b.email ILIKE $6)
		   AND ($7 = '' OR s.actor_role = $7)
		   AND ($8 = '' OR v.name ILIKE $8 OR o.name ILIKE $8)
		   AND ($9 = '' OR s.end_cause = $9)
		   AND ($10 = '' OR s.ticket = $10)
		   AND ($11 = '' OR s.reason ILIKE $11)
		   AND (NOT $12::boolean OR EXISTS (SELECT FROM audit.entry e WHERE e.session = s.id AND e.outcome = 'done'))
		   AND (NOT $13::boolean OR EXISTS (SELECT FROM audit.entry e WHERE e.session = s.id AND e.outcome = 'refused'))
		 ORDER BY s.started_at DESC, s.id DESC
		 LIMIT $14`

	// A start that was refused has an entry of its own; whom it was for stands in its object.
	refusedList = `
		SELECT e.id AS entry, '' AS public_id, 0 AS id, a.id AS actor_id, a.name AS actor, coalesce(r.role, 'power_user') AS actor_role,
		       coalesce(b.id, 0) AS subject_id, coalesce(b.public_id, '') AS subject_public_id, coalesce(b.name, '') AS subject,
		       '' AS capacity, '' AS place, '' AS subject_role, '' AS mode, '' AS reason, '' AS ticket, e.at AS started_at,
		       e.at AS expires_at, NULL::timestamptz AS ended_at, '' AS end_cause, coalesce(p.message, '') AS refusal, 1 AS refusals
		  FROM audit.entry e
		  JOIN shop.person a ON a.id = e.actor
		  LEFT JOIN shop.staff_role r ON r.person_id = a.id
		  LEFT JOIN shop.person b ON e.object = 'person:' || b.id
		 CROSS JOIN LATERAL (
		       SELECT max(p.body->>'message') AS message FROM audit.payload p WHERE p.entry = e.id AND p.at = e.at) p
		 WHERE e.action = 'acting.start' AND e.outcome = 'refused' AND e.kind = 'person'
		   AND (e.at, e.id) < ($1, $2)
		   AND e.at >= $3 AND e.at < $4
		   AND ($5 = '' OR a.name ILIKE $5 OR a.email ILIKE $5)
		   AND ($6 = '' OR b.name ILIKE $6 OR b.email ILIKE $6)
		   AND ($7 = '' OR coalesce(r.role, 'power_user') = $7)
		   AND ($8 = '' OR p.message ILIKE $8)
		 ORDER BY e.at DESC, e.id DESC
		 LIMIT $9`

	actsOfSessions = `
		SELECT session, count(*) FILTER (WHERE outcome = 'done') AS changes, count(*) FILTER (WHERE outcome = 'refused') AS refusals
		  FROM audit.entry
		 WHERE session = ANY($1::bigint[])
		 GROUP BY session`

	runningList = `
		SELECT ` + sessionColumns + `, coalesce(e.at, s.started_at) AS last_at, coalesce(p.body->>'route', '') AS last_route,
		       coalesce(p.body->'request'->>'path', '') AS last_path` + sessionTables + `
		  LEFT JOIN LATERAL (
		       SELECT e.id, e.at FROM audit.entry e WHERE e.session = s.id AND NOT e.passive ORDER BY e.at DESC, e.id DESC LIMIT 1) e ON true
		  LEFT JOIN LATERAL (
		       SELECT p.body FROM audit.payload p WHERE p.entry = e.id AND p.at = e.at ORDER BY p.seq LIMIT 1) p ON true
		 WHERE s.ended_at IS NULL AND s.expires_at > shop.shop_now()
		 ORDER BY s.started_at DESC`

	sessionsByDay = `
		WITH started AS (
		       SELECT (started_at AT TIME ZONE $3)::date AS day, count(*) AS n FROM shop.impersonation_session
		        WHERE started_at >= $1 AND started_at < $2 GROUP BY 1),
		     refused AS (
		       SELECT (at AT TIME ZONE $3)::date AS day, count(*) AS n FROM audit.entry
		        WHERE action = 'acting.start' AND outcome = 'refused' AND at >= $1 AND at < $2 GROUP BY 1)
		SELECT d::date AS day, coalesce(s.n, 0) AS started, coalesce(r.n, 0) AS refused
		  FROM generate_series(($1 AT TIME ZONE $3)::date, (($2 - interval '1 microsecond') AT TIME ZONE $3)::date, interval '1 day') d
		  LEFT JOIN started s ON s.day = d::date
		  LEFT JOIN refused r ON r.day = d::date
		 ORDER BY d`
)

// like makes a pattern that finds text anywhere; empty stays empty.
func like(text string) string {
	text = strings.TrimSpace(text)
	if text == "" {
		return ""
	}
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
}
