package account

import (
	"context"
	"fmt"

	"standin/store"
	"standin/store/job"
	"standin/store/session"
)

const selectKnownDevice = `
	SELECT count(*) AS all_devices,
	       count(*) FILTER (WHERE d.token_hash = decode($2, 'hex') AND d.browser = $3 AND d.platform = $4 AND d.revoked_at IS NULL) AS this_one
	  FROM web.device d WHERE d.person_id = $1`

// newDevice tells whether somebody who has signed in before comes from a device or browser they never used. It is asked before the
// sign-in is written, which remembers the device.
func newDevice(ctx context.Context, tx *store.Tx, person ID, seen session.Footprint) (bool, error) {
	var known struct {
		All  int `db:"all_devices"`
		This int `db:"this_one"`
	}
	err := tx.Get(ctx, &known, selectKnownDevice, int64(person), seen.Device, seen.Browser, seen.Platform)
	return known.All > 0 && known.This == 0, err
}

// tellNewDevice mails the person that they signed in from a device or browser they never used before.
func tellNewDevice(ctx context.Context, tx *store.Tx, p Person, seen session.Footprint) error {
	from := "an unknown address"
	if seen.IP.IsValid() {
		from = seen.IP.String()
	}
	browser := seen.Browser
	if browser == "" {
		browser = "An unknown browser"
	}
	if seen.Platform != "" {
		browser += " on " + seen.Platform
	}
	return job.SendMail(ctx, tx, job.Mail{To: p.Email, Person: int64(p.ID), Kind: "sign_in.new_device", Subject: "You signed in from a new device",
		Text: fmt.Sprintf("Hello %s,\n\nsomebody signed in to your account from a device or browser that you have not used before:\n\n%s, from %s, on %s.\n\n"+
			"If this was you, all is well. If not, change your password at once and end the sign-in in your account, under Devices and sign-ins.\n",
			p.Name, browser, from, tx.Now().UTC().Format("2 January 2006, 15:04 MST"))})
}
