// Package accountpage holds the pages of one's own account: overview, password, second factor, sign-ins and devices, addresses.
// Who acts for somebody sees them too, masked, with what is closed said beside it.
package accountpage

import (
	"time"

	"standin/store/account"
	"standin/store/session"
	"standin/web/page/part"
)

// OverviewView is the account at a glance.
type OverviewView struct {
	Name         string
	Email, Phone part.Secret
	Factor       bool
	Passkeys     int
	BarredUntil  *time.Time
	Role         string // staff role in words, or empty
	Places       []Place
	Acting       bool
	Since        time.Time
}

// Place is a vendor or organization the person belongs to.
type Place struct{ Name, Role, URL string }

// Door is a page of the account; Why closes it, with the reason.
type Door struct{ Name, About, URL, Icon, Why string }

// doors are the pages behind the overview; those nobody may open for somebody else are closed while acting.
func (v OverviewView) doors() []Door {
	all := []Door{
		{Name: "Orders", About: "What you bought, and where it is.", URL: "/orders", Icon: "package"},
		{Name: "Addresses", About: "Where parcels go.", URL: "/account/addresses", Icon: "map-pin"},
		{Name: "Who helped me", About: "Who acted for you, why, and what changed.", URL: "/account/helpers", Icon: "user-check"},
		{Name: "Consent", About: "Who may act for you, and until when.", URL: "/account/consent", Icon: "check", Why: closedFor(account.ConsentChange)},
		{Name: "Password", About: "Choose a new one.", URL: "/account/password", Icon: "lock", Why: closedFor(account.PasswordChange)},
		{Name: "Second factor", About: v.factorWords(), URL: "/account/totp", Icon: "key-round", Why: closedFor(account.MFAChange)},
		{Name: "Passkeys", About: v.passkeyWords(), URL: "/account/passkeys", Icon: "smartphone", Why: closedFor(account.MFAChange)},
		{Name: "Sign-ins and devices", About: "Where you are signed in; end what is not you.", URL: "/account/devices", Icon: "monitor", Why: closedFor(account.DevicesManage)},
		{Name: "Your data", About: "All that the shop holds of you, as a file.", URL: "/account/download", Icon: "download", Why: closedFor(account.PersonalExport)},
	}
	if !v.Acting {
		for i := range all {
			all[i].Why = ""
		}
	}
	return all
}

func (v OverviewView) factorWords() string {
	if v.Factor {
		return "On. Replace it, or get new recovery codes."
	}
	return "Off. A code from your phone, besides the password."
}

func (v OverviewView) passkeyWords() string {
	switch v.Passkeys {
	case 0:
		return "None. Your finger, face or PIN in place of a code."
	case 1:
		return "One. It is asked for in place of a code."
	}
	return part.Count(v.Passkeys) + ". They are asked for in place of a code."
}

func closedFor(p account.Permission) string {
	return "Nobody may " + p.Sentence() + " for somebody else."
}

// PasswordView is the form for a new password.
type PasswordView struct {
	Email  string
	Must   bool // it has to be changed before anything else
	Errors part.Errors
}

// FactorView is the second factor: on or off, and a new one on its way.
type FactorView struct {
	Has      bool
	Secret   string // of the new one; empty when none was begun
	Seconds  int
	Recovery int // codes not used yet
	Errors   part.Errors
}

// DevicesView lists where somebody is signed in.
type DevicesView struct {
	Devices []session.Device
	Here    int64 // this request's sign-in
}

// AddressesView is the address book, with the form for a new one.
type AddressesView struct {
	List   []AddressRow
	Form   AddressForm
	Acting bool
	May    string // why addresses may not be changed; empty when they may
}

// AddressRow is an address as it is shown; street and phone are masked while acting.
type AddressRow struct {
	ID, Name, Place string
	Street, Phone   part.Secret
	Confirmed       bool
}

// AddressForm is the form of one address. Keep says that an empty field leaves what is stored.
type AddressForm struct {
	Action, Button string
	Address        account.NewAddress
	Keep           bool
	Errors         part.Errors
}

// EditView is the page that changes one address.
type EditView struct{ Form AddressForm }

func countryOptions() []part.Option {
	list := []part.Option{{Value: "", Label: "Choose"}}
	for _, c := range account.Countries() {
		list = append(list, part.Option{Value: c.Code, Label: c.Name})
	}
	return list
}

// keepHint says what an empty field means while acting.
func (f AddressForm) keepHint() string {
	if f.Keep {
		return "Masked. Left empty, it stays as it is."
	}
	return ""
}

func where(f session.Footprint) string {
	words := f.Browser + " on " + f.Platform
	if f.IP.IsValid() {
		words += ", " + f.IP.String()
	}
	return words
}
