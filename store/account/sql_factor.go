package account

const (
	selectThrottle = `
		SELECT coalesce(max(extract(epoch FROM until - shop.shop_now())), 0)::float8
		  FROM web.throttle WHERE key = $1 AND until > shop.shop_now()`

	// Counts within the window, which begins anew when it has passed; the last try let through sets until.
	countThrottle = `
		INSERT INTO web.throttle AS t (key, count, since, until)
		VALUES ($1, 1, shop.shop_now(), CASE WHEN $2::int <= 1 THEN shop.shop_now() + make_interval(secs => $3::float8) END)
		ON CONFLICT (key) DO UPDATE SET
		  count = CASE WHEN t.since <= shop.shop_now() - make_interval(secs => $3::float8) THEN 1 ELSE t.count + 1 END,
		  since = CASE WHEN t.since <= shop.shop_now() - make_interval(secs => $3::float8) THEN shop.shop_now() ELSE t.since END,
		  until = CASE WHEN t.since > shop.shop_now() - make_interval(secs => $3::float8) AND t.count + 1 >= $2::int
		               THEN shop.shop_now() + make_interval(secs => $3::float8) END
		RETURNING count`

	// The row is the person's turn: tries of one person come one after the other, over all sessions.
	lockFactor = `
		SELECT secret, key_id, last_step FROM shop.totp WHERE person_id = $1 FOR UPDATE`

	consumeStep = `UPDATE shop.totp SET last_step = $2 WHERE person_id = $1 AND last_step < $2`

	savePending = `
		INSERT INTO shop.totp_pending (person_id, secret, key_id) VALUES ($1, $2, $3)
		ON CONFLICT (person_id) DO UPDATE SET secret = excluded.secret, key_id = excluded.key_id, made_at = shop.shop_now()`

	// A picture that was left open lapses.
	selectPending = `
		SELECT secret, key_id FROM shop.totp_pending WHERE person_id = $1 AND made_at > shop.shop_now() - interval '1 hour'`

	lockPending = selectPending + ` FOR UPDATE`

	deletePending = `DELETE FROM shop.totp_pending WHERE person_id = $1`

	// A factor that replaces one under a bar stays under it.
	saveFactor = `
		INSERT INTO shop.totp (person_id, secret, key_id, confirmed_at, last_step, enrolled_by, bars_start_until)
		VALUES ($1, $2, $3, shop.shop_now(), $4, $5, CASE WHEN $6::boolean THEN shop.shop_now() + interval '24 hours' END)
		ON CONFLICT (person_id) DO UPDATE SET secret = excluded.secret, key_id = excluded.key_id, confirmed_at = excluded.confirmed_at,
		  last_step = excluded.last_step, enrolled_by = excluded.enrolled_by,
		  bars_start_until = greatest(shop.totp.bars_start_until, excluded.bars_start_until)`

	liftBar = `UPDATE shop.totp SET bars_start_until = NULL WHERE person_id = $1 AND bars_start_until > shop.shop_now()`

	deleteRecovery = `DELETE FROM shop.recovery_code WHERE person_id = $1`

	insertRecovery = `
		INSERT INTO shop.recovery_code (person_id, code_hash) SELECT $1, decode(h, 'hex') FROM unnest(string_to_array($2, ',')) h`

	useRecovery = `
		UPDATE shop.recovery_code SET used_at = shop.shop_now()
		 WHERE person_id = $1 AND code_hash = decode($2, 'hex') AND used_at IS NULL`

	countRecovery = `SELECT count(*) FROM shop.recovery_code WHERE person_id = $1 AND used_at IS NULL`
)
