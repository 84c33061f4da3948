package impersonation

import (
	"context"
	"fmt"
	"net/mail"

	"standin/store"
	"standin/store/job"
)

// tellAtStart mails the subject where nobody consented to this very session. One who said yes to it is told at its end.
func tellAtStart(ctx context.Context, tx *store.Tx, q Request, g Grant) error {
	if g.Consent.Kind == ByPrompt || g.Consent.Kind == ByPIN {
		return nil
	}
	does := "may look at your pages and change what you asked for"
	if q.Mode != Act {
		does = "may look at your pages, and change nothing"
	}
	return job.SendMail(ctx, tx, job.Mail{
		To: (&mail.Address{Name: q.Subject.Name, Address: q.Subject.Email}).String(), Person: int64(q.Subject.ID), Kind: "acting.started",
		Subject: g.Rule.ActorRole.Service() + " is helping you",
		Text: fmt.Sprintf("Hello %s,\n\n%s acts for you in the shop since %s.\n\nWhy: %s\n\nFor at most %d minutes, %s %s. "+
			"Your password, your sign-ins and your ways to pay stay closed.\n\n"+
			"In your account, under Who helped me, you can see what is done, end it at once, and say whether it may happen again.\n",
			firstName(q.Subject), g.Rule.ActorRole.Service(), q.Now.UTC().Format("2 January 2006, 15:04 MST"), q.Reason, g.Rule.WholeMinutes,
			lower(g.Rule.ActorRole.Service()), does),
	})
}

func lower(service string) string {
	if service == "Support" {
		return "support"
	}
	return "they"
}
