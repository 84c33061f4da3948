package account

import (
	"context"
	"encoding/json"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"standin/store"
	"standin/store/fault"
)

// AskPasskey makes the question that a browser puts to one of the person's passkeys, as JSON for it. The answer is good once, within
// two minutes, in the sign-in, and for the one request whose digest is given. It writes the question, nothing else. signIn is 0 for
// somebody who is only signing in; then the digest must hold what ties it to their browser. fault.Conflict for one without a
// passkey.
func (a *Accounts) AskPasskey(ctx context.Context, person ID, signIn int64, request string) (options []byte, err error) {
	defer fault.Wrap(&err, "Accounts.AskPasskey(%d)", person)
	h, err := a.readHolder(ctx, person)
	if err != nil {
		return nil, err
	}
	if len(h.keys) == 0 {
		return nil, fault.New(fault.Conflict, "Your account has no passkey.").WithCode(NoFactor)
	}
	question, asked, err := a.party.BeginLogin(h)
	if err != nil {
		return nil, err
	}
	if err := a.ask(ctx, person, signIn, ceremonyAnswer, request, asked); err != nil {
		return nil, err
	}
	return json.Marshal(question.Response)
}

// AskNewPasskey makes the question by which a browser makes a new passkey for the person, as AskPasskey does. fault.Conflict when
// they have PasskeyLimit of them.
func (a *Accounts) AskNewPasskey(ctx context.Context, actor Actor) (options []byte, err error) {
	defer fault.Wrap(&err, "Accounts.AskNewPasskey(%d)", actor.ID)
	if err := actor.May(MFAChange); err != nil {
		return nil, err
	}
	h, err := a.readHolder(ctx, actor.Person())
	if err != nil {
		return nil, err
	}
	if len(h.keys) >= PasskeyLimit {
		return nil, tooManyPasskeys()
	}
	known := make([]protocol.CredentialDescriptor, len(h.keys))
	for i, key := range h.keys {
		known[i] = key.Descriptor()
	}
	question, asked, err := a.party.BeginRegistration(h, webauthn.WithExclusions(known))
	if err != nil {
		return nil, err
	}
	// What a new key is made for is seen from the ceremony: it proves nothing by itself.
	if err := a.ask(ctx, h.person.ID, actor.SignIn, ceremonyEnrol, "", asked); err != nil {
		return nil, err
	}
	return json.Marshal(question.Response)
}

func (a *Accounts) readHolder(ctx context.Context, person ID) (h holder, err error) {
	if err := a.passkeysClosed(); err != nil {
		return h, err
	}
	p, err := a.ByID(ctx, person)
	if err != nil {
		return h, err
	}
	rows, err := readPasskeys(ctx, a.db, selectPasskeys, person)
	if err != nil {
		return h, err
	}
	return a.holderOf(p, rows)
}

// ask writes a question down. Old ones of the person go: an answer to one of them is refused either way.
func (a *Accounts) ask(ctx context.Context, person ID, signIn int64, ceremony, request string, asked *webauthn.SessionData) error {
	_, err := a.db.Exec(ctx, insertQuestion, challengeHash(asked.Challenge), int64(person), signIn, ceremony, request)
	return err
}

func readPasskeys(ctx context.Context, q store.Querier, statement string, person ID) (rows []passkeyRow, err error) {
	err = q.Select(ctx, &rows, statement, int64(person))
	return rows, err
}

func tooManyPasskeys() error {
	return fault.Newf(fault.Conflict, "You have %d passkeys, which is the most. Remove one first.", PasskeyLimit).WithCode("passkey_limit")
}
