package account

import (
	"context"

	"standin/store"
	"standin/store/job"
)

// tellFactorChanged mails the person, and all administrators when the factor was not enrolled with the one before.
func tellFactorChanged(ctx context.Context, tx *store.Tx, p Person, how enrolledBy) error {
	err := job.SendMail(ctx, tx, job.Mail{To: p.Email, Person: int64(p.ID), Kind: "factor.changed",
		Subject: "Your second factor was set up",
		Text: "Hello " + p.Name + ",\n\na second factor was set up for your account just now. You are signed out everywhere else.\n\n" +
			"If this was not you, answer this mail at once.\n"})
	if err != nil || !how.bars() || p.Staff == NoStaff {
		return err
	}
	return tellAdministrators(ctx, tx, "factor.enrolled", "A second factor was enrolled without the old one",
		p.Name+" ("+p.Staff.Title()+") enrolled a new second factor with a "+map[enrolledBy]string{byRecovery: "recovery code", byReset: "reset by an administrator"}[how]+
			".\n\nActing for others is barred to them for 24 hours, or until another administrator confirms it under Admin, People.\n")
}

func tellAdministrators(ctx context.Context, tx *store.Tx, kind, subject, text string) error {
	var admins []struct {
		ID    int64  `db:"id"`
		Email string `db:"email"`
		Name  string `db:"name"`
	}
	if err := tx.Select(ctx, &admins, selectAdministrators); err != nil {
		return err
	}
	for _, a := range admins {
		err := job.SendMail(ctx, tx, job.Mail{To: a.Email, Person: a.ID, Kind: kind, Subject: subject, Text: "Hello " + a.Name + ",\n\n" + text})
		if err != nil {
			return err
		}
	}
	return nil
}
