package seed

import (
	"context"
	"time"

	"standin/store/account"
	"standin/store/custody"
)

// keeping decides how the demo's record is kept: two years, two addresses for its checkpoints, and a hold on one disputed session.
func (s *seeder) keeping(ctx context.Context) error {
	if err := s.ago(ctx, 3, 15*time.Hour); err != nil {
		return err
	}
	sam, err := s.as(ctx, s.people["sam@standin.example"])
	if err != nil {
		return err
	}
	var disputed string
	err = s.DB.Get(ctx, &disputed, `SELECT public_id FROM shop.impersonation_session WHERE end_cause = 'killed' ORDER BY id DESC LIMIT 1`)
	if err != nil {
		return err
	}
	for _, decide := range []func(code string) error{
		func(code string) error { return s.Custody.SetMonths(ctx, sam, 24, code) },
		func(code string) error {
			return s.Custody.SetMails(ctx, sam, "archive@standin.example", "notary@partners-demo.example", code)
		},
		func(code string) error {
			return s.Custody.Hold(ctx, sam, custody.HoldForm{Kind: "session", Session: disputed,
				Reason: "The customer disputes what was done for her; kept until that is settled."}, code)
		},
	} {
		code, err := s.codeOf(account.ID(sam.ID))
		if err != nil {
			return err
		}
		if err := decide(code); err != nil {
			return err
		}
		if err := s.pass(ctx, 40*time.Second); err != nil { // the next code
			return err
		}
	}
	return nil
}
