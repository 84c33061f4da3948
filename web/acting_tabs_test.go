package web_test

import (
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"standin/store/account"
)

// starts is how often a session begins and ends while three others have requests in flight.
const starts = 1000

func TestI71_TabsSurviveAThousandStarts(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent := s.resident("Ada Novak", account.SupportAgent)
	c := s.signIn(agent)
	s.write(`UPDATE shop.impersonation_rule SET at_once = 5, whole_minutes = 60, idle_minutes = 15`)
	var tabs []string
	for _, name := range []string{"One Lind", "Two Lind", "Three Lind"} {
		prefix, _ := s.start(c, agent, s.shopper(name), nil)
		tabs = append(tabs, prefix)
	}
	ends := one[time.Time](s, `SELECT ends_at FROM web.sign_in WHERE person_id = $1`, int64(agent.ID))
	var done atomic.Bool
	var pages, lost atomic.Int64
	var wait sync.WaitGroup
	for _, prefix := range tabs {
		tab := c.Tab()
		wait.Go(func() {
			for !done.Load() {
				if p := tab.Get(prefix + "/account"); p.Status != 200 || p.Find(".acting-bar").Length() != 1 {
					lost.Add(1)
					t.Errorf("a tab got %d at %s: %.200s", p.Status, p.Path, p.Words())
					return
				}
				pages.Add(1)
				time.Sleep(50 * time.Millisecond)
			}
		})
	}
	fourth := s.shopper("Four Lind")
	token := c.Get("/act/" + fourth.PublicID).Want(200).Token()
	for range starts {
		p := c.Once("POST", "/act/"+fourth.PublicID, url.Values{"csrf": {token}, "capacity": {"shopper"}, "mode": {"act"}, "reason": {"again"}, "code": {s.code(agent)}})
		to := p.Header.Get("Location")
		if p.Status != 303 || !strings.HasPrefix(to, "/as/") {
			t.Fatalf("a start answers %d %s: %s", p.Status, to, p.Words())
		}
		id, _, _ := strings.Cut(strings.TrimPrefix(to, "/as/"), "/")
		if p := c.Once("POST", "/sessions/"+id+"/end", url.Values{"csrf": {token}}); p.Status != 303 || !strings.HasSuffix(p.Header.Get("Location"), "/ended") {
			t.Fatalf("an end answers %d: %s", p.Status, p.Words())
		}
	}
	done.Store(true)
	wait.Wait()
	if after := one[time.Time](s, `SELECT ends_at FROM web.sign_in WHERE person_id = $1`, int64(agent.ID)); !after.Equal(ends) {
		t.Errorf("the sign-in's end moved from %v to %v", ends, after)
	}
	n := one[int](s, `SELECT count(*) FROM shop.impersonation_session WHERE ended_at IS NOT NULL AND end_cause = 'user'`)
	t.Logf("%d starts and ends, %d pages meanwhile", n, pages.Load())
	if n != starts || pages.Load() < 50 || lost.Load() > 0 {
		t.Errorf("%d ended, %d pages, %d lost", n, pages.Load(), lost.Load())
	}
}
