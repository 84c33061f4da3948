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
		{Method: "GET", Path: "/", Need: account.Browse, Inside: open, Handler: s.public(s.homePage)},
		{Method: "GET", Path: "/new", Need: account.Browse, Inside: open, Handler: s.public(s.newPage)},
		{Method: "GET", Path: "/reduced", Need: account.Browse, Inside: open, Handler: s.public(s.reducedPage)},
		{Method: "GET", Path: "/c/:category", Need: account.Browse, Inside: open, Handler: s.public(s.categoryPage)},
		{Method: "GET", Path: "/p/:product", Need: account.Browse, Inside: open, Handler: s.public(s.productPage)},
		{Method: "POST", Path: "/p/:product", Need: account.Browse, Inside: open, Handler: s.chooseVariant, Harmless: true},
		{Method: "GET", Path: "/search", Need: account.Browse, Inside: open, Handler: s.public(s.searchPage)},
		{Method: "GET", Path: "/makers", Need: account.Browse, Inside: open, Handler: s.public(s.makersPage)},
		{Method: "GET", Path: "/makers/:maker", Need: account.Browse, Inside: open, Handler: s.public(s.makerPage)},
		{Method: "GET", Path: "/robots.txt", Need: account.Browse, Inside: absent, Handler: s.showRobots},
		{Method: "GET", Path: "/sitemap.xml", Need: account.Browse, Inside: absent, Handler: s.showSitemap},
		{Method: "GET", Path: "/sitemap/:file", Need: account.Browse, Inside: absent, Handler: s.showSitemapFile},

		// cart, checkout, orders
		{Method: "GET", Path: "/cart", Need: account.CartView, Inside: open, Handler: s.showCart},
		{Method: "POST", Path: "/cart/lines", Need: account.CartEdit, Inside: open, Handler: s.addCartLine},
		{Method: "POST", Path: "/cart/lines/:line", Need: account.CartEdit, Inside: open, Handler: s.setCartLine},
		{Method: "POST", Path: "/cart/lines/:line/remove", Need: account.CartEdit, Inside: open, Handler: s.removeCartLine},
		{Method: "POST", Path: "/cart/discount", Need: account.DiscountApply, Inside: open, Handler: s.applyDiscount},
		{Method: "POST", Path: "/cart/discount/:code/remove", Need: account.DiscountApply, Inside: open, Handler: s.dropDiscount},
		{Method: "POST", Path: "/cart/staff-discount", Need: account.DiscountGrant, Inside: open, Handler: s.grantDiscount},

		// account
		{Method: "GET", Path: "/sign-in", Need: account.Browse, Inside: absent, Handler: s.showSignIn},
		{Method: "POST", Path: "/sign-in", Need: account.Browse, Inside: absent, Handler: s.signIn},
		{Method: "GET", Path: "/sign-in/code", Need: account.Browse, Inside: absent, Handler: s.showCode},
		{Method: "POST", Path: "/sign-in/code", Need: account.Browse, Inside: absent, Handler: s.giveCode},
		{Method: "POST", Path: "/sign-out", Need: account.Browse, Inside: open, Handler: s.signOut, Harmless: true},
		{Method: "GET", Path: "/sign-up", Need: account.Browse, Inside: absent, Handler: s.showSignUp},
		{Method: "POST", Path: "/sign-up", Need: account.Browse, Inside: absent, Handler: s.signUp},
		{Method: "GET", Path: "/invitation/:token", Need: account.Browse, Inside: absent, Handler: s.showInvitation},
		{Method: "POST", Path: "/invitation/:token", Need: account.Browse, Inside: absent, Handler: s.acceptInvitation},
		{Method: "GET", Path: "/invitation/:token/totp.png", Need: account.Browse, Inside: absent, Handler: s.showInvitationPicture},
		{Method: "GET", Path: "/setup/:token", Need: account.Browse, Inside: absent, Handler: s.showInvitation},
		{Method: "POST", Path: "/setup/:token", Need: account.Browse, Inside: absent, Handler: s.acceptInvitation},
		{Method: "GET", Path: "/setup/:token/totp.png", Need: account.Browse, Inside: absent, Handler: s.showInvitationPicture},
		{Method: "GET", Path: "/account", Need: account.ProfileView, Inside: open, Handler: s.showAccount},
		{Method: "GET", Path: "/account/show/:field", Need: account.PersonalView, Inside: open, Handler: s.showAccountField},
		{Method: "GET", Path: "/account/password", Need: account.PasswordChange, Handler: s.showPassword},
		{Method: "POST", Path: "/account/password", Need: account.PasswordChange, Handler: s.changePassword},
		{Method: "GET", Path: "/account/totp", Need: account.MFAChange, Handler: s.showFactor},
		{Method: "POST", Path: "/account/totp", Need: account.MFAChange, Handler: s.beginFactor},
		{Method: "GET", Path: "/account/totp.png", Need: account.MFAChange, Handler: s.showFactorPicture},
		{Method: "POST", Path: "/account/totp/cancel", Need: account.MFAChange, Handler: s.cancelFactor},
		{Method: "POST", Path: "/account/totp/confirm", Need: account.MFAChange, Handler: s.turnFactorOn},
		{Method: "GET", Path: "/account/devices", Need: account.DevicesManage, Handler: s.showDevices},
		{Method: "POST", Path: "/account/devices/:device/revoke", Need: account.DevicesManage, Handler: s.revokeDevice},
		{Method: "POST", Path: "/account/sign-ins/:sign_in/revoke", Need: account.DevicesManage, Handler: s.revokeSignIn},
		{Method: "GET", Path: "/account/addresses", Need: account.ProfileView, Inside: open, Handler: s.showAddresses},
		{Method: "POST", Path: "/account/addresses", Need: account.AddressEdit, Inside: open, Handler: s.addAddress},
		{Method: "GET", Path: "/account/addresses/:address", Need: account.AddressEdit, Inside: open, Handler: s.showAddress},
		{Method: "POST", Path: "/account/addresses/:address", Need: account.AddressEdit, Inside: open, Handler: s.changeAddress},
		{Method: "GET", Path: "/account/addresses/:address/show", Need: account.PersonalView, Inside: open, Handler: s.showAddressField},
		{Method: "POST", Path: "/account/addresses/:address/remove", Need: account.AddressEdit, Inside: open, Handler: s.removeAddress},
		{Method: "POST", Path: "/account/addresses/:address/confirm", Need: account.AddressEdit, Handler: s.confirmAddress},

		// impersonation: starting, ending, the desk, policy
		{Method: "GET", Path: "/act/:person", Need: account.Impersonate, Inside: absent, Handler: s.showStart},
		{Method: "POST", Path: "/act/:person", Need: account.Impersonate, Inside: absent, Handler: s.startActing},
		{Method: "POST", Path: "/end", Need: account.Browse, Inside: open, Handler: s.endActing, Harmless: true},
		{Method: "POST", Path: "/step-up", Need: account.Browse, Inside: open, Handler: s.allowNetwork, Harmless: true},
		{Method: "GET", Path: "/sessions/:session/ended", Need: account.Browse, Inside: absent, Handler: s.showEnded, SignedIn: true},
		{Method: "POST", Path: "/sessions/:session/end", Need: account.Browse, Inside: absent, Handler: s.endSession, SignedIn: true},
		{Method: "POST", Path: "/sessions/:session/note", Need: account.Impersonate, Inside: absent, Handler: s.saveEndNote},
		{Method: "GET", Path: "/support", Need: account.SupportDesk, Inside: absent, Handler: s.showSupport},
		{Method: "GET", Path: "/support/sessions", Need: account.SupportDesk, Inside: absent, Handler: s.listOwnSessions},
		{Method: "GET", Path: "/support/orders", Need: account.SupportDesk, Inside: absent, Handler: s.listDeskOrders},
		{Method: "POST", Path: "/support/more", Need: account.SupportDesk, Inside: absent, Handler: s.allowMore},
		{Method: "GET", Path: "/support/customers/:person", Need: account.SupportDesk, Inside: absent, Handler: s.showCustomer},
		{Method: "POST", Path: "/support/customers/:person/show", Need: account.SupportDesk, Inside: absent, Handler: s.showField},
		{Method: "POST", Path: "/support/customers/:person/notes", Need: account.SupportDesk, Inside: absent, Handler: s.addNote},
		{Method: "GET", Path: "/account/helpers", Need: account.HelpView, Inside: open, Handler: s.showHelpers},
		{Method: "GET", Path: "/account/consent", Need: account.ConsentChange, Handler: s.showHelpers},
		{Method: "POST", Path: "/account/consent", Need: account.ConsentChange, Handler: s.setConsent},
		{Method: "POST", Path: "/account/helpers/:session/end", Need: account.ConsentChange, Handler: s.endHelp},
		{Method: "GET", Path: "/admin/policy", Need: account.PolicyEdit, Inside: absent, Handler: s.showPolicy},
		{Method: "POST", Path: "/admin/policy/switch", Need: account.PolicyEdit, Inside: absent, Handler: s.switchFeature},
		{Method: "POST", Path: "/admin/policy/rules/:rule", Need: account.PolicyEdit, Inside: absent, Handler: s.switchRule},

		// administration
		{Method: "GET", Path: "/admin", Need: account.PeopleManage, Inside: absent, Handler: s.showAdmin},
		{Method: "GET", Path: "/admin/people", Need: account.PeopleManage, Inside: absent, Handler: s.listPeople},
		{Method: "GET", Path: "/admin/people/:person", Need: account.PeopleManage, Inside: absent, Handler: s.showPerson},
		{Method: "POST", Path: "/admin/people/:person/role", Need: account.PeopleManage, Inside: absent, Handler: s.setStaffRole},
		{Method: "POST", Path: "/admin/people/:person/lock", Need: account.PeopleManage, Inside: absent, Handler: s.lockPerson},
		{Method: "POST", Path: "/admin/people/:person/block", Need: account.PeopleManage, Inside: absent, Handler: s.blockPerson},
		{Method: "POST", Path: "/admin/people/:person/unlock", Need: account.PeopleManage, Inside: absent, Handler: s.unlockPerson},
		{Method: "POST", Path: "/admin/people/:person/never", Need: account.PeopleManage, Inside: absent, Handler: s.flagNever},
		{Method: "POST", Path: "/admin/people/:person/allow", Need: account.PeopleManage, Inside: absent, Handler: s.dropNever},
		{Method: "POST", Path: "/admin/people/:person/factor", Need: account.PeopleManage, Inside: absent, Handler: s.confirmFactorOf},
		{Method: "POST", Path: "/admin/people/:person/reset", Need: account.PeopleManage, Inside: absent, Handler: s.resetFactorOf},
		{Method: "GET", Path: "/admin/invitations", Need: account.PeopleManage, Inside: absent, Handler: s.showInvite},
		{Method: "POST", Path: "/admin/invitations", Need: account.PeopleManage, Inside: absent, Handler: s.inviteStaff},
		{Method: "GET", Path: "/admin/settings", Need: account.SettingsEdit, Inside: absent, Handler: s.showSettings},
		{Method: "POST", Path: "/admin/settings", Need: account.SettingsEdit, Inside: absent, Handler: s.saveSettings},
		{Method: "POST", Path: "/admin/settings/tickets", Need: account.PolicyEdit, Inside: absent, Handler: s.saveTickets},

		// vendor

		// organization

		// record
		{Method: "GET", Path: "/audit", Need: account.AuditRead, Inside: absent, Handler: s.showSessionLog},
		{Method: "GET", Path: "/audit/live", Need: account.AuditRead, Inside: absent, Handler: s.showRunning, Passive: true},
		{Method: "GET", Path: "/audit/entries", Need: account.AuditRead, Inside: absent, Handler: s.listEntries},
		{Method: "GET", Path: "/audit/proof", Need: account.AuditRead, Inside: absent, Handler: s.showProof},
		{Method: "GET", Path: "/audit/checkpoint", Need: account.AuditRead, Inside: absent, Handler: s.sendCheckpoint},
		{Method: "GET", Path: "/audit/sessions/:id", Need: account.AuditRead, Inside: absent, Handler: s.showSession},
		{Method: "POST", Path: "/audit/sessions/:id/end", Need: account.PolicyEdit, Inside: absent, Handler: s.killSession},

		// demo
		{Method: "GET", Path: "/demo", Need: account.Browse, Inside: absent, Handler: s.inDemo(s.showDemo)},
		{Method: "POST", Path: "/demo/sign-in", Need: account.Browse, Inside: absent, Handler: s.inDemo(s.demoSignIn)},
		{Method: "GET", Path: "/demo/accounts.json", Need: account.Browse, Inside: absent, Handler: s.inDemo(s.sendDemoAccounts)},
		{Method: "GET", Path: "/demo/mail", Need: account.Browse, Inside: absent, Handler: s.inDemo(s.listDemoMail)},
		{Method: "GET", Path: "/demo/mail/:mail", Need: account.Browse, Inside: absent, Handler: s.inDemo(s.showDemoMail)},
		{Method: "GET", Path: "/demo/:file", Need: account.Browse, Inside: absent, Handler: s.inDemo(s.sendDemoFile)},
	}
}
