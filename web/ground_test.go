package web_test

import (
	"strings"
	"testing"

	"standin/web/webtest"
)

func TestHealth(t *testing.T) {
	t.Parallel()
	c := webtest.Start(t).Client(t)
	if p := c.Get("/healthz").Want(200); !strings.HasPrefix(p.Body, "ok") {
		t.Errorf("healthz says %q", p.Body)
	}
	c.Get("/readyz").Want(200)
	c.Get("/nothing-here").Want(404).WantText("There is nothing at this address")
}
