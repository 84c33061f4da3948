package account

import (
	"bytes"
	"context"
	"image/png"
	"net/url"

	"github.com/pquerna/otp"

	"standin/store"
	"standin/store/fault"
)

// issuer is the name under which authenticator apps list the shop.
const issuer = "Standin"

// Enrolment is a second factor on its way into an app.
type Enrolment struct {
	Secret string // base32, to be typed where the picture cannot be read
	URL    string // otpauth://, what the picture says
}

// EnrolTOTP makes a new secret for the actor's second factor, which ConfirmTOTP makes good; until then an old one stays.
// fault.Forbidden while acting for somebody.
func (a *Accounts) EnrolTOTP(ctx context.Context, actor Actor) (err error) {
	defer fault.Wrap(&err, "Accounts.EnrolTOTP(%d)", actor.ID)
	if err := actor.May(MFAChange); err != nil {
		return err
	}
	return a.db.Transact(ctx, actor, "factor.enrol", func(tx *store.Tx) error {
		keyID, sealed, err := a.seal(personOwner(actor.Person()), newSecret())
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, savePending, int64(actor.Person()), sealed, keyID)
		return err
	})
}

// DropTOTP gives an enrolment up that was begun; a factor in use stays.
func (a *Accounts) DropTOTP(ctx context.Context, actor Actor) (err error) {
	defer fault.Wrap(&err, "Accounts.DropTOTP(%d)", actor.ID)
	if err := actor.May(MFAChange); err != nil {
		return err
	}
	return a.db.Transact(ctx, actor, "factor.drop", func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, deletePending, int64(actor.Person()))
		return err
	})
}

// PendingTOTP is the enrolment that EnrolTOTP began within the last hour; fault.NotFound when there is none.
func (a *Accounts) PendingTOTP(ctx context.Context, p Person) (e Enrolment, err error) {
	defer fault.Wrap(&err, "Accounts.PendingTOTP(%d)", p.ID)
	secret, err := a.pendingSecret(ctx, a.db, selectPending, p.ID)
	if err != nil {
		return e, err
	}
	return enrolment(secret, p.Email), nil
}

func (a *Accounts) pendingSecret(ctx context.Context, q store.Querier, statement string, person ID) ([]byte, error) {
	var row struct {
		Secret []byte `db:"secret"`
		KeyID  string `db:"key_id"`
	}
	if err := q.Get(ctx, &row, statement, int64(person)); err != nil {
		return nil, err
	}
	return a.unseal(personOwner(person), row.KeyID, row.Secret)
}

func enrolment(secret []byte, email string) Enrolment {
	text := SecretText(secret)
	q := url.Values{"secret": {text}, "issuer": {issuer}} // the rest is what apps take for granted, and keeps the picture coarse
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + email, RawQuery: q.Encode()}
	return Enrolment{Secret: text, URL: u.String()}
}

// qrSize is the width of the picture in pixels.
const qrSize = 480

// Picture is the enrolment as a QR code, a PNG for a route of its own (pages may load pictures from 'self' only).
func (e Enrolment) Picture() ([]byte, error) {
	key, err := otp.NewKeyFromURL(e.URL)
	if err != nil {
		return nil, err
	}
	img, err := key.Image(qrSize, qrSize)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = png.Encode(&b, img)
	return b.Bytes(), err
}
