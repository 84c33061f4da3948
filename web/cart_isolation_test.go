package web_test

import (
	"net/url"
	"testing"

	"standin/store/account"
)

// cartRows are the carts a condition names, whole: themselves, their lines and their codes.
func (s *town) cartRows(where string, args ...any) string {
	s.t.Helper()
	return one[string](s, `SELECT coalesce(jsonb_agg(jsonb_build_object('cart', to_jsonb(c),
		'lines', (SELECT jsonb_agg(to_jsonb(l) ORDER BY l.id) FROM shop.cart_line l WHERE l.cart_id = c.id),
		'codes', (SELECT jsonb_agg(to_jsonb(d) ORDER BY d.code_id) FROM shop.cart_discount d WHERE d.cart_id = c.id),
		'given', (SELECT jsonb_agg(to_jsonb(g) ORDER BY g.id) FROM shop.staff_discount g WHERE g.cart_id = c.id)) ORDER BY c.id), '[]')::text
		FROM shop.cart c WHERE `+where, args...)
}

func TestI42_TheActorsAndTheGuestsCartsAreAsBefore(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, shopper := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	guest := s.Client(t)
	guest.Get("/p/teapot").Press("Add to cart", nil).Want(200)
	c := s.signIn(agent)
	c.Get("/p/teapot").Press("Add to cart", nil).Want(200)
	c.SetCookie("cart", guest.Cookie("cart")) // the guest's cart lies in the actor's very browser
	actors := func() string { return s.cartRows(`c.person_id = $1`, int64(agent.ID)) }
	guests := func() string { return s.cartRows(`c.guest_hash IS NOT NULL`) }
	beforeA, beforeG := actors(), guests()

	prefix, _ := s.start(c, agent, shopper, nil)
	c.Get(prefix+"/p/lamp").Press("Add to cart", url.Values{"quantity": {"2"}}).Want(200)
	c.Get(prefix+"/cart").Press("Set", url.Values{"quantity": {"3"}}).Want(200)
	c.Get(prefix+"/cart").Press("Give", url.Values{"amount": {"1"}, "reason": {"late"}}).Want(200)
	c.Get(prefix+"/cart").Press("End session", nil).Want(200)

	if after := actors(); after != beforeA {
		t.Errorf("the actor's cart\nwas %s\nis  %s", beforeA, after)
	}
	if after := guests(); after != beforeG {
		t.Errorf("the guest's cart\nwas %s\nis  %s", beforeG, after)
	}
	if got := s.inCart(shopper); got != "3 Lamp" {
		t.Errorf("the subject's cart holds %q: more or less than what was added while acting", got)
	}
	guest.Get("/cart").Want(200).WantText("Teapot")
}

func TestI42_TheFirstOrderPostIsAskedAboutOnce(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, shopper := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	c := s.signIn(agent)
	c.Get("/p/lamp").Press("Add to cart", nil).Want(200)
	s.start(c, agent, shopper, nil)
	orders := func() int { return one[int](s, `SELECT count(*) FROM shop.orders`) }
	asked := c.Get("/checkout").Want(200).Press("Place order", home)
	if !asked.Says("As yourself?") || orders() != 0 {
		t.Fatalf("the first order outside the prefix was not asked about: %s", asked.Words())
	}
	asked.Press("Yes, for myself", nil).Want(200).WantText("Thank you, Ada.")
	if n := one[int](s, `SELECT count(*) FROM shop.orders WHERE person_id = $1 AND session_id IS NULL`, int64(agent.ID)); n != 1 || orders() != 1 {
		t.Errorf("%d orders of the actor's own, %d in all", n, orders())
	}
	if again := c.Get("/orders/20001").Press("Cancel order", url.Values{"reason": {"Bought twice"}}); again.Says("As yourself?") {
		t.Error("it asks twice")
	}
}

func TestI43_TheSubjectStaysSignedInBeforeDuringAndAfter(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, shopper := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	phone := s.signIn(shopper)
	cookies := func() [2]string { return [2]string{phone.Cookie("standin"), phone.Cookie("device")} }
	phone.Get("/account").Want(200).WantText("Mara")
	before := cookies()
	c := s.signIn(agent)
	prefix, _ := s.start(c, agent, shopper, nil)
	c.Get(prefix + "/account").Want(200)
	phone.Get("/account").Want(200).WantText("Mara")
	phone.Get("/p/teapot").Press("Add to cart", nil).Want(200)
	c.Get(prefix+"/cart").Press("End session", nil).Want(200)
	phone.Get("/account").Want(200).WantText("Mara")
	if after := cookies(); after != before {
		t.Errorf("the phone's cookies were %v and are %v", before, after)
	}
	if n := one[int](s, `SELECT count(*) FROM web.sign_in WHERE person_id = $1 AND ended_at IS NULL`, int64(shopper.ID)); n != 1 {
		t.Errorf("the subject has %d open sign-ins, want the one of the phone", n)
	}
}
