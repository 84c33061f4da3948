package account

const (
	insertInvitation = `
		INSERT INTO shop.invitation (email, token_hash, purpose, staff_role, vendor_id, organization_id, member_role, person_id, secret,
		                             key_id, invited_by, expires_at)
		VALUES ($1, decode($2, 'hex'), $3, nullif($4, ''), nullif($5::bigint, 0), nullif($6::bigint, 0), nullif($7, ''),
		        nullif($8::bigint, 0), $9, $10, nullif($11::bigint, 0), shop.shop_now() + make_interval(secs => $12::float8))
		RETURNING id`

	// The account the address has now, and whether it has a factor, decide what accepting asks for.
	selectInvitation = `
		SELECT v.id, v.email, v.purpose, coalesce(v.staff_role, '') AS staff_role, coalesce(v.vendor_id, 0) AS vendor_id,
		       coalesce(n.name, '') AS vendor_name, coalesce(v.organization_id, 0) AS organization_id,
		       coalesce(o.name, '') AS organization_name, coalesce(v.member_role, '') AS member_role, coalesce(b.name, '') AS invited_by,
		       coalesce(p.id, 0) AS person_id, coalesce(p.name, '') AS person_name, v.person_id IS NOT NULL AS is_reset,
		       EXISTS (SELECT FROM shop.totp f WHERE f.person_id = p.id) OR EXISTS (SELECT FROM shop.passkey k WHERE k.person_id = p.id) AS has_factor,
		       EXISTS (SELECT FROM shop.totp f WHERE f.person_id = p.id) AS has_totp, v.expires_at, v.secret, v.key_id
		  FROM shop.invitation v
		  LEFT JOIN shop.person p ON p.email = v.email AND p.status <> 'deleted'
		  LEFT JOIN shop.person b ON b.id = v.invited_by
		  LEFT JOIN shop.vendor n ON n.id = v.vendor_id
		  LEFT JOIN shop.organization o ON o.id = v.organization_id
		 WHERE v.token_hash = decode($1, 'hex') AND v.used_at IS NULL AND v.expires_at > shop.shop_now()`

	lockInvitation = selectInvitation + ` FOR UPDATE OF v`

	useInvitation = `UPDATE shop.invitation SET used_at = shop.shop_now(), secret = '' WHERE id = $1`

	dropFirstInvitations = `
		UPDATE shop.invitation SET used_at = shop.shop_now(), secret = '' WHERE purpose = 'first_administrator' AND used_at IS NULL`

	deleteFactor = `DELETE FROM shop.totp WHERE person_id = $1`
)
