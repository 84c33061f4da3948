package web

import (
	"strings"
	"testing"
)

// S57: no token stands in an address that is written down, whichever route it belongs to.
func TestS57_TokensInAddressesAreNotWrittenDown(t *testing.T) {
	t.Parallel()
	found := 0
	for _, r := range list(t) {
		if !strings.Contains(r.Path, ":token") {
			continue
		}
		found++
		for _, prefix := range []string{"", "/as/abcdefgh"} {
			if got, want := tellable(prefix+strings.ReplaceAll(r.Path, ":token", "canary-7731")), prefix+r.Path; got != want {
				t.Errorf("%s is written down as %s", r.Path, got)
			}
		}
	}
	if found < 4 {
		t.Errorf("only %d routes were looked at", found)
	}
	if got := tellable("/orders/20001"); got != "/orders/20001" {
		t.Errorf("an address without a token: %s", got)
	}
}
