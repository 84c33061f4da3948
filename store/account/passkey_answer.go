package account

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"standin/store"
	"standin/store/fault"
)

// An answer of a passkey travels in the field of the code: this mark, then credential id, client data, authenticator data,
// signature and user handle, each in base64url, with dots between. Digits and recovery codes never begin so.
const (
	answerMark  = "passkey."
	answerParts = 5
	answerSize  = 4096
)

// IsAnswer tells whether what came in the field of a code is an answer of a passkey.
func IsAnswer(code string) bool {
	return strings.HasPrefix(code, answerMark) && len(code) <= answerSize
}

// parseAnswer reads an answer; fault.Invalid when it is none.
func parseAnswer(code string) (*protocol.ParsedCredentialAssertionData, error) {
	parts := strings.Split(strings.TrimPrefix(code, answerMark), ".")
	if !IsAnswer(code) || len(parts) != answerParts {
		return nil, wrongPasskey(nil)
	}
	response := map[string]string{"clientDataJSON": parts[1], "authenticatorData": parts[2], "signature": parts[3]}
	if parts[4] != "" {
		response["userHandle"] = parts[4]
	}
	b, err := json.Marshal(map[string]any{"id": parts[0], "rawId": parts[0], "type": "public-key", "response": response})
	if err != nil {
		return nil, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(b)
	if err != nil {
		return nil, wrongPasskey(err)
	}
	return parsed, nil
}

// consumePasskey takes an answer of one of the person's passkeys, once, for the request that brings it. What it uses up stays used
// when the action is refused.
func (a *Accounts) consumePasskey(ctx context.Context, tx *store.Tx, person ID, rows []passkeyRow, code string) error {
	if !IsAnswer(code) {
		says := "Your account has a passkey, so it is asked for here in place of a code. Press the button, and use the passkey when your browser asks."
		return fault.New(fault.Invalid, says).WithField("code", says).WithCode(PasskeyNeeded)
	}
	if err := a.passkeysClosed(); err != nil {
		return err
	}
	parsed, err := parseAnswer(code)
	if err != nil {
		return err
	}
	p, err := ByID(ctx, tx, person)
	if err != nil {
		return err
	}
	h, err := a.holderOf(p, rows)
	if err != nil {
		return err
	}
	if err := takeQuestion(ctx, tx, person, ceremonyAnswer, parsed.Response.CollectedClientData.Challenge); err != nil {
		return err
	}
	key, err := a.party.ValidateLogin(h, a.asked(h, parsed.Response.CollectedClientData.Challenge), parsed)
	if err != nil {
		return wrongPasskey(err)
	}
	return usePasskey(ctx, tx, h, key)
}

// asked is what the library wants to know again of a question that takeQuestion found to be ours.
func (a *Accounts) asked(h holder, challenge string) webauthn.SessionData {
	s := webauthn.SessionData{Challenge: challenge, UserID: h.WebAuthnID(), RelyingPartyID: a.party.Config.RPID,
		UserVerification: protocol.VerificationRequired, CredParams: webauthn.CredentialParametersDefault()}
	for _, key := range h.keys {
		s.AllowedCredentialIDs = append(s.AllowedCredentialIDs, key.ID)
	}
	return s
}

// usePasskey notes the use and the counter. A counter that did not rise means that there are two of it.
func usePasskey(ctx context.Context, tx *store.Tx, h holder, key *webauthn.Credential) error {
	row, ok := h.row(key.ID)
	if !ok {
		return wrongPasskey(nil)
	}
	if key.Authenticator.CloneWarning {
		if err := tellPasskeyCopied(ctx, tx, h.person, row.Name); err != nil {
			return err
		}
		if err := tx.Keep(ctx); err != nil {
			return err
		}
		return conflict(PasskeyCopied, "This passkey seems to have been copied: its counter did not rise. It was refused, and you got a mail about it. Remove it, and add a new one.")
	}
	if _, err := tx.Exec(ctx, usedPasskey, row.ID, int64(key.Authenticator.SignCount)); err != nil {
		return err
	}
	noteStepUp(ctx)
	return tx.Keep(ctx)
}

const (
	ceremonyEnrol  = "enrol"
	ceremonyAnswer = "answer"
)

// takeQuestion uses a question up: it is then answered, whatever comes of it. It must have been put to this person, in this sign-in,
// for this very request, and less than two minutes ago.
func takeQuestion(ctx context.Context, tx *store.Tx, person ID, ceremony, challenge string) error {
	var q struct {
		SignIn  int64  `db:"sign_in"`
		Request string `db:"request"`
		InTime  bool   `db:"in_time"`
		Again   bool   `db:"again"`
	}
	err := tx.Get(ctx, &q, answerQuestion, challengeHash(challenge), int64(person), ceremony, QuestionLife.Seconds())
	switch {
	case fault.Is(err, fault.NotFound):
		return conflict(PasskeyElsewhere, "This answer of your passkey belongs to something else. Press the button once more, and answer anew.")
	case err != nil:
		return err
	case q.Again:
		return conflict(PasskeyUsed, "This answer of your passkey was used already. Press the button once more, and answer anew.")
	}
	if err := tx.Keep(ctx); err != nil {
		return err
	}
	switch by := tx.By(); {
	case q.SignIn != by.SignIn, ceremony == ceremonyAnswer && q.Request != by.Request.Sent:
		return conflict(PasskeyElsewhere, "Your passkey was asked for something else than was sent here. Press the button once more, and answer anew.")
	case !q.InTime:
		return conflict(PasskeyLate, "That took longer than two minutes. Press the button once more, and use your passkey when the browser asks.")
	}
	return nil
}

func challengeHash(challenge string) []byte {
	h := sha256.Sum256([]byte(challenge))
	return h[:]
}

// conflict is a refused answer, with its sentence at the field of the code.
func conflict(code, says string) error {
	return fault.New(fault.Conflict, says).WithField("code", says).WithCode(code)
}

func wrongPasskey(cause error) error {
	says := "Your passkey's answer could not be checked. Press the button once more; use a passkey you added here, and confirm it with your finger, face or PIN."
	return fault.New(fault.Invalid, says).WithField("code", says).WithCode(PasskeyWrong).Because(cause)
}
