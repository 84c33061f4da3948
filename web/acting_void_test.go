package web_test

import (
	"database/sql"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"standin/store/account"
	"standin/web/webtest"
)

// voids are what ends a session from outside, as it happens in a shop: in a second session, between two requests of the actor's.
var voids = map[string]struct {
	change string // $1 is the actor, $2 the subject
	cause  string
}{
	"S14 actor disabled":   {`UPDATE shop.person SET status = 'locked' WHERE id = $1::bigint AND $2::bigint > 0`, "actor_revoked"},
	"S14 actor blocked":    {`UPDATE shop.person SET status = 'blocked' WHERE id = $1::bigint AND $2::bigint > 0`, "actor_revoked"},
	"S14 actor deleted":    {`UPDATE shop.person SET status = 'deleted' WHERE id = $1::bigint AND $2::bigint > 0`, "actor_revoked"},
	"S14 subject disabled": {`UPDATE shop.person SET status = 'locked' WHERE id = $2::bigint AND $1::bigint > 0`, "subject_changed"},
	"S14 subject blocked":  {`UPDATE shop.person SET status = 'blocked' WHERE id = $2::bigint AND $1::bigint > 0`, "subject_changed"},
	"S14 subject deleted":  {`UPDATE shop.person SET status = 'deleted' WHERE id = $2::bigint AND $1::bigint > 0`, "subject_changed"},
	"I35 actor demoted":    {`DELETE FROM shop.staff_role WHERE person_id = $1::bigint AND $2::bigint > 0`, "actor_revoked"},
	"I35 another role":     {`UPDATE shop.staff_role SET role = 'auditor' WHERE person_id = $1::bigint AND $2::bigint > 0`, "actor_revoked"},
	"I36 subject promoted": {`INSERT INTO shop.staff_role (person_id, role) SELECT $2::bigint, 'auditor' WHERE $1::bigint > 0`, "subject_changed"},
}

func TestI35_I36_S14_TheNextRequestIsNotTheSubject(t *testing.T) {
	t.Parallel()
	for name, v := range voids {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newTown(t)
			c, prefix, agent, shopper := s.acting()
			open := c.Get(prefix + "/p/lamp").Want(200)
			s.write(v.change, int64(agent.ID), int64(shopper.ID))
			if cause := s.session(); cause != v.cause {
				t.Errorf("the row says %q in the transaction of the change; want %q", cause, v.cause)
			}
			s.notTheSubject(c, prefix, open)
			if got := s.inCart(shopper); got != "" {
				t.Errorf("the subject's cart holds %q", got)
			}
		})
	}
}

// notTheSubject wants no page of the subject's for the next requests of any kind, and no act of a form rendered before.
func (s *town) notTheSubject(c *webtest.Client, prefix string, open *webtest.Page) {
	s.t.Helper()
	for _, path := range []string{"/account", "/cart", "/orders"} {
		p := c.Once("GET", prefix+path, nil)
		if p.Status == http.StatusOK || p.Find(".acting-bar").Length() > 0 || strings.Contains(p.Body, "mara.lind@example.com") {
			s.t.Errorf("GET %s answers %d: %s", path, p.Status, p.Words())
		}
	}
	if p := open.Press("Add to cart", nil); strings.HasPrefix(p.Path, prefix) && p.Status == http.StatusOK {
		s.t.Errorf("a form rendered before answers %d at %s: %s", p.Status, p.Path, p.Words())
	}
	c.Head.Set("Accept", "application/json")
	if p := c.Once("GET", prefix+"/account", nil); p.Status == http.StatusOK {
		s.t.Errorf("JSON answers %d", p.Status)
	}
	c.Head.Del("Accept")
}

