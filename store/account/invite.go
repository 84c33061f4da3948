package account

import (
	"context"

	"standin/store"
	"standin/store/fault"
	"standin/store/job"
)

// NewInvitation says whom to invite, and as what; the fields of other purposes stay empty.
type NewInvitation struct {
	Email        string
	Purpose      Purpose
	Staff        StaffRole
	Vendor       VendorID
	Organization OrganizationID
	Member       MemberRole
	PublicURL    string // of the shop, for the link in the mail
}

// Invite mails a single-use link. Staff are invited by an administrator with a fresh code; a vendor's users and an organization's
// members by those who run them. fault.Invalid names the fields.
func (a *Accounts) Invite(ctx context.Context, actor Actor, code string, n NewInvitation) error {
	_, err := a.InviteLink(ctx, actor, code, n)
	return err
}

// InviteLink is Invite, and gives the address that the mail holds, for who hands it over in person as well.
func (a *Accounts) InviteLink(ctx context.Context, actor Actor, code string, n NewInvitation) (link string, err error) {
	defer fault.Wrap(&err, "Accounts.InviteLink(%s)", n.Purpose)
	if err := mayInvite(actor, n); err != nil {
		return "", err
	}
	email, err := ParseEmail(n.Email)
	if err != nil {
		return "", err
	}
	n.Email = string(email)
	err = a.db.Transact(ctx, actor, "invitation.send", func(tx *store.Tx) error {
		if n.Purpose == StaffPurpose {
			if err := a.stepUp(ctx, tx, actor, code); err != nil {
				return refused(tx, err)
			}
		}
		token, err := a.insertInvitation(ctx, tx, actor, n, 0)
		if err != nil {
			return err
		}
		link = n.link(token)
		return mailInvitation(ctx, tx, n, link)
	})
	return link, err
}

// link is the address that a token opens.
func (n NewInvitation) link(token string) string { return n.PublicURL + "/invitation/" + token }

// InviteFirst makes the link of shop setup: only the command line asks for it, and only while there is no administrator. An
// earlier link is dead from then on.
func (a *Accounts) InviteFirst(ctx context.Context, actor Actor) (token string, err error) {
	defer fault.Wrap(&err, "Accounts.InviteFirst")
	if actor.Kind != store.Operator {
		return "", fault.New(fault.Forbidden, "The first administrator is invited by shop setup alone.")
	}
	err = a.db.Transact(ctx, actor, "invitation.first", func(tx *store.Tx) error {
		has, err := HasAdministrator(ctx, tx)
		if err != nil {
			return err
		}
		if has {
			return fault.New(fault.Conflict, "The shop has an administrator already; new ones are invited under Admin, People.").WithCode("has_administrator")
		}
		if _, err := tx.Exec(ctx, dropFirstInvitations); err != nil {
			return err
		}
		token, err = a.insertInvitation(ctx, tx, actor, NewInvitation{Purpose: FirstAdministrator}, 0)
		return err
	})
	return token, err
}

// ResetFactor takes a person's second factor away, ends their sign-ins, and mails them a link to enrol a new one, which bars
// acting for a day. It asks for a fresh code of the administrator and tells all of them.
func (a *Accounts) ResetFactor(ctx context.Context, actor Actor, code string, person ID, publicURL string) (err error) {
	defer fault.Wrap(&err, "Accounts.ResetFactor(%d)", person)
	return a.administer(ctx, actor, "factor.reset", code, person, func(tx *store.Tx, p Person) error {
		if p.Staff == NoStaff {
			return fault.New(fault.Conflict, "Only staff enrol by invitation. Others sign in with a recovery code.")
		}
		if err := dropFactor(ctx, tx, p); err != nil {
			return err
		}
		n := NewInvitation{Email: p.Email, Purpose: StaffPurpose, Staff: p.Staff, PublicURL: publicURL}
		token, err := a.insertInvitation(ctx, tx, actor, n, p.ID)
		if err != nil {
			return err
		}
		return mailInvitation(ctx, tx, n, n.link(token))
	})
}

func mayInvite(actor Actor, n NewInvitation) error {
	switch n.Purpose {
	case StaffPurpose:
		if n.Staff.Title() == "" {
			return fault.Field("role", "Choose a role from the list.")
		}
		return actor.May(PeopleManage)
	case VendorPurpose:
		if actor.Can(PeopleManage) {
			return nil
		}
		if err := actor.VendorDesk(n.Vendor); err != nil {
			return err
		}
		return actor.May(InviteSend)
	case MemberPurpose:
		if n.Member.Title() == "" {
			return fault.Field("role", "Choose a role from the list.")
		}
		return mayPlace(actor, n.Organization, 0, n.Member)
	case FirstAdministrator:
	}
	return fault.New(fault.Forbidden, "The first administrator is invited by shop setup alone.")
}

// insertInvitation writes the link with the factor it will bring; reset names whose factor was taken away.
func (a *Accounts) insertInvitation(ctx context.Context, tx *store.Tx, actor Actor, n NewInvitation, reset ID) (token string, err error) {
	token = newToken()
	keyID, sealed, err := a.seal(invitationOwner(token), newSecret())
	if err != nil {
		return "", err
	}
	var id int64
	err = tx.Get(ctx, &id, insertInvitation, n.Email, tokenHash(token), string(n.Purpose), string(n.Staff), int64(n.Vendor),
		int64(n.Organization), string(n.Member), int64(reset), sealed, keyID, int64(actor.ID), invitationLife[n.Purpose].Seconds())
	if err != nil {
		return "", err
	}
	return token, tx.About(ctx, "invitation", id)
}

func mailInvitation(ctx context.Context, tx *store.Tx, n NewInvitation, link string) error {
	what := map[Purpose]string{StaffPurpose: "to work in the shop", VendorPurpose: "to a vendor's desk", MemberPurpose: "to an organization"}[n.Purpose]
	return job.SendMail(ctx, tx, job.Mail{To: n.Email, Kind: "invitation", Subject: "You are invited " + what,
		Text: "Hello,\n\nyou are invited " + what + ". Open this address to begin:\n\n" + link +
			"\n\nIt works once, and for " + inWords(invitationLife[n.Purpose]) + ". If you did not expect it, do nothing.\n"})
}

func dropFactor(ctx context.Context, tx *store.Tx, p Person) error {
	for _, statement := range []string{deleteFactor, deletePasskeys, deletePending, deleteRecovery} {
		if _, err := tx.Exec(ctx, statement, int64(p.ID)); err != nil {
			return err
		}
	}
	if err := endForFactor(ctx, tx, p.ID); err != nil {
		return err
	}
	return tellAdministrators(ctx, tx, "factor.reset", "A second factor was reset",
		"the second factor of "+p.Name+" ("+p.Staff.Title()+") was reset by an administrator. A link to enrol a new one is on its way to them.\n")
}
