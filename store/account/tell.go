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
	return tellBar(ctx, tx, p, "enrolled a new second factor with a "+map[enrolledBy]string{byRecovery: "recovery code", byReset: "reset by an administrator"}[how])
}

// tellBar tells all administrators what somebody of the staff did to their second factor without the old one.
func tellBar(ctx context.Context, tx *store.Tx, p Person, did string) error {
	return tellAdministrators(ctx, tx, "factor.enrolled", "A second factor was changed without the old one",
		p.Name+" ("+p.Staff.Title()+") "+did+
			".\n\nActing for others is barred to them for 24 hours, or until another administrator confirms it under Admin, People.\n")
}

// tellPasskey mails the person that a passkey was added or removed, and all administrators when a recovery code was enough for it.
func tellPasskey(ctx context.Context, tx *store.Tx, p Person, how enrolledBy, did, name string) error {
	err := job.SendMail(ctx, tx, job.Mail{To: p.Email, Person: int64(p.ID), Kind: "passkey." + did,
		Subject: "A passkey was " + did,
		Text: "Hello " + p.Name + ",\n\nthe passkey “" + name + "” of your account was " + did + " just now. You are signed out everywhere else.\n\n" +
			"If this was not you, answer this mail at once.\n"})
	if err != nil || !how.bars() || p.Staff == NoStaff {
		return err
	}
	return tellBar(ctx, tx, p, did+" a passkey with a recovery code")
}

// tellPasskeyCopied warns the person, and all administrators where the person is of the staff.
func tellPasskeyCopied(ctx context.Context, tx *store.Tx, p Person, name string) error {
	err := job.SendMail(ctx, tx, job.Mail{To: p.Email, Person: int64(p.ID), Kind: "passkey.copied",
		Subject: "A passkey of yours may have been copied",
		Text: "Hello " + p.Name + ",\n\nthe passkey “" + name + "” was refused just now: its counter did not rise, as if there were two of it.\n\n" +
			"Sign in, remove it under Account, Passkeys, and add a new one. If this was not you, answer this mail at once.\n"})
	if err != nil || p.Staff == NoStaff {
		return err
	}
	return tellAdministrators(ctx, tx, "passkey.copied", "A passkey may have been copied",
		"the passkey “"+name+"” of "+p.Name+" ("+p.Staff.Title()+") was refused: its counter did not rise, as if there were two of it. "+
			"Lock the account under Admin, People, if it was not them.\n")
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

// alertGuessing tells a person that five wrong codes in a row were typed for them, and all administrators where the person may act
// for others or is of the staff: somebody may know the password.
func alertGuessing(ctx context.Context, tx *store.Tx, person ID) error {
	p, err := ByID(ctx, tx, person)
	if err != nil {
		return err
	}
	err = job.SendMail(ctx, tx, job.Mail{To: p.Email, Person: int64(p.ID), Kind: "factor.guessed",
		Subject: "Five wrong codes were typed for your account",
		Text: "Hello " + p.Name + ",\n\nfive wrong codes were typed for your account just now. For 15 minutes none is taken, not even the right one.\n\n" +
			"If this was not you, somebody may know your password: choose another one under Account, Password.\n"})
	if err != nil || p.Staff == NoStaff && !p.All().Has(Impersonate) {
		return err
	}
	return tellAdministrators(ctx, tx, "acting.alert", p.Name+" typed too many wrong codes",
		p.Name+" ("+p.Email+") typed five wrong codes in a row, and can neither act for somebody nor change what needs a code for 15 minutes.\n\n"+
			"If this was not them, lock the account under Admin, People. Each try stands in the record.\n")
}

// tellPasswordChanged mails the person that their password is another now.
func tellPasswordChanged(ctx context.Context, tx *store.Tx, p Person, besides string) error {
	return job.SendMail(ctx, tx, job.Mail{To: p.Email, Person: int64(p.ID), Kind: "password.changed",
		Subject: "Your password was changed",
		Text: "Hello " + p.Name + ",\n\nthe password of your account was changed just now. " + besides + "\n\n" +
			"If this was not you, answer this mail at once.\n"})
}
