package order

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"standin/cart"
	"standin/catalog"
	"standin/catalog/money"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// ApprovalStatus is how a request stands.
type ApprovalStatus string

// The states of a request. Void is also what a live one is once the cart is no longer what it was asked for.
const (
	Pending  ApprovalStatus = "pending"
	Approved ApprovalStatus = "approved"
	Declined ApprovalStatus = "declined"
	Void     ApprovalStatus = "void"
	Spent    ApprovalStatus = "used"
)

// Approval is a member's request that exactly this cart may be ordered.
type Approval struct {
	ID        int64
	PublicID  string
	Requester By
	Actor     By // who really asked, when somebody acted for the requester
	Decider   By
	Hash      []byte
	Content   Content
	Total     money.Amount
	Note      string
	Status    ApprovalStatus
	Reason    string
	At        time.Time
	DecidedAt *time.Time
}

// Content is what is approved: lines with their prices, what is taken off, and the total with standard shipping.
type Content struct {
	Lines    []ContentLine `json:"lines"`
	Discount int64         `json:"discount"`
	Total    int64         `json:"total"`
}

// ContentLine is one line of it.
type ContentLine struct {
	Variant  catalog.VariantID `json:"variant"`
	Title    string            `json:"title"`
	Quantity int               `json:"quantity"`
	Price    int64             `json:"price"`
}

// ContentOf is what an approval of a cart would be bound to.
func ContentOf(c cart.Cart) Content {
	c = c.For(cart.Standard)
	content := Content{Discount: c.Totals.Discount.Minor, Total: c.Totals.Total.Minor}
	for _, l := range c.Lines {
		content.Lines = append(content.Lines, ContentLine{l.Item.Variant, l.Item.Title, l.Quantity, l.Item.Price.Minor})
	}
	return content
}

// Hash is the SHA-256 of the content. Titles do not belong to what was agreed.
func (c Content) Hash() []byte {
	h := sha256.New()
	fmt.Fprintf(h, "standin approval 1\n%d %d\n", c.Discount, c.Total)
	for _, l := range c.Lines {
		fmt.Fprintf(h, "%d %d %d\n", l.Variant, l.Quantity, l.Price)
	}
	return h.Sum(nil)
}

func (c Content) json() string {
	b, err := json.Marshal(c)
	if err != nil {
		panic(err) // numbers and strings always can be
	}
	return string(b)
}

// approvalColumns are the columns of a request r that approvalRow takes.
const approvalColumns = `r.id, r.public_id, r.content_hash, r.content, r.total, r.note, r.status, r.reason, r.created_at, r.decided_at,
  (SELECT ` + byJSON + ` FROM shop.person p WHERE p.id = r.requested_by) AS requester,
  (SELECT ` + byJSON + ` FROM shop.person p WHERE p.id = r.requested_actor) AS actor,
  (SELECT ` + byJSON + ` FROM (SELECT 1) one LEFT JOIN shop.person p ON p.id = r.decided_by) AS decider`

type approvalRow struct {
	ID        int64           `db:"id"`
	PublicID  string          `db:"public_id"`
	Hash      []byte          `db:"content_hash"`
	Content   object[Content] `db:"content"`
	Total     int64           `db:"total"`
	Note      string          `db:"note"`
	Status    ApprovalStatus  `db:"status"`
	Reason    string          `db:"reason"`
	At        time.Time       `db:"created_at"`
	DecidedAt sql.NullTime    `db:"decided_at"`
	Requester object[By]      `db:"requester"`
	Actor     object[By]      `db:"actor"`
	Decider   object[By]      `db:"decider"`
}

func (r *approvalRow) approval(c money.Currency) Approval {
	a := Approval{ID: r.ID, PublicID: r.PublicID, Requester: r.Requester.V, Actor: r.Actor.V, Decider: r.Decider.V, Hash: r.Hash,
		Content: r.Content.V, Total: money.Of(r.Total, c), Note: r.Note, Status: r.Status, Reason: r.Reason, At: r.At}
	if r.DecidedAt.Valid {
		a.DecidedAt = &r.DecidedAt.Time
	}
	return a
}

// approvalFor finds the person's approval of exactly this content of a cart; nil when there is none. In an order's transaction it
// is locked.
func approvalFor(ctx context.Context, q store.Querier, person account.ID, c cart.Cart, lock string) (*Approval, error) {
	var r approvalRow
	err := q.Get(ctx, &r, `
		SELECT `+approvalColumns+` FROM shop.approval r
		WHERE r.cart_id = $1 AND r.requested_by = $2 AND r.status = 'approved' AND r.content_hash = $3`+lock,
		c.ID, int64(person), ContentOf(c).Hash())
	if fault.Is(err, fault.NotFound) {
		return nil, nil //nolint:nilnil // no approval is an answer
	}
	if err != nil {
		return nil, err
	}
	a := r.approval(c.Currency)
	return &a, nil
}

// closeApprovals ends what was asked for a cart that is now ordered: the one used, and the others, which have nothing left to
// be about.
func closeApprovals(ctx context.Context, tx *store.Tx, cartID int64, used *Approval) error {
	var id int64
	if used != nil {
		id = used.ID
	}
	_, err := tx.Exec(ctx, `
		UPDATE shop.approval SET status = CASE WHEN id = $2 THEN 'used' ELSE 'void' END
		WHERE cart_id = $1 AND status IN ('pending', 'approved')`, cartID, id)
	return err
}
