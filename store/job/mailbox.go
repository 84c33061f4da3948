package job

import (
	"context"
	"math"
	"time"

	"standin/store"
	"standin/store/fault"
)

// Posted is a mail as the outbox knows it.
type Posted struct {
	ID       int64
	PublicID string
	Mail     Mail
	State    string // waiting or sent
	At       time.Time
	SentAt   *time.Time
}

type mailRow struct {
	ID        int64      `db:"id"`
	PublicID  string     `db:"public_id"`
	Recipient string     `db:"recipient"`
	Kind      string     `db:"kind"`
	Subject   string     `db:"subject"`
	Text      string     `db:"body_text"`
	HTML      string     `db:"body_html"`
	State     string     `db:"state"`
	CreatedAt time.Time  `db:"created_at"`
	SentAt    *time.Time `db:"sent_at"`
}

func (r mailRow) mail() Mail {
	return Mail{To: r.Recipient, Kind: r.Kind, Subject: r.Subject, Text: r.Text, HTML: r.HTML}
}

func (r mailRow) posted() Posted {
	return Posted{ID: r.ID, PublicID: r.PublicID, Mail: r.mail(), State: r.State, At: r.CreatedAt, SentAt: r.SentAt}
}

// Outbox lists the newest mails with ids below before (0 for the newest of all): the demo's mailbox.
func Outbox(ctx context.Context, q store.Querier, before int64, limit int) (list []Posted, err error) {
	defer fault.Wrap(&err, "job.Outbox")
	if before == 0 {
		before = math.MaxInt64
	}
	var rows []mailRow
	if err := q.Select(ctx, &rows, mailbox, before, limit); err != nil {
		return nil, err
	}
	for _, r := range rows {
		list = append(list, r.posted())
	}
	return list, nil
}

// PostedByID reads one mail of the outbox; fault.NotFound when there is none.
func PostedByID(ctx context.Context, q store.Querier, publicID string) (p Posted, err error) {
	defer fault.Wrap(&err, "job.PostedByID")
	var r mailRow
	err = q.Get(ctx, &r, mailByPublicID, publicID)
	return r.posted(), err
}
