package accountpage

import (
	"standin/store/account"
	"standin/web/page/part"
)

// PasskeysView is the list of passkeys, with the form for one more. Errors belong to the passkey named by At, else to that form.
type PasskeysView struct {
	List    []account.Passkey
	Open    bool // the shop's address can have passkeys
	HasTOTP bool
	Staff   bool
	Seconds int
	Name    string
	At      string
	Errors  part.Errors
}

func (v PasskeysView) errorsAt(k account.Passkey) part.Errors {
	if v.At == k.PublicID {
		return v.Errors
	}
	return nil
}

func (v PasskeysView) errorsAdding() part.Errors {
	if v.At == "" {
		return v.Errors
	}
	return nil
}

// barHint says what a recovery code costs those who act for others.
func (v PasskeysView) barHint() string {
	if v.Staff {
		return "Bars acting for others for a day, and tells all administrators."
	}
	return "Each is good once."
}

// passkeyUse is "Added 3 May 2026, last used 4 May 2026, 10:12".
func passkeyUse(k account.Passkey) string {
	words := "Added " + part.Date(k.CreatedAt)
	if k.UsedAt != nil {
		words += ", last used " + part.Moment(*k.UsedAt)
	} else {
		words += ", not used yet"
	}
	if k.BarredUntil != nil {
		words += "; added without the one before"
	}
	return words
}
