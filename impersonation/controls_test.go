package impersonation_test

import (
	"encoding/json"
	"net/netip"
	"testing"
	"time"

	"standin/impersonation"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/session"
)

// controls are those that stand, to change one of them.
func (w *world) controls() (c impersonation.Controls) {
	w.t.Helper()
	if err := w.Get(w.t.Context(), &c, `SELECT jsonb_object_agg(name, value) FROM shop.setting WHERE name LIKE 'acting.%' OR name = 'sign_in.factor'`); err != nil {
		w.t.Fatal(err)
	}
	return c
}

// set changes the controls as an administrator does, behind a fresh code, and gives the sessions it ended.
func (w *world) set(root account.Actor, change func(c *impersonation.Controls)) []impersonation.Ending {
	w.t.Helper()
	c := w.controls()
	stamp := c.Stamp()
	change(&c)
	ended, err := w.sessions.SaveControls(w.t.Context(), root, c, stamp, w.code(int64(root.ID)))
	if err != nil {
		w.t.Fatal(err)
	}
	return ended
}

// Each control narrows what runs at once, in the transaction that sets it; wide again, it counts for the next start alone.
func TestControls_NarrowAtOnceAndWidenOnlyNew(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, root, mara := w.agent("Ada Novak"), w.staff("Ruth Root", "administrator"), w.shopper("Mara Lind")
	for _, c := range []struct {
		name         string
		narrow, wide func(c *impersonation.Controls)
		counts       func(s impersonation.Session) bool // of one begun under the narrow control; nil when none can begin
	}{
		{"roles", func(c *impersonation.Controls) {
			c.Roles = []impersonation.Role{"sales_rep", impersonation.PowerUser, "administrator"}
		},
			func(c *impersonation.Controls) { c.Roles = impersonation.Roles() }, nil},
		{"whole time", func(c *impersonation.Controls) { c.WholeMinutes = 12 }, func(c *impersonation.Controls) { c.WholeMinutes = 60 },
			func(s impersonation.Session) bool {
				return s.ExpiresAt.Sub(s.StartedAt) == 12*time.Minute && s.Rule.WholeMinutes == 12
			}},
		{"idle time", func(c *impersonation.Controls) { c.IdleMinutes = 3 }, func(c *impersonation.Controls) { c.IdleMinutes = 15 },
			func(s impersonation.Session) bool { return s.IdleMinutes == 3 && s.Rule.IdleMinutes == 3 }},
		{"footprint", func(c *impersonation.Controls) { c.Footprint = impersonation.FootprintEnd },
			func(c *impersonation.Controls) { c.Footprint = impersonation.FootprintRecord },
			func(s impersonation.Session) bool { return s.Footprint == impersonation.FootprintEnd }},
	} {
		running := w.begin(ada, mara)
		w.set(root, func(c *impersonation.Controls) { c.Parts = session.Parts() }) // nothing changes, nothing ends
		if w.current(ada, running).Outcome != impersonation.Open {
			t.Fatalf("%s: saving what stands ended a session", c.name)
		}
		if ended := w.set(root, c.narrow); len(ended) != 1 || ended[0].PublicID != running.PublicID || ended[0].Subject != "Mara Lind" {
			t.Errorf("%s: it says that it ended %+v", c.name, ended)
		}
		w.over(ada, running, impersonation.PolicyChanged)
		if c.counts == nil {
			w.refused(ada, w.form(ada, mara), fault.Forbidden, impersonation.RefusedRole)
		} else {
			under := w.begin(ada, mara)
			if !c.counts(under) {
				t.Errorf("%s: a session begun under it: %+v", c.name, under)
			}
			if ended := w.set(root, c.wide); len(ended) != 0 || w.current(ada, under).Outcome != impersonation.Open {
				t.Errorf("%s: widening ended %+v", c.name, ended)
			}
			if row, err := w.sessions.ByPublicID(t.Context(), under.PublicID); err != nil || !c.counts(row) {
				t.Errorf("%s: widening changed what runs: %v", c.name, err)
			}
		}
		w.set(root, c.wide)
	}
}

