package impersonation

import (
	"context"
	"fmt"

	"standin/store"
	"standin/store/account"
	"standin/store/job"
	"standin/store/session"
)

// warnActor mails the actor that a request for their session came from another device or browser: their cookie may have been carried
// off. The session has ended by then, so there is one mail.
func (s *Sessions) warnActor(ctx context.Context, st *Standing, seen session.Footprint) error {
	return s.db.Transact(ctx, account.System("acting"), "acting.warn", func(tx *store.Tx) error {
		if err := tx.About(ctx, "session", st.Session.ID); err != nil {
			return err
		}
		return job.SendMail(ctx, tx, job.Mail{To: st.Person.Email, Person: int64(st.Person.ID), Kind: "acting.footprint",
			Subject: "Your session came from another device",
			Text: fmt.Sprintf("Hello %s,\n\nyour session for %s was ended: a request in it came from another device or browser (%s on %s, from %s).\n\n"+
				"If this was not you, sign out everywhere under Account, Devices and sign-ins, and tell an administrator at once.\n",
				firstName(st.Person), st.Subject.Name, wordOr(seen.Browser), wordOr(seen.Platform), wordOr(text(seen.IP)))})
	})
}

func wordOr(s string) string {
	if s == "" {
		return "unknown"
	}
	return s
}
