package order

import (
	"bytes"
	"context"
	"strings"

	"standin/cart"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/job"
)

// Decide answers a request: yes to exactly what was asked, or no with a reason. It needs approval.decide in the organization.
// Nobody answers their own request, nor one they made for somebody else (fault.Forbidden); nobody decides while acting. When
// the cart is no longer what was asked for, a yes is refused (fault.Conflict, code "approval_void").
func (os *Orders) Decide(ctx context.Context, actor account.Actor, publicID string, yes bool, reason string) (err error) {
	defer fault.Wrap(&err, "Orders.Decide(%q)", publicID)
	if actor.Capacity.Kind != account.CapacityOrganization {
		return fault.New(fault.NotFound, "There is no such request here.")
	}
	if actor.Acting() {
		return fault.New(fault.Forbidden, "Nobody may decide approvals for somebody else.").WithCode("not_while_acting")
	}
	if err := cart.May(actor, account.ApprovalDecide); err != nil {
		return err
	}
	if reason = strings.TrimSpace(reason); len(reason) > 200 {
		return fault.Field("reason", "Use at most 200 characters.")
	}
	return os.db.Transact(ctx, actor, "approval.decide", func(tx *store.Tx) error {
		return refused(tx, os.decideApproval(ctx, tx, actor, publicID, yes, reason))
	})
}

func (os *Orders) decideApproval(ctx context.Context, tx *store.Tx, actor account.Actor, publicID string, yes bool, reason string) error {
	// The cart before the request, as everywhere: so nobody waits for the other crosswise.
	if _, err := cart.LockOpen(ctx, tx, actor); err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	c, err := os.carts.Read(ctx, tx, actor, cart.Standard)
	if err != nil {
		return err
	}
	var r approvalRow
	err = tx.Get(ctx, &r, `SELECT `+approvalColumns+` FROM shop.approval r WHERE r.public_id = $1 AND r.organization_id = $2 FOR UPDATE OF r`,
		publicID, int64(actor.Capacity.Organization))
	if err != nil {
		return err
	}
	status, err := r.answer(actor, c, yes)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE shop.approval SET status = $2, decided_by = $3, decided_at = shop.shop_now(), reason = $4 WHERE id = $1`,
		r.ID, string(status), int64(actor.ID), reason)
	if err != nil {
		return err
	}
	if err := os.tellRequester(ctx, tx, r, status, reason); err != nil {
		return err
	}
	return tx.About(ctx, "approval", r.ID)
}

// answer is the rule of who may say what to a request about a cart.
func (r *approvalRow) answer(actor account.Actor, c cart.Cart, yes bool) (ApprovalStatus, error) {
	me := account.ID(actor.ID)
	switch {
	case r.Status != Pending:
		return "", fault.New(fault.Conflict, "This request has been answered, or is no longer about anything.").WithCode("approval_answered")
	case r.Requester.V.ID == me || r.Actor.V.ID == me:
		return "", fault.New(fault.Forbidden, "Nobody approves what they asked for themselves.").WithCode("own_request")
	case !yes:
		return Declined, nil
	case c.Empty() || !bytes.Equal(ContentOf(c).Hash(), r.Hash):
		return "", fault.New(fault.Conflict, "The cart is no longer what was asked for. Ask for a new request.").WithCode("approval_void")
	}
	return Approved, nil
}

func (os *Orders) tellRequester(ctx context.Context, tx *store.Tx, r approvalRow, status ApprovalStatus, reason string) error {
	requester, err := account.ByID(ctx, tx, r.Requester.V.ID)
	if err != nil {
		return err
	}
	text := "Your request was declined."
	if status == Approved {
		text = "Your request was approved. You can order exactly this cart now."
	}
	if reason != "" {
		text += "\n\n" + reason
	}
	return job.SendMail(ctx, tx, job.Mail{To: requester.Email, Person: int64(requester.ID), Kind: "approval." + string(status),
		Subject: "Your cart was " + string(status), Text: text + "\n\n" + os.publicURL + "/org\n"})
}