func TestControls_FactorAtEachStart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, root, mara := w.agent("Ada Novak"), w.staff("Ruth Root", "administrator"), w.shopper("Mara Lind")
	form := w.form(ada, mara)
	form.Code = ""
	w.refused(ada, form, fault.Invalid, account.CodeWrong)
	w.set(root, func(c *impersonation.Controls) { c.FactorAtStart = false })
	s := w.start(ada, form)
	if s.Rule.AsksCode() {
		t.Error("the session's row does not say that no code was asked")
	}
	w.change(`UPDATE web.sign_in SET mfa_at = NULL WHERE id = $1`, ada.SignIn)
	w.refused(ada, form, fault.Forbidden, account.NoFactor)
	w.change(`UPDATE web.sign_in SET mfa_at = shop.shop_now() WHERE id = $1`, ada.SignIn)
	if ended := w.set(root, func(c *impersonation.Controls) { c.FactorAtStart = true }); len(ended) != 1 {
		t.Errorf("turning it on again ended %d sessions that began without a code", len(ended))
	}
	w.over(ada, s, impersonation.PolicyChanged)
	w.refused(ada, form, fault.Invalid, account.CodeWrong)
	told := get[int](w, `SELECT count(*) FROM audit.entry e JOIN audit.payload p ON p.entry = e.id WHERE e.action = 'policy.controls' AND e.actor = $1
		AND p.body->>'table' = 'shop.setting' AND p.body->'key'->>'name' = 'acting.factor_at_start'
		AND (p.body->'before'->>'value', p.body->'after'->>'value') IN (('true', 'false'), ('false', 'true'))`, root.ID)
	if told != 2 {
		t.Errorf("the record tells %d changes of it with before and after; want two", told)
	}
}

// Each part of the footprint counts where it is compared and not where it is left out.
func TestControls_PartsOfTheFootprint(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, root, mara := w.agent("Ada Novak"), w.staff("Ruth Root", "administrator"), w.shopper("Mara Lind")
	other := map[session.Part]func(f *session.Footprint){
		session.PartDevice:   func(f *session.Footprint) { f.Device = "another" },
		session.PartBrowser:  func(f *session.Footprint) { f.Browser = "Chrome" },
		session.PartPlatform: func(f *session.Footprint) { f.Platform = "Android" },
		session.PartNetwork: func(f *session.Footprint) {
			f.IP, f.Network4 = netip.MustParseAddr("198.51.100.9"), netip.MustParsePrefix("198.51.100.0/24")
		},
	}
	for _, left := range session.Parts() {
		w.set(root, func(c *impersonation.Controls) {
			c.Parts = nil
			for _, p := range session.Parts() {
				if p != left {
					c.Parts = append(c.Parts, p)
				}
			}
		})
		for part, change := range other {
			s := w.begin(ada, mara)
			seen := firefox
			change(&seen)
			st, err := w.sessions.Current(t.Context(), ada.SignIn, s.PublicID, seen)
			if err != nil {
				t.Fatal(err)
			}
			if open := st.Outcome == impersonation.Open; open != (part == left) {
				t.Errorf("without %s, another %s: %v %s", left, part, st.Outcome, st.Cause)
			}
		}
	}
	s := w.begin(ada, mara)
	if ended := w.set(root, func(c *impersonation.Controls) { c.Parts = session.Parts() }); len(ended) != 1 {
		t.Errorf("comparing one part more ended %d", len(ended))
	}
	w.over(ada, s, impersonation.PolicyChanged)
}

func TestControls_StaleAndWrong(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, root := w.agent("Ada Novak"), w.staff("Ruth Root", "administrator")
	c := w.controls()
	stamp := c.Stamp()
	w.set(root, func(c *impersonation.Controls) { c.WholeMinutes = 20 })
	code := w.code(int64(root.ID))
	if _, err := w.sessions.SaveControls(t.Context(), root, c, stamp, code); !fault.Is(err, fault.Conflict) {
		t.Errorf("over somebody else's change: %v", err)
	}
	c.WholeMinutes, c.IdleMinutes = 61, 16
	_, err := w.sessions.SaveControls(t.Context(), root, c, "", code)
	if f := fault.As(err); f == nil || f.Fields["whole_minutes"] == "" || f.Fields["idle_minutes"] == "" {
		t.Errorf("past the limits: %v", err)
	}
	c.WholeMinutes, c.IdleMinutes = 30, 10
	if _, err := w.sessions.SaveControls(t.Context(), root, c, "", code); err != nil {
		t.Errorf("a code that no refusal has used up: %v", err)
	}
	if _, err := w.sessions.SaveControls(t.Context(), root, c, "", code); !fault.Is(err, fault.Invalid) {
		t.Errorf("the same code again: %v", err)
	}
	if _, err := w.sessions.SaveControls(t.Context(), ada, c, "", w.code(int64(ada.ID))); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a support agent: %v", err)
	}
	for name, values := range map[string][]any{
		"acting.enabled": {"yes", 1}, "acting.factor_at_start": {"no"}, "acting.roles": {[]string{"auditor"}, "support_agent"},
		"acting.footprint": {"never", []string{"end"}}, "acting.footprint_parts": {[]string{"face"}}, "acting.whole_minutes": {0, 61, 12.5, "30"},
		"acting.idle_minutes": {0, 16}, "sign_in.factor": {[]string{"nobody"}},
	} {
		for _, v := range values {
			b, _ := json.Marshal(v)
			err := w.try(`INSERT INTO shop.setting (name, value) VALUES ($1, $2::jsonb) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, string(b))
			if store.Constraint(err) != "setting_control" {
				t.Errorf("%s = %s: %v", name, b, err)
			}
		}
	}
}
