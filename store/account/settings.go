package account

import (
	"context"
	"strings"

	"standin/store"
	"standin/store/fault"
)

// Settings are what an administrator sets for the whole shop. Whether staff sign in with a second factor is none of them: they
// always do.
type Settings struct {
	Name         string // of the shop
	SupportEmail string // where customers write; empty for nowhere
}

// defaultName is the shop's name until somebody gives it another.
const defaultName = "Standin"

// nameLimit bounds the shop's name, which stands in every title.
const nameLimit = 40

// Settings reads them.
func (a *Accounts) Settings(ctx context.Context) (s Settings, err error) {
	defer fault.Wrap(&err, "Accounts.Settings")
	var rows []struct {
		Name  string `db:"name"`
		Value string `db:"value"`
	}
	if err := a.db.Select(ctx, &rows, selectSettings); err != nil {
		return s, err
	}
	s.Name = defaultName
	for _, r := range rows {
		switch r.Name {
		case "shop.name":
			s.Name = r.Value
		case "shop.support_email":
			s.SupportEmail = r.Value
		}
	}
	return s, nil
}

// SaveSettings changes them; it needs settings.edit and a fresh code. fault.Invalid names the fields "name" and "support_email".
func (a *Accounts) SaveSettings(ctx context.Context, actor Actor, code string, s Settings) (err error) {
	defer fault.Wrap(&err, "Accounts.SaveSettings")
	if err := actor.May(SettingsEdit); err != nil {
		return err
	}
	if s, err = s.parse(); err != nil {
		return err
	}
	return a.db.Transact(ctx, actor, "setting.save", func(tx *store.Tx) error {
		if err := a.stepUp(ctx, tx, actor, code); err != nil {
			return refused(tx, err)
		}
		for _, row := range [][2]string{{"shop.name", s.Name}, {"shop.support_email", s.SupportEmail}} {
			if _, err := tx.Exec(ctx, saveSetting, row[0], row[1]); err != nil {
				return err
			}
		}
		return nil
	})
}

// parse checks what was typed and brings it into its form.
func (s Settings) parse() (Settings, error) {
	s.Name = strings.Join(strings.Fields(s.Name), " ")
	if n := len([]rune(s.Name)); n == 0 || n > nameLimit {
		return s, fault.Field("name", "Give the shop a name of at most 40 characters.")
	}
	s.SupportEmail = strings.TrimSpace(s.SupportEmail)
	if s.SupportEmail == "" {
		return s, nil
	}
	email, err := ParseEmail(s.SupportEmail)
	if err != nil {
		return s, fault.Field("support_email", "Write an e-mail address, like help@example.com, or leave this empty.").Because(err)
	}
	s.SupportEmail = string(email)
	return s, nil
}
