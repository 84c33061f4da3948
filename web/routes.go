package web

import "standin/store/account"

// routes is the whole site. Each line names the permission it needs and what it is while acting; a test fails on one that
// names none. Rooms keep to their own section.
func (s *Server) routes() []route {
	return []route{
		// ground
		{Method: "GET", Path: "/healthz", Need: account.Browse, Inside: absent, Handler: s.showHealth, Passive: true},
		{Method: "GET", Path: "/readyz", Need: account.Browse, Inside: absent, Handler: s.showReady, Passive: true},
		{Method: "POST", Path: "/theme", Need: account.Browse, Inside: open, Handler: s.setTheme},
		{Method: "GET", Path: "/live", Need: account.Browse, Inside: open, Handler: s.showLive, Passive: true, SignedIn: true},

		// catalog

		// cart, checkout, orders

		// account

		// impersonation: starting, ending, the desk, policy

		// vendor

		// organization

		// record

		// demo
	}
}
