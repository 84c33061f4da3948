package impersonation

import "standin/store/account"

// Effective is what is allowed while acting: what rule, subject and mode all allow and, when changes are allowed, the staff acts
// that the rule carries in and the actor holds outside. Nothing on the never list, whatever they say.
func Effective(rule, subject, actor account.Permissions, mode Mode) account.Permissions {
	pages := subject.And(rule)
	if mode != Act {
		return pages.And(account.ViewOnly).Without(account.Never)
	}
	acts := account.StaffActs.And(rule).And(actor)
	return pages.Or(acts).Without(account.Never)
}

// granted is what a rule grants in a mode, before the subject's own limits: what a session's row keeps.
func granted(rule account.Permissions, mode Mode) account.Permissions {
	if mode != Act {
		rule = rule.And(account.ViewOnly)
	}
	return rule.Without(account.Never)
}

// invitedOwner is all that may be done for a vendor's user who has not accepted the invitation yet.
var invitedOwner = account.Of(account.Browse, account.CatalogView, account.CatalogEdit, account.CatalogImport)

// subjectMay is what the subject may do in the capacity.
func subjectMay(p account.Person, c account.Capacity) account.Permissions {
	if p.Status == account.Invited {
		return p.Permissions(c).And(invitedOwner)
	}
	return p.Permissions(c)
}
