package audit

import "fmt"

func objectOf(kind string, id int64) string { return fmt.Sprintf("%s:%d", kind, id) }

const (
	sessionFacts = `
		SELECT ` + sessionColumns + `, a.public_id AS actor_public_id, s.consent_kind, s.consent_text, s.consent_at, s.rule, s.browser,
		       s.platform, coalesce(host(s.ip), '') AS ip, coalesce(s.network_4::text, s.network_6::text, '') AS network,
		       coalesce(d.public_id, '') AS device, s.idle_minutes, n.*` + sessionTables + `
		  LEFT JOIN web.device d ON d.id = s.device_id
		 CROSS JOIN LATERAL (
		       SELECT count(*) AS entries, count(l.index) AS leaves, coalesce(min(e.id), 0) AS first_entry, coalesce(max(e.id), 0) AS last_entry,
		              count(*) FILTER (WHERE e.outcome = 'viewed') AS views,
		              count(*) FILTER (WHERE e.outcome = 'done') AS changes, count(*) FILTER (WHERE e.outcome = 'refused') AS refusals
		         FROM audit.entry e LEFT JOIN audit.leaf l ON l.entry = e.id WHERE e.session = s.id) n
		 WHERE s.public_id = $1`

	stepRows = `
		SELECT e.id, e.at, e.action, e.outcome, e.object, coalesce(p.n, 0) AS rows, coalesce(p.body, '{}') AS body
		  FROM (SELECT * FROM audit.entry WHERE session = $1 AND id > $2 AND NOT passive ORDER BY id LIMIT $3) e
		  LEFT JOIN LATERAL (
		       SELECT p.seq, p.body, count(*) OVER () AS n FROM audit.payload p
		        WHERE p.entry = e.id AND p.at = e.at ORDER BY p.seq LIMIT $4) p ON true
		 ORDER BY e.id, p.seq`
)
