package session

const (
	insertSignIn = `
		INSERT INTO web.sign_in (person_id, device_id, ends_at, mfa_at, ip, network_4, network_6, browser, platform, agent, hints)
		VALUES ($1, $2, shop.shop_now() + make_interval(secs => $3::bigint), CASE WHEN $4::boolean THEN shop.shop_now() END,
		        nullif($5::text, '')::inet, nullif($6::text, '')::cidr, nullif($7::text, '')::cidr, $8, $9, $10, $11::jsonb)
		RETURNING id`

	// A device that was revoked and is signed in from again is known again.
	keepDevice = `
		INSERT INTO web.device AS d (person_id, token_hash, browser, platform)
		VALUES ($1, decode($2, 'hex'), $3, $4)
		ON CONFLICT (person_id, token_hash) DO UPDATE
		  SET browser = excluded.browser, platform = excluded.platform, last_seen = shop.shop_now(), revoked_at = NULL
		RETURNING id`

	selectSignIn = `
		SELECT ` + JSON + `
		  FROM web.sign_in i LEFT JOIN web.device d ON d.id = i.device_id
		 WHERE i.id = $1 AND ` + Open

	selectSignIns = `
		SELECT ` + JSON + `
		  FROM web.sign_in i LEFT JOIN web.device d ON d.id = i.device_id
		 WHERE i.person_id = $1 AND ` + Open + `
		 ORDER BY i.created_at DESC, i.id DESC`

	selectDevices = `
		SELECT json_build_object('public_id', d.public_id, 'browser', d.browser, 'platform', d.platform,
		         'first_seen', d.first_seen, 'last_seen', d.last_seen, 'sign_ins', coalesce(s.list, '[]'))
		  FROM web.device d,
		       LATERAL (SELECT json_agg(` + JSON + ` ORDER BY i.created_at DESC) AS list
		                  FROM web.sign_in i WHERE i.device_id = d.id AND ` + Open + `) s
		 WHERE d.person_id = $1 AND d.revoked_at IS NULL
		 ORDER BY d.last_seen DESC, d.id DESC`

	selectOwnSignIn = `SELECT id FROM web.sign_in WHERE person_id = $1 AND public_id = $2 AND ended_at IS NULL FOR UPDATE`

	revokeDevice = `
		UPDATE web.device SET revoked_at = shop.shop_now()
		 WHERE person_id = $1 AND public_id = $2 AND revoked_at IS NULL RETURNING id`

	touchSignIn = `
		WITH seen AS (
		  UPDATE web.sign_in SET last_seen = shop.shop_now()
		   WHERE id = $1 AND ended_at IS NULL AND last_seen <= shop.shop_now() - interval '1 minute' RETURNING device_id)
		UPDATE web.device d SET last_seen = shop.shop_now() FROM seen WHERE d.id = seen.device_id`

	findSession = `
		SELECT data FROM web.session WHERE token_hash = $1 AND retired_at IS NULL AND expires_at > shop.shop_now()`

	// Makes a session or updates one that stands; a retired one keeps its tombstone.
	commitSession = `
		INSERT INTO web.session AS s (token_hash, data, expires_at, sign_in_id)
		VALUES ($1, $2, $3, nullif($4::bigint, 0))
		ON CONFLICT (token_hash) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at, sign_in_id = excluded.sign_in_id
		 WHERE s.retired_at IS NULL`

	retireSession = `
		UPDATE web.session SET retired_at = shop.shop_now(), data = '' WHERE token_hash = $1 AND retired_at IS NULL`

	isRetired = `SELECT EXISTS (SELECT FROM web.session WHERE token_hash = $1 AND retired_at IS NOT NULL)`

	isRenewed = `
		SELECT EXISTS (SELECT FROM web.session s JOIN web.sign_in i ON i.id = s.sign_in_id
		  WHERE s.token_hash = $1 AND s.retired_at IS NOT NULL AND i.ended_at IS NULL AND i.ends_at > shop.shop_now())`

	// A tombstone outlives the longest request by far. Counters go when they count for nothing any more.
	sweepSessions = `
		WITH counters AS (
		  DELETE FROM web.throttle
		   WHERE since < shop.shop_now() - interval '1 day' AND coalesce(until, since) < shop.shop_now())
		DELETE FROM web.session WHERE expires_at < shop.shop_now() - interval '1 day'`
)
