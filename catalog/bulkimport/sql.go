package bulkimport

// Staging ----------------------------------------------------------------------------------------------------------------

const (
	insertUploadSQL = `INSERT INTO staging.upload DEFAULT VALUES RETURNING id`

	copyRowsSQL = `COPY staging.import_row (upload_id, number, key, handle, sku, kind, cells, wrong) FROM STDIN`

	// A row that has only a SKU belongs to the product that has it.
	resolveSKUsSQL = `
		UPDATE staging.import_row r SET key = 'handle:' || p.handle, handle = p.handle
		FROM shop.variant v JOIN shop.product p ON p.id = v.product_id
		WHERE r.upload_id = $1 AND r.key LIKE 'sku:%' AND v.vendor_id = $2 AND v.sku = r.sku AND NOT v.archived`

	// One SKU cannot be two products; which of them is meant is not for us to guess. (MATERIALIZED: rows that were just copied have
	// no statistics, and without it the planner counted anew for each row: 26 s for 4,000 rows.)
	skuTwiceSQL = `
		WITH twice AS MATERIALIZED (
		  SELECT sku, min(number) AS first, max(number) AS last FROM staging.import_row
		  WHERE upload_id = $1 AND sku <> '' AND kind = 'variant' GROUP BY sku HAVING count(DISTINCT key) > 1)
		UPDATE staging.import_row r
		SET wrong = jsonb_build_object('row', r.number, 'column', $2::text, 'code', 'sku_twice', 'severity', 'wrong', 'message',
		  format('The SKU “%s” stands in rows %s and %s, for different products. A SKU belongs to one variant.', left(r.sku, 60), d.first, d.last))
		FROM twice d WHERE r.upload_id = $1 AND r.sku = d.sku AND r.kind = 'variant' AND r.wrong IS NULL`

	gatherProductsSQL = `
		INSERT INTO staging.import_product (upload_id, seq, key, rows)
		SELECT $1, row_number() OVER (ORDER BY min(number)), key, count(*) FROM staging.import_row WHERE upload_id = $1 GROUP BY key`

	stagedRowsSQL = `
		SELECT p.seq, r.number, r.key, r.handle, r.kind, r.cells, r.wrong
		FROM staging.import_product p JOIN staging.import_row r ON r.upload_id = p.upload_id AND r.key = p.key
		WHERE p.upload_id = $1 AND p.seq = ANY ($2) ORDER BY p.seq, r.number`

	clearChangesSQL  = `DELETE FROM staging.import_change WHERE upload_id = $1 AND seq = ANY ($2)`
	clearProblemsSQL = `DELETE FROM staging.import_problem WHERE upload_id = $1 AND seq = ANY ($2)`
	copyChangesSQL   = `COPY staging.import_change (upload_id, seq, n, row, variant, field, before, after) FROM STDIN`
	copyProblemsSQL  = `COPY staging.import_problem (upload_id, seq, n, row, column_name, code, message, severity) FROM STDIN`

	keepProductsSQL = `
		UPDATE staging.import_product p SET handle = n.handle, title = n.title, outcome = n.outcome, changes = n.changes, hash = n.hash
		FROM unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::int[], $7::bytea[]) n(seq, handle, title, outcome, changes, hash)
		WHERE p.upload_id = $1 AND p.seq = n.seq`

	countsSQL = `
		SELECT coalesce(sum(rows), 0) AS rows,
		  count(*) FILTER (WHERE outcome = 'create') AS creates, count(*) FILTER (WHERE outcome = 'update') AS updates,
		  count(*) FILTER (WHERE outcome = 'unchanged') AS unchanged, count(*) FILTER (WHERE outcome = 'held') AS held,
		  coalesce(sum(rows) FILTER (WHERE outcome = 'held'), 0) AS held_rows,
		  EXISTS (SELECT FROM staging.import_row r WHERE r.upload_id = $1 AND r.sku <> '') AS with_sku
		FROM staging.import_product WHERE upload_id = $1`
)

// Runs -------------------------------------------------------------------------------------------------------------------

