package impersonation

import (
	"context"
	"fmt"
	"strings"
	"time"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// Note is what staff wrote down about a call.
type Note struct {
	At     time.Time `db:"at"`
	Author string    `db:"author"`
	Ticket string    `db:"ticket"`
	Text   string    `db:"text"`
}

// AddNote keeps a note with a customer; session is the one it is about, or 0. It needs the right to act for others; a note about a
// session is its actor's alone.
func (s *Sessions) AddNote(ctx context.Context, actor account.Actor, person account.ID, session int64, ticket, text string) (err error) {
	defer fault.Wrap(&err, "Sessions.AddNote(%d)", person)
	if err := actor.May(account.Impersonate); err != nil {
		return err
	}
	return s.db.Transact(ctx, actor, "customer.note", func(tx *store.Tx) error {
		if text = strings.TrimSpace(text); text == "" || len([]rune(text)) > 2000 {
			return tx.Refuse(fault.Field("note", "Write a note of at most 2,000 characters."))
		}
		n, err := tx.Exec(ctx, `
			INSERT INTO shop.customer_note (person_id, author_id, session_id, ticket, text)
			SELECT $1, $2, nullif($3::bigint, 0), $4, $5
			 WHERE $3::bigint = 0 OR EXISTS (SELECT FROM shop.impersonation_session s WHERE s.id = $3::bigint AND s.actor_id = $2 AND s.subject_id = $1)`,
			int64(person), int64(actor.ID), session, clip(strings.TrimSpace(ticket), TicketLimit), text)
		if err == nil && n == 0 {
			err = fault.New(fault.NotFound, "There is nothing at this address.")
		}
		if err != nil {
			return err
		}
		return tx.About(ctx, "person", int64(person))
	})
}

// Notes are the notes kept with a customer, the newest first.
func (s *Sessions) Notes(ctx context.Context, person account.ID) (list []Note, err error) {
	defer fault.Wrap(&err, "Sessions.Notes(%d)", person)
	err = s.db.Select(ctx, &list, `
		SELECT n.at, p.name AS author, n.ticket, n.text FROM shop.customer_note n JOIN shop.person p ON p.id = n.author_id
		 WHERE n.person_id = $1 ORDER BY n.id DESC LIMIT 20`, int64(person))
	return list, err
}

// NoteOf is the newest note that the actor of a session kept about it; empty for none.
func (s *Sessions) NoteOf(ctx context.Context, session Session) (text string, err error) {
	defer fault.Wrap(&err, "Sessions.NoteOf(%d)", session.ID)
	err = s.db.Get(ctx, &text, `SELECT coalesce((SELECT n.text FROM shop.customer_note n WHERE n.session_id = $1 AND n.author_id = $2 ORDER BY n.id DESC LIMIT 1), '')`,
		session.ID, int64(session.ActorID))
	return text, err
}

func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

func personObject(id account.ID) string { return fmt.Sprintf("person:%d", id) }
