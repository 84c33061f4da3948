package custody

const (
	selectSetting = `SELECT coalesce((SELECT value#>>'{}' FROM shop.setting WHERE name = $1), '')`

	saveSetting = `
		INSERT INTO shop.setting AS s (name, value) VALUES ($1, to_jsonb($2::text))
		ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE s.value <> excluded.value`

	selectHolds = `
		SELECT h.public_id, coalesce(s.public_id, '') AS session, coalesce(a.name || ' for ' || b.name, '') AS who, coalesce(p.name, '') AS person,
		       h.from_at, h.until_at, h.reason, coalesce(by.name, '') AS set_by, h.set_at, coalesce(free.name, '') AS released_by, h.released_at,
		       h.release_reason
		  FROM shop.legal_hold h
		  LEFT JOIN shop.impersonation_session s ON s.id = h.session_id
		  LEFT JOIN shop.person a ON a.id = s.actor_id
		  LEFT JOIN shop.person b ON b.id = s.subject_id
		  LEFT JOIN shop.person p ON p.id = h.person_id
		  LEFT JOIN shop.person by ON by.id = h.set_by
		  LEFT JOIN shop.person free ON free.id = h.released_by
		 ORDER BY h.released_at IS NOT NULL, h.id DESC
		 LIMIT 200`

	insertHold = `
		INSERT INTO shop.legal_hold (session_id, person_id, from_at, until_at, reason, set_by)
		VALUES (nullif($1, 0), nullif($2, 0), $3, $4, $5, $6)
		RETURNING id`

	releaseHold = `
		UPDATE shop.legal_hold SET released_at = $2, released_by = $3, release_reason = $4
		 WHERE public_id = $1 AND released_at IS NULL
		RETURNING id`

	selectErasures = `
		SELECT e.id AS entry, e.at, coalesce(p.name, '') AS by, substr(e.object, 9) AS ranges, coalesce(b.body->>'reason', '') AS reason,
		       coalesce((b.body->>'erased')::integer, 0) AS rows
		  FROM audit.entry e
		  LEFT JOIN shop.person p ON p.id = e.actor AND e.kind = 'person'
		  LEFT JOIN LATERAL (
		       SELECT q.body FROM audit.payload q WHERE q.entry = e.id AND q.at = e.at AND q.body ? 'erased' LIMIT 1) b ON true
		 WHERE e.action = 'audit.erase' AND e.outcome = 'done'
		 ORDER BY e.at DESC, e.id DESC
		 LIMIT 100`

	sessionByPublicID = `SELECT id FROM shop.impersonation_session WHERE public_id = $1`

	// What of a person can go: theirs, done for them, or about them; older than the floor, in the tree, not gone yet.
	personsEntries = `
		WITH theirs AS (
		       SELECT id, at, action FROM audit.entry WHERE actor = $1 AND kind = 'person'
		        UNION SELECT id, at, action FROM audit.entry WHERE subject = $1
		        UNION SELECT id, at, action FROM audit.entry WHERE object = 'person:' || $1 AND object <> '' AND length(object) <= 80)
		SELECT t.id, t.at <= $2::timestamptz - interval '12 months' AS old
		  FROM theirs t
		 WHERE t.action <> 'audit.erase' AND EXISTS (SELECT FROM audit.leaf l WHERE l.entry = t.id)
		   AND EXISTS (SELECT FROM audit.payload p WHERE p.entry = t.id AND p.at = t.at)
		 ORDER BY t.id`

	// A stretch of what still has its payload and is older than the months, each with whether it may go.
	dueEntries = `
		SELECT e.id, e.action <> 'audit.erase' AND EXISTS (SELECT FROM audit.leaf l WHERE l.entry = e.id) AND NOT audit.held(e) AS due
		  FROM (SELECT DISTINCT p.entry FROM audit.payload p
		         WHERE p.at < shop.shop_now() - make_interval(months => $1) AND p.entry > $2
		         ORDER BY p.entry LIMIT $3) k
		  JOIN audit.entry e ON e.id = k.entry
		 ORDER BY e.id`
)

const (
	selectCopies = `
		SELECT coalesce((SELECT value#>>'{}' FROM shop.setting WHERE name = $1), '') AS first,
		       coalesce((SELECT value#>>'{}' FROM shop.setting WHERE name = $2), '') AS second,
		       (SELECT max(at) FROM audit.entry WHERE action = 'export.checkpoint' AND outcome = 'done') AS downloaded,
		       shop.shop_now() AS now`

	selectMailed = `
		SELECT c.recipient, c.size, c.at, m.sent_at
		  FROM (SELECT DISTINCT ON (recipient) recipient, size, at FROM shop.checkpoint_copy ORDER BY recipient, day DESC) c
		  LEFT JOIN LATERAL (
		       SELECT sent_at FROM shop.mail WHERE kind = 'record.checkpoint' AND kind = $1 AND recipient = c.recipient ORDER BY id DESC LIMIT 1) m ON true
		 ORDER BY c.at DESC`

	dueMails = `
		SELECT value#>>'{}' FROM shop.setting
		 WHERE name IN ($1, $2) AND value#>>'{}' <> ''
		   AND NOT EXISTS (SELECT FROM shop.checkpoint_copy c WHERE c.recipient = value#>>'{}' AND c.day = (shop.shop_now() AT TIME ZONE 'UTC')::date)
		 ORDER BY name`

	insertCopy = `
		INSERT INTO shop.checkpoint_copy (day, recipient, size) VALUES (($3::timestamptz AT TIME ZONE 'UTC')::date, $1, $2)
		    ON CONFLICT DO NOTHING`
)
