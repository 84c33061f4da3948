package audit

import (
	"slices"
	"strings"
)

// granting are the tables whose rows are rights, with the column that says whose.
var granting = []struct {
	table, who     string
	given, taken   int
	giving, taking string // the names of these activities
}{
	{"shop.impersonation_session", "actor_id", ocsfAssign, ocsfRevoke, "Assign Privileges", "Revoke Privileges"},
	{"shop.staff_role", "person_id", ocsfRole, ocsfNoRole, "Assign Role", "Remove Role"},
	{"shop.member", "person_id", ocsfRole, ocsfNoRole, "Assign Role", "Remove Role"},
	{"shop.vendor_user", "person_id", ocsfRole, ocsfNoRole, "Assign Role", "Remove Role"},
	{"shop.assignment", "staff_id", ocsfAssign, ocsfRevoke, "Assign Privileges", "Revoke Privileges"},
}

// grant makes an event of class 3005 of an entry that gave somebody a right or took it; ok is false for any other.
func (e *ocsfEvent) grant(x *exported, r *recorded, n eventNames) (ok bool) {
	for _, g := range granting {
		i := slices.IndexFunc(r.changes, func(c changedRow) bool { return c.Table == g.table })
		if i < 0 {
			continue
		}
		c := r.changes[i]
		who, session := idIn(g.who, c.After, c.Before, c.Key), n.sessions[idIn("id", c.Key)]
		taken := c.Op == "delete"
		if g.table == "shop.impersonation_session" {
			who, taken = session.Actor, c.Op == "update" // its row changes once, at its end
			e.Metadata.CorrelateUID, e.Unmapped.Reason, e.Unmapped.Ticket = session.Public, session.Reason, session.Ticket
			e.Resources = append(e.Resources, ocsfResource{UID: personUID(session.Subject), Name: n.people[session.Subject], Type: "user"})
			e.Privileges = append([]string{session.Mode}, strings.FieldsFunc(session.May, func(r rune) bool { return r == ',' })...)
		} else {
			e.Privileges = []string{roleIn(c)}
		}
		if who == 0 {
			return false
		}
		e.User = &ocsfUser{UID: personUID(who), Name: n.people[who], TypeID: 1, Type: "User"}
		e.class(classUserAccess, g.given, g.giving)
		if taken {
			e.class(classUserAccess, g.taken, g.taking)
		}
		return true
	}
	return false
}

// idIn finds a column's number in the first row that has it.
func idIn(column string, rows ...map[string]any) int64 {
	for _, row := range rows {
		if id, ok := number(row[column]); ok {
			return id
		}
	}
	return 0
}

// roleIn is the role that a row gives or gave, or the table where it is no role.
func roleIn(c changedRow) string {
	for _, row := range []map[string]any{c.After, c.Before} {
		if role, ok := row["role"].(string); ok {
			return role
		}
	}
	return c.Table
}
