package impersonation

import (
	"context"
	"fmt"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/job"
)

// refuse makes a refusal of a fault, so that it stays in the record; what broke on our side is no refusal. That too many codes were
// wrong is told by the room that counts them.
func (s *Sessions) refuse(_ context.Context, tx *store.Tx, _ account.Actor, err error) error {
	f := fault.As(err)
	if f == nil || f.Kind == fault.Internal || f.Kind == fault.Unavailable {
		return err
	}
	return tx.Refuse(f)
}

const selectAdministrators = `
	SELECT p.email FROM shop.person p JOIN shop.staff_role r ON r.person_id = p.id
	 WHERE r.role = 'administrator' AND p.status = 'active' ORDER BY p.id`

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
