package account

import (
	"context"
	"encoding/json"

	"standin/store/fault"
)

// VendorCard is a vendor of a sales rep's portfolio, with the people who work there.
type VendorCard struct {
	ID     VendorID
	Slug   string
	Name   string
	About  string
	Status string
	Users  []VendorUser
}

// VendorUser is somebody who works for a vendor.
type VendorUser struct {
	ID       ID     `json:"id"`
	PublicID string `json:"public_id"`
	Name     string `json:"name"`
	Email    string `json:"email"`
	Role     string `json:"role"`
	Status   Status `json:"status"`
}

const portfolioSQL = `
SELECT v.id, v.slug, v.name, v.about, v.status,
  coalesce((SELECT jsonb_agg(jsonb_build_object('id', p.id, 'public_id', p.public_id, 'name', p.name, 'email', p.email, 'role', u.role, 'status', p.status)
      ORDER BY u.role DESC, p.name, p.id)
    FROM shop.vendor_user u JOIN shop.person p ON p.id = u.person_id WHERE u.vendor_id = v.id AND p.status <> 'deleted'), '[]') AS users
FROM shop.vendor v JOIN shop.assignment a ON a.vendor_id = v.id WHERE a.staff_id = $1 ORDER BY lower(v.name), v.id`

// Portfolio lists the vendors assigned to a sales rep. It needs rep.desk; nobody sees another's portfolio.
func (a *Accounts) Portfolio(ctx context.Context, actor Actor) (list []VendorCard, err error) {
	defer fault.Wrap(&err, "Accounts.Portfolio(%d)", actor.ID)
	if err := actor.May(RepDesk); err != nil {
		return nil, err
	}
	var rows []struct {
		ID     VendorID `db:"id"`
		Slug   string   `db:"slug"`
		Name   string   `db:"name"`
		About  string   `db:"about"`
		Status string   `db:"status"`
		Users  []byte   `db:"users"`
	}
	if err := a.db.Select(ctx, &rows, portfolioSQL, int64(actor.ID)); err != nil {
		return nil, err
	}
	for _, r := range rows {
		v := VendorCard{ID: r.ID, Slug: r.Slug, Name: r.Name, About: r.About, Status: r.Status}
		if err := json.Unmarshal(r.Users, &v.Users); err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

// OrganizationCard is an organization of a sales rep's portfolio, with its members.
type OrganizationCard struct {
	ID      OrganizationID
	Name    string
	Members []OrganizationMember
}

// OrganizationMember is somebody who buys for an organization.
type OrganizationMember struct {
	ID         ID         `json:"id"`
	PublicID   string     `json:"public_id"`
	Name       string     `json:"name"`
	Role       MemberRole `json:"role"`
	Department string     `json:"department"`
}

const assignedOrganizationsSQL = `
SELECT o.id, o.name,
  coalesce((SELECT jsonb_agg(jsonb_build_object('id', p.id, 'public_id', p.public_id, 'name', p.name, 'role', m.role, 'department', m.department)
      ORDER BY p.name, p.id)
    FROM shop.member m JOIN shop.person p ON p.id = m.person_id WHERE m.organization_id = o.id AND m.status = 'active' AND p.status <> 'deleted'), '[]') AS members
FROM shop.organization o JOIN shop.assignment a ON a.organization_id = o.id WHERE a.staff_id = $1 ORDER BY lower(o.name), o.id`

// AssignedOrganizations lists the organizations assigned to a sales rep. It needs rep.desk; nobody sees another's portfolio.
func (a *Accounts) AssignedOrganizations(ctx context.Context, actor Actor) (list []OrganizationCard, err error) {
	defer fault.Wrap(&err, "Accounts.AssignedOrganizations(%d)", actor.ID)
	if err := actor.May(RepDesk); err != nil {
		return nil, err
	}
	var rows []struct {
		ID      OrganizationID `db:"id"`
		Name    string         `db:"name"`
		Members []byte         `db:"members"`
	}
	if err := a.db.Select(ctx, &rows, assignedOrganizationsSQL, int64(actor.ID)); err != nil {
		return nil, err
	}
	for _, r := range rows {
		o := OrganizationCard{ID: r.ID, Name: r.Name}
		if err := json.Unmarshal(r.Members, &o.Members); err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, nil
}
