package audit

const (
	takePending = `SELECT audit.take($1)`

	lastCheckpoint = `SELECT size, root, note FROM audit.checkpoint ORDER BY size DESC LIMIT 1`

	hashesByIndex = `SELECT index, hash FROM audit.hash WHERE index = ANY($1::bigint[])`

	headColumns = `e.id, e.at, e.kind, coalesce(e.actor, 0), coalesce(e.subject, 0), coalesce(e.session, 0), e.action, e.outcome, e.object, e.passive`

	headsByID = `
		SELECT ` + headColumns + `
		  FROM audit.entry e
		 WHERE e.id = ANY($1::bigint[])
		 ORDER BY e.id`

	// The subquery is bound to an entry's own month: without its order the planner may read every partition.
	payloadByEntry = `
		SELECT e.id, p.salt, p.body::text, coalesce(p.body->>'table', ''), coalesce((p.body->'key')::text, '')
		  FROM audit.entry e
		 CROSS JOIN LATERAL (
		       SELECT seq, salt, body FROM audit.payload p WHERE p.entry = e.id AND p.at = e.at ORDER BY seq OFFSET 0) p
		 WHERE e.id = ANY($1::bigint[])
		 ORDER BY e.id, p.seq`

	appendLeaves = `SELECT audit.append($1, $2::bigint[], $3, $4, $5, $6, $7, $8)`

	ensurePartitions = `SELECT audit.ensure_partitions(shop.shop_now(), shop.shop_now() + interval '3 months')`
)
