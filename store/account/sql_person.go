package account

// PersonJSON is the SQL that writes the row p of shop.person, with roles, memberships, portfolio and factor, as one value that
// Person scans. Another room's statement loads a person with (SELECT PersonJSON FROM shop.person p WHERE p.id = …).
const PersonJSON = `jsonb_build_object('id', p.id, 'public_id', p.public_id, 'email', p.email, 'name', p.name, 'phone', p.phone,
  'status', p.status, 'must_change_password', p.must_change_password, 'never_impersonate', p.never_impersonate,
  'demo', p.demo, 'created_at', p.created_at,
  'staff', coalesce((SELECT r.role FROM shop.staff_role r WHERE r.person_id = p.id), ''),
  'has_totp', EXISTS (SELECT FROM shop.totp f WHERE f.person_id = p.id AND f.confirmed_at IS NOT NULL),
  'factor_barred_until', (SELECT f.bars_start_until FROM shop.totp f WHERE f.person_id = p.id),
  'vendors', (SELECT coalesce(jsonb_agg(jsonb_build_object('vendor', v.id, 'slug', v.slug, 'name', v.name, 'role', u.role,
      'status', v.status) ORDER BY v.name, v.id), '[]')
    FROM shop.vendor_user u JOIN shop.vendor v ON v.id = u.vendor_id WHERE u.person_id = p.id),
  'organizations', (SELECT coalesce(jsonb_agg(jsonb_build_object('member', m.id, 'organization', o.id, 'public_id', o.public_id,
      'name', o.name, 'role', m.role, 'department', m.department, 'order_limit', m.order_limit, 'status', o.status,
      'support_until', o.support_until) ORDER BY o.name, o.id), '[]')
    FROM shop.member m JOIN shop.organization o ON o.id = m.organization_id WHERE m.person_id = p.id AND m.status = 'active'),
  'assigned', (SELECT jsonb_build_object(
      'vendors', coalesce(jsonb_agg(a.vendor_id ORDER BY a.vendor_id) FILTER (WHERE a.vendor_id IS NOT NULL), '[]'),
      'organizations', coalesce(jsonb_agg(a.organization_id ORDER BY a.organization_id) FILTER (WHERE a.organization_id IS NOT NULL), '[]'))
    FROM shop.assignment a WHERE a.staff_id = p.id))`

const (
	selectByID       = `SELECT ` + PersonJSON + ` FROM shop.person p WHERE p.id = $1`
	selectByPublicID = `SELECT ` + PersonJSON + ` FROM shop.person p WHERE p.public_id = $1`
	selectByEmail    = `SELECT ` + PersonJSON + ` FROM shop.person p WHERE p.email = $1 AND p.status <> 'deleted'`
)
