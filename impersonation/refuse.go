package impersonation

import (
	"context"
	"fmt"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/job"
)

// refuse makes a refusal of a fault, so that it stays in the record; what broke on our side is no refusal. The first refusal for
// too many wrong codes alerts all administrators.
func (s *Sessions) refuse(ctx context.Context, tx *store.Tx, actor account.Actor, err error) error {
	f := fault.As(err)
	if f == nil || f.Kind == fault.Internal || f.Kind == fault.Unavailable {
		return err
	}
	if f.Kind == fault.Throttled {
		if err := alertLockout(ctx, tx, actor); err != nil {
			return err
		}
	}
	return tx.Refuse(f)
}

const (
	selectLockoutKnown = `
		SELECT EXISTS (SELECT FROM audit.entry e JOIN audit.payload p ON p.entry = e.id AND p.at = e.at
		  WHERE e.actor = $1 AND e.action = 'acting.start' AND e.outcome = 'refused' AND e.at > shop.shop_now() - interval '15 minutes'
		    AND p.body->>'cause' = 'throttled')`

	selectAdministrators = `
		SELECT p.email FROM shop.person p JOIN shop.staff_role r ON r.person_id = p.id
		 WHERE r.role = 'administrator' AND p.status = 'active' ORDER BY p.id`
)

// alertLockout mails the administrators, once for each lock, that somebody guesses codes to act for others.
func alertLockout(ctx context.Context, tx *store.Tx, actor account.Actor) error {
	var known bool
	if err := tx.Get(ctx, &known, selectLockoutKnown, int64(actor.ID)); err != nil || known {
		return err
	}
	err := alertAdministrators(ctx, tx, actor, "typed too many wrong codes", "typed five wrong codes while trying to act for somebody, and cannot start for 15 minutes")
	if err != nil {
		return err
	}
	return tx.Keep(ctx)
}

// alertAdministrators mails all administrators what somebody of the staff did: in a few words, and in a sentence.
func alertAdministrators(ctx context.Context, tx *store.Tx, actor account.Actor, did, sentence string) error {
	who, err := account.ByID(ctx, tx, account.ID(actor.ID))
	if err != nil {
		return err
	}
	var to []string
	if err := tx.Select(ctx, &to, selectAdministrators); err != nil {
		return err
	}
	for _, address := range to {
		err := job.SendMail(ctx, tx, job.Mail{To: address, Kind: "acting.alert", Subject: who.Name + " " + did,
			Text: fmt.Sprintf("%s (%s) %s.\n\nIf this was not %s, lock the account under People. Each try stands in the session log.\n",
				who.Name, who.Email, sentence, firstName(who))})
		if err != nil {
			return err
		}
	}
	return nil
}
