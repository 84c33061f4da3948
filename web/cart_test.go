package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"standin/cart/discount"
	"standin/store"
	"standin/store/account"
)

// code puts a discount code into the town.
func (s *town) codes(drafts ...discount.Draft) {
	s.t.Helper()
	for _, d := range drafts {
		if _, err := s.Rooms.Discounts.Create(s.t.Context(), account.Operator("test"), d); err != nil {
			s.t.Fatal(err)
		}
	}
}

// home is what somebody types who has no address in the book.
var home = url.Values{"name": {"Mara Lind"}, "street": {"Holtenauer Straße 14"}, "postcode": {"24103"}, "town": {"Kiel"}, "country": {"DE"}}

func with(base url.Values, more ...string) url.Values {
	v := url.Values{}
	for k, vs := range base {
		v[k] = vs
	}
	for i := 0; i < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return v
}

func TestCart_FromTheProductToTheOrder(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	s.codes(discount.Draft{Code: "SPRING10", Kind: discount.Percent, Value: 1000})
	mara := s.shopper("Mara Lind")
	c := s.Client(t)
	c.Get("/cart").Want(200).WantText("Nothing in the cart yet")
	cart := c.Get("/p/teapot").Press("Add to cart", url.Values{"quantity": {"2"}}).Want(200)
	cart.WantText("Your cart 2", "Teapot is in the cart", "From Harbour Goods", "€ 46.00 each", "€ 92.00")
	cart.Press("Set", url.Values{"quantity": {"3"}}).Want(200).WantText("Your cart 3", "€ 138.00")
	c.Get("/cart").Press("Apply code", url.Values{"code": {"nothing"}}).Want(422).WantText("This is not a code of ours")
	c.Get("/cart").Press("Apply code", url.Values{"code": {" spring10 "}}).Want(200).WantText("SPRING10, 10 % off", "− € 13.80", "To pay€ 124.20")

	// The guest's cart comes along, and its cookie goes.
	token := c.Cookie("cart")
	c.Get("/sign-in").Press("Sign in", url.Values{"email": {mara.Email}, "password": {townPassword}}).WantText("What lay in your cart before you signed in is here too")
	if c.Cookie("cart") != "" || len(token) < 22 {
		t.Errorf("the cart's cookie was %q and is %q", token, c.Cookie("cart"))
	}
	if got := s.inCart(mara); got != "3 Teapot" {
		t.Errorf("the cart holds %q", got)
	}
	checkout := c.Get("/cart").Click("Check out").Want(200).WantText("Where it goes", "How it travels", "How you pay")
	checkout.Press("Place order", with(home, "street", "")).Want(422).WantText("Write street and number.")
	placed := checkout.Press("Place order", with(home, "keep", "yes")).Want(200).WantText("Thank you, Mara.", "€ 124.20", "Invoice, due on", "Holtenauer Straße 14")
	again := checkout.Press("Place order", home).Want(200)
	if again.Path != placed.Path {
		t.Errorf("the form sent twice leads to %s and %s", placed.Path, again.Path)
	}
	c.Get("/orders").Want(200).WantText("Order 20001", "Placed").Click("Order 20001").Want(200).WantText("Teapot", "SPRING10")
	c.Get("/account/addresses").WantText("Holtenauer Straße 14")
	if n := one[int](s, `SELECT count(*) FROM shop.mail WHERE kind = 'order.placed'`); n != 1 {
		t.Errorf("%d confirmations", n)
	}
	s.Client(t).Get("/orders/20001").WantText("Sign in")
	c.Get("/orders/20001").Press("Cancel order", url.Values{"reason": {"Bought twice"}}).Want(200).WantText("The order is cancelled", "Bought twice")
}

func TestCart_AGuestOrders(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c := s.Client(t)
	c.Get("/p/lamp").Press("Add to cart", nil).Want(200)
	checkout := c.Get("/checkout").Want(200).WantText("E-mail for the confirmation")
	checkout.Press("Place order", home).Want(422).WantText("Write the e-mail address")
	checkout.Press("Place order", with(home, "email", "guest@example.com")).Want(200).WantText("Thank you", "guest@example.com")
	c.Get("/orders/20001").Want(200).WantText("Lamp")
	s.Client(t).Get("/orders/20001").Want(404)
	c.Get("/p/lamp").Press("Add to cart", nil).Want(200).WantText("Your cart 1")
}

