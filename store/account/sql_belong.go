package account

const (
	saveStaffRole = `
		INSERT INTO shop.staff_role (person_id, role) VALUES ($1, $2)
		ON CONFLICT (person_id) DO UPDATE SET role = excluded.role`

	deleteStaffRole = `DELETE FROM shop.staff_role WHERE person_id = $1`

	updateStatus = `UPDATE shop.person SET status = $2 WHERE id = $1 AND status <> 'deleted'`

	updateNever = `UPDATE shop.person SET never_impersonate = $2 WHERE id = $1`

	updateSensitive = `UPDATE shop.person SET sensitive = $2 WHERE id = $1`

	saveVendorUser = `
		INSERT INTO shop.vendor_user (vendor_id, person_id, role) VALUES ($1, $2, $3)
		ON CONFLICT (vendor_id, person_id) DO UPDATE SET role = excluded.role`

	saveMember = `
		INSERT INTO shop.member (organization_id, person_id, role, department, order_limit) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (organization_id, person_id) DO UPDATE
		  SET role = excluded.role, department = excluded.department, order_limit = excluded.order_limit, status = 'active'`

	removeMember = `UPDATE shop.member SET status = 'removed' WHERE organization_id = $1 AND person_id = $2 AND status = 'active'`
)
