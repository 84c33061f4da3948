package webtest

import (
	"context"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// Authenticator puts an authenticator into the browser that keeps passkeys and confirms with a finger at once, as a laptop's own
// does. It says how to take it out again.
func (b *Browser) Authenticator() (out func()) {
	b.t.Helper()
	var id webauthn.AuthenticatorID
	b.run("add an authenticator", webauthn.Enable(), chromedp.ActionFunc(func(ctx context.Context) (err error) {
		id, err = webauthn.AddVirtualAuthenticator(&webauthn.VirtualAuthenticatorOptions{
			Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
			HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}).Do(ctx)
		return err
	}))
	return func() { b.run("take the authenticator out", webauthn.RemoveVirtualAuthenticator(id)) }
}
