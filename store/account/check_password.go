package account

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"strings"

	"standin/store"
	"standin/store/fault"
)

// WrongPassword is the code of the one answer to every pair of address and password that does not match.
const WrongPassword = "sign_in_wrong"

// CheckPassword finds the person of an e-mail address and a password. An unknown address, a wrong password and an account without
// one get the same answer after the same work: fault.Invalid with code WrongPassword. Too many tries are fault.Throttled, known
// address or not. An account that may not sign in is told so only after the right password (fault.Forbidden). Failures are in
// the record.
func (a *Accounts) CheckPassword(ctx context.Context, r store.Request, email, password string) (p Person, err error) {
	defer fault.Wrap(&err, "Accounts.CheckPassword")
	keys := guesses(email, r.IP)
	if err := keys.check(ctx, a.db); err != nil {
		return p, err
	}
	var row struct {
		ID   ID     `db:"id"`
		Hash string `db:"password_hash"`
	}
	err = a.db.Get(ctx, &row, selectPassword, strings.ToLower(strings.TrimSpace(email)))
	if err != nil && !fault.Is(err, fault.NotFound) {
		return p, err
	}
	same, err := a.hash.matches(ctx, password, row.Hash)
	if err != nil {
		return p, err
	}
	if !same {
		return p, a.wrongPassword(ctx, r, row.ID, keys)
	}
	if p, err = a.ByID(ctx, row.ID); err != nil {
		return p, err
	}
	return p, a.standing(ctx, r, p)
}

// wrongPassword counts and records the failure, with the same statements for known and unknown people.
func (a *Accounts) wrongPassword(ctx context.Context, r store.Request, id ID, keys guess) error {
	if err := keys.fail(ctx, a.db); err != nil {
		return err
	}
	if err := a.recordSignIn(ctx, r, id, WrongPassword); err != nil {
		return err
	}
	says := "E-mail address and password do not match."
	return fault.New(fault.Invalid, says).WithField("password", says).WithCode(WrongPassword)
}

// standing refuses, after the right password, an account that may not sign in.
func (a *Accounts) standing(ctx context.Context, r store.Request, p Person) error {
	if p.MaySignIn() {
		return nil
	}
	if err := a.recordSignIn(ctx, r, p.ID, "account_"+string(p.Status)); err != nil {
		return err
	}
	return fault.New(fault.Forbidden, "This account is closed for now. Write to the shop to have it opened.").WithCode("account_closed")
}

func (a *Accounts) recordSignIn(ctx context.Context, r store.Request, id ID, cause string) error {
	object := ""
	if id != 0 {
		object = personOwner(id)
	}
	stranger := Guest(0)
	stranger.Request = r
	return a.db.Record(ctx, stranger, store.Event{Action: "sign_in.refused", Outcome: store.Refused, Object: object,
		Detail: map[string]any{"cause": cause}})
}

// checkOwnPassword asks a person who is signed in for the password again; its faults name the form's field.
func (a *Accounts) checkOwnPassword(ctx context.Context, actor Actor, p Person, password, field string) error {
	keys := guesses(string(p.Email), actor.Request.IP)
	if err := keys.check(ctx, a.db); err != nil {
		return atField(err, field)
	}
	var hash string
	if err := a.db.Get(ctx, &hash, selectHash, int64(p.ID)); err != nil {
		return err
	}
	same, err := a.hash.matches(ctx, password, hash)
	if err != nil || same {
		return err
	}
	if err := keys.fail(ctx, a.db); err != nil {
		return err
	}
	if err := a.recordSignIn(ctx, actor.Request, p.ID, WrongPassword); err != nil {
		return err
	}
	return fault.Field(field, "This is not your present password.").WithCode(WrongPassword)
}

// guess are the counters one try at a password runs against.
type guess struct{ pair, account, address string }

// guesses names the counters for an address as typed (hashed: strangers type all sorts of things) from a network.
func guesses(email, ip string) guess {
	h := sha256.Sum256([]byte(strings.ToLower(strings.TrimSpace(email))))
	account, network := hex.EncodeToString(h[:16]), networkOf(ip)
	return guess{pair: account + "@" + network, account: account, address: network}
}

func (g guess) each(do func(l Limit, key string) error) error {
	for _, c := range []struct {
		limit Limit
		key   string
	}{{passwordLimit, g.pair}, {accountLimit, g.account}, {addressLimit, g.address}} {
		if err := do(c.limit, c.key); err != nil {
			return err
		}
	}
	return nil
}

func (g guess) check(ctx context.Context, q store.Querier) error {
	return g.each(func(l Limit, key string) error { return l.Check(ctx, q, key) })
}

func (g guess) fail(ctx context.Context, w writer) error {
	return g.each(func(l Limit, key string) error {
		_, err := l.Fail(ctx, w, key)
		return err
	})
}

// networkOf is the /24 or /64 of an address: who holds one address of it holds them all.
func networkOf(ip string) string {
	a, err := netip.ParseAddr(ip)
	if err != nil {
		return "unknown"
	}
	a = a.Unmap().WithZone("")
	bits := 64
	if a.Is4() {
		bits = 32
	}
	p, _ := a.Prefix(bits)
	return p.String()
}

// atField puts the sentence of a fault to a field of the form.
func atField(err error, field string) error {
	if f := fault.As(err); f != nil && f.Kind == fault.Throttled {
		return f.WithField(field, f.Message)
	}
	return err
}
