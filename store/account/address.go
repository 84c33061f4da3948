package account

import (
	"database/sql"
	"strings"
	"time"
	"unicode/utf8"

	"standin/store/fault"
)

// Address is a place orders go to, of a person or of an organization.
type Address struct {
	ID           int64          `db:"id"`
	PublicID     string         `db:"public_id"`
	Person       ID             `db:"person_id"`       // 0 for an organization's
	Organization OrganizationID `db:"organization_id"` // 0 for a person's
	Name         string         `db:"name"`
	Street       string         `db:"street"`
	Postcode     string         `db:"postcode"`
	Town         string         `db:"town"`
	Country      string         `db:"country"` // ISO 3166, two letters
	Phone        string         `db:"phone"`
	ConfirmedAt  sql.NullTime   `db:"confirmed_at"`
	CreatedAt    time.Time      `db:"created_at"`
}

// Confirmed tells whether orders may go there: an address added for somebody waits for its owner's yes.
func (a Address) Confirmed() bool { return a.ConfirmedAt.Valid }

// Lines is the address as it stands on a parcel, without the phone.
func (a Address) Lines() []string {
	return []string{a.Name, a.Street, a.Postcode + " " + a.Town, CountryName(a.Country)}
}

// Line is the address in one line.
func (a Address) Line() string { return strings.Join(a.Lines(), ", ") }

// NewAddress is an address as it is typed.
type NewAddress struct{ Name, Street, Postcode, Town, Country, Phone string }

// Check tidies the address up, or says at which fields it cannot be used.
func (n NewAddress) Check() (NewAddress, error) {
	wrong := fault.New(fault.Invalid, "This address cannot be used as it stands.")
	for _, f := range []struct {
		name  string
		value *string
		most  int
		empty string
	}{
		{"name", &n.Name, 120, "Write who receives the parcel."}, {"street", &n.Street, 200, "Write street and number."},
		{"postcode", &n.Postcode, 20, "Write the postcode."}, {"town", &n.Town, 120, "Write the town."}, {"phone", &n.Phone, 40, ""},
	} {
		*f.value = strings.Join(strings.Fields(*f.value), " ")
		switch {
		case *f.value == "" && f.empty != "":
			wrong = wrong.WithField(f.name, f.empty)
		case utf8.RuneCountInString(*f.value) > f.most:
			wrong = wrong.WithField(f.name, "Use at most "+fmtCount(f.most)+" characters.")
		}
	}
	n.Country = strings.ToUpper(strings.TrimSpace(n.Country))
	if CountryName(n.Country) == "" {
		wrong = wrong.WithField("country", "Choose a country from the list.")
	}
	if len(wrong.Fields) > 0 {
		return n, wrong
	}
	return n, nil
}