const (
	usualCategorySQL = `
		SELECT coalesce((SELECT c.category_id FROM shop.product p
		  CROSS JOIN LATERAL (SELECT category_id FROM shop.product_category WHERE product_id = p.id ORDER BY position, category_id LIMIT 1) c
		  WHERE p.vendor_id = $1 AND p.status = 'active' GROUP BY c.category_id ORDER BY count(*) DESC, c.category_id LIMIT 1), 0)`

	insertRunSQL = `
		INSERT INTO shop.import_run (vendor_id, actor_id, subject_id, session_id, name, file_hash, upload_id, format, encoding, delimiter, header,
		  with_sku, rows, creates, updates, unchanged, held, held_rows, diff_hash, category_id)
		VALUES ($1, nullif($2, 0), nullif($3, 0), nullif($4, 0), $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, nullif($20::bigint, 0))
		RETURNING id, public_id`

	runSQL = `
		SELECT i.id, i.public_id, i.vendor_id, coalesce(i.actor_id, 0) AS actor_id, coalesce(i.subject_id, 0) AS subject_id,
		  coalesce(i.session_id, 0) AS session_id, coalesce(a.name, 'the command line') AS actor_name, coalesce(s.name, '') AS subject_name,
		  i.name, i.upload_id, i.format, i.encoding, i.delimiter, i.header, i.with_sku, coalesce(i.category_id, 0) AS category_id, i.rows, i.creates, i.updates, i.unchanged, i.held,
		  i.held_rows, i.diff_hash, i.state, coalesce(i.grant_id, 0) AS grant_id, i.cause, i.created_at, i.started_at, i.finished_at,
		  i.rows_done, i.created, i.updated, i.failed, shop.shop_now() AS now
		FROM shop.import_run i LEFT JOIN shop.person a ON a.id = i.actor_id LEFT JOIN shop.person s ON s.id = i.subject_id`

	lockRunSQL = `SELECT state, diff_hash, coalesce(grant_id, 0) AS grant_id FROM shop.import_run WHERE id = $1 FOR UPDATE`

	plannedSQL = `
		SELECT p.seq, p.handle, p.title, p.outcome, p.rows, p.result, p.message,
		  (SELECT min(number) FROM staging.import_row r WHERE r.upload_id = p.upload_id AND r.key = p.key) AS first_row
		FROM staging.import_product p WHERE p.upload_id = $1 AND p.outcome = $2 AND p.seq > $3 ORDER BY p.seq LIMIT $4`

	plannedRowsSQL = `
		SELECT p.seq, r.number, r.kind FROM staging.import_product p JOIN staging.import_row r ON r.upload_id = p.upload_id AND r.key = p.key
		WHERE p.upload_id = $1 AND p.seq = ANY ($2) ORDER BY p.seq, r.number`

	changesSQL = `
		SELECT seq, row, variant, field, before, after FROM staging.import_change WHERE upload_id = $1 AND seq = ANY ($2) ORDER BY seq, n`

	problemsSQL = `
		SELECT seq, row, column_name AS column, code, message, severity FROM staging.import_problem
		WHERE upload_id = $1 AND seq = ANY ($2) ORDER BY seq, row, n`

	toMendSQL = `
		SELECT i.id AS run, p.row, p.column_name AS column, p.message
		FROM shop.import_run i CROSS JOIN LATERAL (SELECT row, n, column_name, message FROM staging.import_problem
		  WHERE upload_id = i.upload_id AND severity <> 'warning' ORDER BY row, n LIMIT $2) p
		WHERE i.id = ANY ($1) ORDER BY i.id, p.row, p.n`

	warningsSQL = `
		SELECT row, column_name AS column, code, message, severity FROM staging.import_problem
		WHERE upload_id = $1 AND severity = 'warning' ORDER BY row, n LIMIT $2`
)

// Doing it ---------------------------------------------------------------------------------------------------------------

