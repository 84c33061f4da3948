package session_test

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"

	"standin/store/session"
	"standin/store/storetest"
)

// site is a tiny site over scs and the store, set up as the shop sets it up.
type site struct {
	*httptest.Server
	hold, held chan struct{}
	failed     chan error
}

func newSite(t *testing.T, db *storetest.DB, signIn int64) *site {
	t.Helper()
	s := &site{hold: make(chan struct{}), held: make(chan struct{}), failed: make(chan error, 1)}
	m := scs.New()
	m.Store, m.HashTokenInStore, m.Lifetime = session.NewStore(db.DB), true, time.Hour
	m.ErrorFunc = func(w http.ResponseWriter, _ *http.Request, err error) {
		s.failed <- err
		w.WriteHeader(http.StatusConflict)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/in", func(_ http.ResponseWriter, r *http.Request) {
		if err := m.RenewToken(r.Context()); err != nil {
			t.Error(err)
		}
		m.Put(r.Context(), session.SignInKey, signIn)
	})
	mux.HandleFunc("/out", func(_ http.ResponseWriter, r *http.Request) { _ = m.Destroy(r.Context()) })
	mux.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) {
		m.Put(r.Context(), "draft", "typed slowly")
		s.held <- struct{}{}
		<-s.hold
	})
	mux.HandleFunc("/who", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, m.GetInt64(r.Context(), session.SignInKey))
	})
	s.Server = httptest.NewServer(m.LoadAndSave(mux))
	t.Cleanup(s.Close)
	jar, _ := cookiejar.New(nil)
	s.Client().Jar = jar
	return s
}

func (s *site) get(t *testing.T, path string) *http.Response {
	t.Helper()
	resp, err := s.Client().Get(s.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	return resp
}

// S11: the cookie's token has at least 128 random bits and lies nowhere in the database; its row knows the sign-in.
func TestS11_TokensAreHashed(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	in := begin(t, db, storetest.Person(t, db, "Robin Hale"), "laptop", 0)
	s := newSite(t, db, in.ID)
	seen := map[string]bool{}
	for range 20 {
		token := s.get(t, "/in").Cookies()[0].Value
		if len(token) < 43 || seen[token] { // 32 bytes in base64
			t.Fatalf("token %q", token)
		}
		seen[token] = true
	}
	var dump string
	if err := db.Owner.Get(&dump, `SELECT string_agg(row_to_json(s)::text, ' ') FROM web.session s`); err != nil {
		t.Fatal(err)
	}
	for token := range seen {
		if strings.Contains(dump, token) {
			t.Errorf("the database holds the token %q", token)
		}
	}
	var live int
	if err := db.Get(t.Context(), &live, `SELECT count(*) FROM web.session WHERE sign_in_id = $1 AND retired_at IS NULL`, in.ID); err != nil || live != 1 {
		t.Errorf("%d tokens of the sign-in are good after 20 renewals, %v", live, err)
	}
}

// S10: a request that was under way while the person signed out neither revives the token nor sets a cookie.
func TestS10_ASlowRequestRevivesNothing(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	in := begin(t, db, storetest.Person(t, db, "Robin Hale"), "laptop", 0)
	s := newSite(t, db, in.ID)
	old := s.get(t, "/in").Cookies()[0]
	slow := make(chan *http.Response)
	go func() {
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/slow", nil)
		req.AddCookie(old)
		resp, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Error(err)
		}
		slow <- resp
	}()
	<-s.held
	s.get(t, "/out")
	close(s.hold)
	resp := <-slow
	_ = resp.Body.Close()
	if len(resp.Cookies()) != 0 || resp.StatusCode != http.StatusConflict {
		t.Errorf("the slow request answered %d with cookies %v", resp.StatusCode, resp.Cookies())
	}
	if err := <-s.failed; err == nil || !strings.Contains(err.Error(), "retired") {
		t.Errorf("said %v", err)
	}
	retired, err := session.NewStore(db.DB).Retired(t.Context(), old.Value)
	if !retired || err != nil {
		t.Errorf("retired: %v, %v", retired, err)
	}
}

// Revoking a sign-in retires the token that carries it.
func TestRevoke_RetiresTheToken(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	in := begin(t, db, storetest.Person(t, db, "Robin Hale"), "laptop", 0)
	s := newSite(t, db, in.ID)
	token := s.get(t, "/in").Cookies()[0].Value
	if err := session.New(db.DB).Revoke(t.Context(), setUp{}, in.Person, in.PublicID); err != nil {
		t.Fatal(err)
	}
	if retired, err := session.NewStore(db.DB).Retired(t.Context(), token); !retired || err != nil {
		t.Errorf("retired: %v, %v", retired, err)
	}
}
