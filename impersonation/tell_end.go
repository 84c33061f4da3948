package impersonation

import (
	"context"
	"fmt"
	"net/mail"
	"strings"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/job"
)

// Sessions to which the subject said yes themselves, that are over, and of which no mail has told yet.
const selectUntold = `
	SELECT s.id FROM shop.impersonation_session s
	 WHERE s.consent_kind IN ('prompt', 'pin') AND s.ended_at > shop.shop_now() - interval '7 days'
	   AND NOT EXISTS (SELECT FROM shop.acting_told t WHERE t.session_id = s.id)
	 ORDER BY s.id LIMIT 100`

// TellEnded mails the subjects of sessions that have ended and to which they had said yes themselves: who, when, why and what was
// changed. Each is told once, however the session ended and whoever noticed. A job calls it each minute; it tells how many it mailed.
// Subjects who said no yes to that very session were told at its start.
func (s *Sessions) TellEnded(ctx context.Context) (n int, err error) {
	defer fault.Wrap(&err, "Sessions.TellEnded")
	var ids []int64
	if err := s.db.Select(ctx, &ids, selectUntold); err != nil {
		return 0, err
	}
	for _, id := range ids {
		told, err := s.tellEnded(ctx, id)
		if err != nil {
			return n, err
		}
		if told {
			n++
		}
	}
	return n, nil
}

func (s *Sessions) tellEnded(ctx context.Context, id int64) (told bool, err error) {
	ended, err := s.byID(ctx, id)
	if err != nil {
		return false, err
	}
	lines, err := s.Summary(ctx, ended)
	if err != nil {
		return false, err
	}
	err = s.db.Transact(ctx, account.System("acting"), "acting.tell", func(tx *store.Tx) error {
		if err := tx.About(ctx, "session", id); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `INSERT INTO shop.acting_told (session_id) VALUES ($1) ON CONFLICT DO NOTHING`, id)
		if told = n == 1; err != nil || !told {
			return err
		}
		subject, err := account.ByID(ctx, tx, account.ID(ended.SubjectID))
		if err != nil {
			return err
		}
		return job.SendMail(ctx, tx, endMail(ended, subject, lines))
	})
	return told, err
}

// endMail tells who, when, why and what was done.
func endMail(s Session, subject account.Person, lines []Line) job.Mail {
	var did strings.Builder
	for _, l := range lines {
		fmt.Fprintf(&did, "- They %s.\n", strings.TrimSuffix(l.Text, "."))
	}
	service := s.ActorRole.Service()
	return job.Mail{
		To: (&mail.Address{Name: subject.Name, Address: subject.Email}).String(), Person: int64(subject.ID), Kind: "acting.ended",
		Subject: service + " has helped you",
		Text: fmt.Sprintf("Hello %s,\n\n%s acted for you in the shop on %s, until %s. You had said yes to it.\n\nWhy: %s\n\nWhat was done:\n\n%s\n"+
			"In your account, under Who helped me, you find it again, and say whether it may happen again.\n",
			firstName(subject), service, s.StartedAt.UTC().Format(dayForm+", 15:04 MST"), s.EndedAt.UTC().Format("15:04 MST"), s.Reason, did.String()),
	}
}