// ties are what a session in an organization or at a vendor hangs on; each is taken away between two requests.
func TestS15_LosingATieHasEffectAtOnce(t *testing.T) {
	t.Parallel()
	for name, tie := range map[string]string{
		"assignment of the vendor": `DELETE FROM shop.assignment WHERE staff_id = $1 AND $2::bigint > 0`,
		"subject's place there":    `DELETE FROM shop.vendor_user WHERE person_id = $2 AND $1::bigint > 0`,
		"subject's role there":     `UPDATE shop.vendor_user SET role = CASE role WHEN 'owner' THEN 'editor' ELSE 'owner' END WHERE person_id = $2 AND $1::bigint > 0`,
		"actor's role":             `DELETE FROM shop.staff_role WHERE person_id = $1 AND $2::bigint > 0`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newTown(t)
			rep := s.resident("Rita Rep", account.SalesRep)
			vera, _ := s.vendorUser(rep, "North Wind", "Vera Wind")
			c := s.signIn(rep)
			prefix, _ := s.start(c, rep, vera, nil)
			c.Get(prefix + "/vendor").Want(200)
			s.write(tie, int64(rep.ID), int64(vera.ID))
			if p := c.Once("GET", prefix+"/vendor", nil); p.Status != http.StatusGone || strings.Contains(p.Body, "products in the shop") {
				t.Errorf("the next request answers %d: %s", p.Status, p.Words())
			}
		})
	}
	for name, tie := range map[string]string{
		"actor's rank":         `UPDATE shop.member SET role = 'buyer' WHERE person_id = $1 AND $2::bigint > 0`,
		"subject's membership": `UPDATE shop.member SET status = 'removed' WHERE person_id = $2 AND $1::bigint > 0`,
		"subject's department": `UPDATE shop.member SET department = 'elsewhere' WHERE person_id = $2 AND $1::bigint > 0`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newTown(t)
			org, jo := s.organization("Northside School", "Jo Marsh")
			tom := s.member(org, "Tom Okafor", account.Buyer)
			c := s.signIn(jo)
			prefix, _ := s.start(c, jo, tom, nil)
			c.Get(prefix + "/org").Want(200)
			s.write(tie, int64(jo.ID), int64(tom.ID))
			if p := c.Once("GET", prefix+"/org", nil); p.Status != http.StatusGone || strings.Contains(p.Body, "Shared cart") {
				t.Errorf("the next request answers %d: %s", p.Status, p.Words())
			}
		})
	}
}

// Within one slow request: the page is made while the role is taken away, and thrown away before its first byte.
func TestS15_WithinOneSlowRequestThePageIsThrownAway(t *testing.T) {
	t.Parallel()
	for name, v := range voids {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newTown(t)
			c, prefix, agent, shopper := s.acting()
			own := s.signIn(shopper)
			own.Get("/p/lamp").Press("Add to cart", nil)
			own.Get("/checkout").Press("Place order", home).Want(200)
			c.Get(prefix + "/orders").Want(200).WantText("20001")
			hold := s.holdTable("shop.orders")
			answer := make(chan *webtest.Page, 1)
			go func() { answer <- c.Once("GET", prefix+"/orders", nil) }()
			s.untilWaiting("shop.orders")
			s.write(v.change, int64(agent.ID), int64(shopper.ID))
			if err := hold.Rollback(); err != nil {
				t.Fatal(err)
			}
			if p := <-answer; p.Status == http.StatusOK || strings.Contains(p.Body, "20001") || p.Find(".acting-bar").Length() > 0 {
				t.Errorf("it answers %d: %s", p.Status, p.Words())
			}
			if n := one[int](s, `SELECT count(*) FROM audit.entry WHERE outcome = 'viewed' AND session IS NOT NULL AND at > (SELECT ended_at FROM shop.impersonation_session)`); n != 0 {
				t.Errorf("%d views are recorded after the end", n)
			}
		})
	}
}

