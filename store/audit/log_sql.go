package audit

import "strings"

const (
	sessionColumns = `
		s.id, s.public_id, s.actor_id, a.name AS actor, s.actor_role, s.subject_id, b.public_id AS subject_public_id, b.name AS subject,
		s.capacity, coalesce(v.name, o.name, '') AS place, s.subject_role,
		CASE WHEN EXISTS (SELECT FROM shop.impersonation_step_up u WHERE u.session_id = s.id AND u.kind = 'act') THEN 'raised' ELSE s.mode END AS mode, s.reason, s.ticket, s.started_at, s.expires_at,
		s.ended_at, coalesce(s.end_cause, '') AS end_cause, coalesce(kill.reason, '') AS kill_reason`

	sessionTables = `
		  FROM shop.impersonation_session s
		  JOIN shop.person a ON a.id = s.actor_id
		  JOIN shop.person b ON b.id = s.subject_id
		  LEFT JOIN shop.vendor v ON v.id = s.vendor_id
		  LEFT JOIN shop.organization o ON o.id = s.organization_id
		  LEFT JOIN shop.session_kill kill ON kill.session_id = s.id`

	sessionsByID = `
		SELECT ` + sessionColumns + sessionTables + `
		 WHERE s.id = ANY($1::bigint[])
		 ORDER BY s.started_at DESC, s.id DESC`

	// A start that was refused has an entry of its own; whom it was for stands in its object.
	refusedByID = `
		SELECT e.id AS entry, '' AS public_id, 0 AS id, a.id AS actor_id, a.name AS actor, coalesce(r.role, 'power_user') AS actor_role,
		       coalesce(b.id, 0) AS subject_id, coalesce(b.public_id, '') AS subject_public_id, coalesce(b.name, '') AS subject,
		       '' AS capacity, '' AS place, '' AS subject_role, '' AS mode, '' AS reason, '' AS ticket, e.at AS started_at,
		       e.at AS expires_at, NULL::timestamptz AS ended_at, '' AS end_cause, '' AS kill_reason, coalesce(p.message, '') AS refusal, 1 AS refusals
		  FROM audit.entry e
		  JOIN shop.person a ON a.id = e.actor
		  LEFT JOIN shop.staff_role r ON r.person_id = a.id
		  LEFT JOIN shop.person b ON b.id = CASE WHEN e.object ~ '^person:[0-9]+$' THEN substr(e.object, 8)::bigint END
		 CROSS JOIN LATERAL (
		       SELECT max(p.body->>'message') AS message FROM audit.payload p WHERE p.entry = e.id AND p.at = e.at) p
		 WHERE e.id = ANY($1::bigint[])
		 ORDER BY e.at DESC, e.id DESC`

	actsOfSessions = `
		SELECT session, count(*) FILTER (WHERE outcome = 'done') AS changes, count(*) FILTER (WHERE outcome = 'refused') AS refusals
		  FROM audit.entry
		 WHERE session = ANY($1::bigint[]) AND outcome <> 'viewed'
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
)

// like makes a pattern that finds text anywhere; empty stays empty.
func like(text string) string {
	text = strings.TrimSpace(text)
	if text == "" {
		return ""
	}
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
}

// prefix makes a pattern that finds what begins so; empty stays empty.
func prefix(text string) string {
	if p := like(text); p != "" {
		return p[1:]
	}
	return ""
}