const (
	recheckedSQL = `
		UPDATE shop.import_run SET creates = $2, updates = $3, unchanged = $4, held = $5, held_rows = $6, diff_hash = $7 WHERE id = $1`

	insertGrantSQL = `
		INSERT INTO shop.job_grant (actor_id, subject_id, session_id, vendor_id, permission, diff_hash, granted_at, expires_at)
		VALUES (nullif($1, 0), nullif($2, 0), nullif($3, 0), $4, $5, $6, $7, $8) RETURNING id`

	beginRunSQL = `UPDATE shop.import_run SET state = 'committing', grant_id = $2, started_at = $3 WHERE id = $1`

	// Another worker that is at it keeps this one out.
	takeRunSQL = lockRunSQL + ` SKIP LOCKED`

	openGrantSQL = `SELECT ended_at IS NULL AND expires_at > shop.shop_clock() AS open, coalesce(end_cause, 'expired') AS cause
		FROM shop.job_grant WHERE id = $1 FOR SHARE`

	nextSeqsSQL = `
		SELECT seq FROM staging.import_product WHERE upload_id = $1 AND result = '' AND outcome IN ('create', 'update') ORDER BY seq LIMIT $2`

	shownSQL = `SELECT seq, handle, hash, outcome, rows FROM staging.import_product WHERE upload_id = $1 AND seq = ANY ($2) ORDER BY seq`

	// The stock rows first and in their order, as orders lock them; then the products.
	lockStocksSQL = `
		SELECT s.variant_id FROM shop.stock s JOIN shop.variant v ON v.id = s.variant_id JOIN shop.product p ON p.id = v.product_id
		WHERE p.vendor_id = $1 AND p.handle = ANY ($2) ORDER BY s.variant_id FOR UPDATE OF s`
	lockProductsSQL = `SELECT id FROM shop.product WHERE vendor_id = $1 AND handle = ANY ($2) ORDER BY id FOR NO KEY UPDATE`

	resultsSQL = `
		UPDATE staging.import_product p SET result = n.result, message = n.message
		FROM unnest($2::int[], $3::text[], $4::text[]) n(seq, result, message) WHERE p.upload_id = $1 AND p.seq = n.seq`

	progressSQL = `
		UPDATE shop.import_run SET rows_done = rows_done + $2, created = created + $3, updated = updated + $4, failed = failed + $5 WHERE id = $1`

	openProductsSQL = `
		SELECT EXISTS (SELECT FROM staging.import_product WHERE upload_id = $1 AND result = '' AND outcome IN ('create', 'update'))`

	closeRunSQL   = `UPDATE shop.import_run SET state = $2, cause = $3, finished_at = $4 WHERE id = $1 AND state = 'committing'`
	closeGrantSQL = `UPDATE shop.job_grant SET ended_at = shop.shop_clock(), end_cause = $2 WHERE id = $1 AND ended_at IS NULL`
)

// Pictures ---------------------------------------------------------------------------------------------------------------

const (
	untriedPicturesSQL = `SELECT id FROM shop.product_picture WHERE state = 'pending' AND tries = 0 AND source_url <> '' ORDER BY id LIMIT 200`

	pendingPictureSQL = `SELECT source_url, tries FROM shop.product_picture WHERE id = $1 AND state = 'pending'`

	triedPictureSQL = `UPDATE shop.product_picture SET tries = $2 WHERE id = $1 AND state = 'pending'`

	failPictureSQL = `UPDATE shop.product_picture SET state = 'failed', failure = $2, tries = tries + 1 WHERE id = $1 AND state = 'pending'`

	readyPictureSQL = `UPDATE shop.product_picture SET state = 'ready', blob = decode($2, 'hex'), tries = tries + 1 WHERE id = $1 AND state = 'pending'`
)

// Files to take away -----------------------------------------------------------------------------------------------------

const errorRowsSQL = `
	SELECT r.number, r.cells,
	  coalesce(array_agg(x.column_name ORDER BY x.n) FILTER (WHERE x.n IS NOT NULL), '{}') AS columns,
	  coalesce(array_agg(x.code ORDER BY x.n) FILTER (WHERE x.n IS NOT NULL), '{}') AS codes,
	  CASE WHEN p.result = 'failed' THEN ARRAY[p.message] ELSE
	    coalesce(array_agg(x.message ORDER BY x.n) FILTER (WHERE x.n IS NOT NULL), '{}') END AS messages
	FROM staging.import_product p JOIN staging.import_row r ON r.upload_id = p.upload_id AND r.key = p.key
	  LEFT JOIN staging.import_problem x ON x.upload_id = p.upload_id AND x.seq = p.seq AND x.row = r.number AND x.severity = 'wrong'
	WHERE p.upload_id = $1 AND (p.outcome = 'held' OR p.result = 'failed')
	GROUP BY r.number, r.cells, p.result, p.message ORDER BY r.number`
