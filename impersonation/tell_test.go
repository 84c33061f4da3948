package impersonation_test

import (
	"strings"
	"testing"
	"time"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/session"
)

// mails counts the mails of a kind to a person.
func (w *world) mails(p account.Person, kind string) int {
	w.t.Helper()
	return get[int](w, `SELECT count(*) FROM shop.mail WHERE person_id = $1 AND kind = $2`, p.ID, kind)
}

func (w *world) tellEnded() int {
	w.t.Helper()
	n, err := w.sessions.TellEnded(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func TestS54_WhoWasNotAskedIsToldAtTheStart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.shopper("Mara Lind")
	w.end(ada, w.begin(ada, mara))
	if n := w.tellEnded(); n != 0 || w.mails(mara, "acting.started") != 1 || w.mails(mara, "acting.ended") != 0 {
		t.Errorf("at the start %d, at the end %d mails", w.mails(mara, "acting.started"), w.mails(mara, "acting.ended"))
	}
	text := get[string](w, `SELECT subject || body_text FROM shop.mail WHERE kind = 'acting.started'`)
	for _, part := range []string{"Support is helping you", "Why: The code does not work", "since " + w.now().UTC().Format("2 January 2006")} {
		if !strings.Contains(text, part) {
			t.Errorf("the mail lacks %q: %s", part, text)
		}
	}
	if strings.Contains(text, "Ada") {
		t.Error("the mail names the member of staff")
	}
}

// Whoever said yes to this very session is told at its end, once, however it ended and whoever noticed.
func TestS54_WhoSaidYesIsToldAtTheEndOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	root := w.staff("Ruth Root", "administrator")
	for name, end := range map[string]func(ada account.Actor, mara account.Person, s impersonation.Session){
		"by its user": func(ada account.Actor, _ account.Person, s impersonation.Session) { w.end(ada, s) },
		"by the subject": func(_ account.Actor, mara account.Person, s impersonation.Session) {
			w.end(w.signIn(int64(mara.ID)), s)
		},
		"killed": func(_ account.Actor, _ account.Person, s impersonation.Session) {
			if _, err := w.sessions.Kill(t.Context(), root, s.PublicID, "Harm"); err != nil {
				t.Fatal(err)
			}
		},
		"sign-out": func(ada account.Actor, _ account.Person, _ impersonation.Session) {
			if err := session.New(w.DB.DB).End(t.Context(), ada, ada.SignIn); err != nil {
				t.Fatal(err)
			}
		},
		"blocked": func(_ account.Actor, mara account.Person, _ impersonation.Session) {
			w.change(`UPDATE shop.person SET status = 'blocked' WHERE id = $1`, mara.ID)
		},
	} {
		ada, mara := w.agent("Ada "+name), w.asking("Mara "+name)
		s := w.start(ada, w.withPIN(ada, mara, w.pin(mara).Number))
		if err := w.write(w.acting(ada, s)); err != nil {
			t.Fatal(err)
		}
		if n := w.tellEnded(); n != 0 || w.mails(mara, "acting.started")+w.mails(mara, "acting.ended") != 0 {
			t.Errorf("%s: told before the end", name)
		}
		end(ada, mara, s)
		w.tellEnded()
		w.tellEnded()
		if w.mails(mara, "acting.started") != 0 || w.mails(mara, "acting.ended") != 1 {
			t.Errorf("%s: %d mails at the start, %d at the end", name, w.mails(mara, "acting.started"), w.mails(mara, "acting.ended"))
		}
		text := get[string](w, `SELECT subject || body_text FROM shop.mail WHERE person_id = $1 AND kind = 'acting.ended'`, mara.ID)
		for _, part := range []string{"Support has helped you", "You had said yes", "Why: The code does not work", "What was done:", "- They "} {
			if !strings.Contains(text, part) {
				t.Errorf("%s: the mail lacks %q: %s", name, part, text)
			}
		}
	}
}

func TestS54_ALapseThatAJobNoticesIsToldToo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.asking("Mara Lind")
	asked := w.prompted(ada, mara)
	w.must(w.sessions.AnswerPrompt(t.Context(), w.signIn(int64(mara.ID)), asked.PublicID, true))
	w.start(ada, w.form(ada, mara))
	w.Shift(t, 2*time.Hour)
	if n, err := w.sessions.CloseLapsed(t.Context()); n != 1 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	if n := w.tellEnded(); n != 1 || w.mails(mara, "acting.ended") != 1 {
		t.Errorf("%d told, %d mails", n, w.mails(mara, "acting.ended"))
	}
}

func TestS54_TwoJobsTellOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.asking("Mara Lind")
	w.end(ada, w.start(ada, w.withPIN(ada, mara, w.pin(mara).Number)))
	done := make(chan error, 4)
	for range 4 {
		go func() {
			_, err := w.sessions.TellEnded(t.Context())
			done <- err
		}()
	}
	for range 4 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if n := w.mails(mara, "acting.ended"); n != 1 {
		t.Errorf("%d mails", n)
	}
}

func TestS54_TheActorIsToldOfANewFootprint(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.shopper("Mara Lind")
	s := w.begin(ada, mara)
	thief := session.Read(session.Seen{DeviceToken: "another device", IP: "198.51.100.9", Agent: "curl/8"})
	for range 2 {
		if _, err := w.sessions.Current(t.Context(), ada.SignIn, s.PublicID, thief); err != nil {
			t.Fatal(err)
		}
	}
	text := get[string](w, `SELECT coalesce(string_agg(body_text, '|'), '') FROM shop.mail WHERE person_id = $1 AND kind = 'acting.footprint'`, ada.ID)
	if !strings.Contains(text, "198.51.100.9") || strings.Contains(text, "|") {
		t.Errorf("Ada was mailed %q", text)
	}
}