// holdTable keeps everybody from a table until the transaction ends.
func (s *town) holdTable(table string) *sql.Tx {
	s.t.Helper()
	tx, err := s.DB.Owner.BeginTx(s.t.Context(), nil)
	if err == nil {
		_, err = tx.ExecContext(s.t.Context(), `LOCK TABLE `+table+` IN ACCESS EXCLUSIVE MODE`)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return tx
}

// untilWaiting returns when a request has come to a table that is held.
func (s *town) untilWaiting(table string) {
	s.t.Helper()
	for range 3000 {
		if one[int](s, `SELECT count(*) FROM pg_locks WHERE relation = $1::regclass AND NOT granted`, table) > 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.t.Fatal("no request came to " + table)
}

// With a record that cannot be written, nothing is done, by oneself or for others, and the answer says so.
func TestS60_NoRecordMeans503AndNothingChanged(t *testing.T) {
	t.Parallel()
	for name, how := range map[string]string{
		"a right taken away": `REVOKE EXECUTE ON FUNCTION audit.open FROM standin_app, public`,
		"the disk full": `CREATE FUNCTION public.full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
			CREATE TRIGGER full_disk BEFORE INSERT ON audit.payload FOR EACH ROW EXECUTE FUNCTION public.full_disk();`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newTown(t)
			c, prefix, agent, shopper := s.acting()
			tom := s.shopper("Tom Okafor")
			own := s.signIn(tom)
			mine, theirs := own.Get("/p/lamp").Want(200), c.Get(prefix+"/p/lamp").Want(200)
			start := c.Get("/act/" + tom.PublicID).Want(200)
			code := s.code(agent)
			if _, err := s.DB.Owner.ExecContext(t.Context(), how); err != nil {
				t.Fatal(err)
			}
			for what, p := range map[string]*webtest.Page{"a shopper's cart": mine.Press("Add to cart", nil), "a cart while acting": theirs.Press("Add to cart", nil),
				"a start": start.Press("Stand in for", url.Values{"reason": {"because"}, "code": {code}}), "an end": theirs.Press("End session", nil)} {
				if p.Status != http.StatusServiceUnavailable || p.Header.Get("Retry-After") == "" || !p.Says("Try again in a moment") {
					t.Errorf("%s answers %d at %s: %s", what, p.Status, p.Path, p.Words())
				}
			}
			if got := s.inCart(tom) + s.inCart(shopper); got != "" {
				t.Errorf("the carts hold %q", got)
			}
			if n := one[int](s, `SELECT count(*) FROM shop.impersonation_session`); n != 1 || s.session() != "running" {
				t.Errorf("%d sessions, the first is %s", n, s.session())
			}
		})
	}
}

// Wherever a return address comes from, the end leads back into this site and outside every prefix.
func TestI49_OnlySameSiteTargetsAreAccepted(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	s.write(`UPDATE shop.impersonation_rule SET at_once = 10`)
	agent, shopper := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	c := s.signIn(agent)
	for _, target := range []string{"//evil.example", "///evil.example/", "https://evil.example/support", "http:evil.example", `/\evil.example`, `\\evil.example`,
		"/\t/evil.example", "/\r\n/evil.example", "javascript:alert(1)", "data:text/html,x", "evil.example", "//evil.example@" + strings.TrimPrefix(s.URL, "http://"),
		"/as/abc/cart", "/as", "/x/../as/abc/cart", "/./as/abc", "/%2e%2e/as/abc", "/as%2fabc", "/%61s/abc", "/.//evil.example", "/%2f/evil.example", "/%5cevil.example", " //evil.example", "%zz"} {
		s.endsWithin(c, agent, shopper, target, "from")
		s.endsWithin(c, agent, shopper, target, "return")
	}
	// The one that is good is kept, with its query.
	if back := s.endsWithin(c, agent, shopper, "/support?q=mara", "from"); back != "/support?q=mara" {
		t.Errorf("a good target became %s", back)
	}
	// A page of another site that links to the start is no place to go back to.
	c.Head.Set("Referer", "https://evil.example/support")
	if back := s.endsWithin(c, agent, shopper, "", "from"); back != "/support" {
		t.Errorf("the referrer of another site became %s", back)
	}
}

// endsWithin starts with a return address, by the link or by the form, ends, and gives where the end leads back to.
func (s *town) endsWithin(c *webtest.Client, agent, shopper account.Person, target, by string) string {
	s.t.Helper()
	path, more := "/act/"+shopper.PublicID, url.Values{"reason": {"because"}, "code": {s.code(agent)}}
	if by == "return" {
		more.Set("return", target)
	} else if target != "" {
		path += "?from=" + url.QueryEscape(target)
	}
	first := c.Get(path).Want(200).Press("Stand in for", more)
	if !strings.HasPrefix(first.Path, "/as/") {
		s.t.Fatalf("%q by %s: the start answers %d: %s", target, by, first.Status, first.Words())
	}
	done := first.Press("End session", nil).Want(200)
	href := ""
	done.Find("a").Each(func(_ int, a *goquerySelection) {
		if a.Text() == "Back to where you started" {
			href = a.AttrOr("href", "")
		}
	})
	base, _ := url.Parse(s.URL + "/sessions/x/ended")
	u, err := base.Parse(href)
	if err != nil || u.Host != base.Host || u.Scheme != "http" || strings.HasPrefix(u.Path, "/as/") || u.Path == "/as" || href == "" {
		s.t.Errorf("%q by %s leads back to %q (%v)", target, by, href, err)
	}
	if strings.Contains(fmt.Sprint(u), "evil") {
		s.t.Errorf("%q by %s leads back to %v", target, by, u)
	}
	return href
}
