package session

import (
	"crypto/sha256"
	"encoding/base64"

	"github.com/alexedwards/scs/v2"
)

// SignInKey is the name under which a web session holds the id of its sign-in, an int64.
const SignInKey = "sign_in"

// signInOf finds the sign-in of an encoded web session, so that ending the one retires the token of the other; 0 for none.
func signInOf(data []byte) int64 {
	_, values, err := scs.GobCodec{}.Decode(data)
	if err != nil {
		return 0
	}
	id, _ := values[SignInKey].(int64)
	return id
}

// tokenHash is how scs writes a token when it hashes it (HashTokenInStore).
func tokenHash(token string) string {
	h := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(h[:])
}
