package web

import (
	"log/slog"
	"strings"
	"testing"

	"standin/store/account"
)

// list is the site's routes, without a database behind them.
func list(t *testing.T) []route {
	t.Helper()
	s := &Server{config: Config{Demo: true}, rooms: &Rooms{}, log: slog.New(slog.DiscardHandler)}
	return s.routes()
}

func TestRoutes_EachNamesAKnownPermission(t *testing.T) {
	t.Parallel()
	for _, r := range list(t) {
		if !r.Need.Known() {
			t.Errorf("%s %s needs %q, which is no permission", r.Method, r.Path, r.Need)
		}
		if r.Handler == nil {
			t.Errorf("%s %s has no handler", r.Method, r.Path)
		}
	}
}

func TestI38_WhatIsNeverAllowedIsClosedOnItsRoute(t *testing.T) {
	t.Parallel()
	for _, r := range list(t) {
		if account.Never.Has(r.Need) && r.Inside == open {
			t.Errorf("%s %s needs %s, which nobody may for somebody else, and is open under the prefix", r.Method, r.Path, r.Need)
		}
		if r.Method != "GET" && r.Inside == open && account.ViewOnly.Has(r.Need) && !strings.HasPrefix(r.Path, "/theme") && !r.Passive && !r.Harmless {
			t.Errorf("%s %s writes, but %s is a permission to look", r.Method, r.Path, r.Need)
		}
	}
}

func TestI40_StaffDesksDoNotExistInside(t *testing.T) {
	t.Parallel()
	for _, r := range list(t) {
		for _, desk := range []string{"/admin", "/support", "/audit", "/act/", "/demo", "/setup"} {
			if strings.HasPrefix(r.Path, desk) && r.Inside != absent {
				t.Errorf("%s %s must not exist under the acting prefix", r.Method, r.Path)
			}
		}
	}
}
