package order

import (
	"context"
	"strings"

	"standin/cart"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/job"
)

// RequestApproval asks that the shared cart, exactly as it is, may be ordered by the one who asks. It needs approval.request in
// the organization. An earlier request of theirs that was about another content is void; one about the same goes on
// (fault.Conflict). Those who may decide get a mail.
func (os *Orders) RequestApproval(ctx context.Context, actor account.Actor, note string) (publicID string, err error) {
	defer fault.Wrap(&err, "Orders.RequestApproval")
	if actor.Capacity.Kind != account.CapacityOrganization {
		return "", fault.New(fault.NotFound, "Only an organization’s cart is approved.")
	}
	if err := cart.May(actor, account.ApprovalRequest); err != nil {
		return "", err
	}
	if note = strings.TrimSpace(note); len(note) > 200 {
		return "", fault.Field("note", "Use at most 200 characters.")
	}
	err = os.db.Transact(ctx, actor, "approval.request", func(tx *store.Tx) (err error) {
		publicID, err = os.requestApproval(ctx, tx, actor, note)
		return err
	})
	return publicID, err
}

func (os *Orders) requestApproval(ctx context.Context, tx *store.Tx, actor account.Actor, note string) (publicID string, err error) {
	if _, err := cart.LockOpen(ctx, tx, actor); err != nil {
		return "", err
	}
	c, err := os.carts.Read(ctx, tx, actor, cart.Standard)
	if err != nil {
		return "", err
	}
	if c.Empty() {
		return "", fault.New(fault.Conflict, "There is nothing in the cart to approve.").WithCode("empty_cart")
	}
	content := ContentOf(c)
	if err := voidOther(ctx, tx, actor, c, content.Hash()); err != nil {
		return "", err
	}
	var row struct {
		ID       int64  `db:"id"`
		PublicID string `db:"public_id"`
	}
	err = tx.Get(ctx, &row, `
		INSERT INTO shop.approval (organization_id, cart_id, requested_by, requested_actor, session_id, content_hash, content, total, note)
		VALUES ($1, $2, $3, $4, nullif($5::bigint, 0), $6, $7, $8, $9) RETURNING id, public_id`,
		int64(actor.Capacity.Organization), c.ID, int64(actor.Person()), int64(actor.ID), actor.Session, content.Hash(), content.json(),
		content.Total, note)
	if store.Constraint(err) == "approval_live" {
		return "", fault.New(fault.Conflict, "This cart waits for an answer already, or has one.").WithCode("already_asked").Because(err)
	}
	if err != nil {
		return "", err
	}
	if err := os.tellDeciders(ctx, tx, actor, c); err != nil {
		return "", err
	}
	return row.PublicID, tx.About(ctx, "approval", row.ID)
}

// voidOther ends the live request of the same person when it was about another content.
func voidOther(ctx context.Context, tx *store.Tx, actor account.Actor, c cart.Cart, hash []byte) error {
	_, err := tx.Exec(ctx, `
		UPDATE shop.approval SET status = 'void'
		WHERE cart_id = $1 AND requested_by = $2 AND status IN ('pending', 'approved') AND content_hash <> $3`,
		c.ID, int64(actor.Person()), hash)
	return err
}

func (os *Orders) tellDeciders(ctx context.Context, tx *store.Tx, actor account.Actor, c cart.Cart) error {
	var deciders []struct {
		ID    int64  `db:"id"`
		Email string `db:"email"`
		Asks  string `db:"asks"`
		Org   string `db:"org"`
	}
	err := tx.Select(ctx, &deciders, `
		SELECT p.id, p.email, r.name AS asks, o.name AS org
		FROM shop.member m JOIN shop.person p ON p.id = m.person_id JOIN shop.organization o ON o.id = m.organization_id
		  JOIN shop.person r ON r.id = $2
		WHERE m.organization_id = $1 AND m.status = 'active' AND m.role IN ('approver', 'power_user') AND p.status = 'active'
		  AND p.id NOT IN ($2, $3) ORDER BY p.id`,
		int64(actor.Capacity.Organization), int64(actor.Person()), int64(actor.ID))
	if err != nil {
		return err
	}
	for _, d := range deciders {
		err := job.SendMail(ctx, tx, job.Mail{To: d.Email, Person: d.ID, Kind: "approval.requested",
			Subject: d.Asks + " asks you to approve a cart",
			Text: d.Asks + " asks to order the cart of " + d.Org + ", " + c.Totals.Total.String() + ", exactly as it is now.\n\n" +
				"Look at it and answer: " + os.publicURL + "/org\n"})
		if err != nil {
			return err
		}
	}
	return nil
}
