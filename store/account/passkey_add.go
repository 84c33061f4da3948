package account

import (
	"context"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"standin/store"
	"standin/store/fault"
	"standin/store/session"
)

// Passkeys are the actor's own, the oldest first.
func (a *Accounts) Passkeys(ctx context.Context, actor Actor) (list []Passkey, err error) {
	defer fault.Wrap(&err, "Accounts.Passkeys(%d)", actor.ID)
	if err := actor.May(MFAChange); err != nil {
		return nil, err
	}
	err = a.db.Select(ctx, &list, listPasskeys, int64(actor.Person()))
	return list, err
}

// AddPasskey gives the actor a passkey that their browser just made (AskNewPasskey), under a name, and ends all other sign-ins. It
// asks for the second factor in use, by code or, where there is a passkey, by its answer; else for the password. From then on a
// passkey is what every fresh second factor is asked by. With a recovery code as proof it bars acting for others for a day and is
// told to all administrators. The first factor of all comes with ten recovery codes, shown this once. fault.Forbidden while acting
// for somebody; faults name the fields "name", "passkey", "code" and "password".
func (a *Accounts) AddPasskey(ctx context.Context, actor Actor, proof Proof, name, made string) (recovery []string, err error) {
	defer fault.Wrap(&err, "Accounts.AddPasskey(%d)", actor.ID)
	if err := actor.May(MFAChange); err != nil {
		return nil, err
	}
	if err := a.passkeysClosed(); err != nil {
		return nil, err
	}
	if name, err = passkeyName(name); err != nil {
		return nil, err
	}
	fresh, err := protocol.ParseCredentialCreationResponseBytes([]byte(made))
	if err != nil {
		return nil, notMade(err)
	}
	p, err := a.ByID(ctx, actor.Person())
	if err != nil {
		return nil, err
	}
	if err := a.proveByPassword(ctx, actor, p, proof.Password); err != nil {
		return nil, err
	}
	err = a.db.Transact(ctx, actor, "passkey.add", func(tx *store.Tx) error {
		recovery, err = a.addPasskey(ctx, tx, p, proof.Code, name, fresh)
		return refused(tx, err)
	})
	return recovery, err
}

func (a *Accounts) addPasskey(ctx context.Context, tx *store.Tx, p Person, code, name string, fresh *protocol.ParsedCredentialCreationData) ([]string, error) {
	how, err := a.proveByOldFactor(ctx, tx, p.ID, code)
	if err != nil {
		return nil, err
	}
	key, err := a.newKey(ctx, tx, p, fresh)
	if err != nil {
		return nil, err
	}
	if err := a.savePasskey(ctx, tx, p.ID, name, key, how); err != nil {
		return nil, err
	}
	if err := session.EndAll(ctx, tx, int64(p.ID), tx.By().SignIn, session.EndedByFactor); err != nil {
		return nil, err
	}
	if err := tellPasskey(ctx, tx, p, how, "added", name); err != nil || p.HasFactor() {
		return nil, err
	}
	return newRecovery(ctx, tx, p.ID)
}

// newKey checks what the browser made against the question it was made for.
func (a *Accounts) newKey(ctx context.Context, tx *store.Tx, p Person, fresh *protocol.ParsedCredentialCreationData) (*webauthn.Credential, error) {
	rows, err := readPasskeys(ctx, tx, lockPasskeys, p.ID)
	if err != nil {
		return nil, err
	}
	if len(rows) >= PasskeyLimit {
		return nil, tooManyPasskeys()
	}
	challenge := fresh.Response.CollectedClientData.Challenge
	if err := takeQuestion(ctx, tx, p.ID, ceremonyEnrol, challenge); err != nil {
		return nil, inField(err, "passkey")
	}
	h := holder{person: p}
	key, err := a.party.CreateCredential(h, a.asked(h, challenge), fresh)
	if err != nil {
		return nil, notMade(err)
	}
	key.Attestation = webauthn.CredentialAttestation{} // nothing is concluded from it, so it is not kept
	return key, nil
}

func (a *Accounts) savePasskey(ctx context.Context, tx *store.Tx, person ID, name string, key *webauthn.Credential, how enrolledBy) error {
	plain, err := json.Marshal(key)
	if err != nil {
		return err
	}
	keyID, sealed, err := a.seal(passkeyOwner(person), plain)
	if err != nil {
		return err
	}
	var id int64
	err = tx.Get(ctx, &id, insertPasskey, int64(person), name, challengeHash(string(key.ID)), sealed, keyID,
		int64(key.Authenticator.SignCount), string(how), how.bars())
	if store.Constraint(err) == "passkey_credential_hash_key" {
		says := "This passkey is known already. Choose another device or another place to keep it."
		return fault.New(fault.Conflict, says).WithField("passkey", says).WithCode("passkey_known").Because(err)
	}
	if err != nil {
		return err
	}
	return tx.About(ctx, "passkey", id)
}

// passkeyName tidies a name up; fault.Invalid with the field "name".
func passkeyName(name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	if n := utf8.RuneCountInString(name); n == 0 || n > PasskeyNameSize {
		return "", fault.Field("name", "Give it a name of at most 60 characters, such as “Work laptop”.")
	}
	return name, nil
}

func notMade(cause error) error {
	says := "Your browser did not make a passkey that can be used here. Try again, and confirm it with your finger, face or PIN."
	return fault.New(fault.Invalid, says).WithField("passkey", says).WithCode(PasskeyWrong).Because(cause)
}
