package account

const (
	// The newest first, so that the list goes down the key; a cursor nobody has begins at the top.
	selectPeople = `
		SELECT ` + PersonJSON + `
		  FROM shop.person p
		 WHERE p.status <> 'deleted'
		   AND ($1 = '' OR p.email = $1 OR lower(p.name) LIKE $2 OR lower(p.name) LIKE '% ' || $2)
		   AND p.id < coalesce((SELECT c.id FROM shop.person c WHERE c.public_id = $3), 9223372036854775807)
		   AND `

	orderPeople = ` ORDER BY p.id DESC LIMIT $4`

	selectCensus = `
		SELECT count(*) AS people,
		       count(*) FILTER (WHERE p.status IN ('blocked', 'locked')) AS closed,
		       (SELECT count(*) FROM shop.staff_role) AS staff,
		       (SELECT count(DISTINCT person_id) FROM shop.vendor_user) AS vendors,
		       (SELECT count(DISTINCT person_id) FROM shop.member WHERE status = 'active') AS members,
		       (SELECT count(*) FROM shop.invitation v WHERE v.purpose = 'staff' AND v.used_at IS NULL AND v.expires_at > shop.shop_now()) AS invited,
		       (SELECT count(*) FROM shop.staff_role r WHERE NOT EXISTS (SELECT FROM shop.totp f WHERE f.person_id = r.person_id)
		          AND NOT EXISTS (SELECT FROM shop.passkey k WHERE k.person_id = r.person_id)) AS no_factor,
		       (SELECT count(DISTINCT b.person_id) FROM (SELECT person_id, bars_start_until FROM shop.totp UNION ALL SELECT person_id, bars_start_until
		          FROM shop.passkey) b WHERE b.bars_start_until > shop.shop_now()) AS barred_till
		  FROM shop.person p WHERE p.status <> 'deleted'`

	selectSettings = `SELECT name, value #>> '{}' AS value FROM shop.setting WHERE name IN ('shop.name', 'shop.support_email')`

	saveSetting = `
		INSERT INTO shop.setting AS s (name, value) VALUES ($1, to_jsonb($2::text))
		ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE s.value <> excluded.value`
)