func TestCart_FourStatements(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	mara := s.shopper("Mara Lind")
	c := s.signIn(mara)
	c.Get("/p/lamp").Press("Add to cart", nil)
	c.Get("/cart").Want(200)
	r, err := http.NewRequestWithContext(t.Context(), "GET", s.URL+"/cart", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = strings.TrimPrefix(s.URL, "http://")
	r.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
	for _, name := range []string{"standin", "device"} {
		r.AddCookie(&http.Cookie{Name: name, Value: c.Cookie(name)})
	}
	ctx, counter := store.WithCounter(r.Context())
	w := &answer{header: http.Header{}}
	s.Server.ServeHTTP(w, r.WithContext(ctx))
	if w.status != 200 || len(counter.Queries) > 4 {
		t.Errorf("%d: %d statements: %v", w.status, len(counter.Queries), counter.Queries)
	}
}

// answer takes an answer and forgets its body.
type answer struct {
	header http.Header
	status int
}

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(status int)      { a.status = status }
func (a *answer) Write(b []byte) (int, error) { return len(b), nil }

func TestB7_ARiseBringsTheCheckoutBack(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c := s.signIn(s.shopper("Mara Lind"))
	c.Get("/p/lamp").Press("Add to cart", nil)
	checkout := c.Get("/checkout").Want(200)
	s.write(`UPDATE shop.variant SET price_minor = price_minor + 500`)
	changed := checkout.Press("Place order", home).Want(409).WantText("The total rose from € 89.00 to € 94.00", "Lamp: € 89.00 each before, now € 94.00")
	if town := changed.Find("input[name=town]").AttrOr("value", ""); town != "Kiel" {
		t.Errorf("the form brings back %q", town)
	}
	changed.Press("Place order", nil).Want(200).WantText("Thank you", "€ 94.00")
}

func TestI52_AnOrderPlacedForSomebodySaysSo(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	rep, admin := s.resident("Rita Rep", account.SalesRep), s.resident("Ad Min", account.Administrator)
	org, jo := s.organization("Northside School", "Jo Marsh")
	s.write(`INSERT INTO shop.assignment (staff_id, organization_id) VALUES ($1, $2)`, int64(rep.ID), org)
	s.write(`INSERT INTO shop.address (organization_id, name, street, postcode, town, country, confirmed_at)
		VALUES ($1, 'Northside School', 'Schulweg 3', '24103', 'Kiel', 'DE', shop.shop_now())`, org)
	c := s.signIn(rep)
	prefix, _ := s.start(c, rep, jo, nil)
	c.Get(prefix+"/p/lamp").Press("Add to cart", nil).Want(200).WantText("Northside School’s cart", "Your sales contact, for Jo Marsh")
	checkout := c.Get(prefix+"/checkout").Want(200).WantText("You place this order on behalf of Jo", "••• 3")
	checkout.Press("Place order", url.Values{"po_number": {"PO-1"}}).Want(200).WantText("Placed by you, on behalf of Jo Marsh.")

	own := s.signIn(jo)
	own.Get("/org/orders").Click("Order 20001").Want(200).WantText("Placed on your behalf by your sales contact.", "PO-1")
	desk := s.signIn(admin).Get("/support/orders/20001").Want(200).WantText("Placed by Rita Rep on behalf of Jo Marsh.")
	desk.Click("See the session").Want(200).WantText("Rita Rep")
}

// organization is one with terms and a power user.
func (s *town) organization(name, power string) (id int64, jo account.Person) {
	s.t.Helper()
	s.write(`INSERT INTO shop.organization (name, terms_days) VALUES ($1, 30)`, name)
	id = one[int64](s, `SELECT id FROM shop.organization WHERE name = $1`, name)
	return id, s.member(id, power, account.PowerUser)
}

func (s *town) member(org int64, name string, role account.MemberRole) account.Person {
	s.t.Helper()
	secret := ""
	if role == account.PowerUser { // who may act for others needs a second factor
		secret = townSecret
	}
	p := s.settle(name, account.NoStaff, secret)
	s.write(`INSERT INTO shop.member (organization_id, person_id, role) VALUES ($1, $2, $3)`, org, int64(p.ID), string(role))
	return s.person(p.ID)
}

func TestCart_WhoHelpedIsTold(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	s.codes(discount.Draft{Code: "SPRING10", Kind: discount.Percent, Value: 1000})
	c, prefix, _, mara := s.acting()
	own := s.signIn(mara)
	own.Get("/p/lamp").Press("Add to cart", nil).Want(200)
	cart := c.Get(prefix + "/cart").Want(200).WantText("Mara’s cart 1")
	cart.Press("Set", url.Values{"quantity": {"2"}}).Want(200).WantText("You changed this: 1 → 2")
	c.Get(prefix+"/p/teapot").Press("Add to cart", nil).Want(200)
	refused := c.Get(prefix+"/cart").Press("Give", url.Values{"amount": {"99"}, "reason": {"late"}}).Want(403).WantText("At most")
	refused.Press("Give", url.Values{"amount": {"5"}, "reason": {"The parcel was late"}}).Want(200).WantText("Support’s discount", "The parcel was late")
	c.Get(prefix+"/cart").Press("Apply code", url.Values{"code": {"SPRING10"}}).Want(200).WantText("SPRING10")
	last := c.Get(prefix + "/cart")
	if last.HasButton("Check out") || !last.Says("does not let you place orders") {
		t.Error("support may not check out for a shopper, and the page says why")
	}
	for _, link := range last.Find(".split a, .split form").EachIter() {
		to := link.AttrOr("href", link.AttrOr("action", ""))
		if !strings.HasPrefix(to, prefix) {
			t.Errorf("%q leads out of the session", to)
		}
	}
	seen := own.Get("/cart").Want(200)
	seen.WantText("Support changed 2 lines for you and put SPRING10 on your cart today", "Support changed this: 1 → 2", "Support’s discount")
	if strings.Contains(seen.Body, "Novak") {
		t.Error("the customer reads the agent's name")
	}
	seen.Press("Remove Lamp", nil).Want(200)
}

func TestB1_AGuessedTokenIsAnEmptyCart(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c := s.Client(t)
	c.Get("/p/lamp").Press("Add to cart", nil).Want(200)
	for _, guess := range []string{"x", strings.Repeat("A", 32), c.Cookie("cart") + "x"} {
		other := s.Client(t)
		other.SetCookie("cart", guess)
		other.Get("/cart").Want(200).WantText("Nothing in the cart yet")
		other.Get("/p/lamp").Press("Add to cart", nil).Want(200).WantText("Your cart 1")
		if other.Cookie("cart") == guess {
			t.Error("a guessed token was taken for a guest's")
		}
	}
	c.Get("/cart").WantText("Your cart 1")
}

func TestCart_BadInput(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	mara, tom := s.signIn(s.shopper("Mara Lind")), s.signIn(s.shopper("Tom Okafor"))
	mara.Get("/p/lamp").Press("Add to cart", nil)
	tom.Get("/p/lamp").Press("Add to cart", nil)
	token := tom.Get("/cart").Token()
	theirs := strings.TrimPrefix(mara.Get("/cart").Find("form.qty").AttrOr("action", ""), "/cart/lines/")
	for _, tt := range []struct {
		name, path string
		form       url.Values
		want       int
	}{
		{"another's line", "/cart/lines/" + theirs, url.Values{"quantity": {"5"}}, 404},
		{"another's line, out", "/cart/lines/" + theirs + "/remove", nil, 404},
		{"no line", "/cart/lines/999999", url.Values{"quantity": {"5"}}, 404},
		{"a line that is no number", "/cart/lines/x", url.Values{"quantity": {"5"}}, 404},
		{"no variant", "/cart/lines", nil, 422},
		{"an unknown variant", "/cart/lines", url.Values{"variant": {"999999"}}, 404},
		{"a quantity that is no number", "/cart/lines", url.Values{"variant": {"1"}, "quantity": {"many"}}, 422},
		{"too many", "/cart/lines", url.Values{"variant": {"1"}, "quantity": {"99999"}}, 422},
		{"an unknown code", "/cart/discount", url.Values{"code": {strings.Repeat("x", 5000)}}, 422},
		{"a code with a NUL", "/cart/discount", url.Values{"code": {"a\x00b"}}, 422},
		{"a code that does not lie there", "/cart/discount/7/remove", nil, 404},
		{"an order without a page", "/checkout", nil, 409},
		{"an order of nothing seen", "/checkout", url.Values{"seen_standard": {"1:2:3:4"}, "shipping": {"standard"}}, 409},
		{"no such order", "/orders/1/cancel", url.Values{"reason": {"x"}}, 404},
		{"a staff discount of one's own", "/cart/staff-discount", url.Values{"amount": {"5"}, "reason": {"x"}}, 403},
	} {
		form := with(tt.form, "csrf", token)
		if p := tom.Post(tt.path, form); p.Status != tt.want {
			t.Errorf("%s: %d, want %d: %s", tt.name, p.Status, tt.want, p.Words())
		}
		form.Del("csrf")
		if p := tom.Post(tt.path, form); p.Status != 403 {
			t.Errorf("%s, without a token: %d, want 403", tt.name, p.Status)
		}
	}
	if got := tom.Get("/cart"); !got.Says("Your cart 1") {
		t.Errorf("something changed: %s", got.Words())
	}
	tom.Get("/orders?after=!!").Want(404)
	tom.Get("/org").Want(403)
}

func TestOrg_BuysTogether(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	s.write(`UPDATE shop.variant SET sku = 'HG-' || id`)
	org, jo := s.organization("Northside School", "Jo Marsh")
	tom := s.member(org, "Tom Okafor", account.Buyer)
	iris := s.member(org, "Iris Kahn", account.Approver)
	tomsBrowser, josBrowser, iriss := s.signIn(tom), s.signIn(jo), s.signIn(iris)

	page := tomsBrowser.Get("/org").Want(200).WantText("Northside School", "You are buyer")
	sku := one[string](s, `SELECT v.sku FROM shop.variant v JOIN shop.product p ON p.id = v.product_id WHERE p.title = 'Lamp'`)
	back := page.Press("Add to the shared cart", url.Values{"rows": {strings.ToLower(sku) + "\t2\nno-such-thing 1"}}).Want(422)
	back.WantText("1 row did not go in", "No thing has this SKU", "Lamp", "Tom Okafor, today")
	if typed := back.Find("textarea[name=rows]").Text(); strings.TrimSpace(typed) != "no-such-thing 1" {
		t.Errorf("the form brings back %q", typed)
	}
	if got := s.inCart(tom); got != "" {
		t.Errorf("Tom's own cart holds %q", got)
	}
	// E11: a buyer asks; what was agreed is exactly this cart.
	asked := tomsBrowser.Get("/org").Press("Ask for approval", url.Values{"note": {"for the star night"}}).Want(200).WantText("You asked")
	if asked.HasButton("Check out") {
		t.Error("who asked can order before the answer")
	}
	tomsBrowser.Get("/org/checkout").Want(200).WantText("An approver has to agree")
	iriss.Get("/org").WantText("Tom asks for € 178.00", "for the star night").Press("Approve what Tom Okafor asks for", nil).Want(200).WantText("Approved")
	checkout := tomsBrowser.Get("/org").WantText("Iris Kahn approved exactly this cart").Click("Check out").Want(200)
	josBrowser.Get("/org/cart").Press("Set", url.Values{"quantity": {"3"}}).Want(200)
	checkout.Press("Place order", with(home, "po_number", "PO-7")).Want(409).WantText("Nothing was ordered")
	tomsBrowser.Get("/org").WantText("void: the cart changed")

	josBrowser.Get("/org").Click("Check out").Press("Place order", home).Want(422).WantText("Write the number of your purchase order")
	josBrowser.Get("/org/checkout").Press("Place order", with(home, "po_number", "PO-7")).Want(200).WantText("PO-7", "Purchase order, due on")
	tomsBrowser.Get("/org/orders").Want(200).WantText("No orders yet")
	josBrowser.Get("/org/cart/").Want(404)
	josBrowser.Get("/org").WantText("€ 267.00 in twelve months", "Act for Tom", "Jo Marsh (you)").Click("Act for Tom").WantText("Tom Okafor")
	s.signIn(s.shopper("Mara Lind")).Get("/org").Want(403)
}
