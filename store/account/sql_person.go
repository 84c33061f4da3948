package account

// PersonJSON is the SQL that writes the row p of shop.person, with roles, memberships, portfolio and factor, as one value that
// Person scans. Another room's statement loads a person with (SELECT PersonJSON FROM shop.person p WHERE p.id = …).
const PersonJSON = `json_build_object('id', p.id, 'public_id', p.public_id, 'email', p.email, 'name', p.name, 'phone', p.phone,
  'status', p.status, 'must_change_password', p.must_change_password, 'never_impersonate', p.never_impersonate, 'sensitive', p.sensitive,
  'demo', p.demo, 'created_at', p.created_at,
  'staff', coalesce((SELECT r.role FROM shop.staff_role r WHERE r.person_id = p.id), ''),
  'has_totp', EXISTS (SELECT FROM shop.totp f WHERE f.person_id = p.id AND f.confirmed_at IS NOT NULL),
  'passkeys', (SELECT count(*) FROM shop.passkey k WHERE k.person_id = p.id),
  'factor_barred_until', ` + barOf + `,
  'vendors', (SELECT coalesce(json_agg(json_build_object('vendor', v.id, 'slug', v.slug, 'name', v.name, 'role', u.role,
      'status', v.status) ORDER BY v.name, v.id), '[]')
    FROM shop.vendor_user u JOIN shop.vendor v ON v.id = u.vendor_id WHERE u.person_id = p.id),
  'organizations', (SELECT coalesce(json_agg(json_build_object('member', m.id, 'organization', o.id, 'public_id', o.public_id,
      'name', o.name, 'role', m.role, 'department', m.department, 'order_limit', m.order_limit, 'status', o.status,
      'support_until', o.support_until) ORDER BY o.name, o.id), '[]')
    FROM shop.member m JOIN shop.organization o ON o.id = m.organization_id WHERE m.person_id = p.id AND m.status = 'active'),
  'assigned', (SELECT json_build_object(
      'vendors', coalesce(json_agg(a.vendor_id ORDER BY a.vendor_id) FILTER (WHERE a.vendor_id IS NOT NULL), '[]'),
      'organizations', coalesce(json_agg(a.organization_id ORDER BY a.organization_id) FILTER (WHERE a.organization_id IS NOT NULL), '[]'))
    FROM shop.assignment a WHERE a.staff_id = p.id))`

const (
	selectByID       = `SELECT ` + PersonJSON + ` FROM shop.person p WHERE p.id = $1`
	selectByPublicID = `SELECT ` + PersonJSON + ` FROM shop.person p WHERE p.public_id = $1`
	selectByEmail    = `SELECT ` + PersonJSON + ` FROM shop.person p WHERE p.email = $1 AND p.status <> 'deleted'`
)

const (
	selectPassword = `SELECT id, password_hash FROM shop.person WHERE email = $1 AND status <> 'deleted'`

	selectHash = `SELECT password_hash FROM shop.person WHERE id = $1`

	insertReset = `
		INSERT INTO shop.password_reset (person_id, token_hash, expires_at)
		VALUES ($1, decode($2, 'hex'), shop.shop_now() + make_interval(secs => $3::float8))`

	selectReset = `
		SELECT r.person_id FROM shop.password_reset r JOIN shop.person p ON p.id = r.person_id
		 WHERE r.token_hash = decode($1, 'hex') AND r.used_at IS NULL AND r.expires_at > shop.shop_now()
		   AND p.status IN ('active', 'unconfirmed')`

	lockReset = selectReset + ` FOR UPDATE OF r`

	useResets = `UPDATE shop.password_reset SET used_at = shop.shop_now() WHERE person_id = $1 AND used_at IS NULL`

	updatePassword = `UPDATE shop.person SET password_hash = $2, must_change_password = false WHERE id = $1`

	insertPerson = `INSERT INTO shop.person (name, email, phone, password_hash) VALUES ($1, $2, $3, $4) RETURNING id`

	selectSearch = `
		SELECT ` + PersonJSON + `
		  FROM shop.person p
		 WHERE p.status <> 'deleted'
		   AND (p.email = $1 OR lower(p.name) LIKE $2 OR lower(p.name) LIKE '% ' || $2
		        OR $3 <> '' AND regexp_replace(p.phone, '[^0-9+]', '', 'g') = $3)
		 ORDER BY p.email = $1 DESC, lower(p.name) LIKE $2 DESC, p.name, p.id
		 LIMIT $4`

	selectAdministrators = `
		SELECT p.id, p.email, p.name FROM shop.person p JOIN shop.staff_role r ON r.person_id = p.id
		 WHERE r.role = 'administrator' AND p.status = 'active' ORDER BY p.id`
)
