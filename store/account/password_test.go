package account

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"standin/store/fault"
)

func TestS52_NewPasswords(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		password string
		good     bool
	}{
		"seven characters":           {"sieben7", false},
		"eight characters":           {"achtzehn", true},
		"no rule of composition":     {"onlysmallletters", true},
		"64 characters":              {strings.Repeat("long pass phrase", 4), true},
		"256 characters":             {strings.Repeat("x1 y", 64), true},
		"too long":                   {strings.Repeat("x1 y", 65), false},
		"spaces and signs":           {"  päss wörd «» 🦊 ", true},
		"counted in characters":      {"äöüßäöü", false},
		"breached":                   {"iloveyou", false},
		"breached in capitals":       {"PASSWORD", false},
		"breached with figures":      {"Password123!", false},
		"keyboard row":               {"qwertyuiop", false},
		"one letter":                 {"aaaaaaaaaa", false},
		"the person's name":          {"robinhale", false},
		"the person's name, figures": {"RobinHale2026", false},
		"the person's address":       {"robin.hale@example.com", false},
		"broken bytes":               {"broken\xff\xfebytes", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := CheckNewPassword("password", c.password, "Robin Hale", "robin.hale@example.com")
			if (err == nil) != c.good {
				t.Errorf("%q: %v", c.password, err)
			}
			if f := fault.As(err); err != nil && (f.Kind != fault.Invalid || f.Fields["password"] == "") {
				t.Errorf("no sentence at the field: %v", err)
			}
		})
	}
}

func TestS52_TheListIsLongAndTidy(t *testing.T) {
	t.Parallel()
	if n := len(common()); n < 500 {
		t.Errorf("%d passwords", n)
	}
	for p := range common() {
		if p != strings.ToLower(p) {
			t.Errorf("%q would never be found", p)
		}
	}
}

// S51: Argon2id with 19 MiB, two passes, one thread, for known and unknown people alike.
func TestS51_CostOfAHash(t *testing.T) {
	t.Parallel()
	h := newHasher()
	made, err := h.make(t.Context(), "four words make one")
	if err != nil {
		t.Fatal(err)
	}
	for _, hash := range []string{made, nobody} {
		p, salt, key, err := argon2id.DecodeHash(hash)
		if err != nil {
			t.Fatal(err)
		}
		if p.Memory < 19*1024 || p.Iterations < 2 || p.Parallelism != 1 || len(salt) < 16 || len(key) < 32 || !strings.HasPrefix(hash, "$argon2id$") {
			t.Errorf("%+v in %s", p, hash)
		}
	}
	if same, err := h.matches(t.Context(), "four words make one", made); !same || err != nil {
		t.Errorf("the right password: %v %v", same, err)
	}
	if same, _ := h.matches(t.Context(), "", ""); same {
		t.Error("no password matches no hash")
	}
}

// S51: no more than two hashes at once, whoever signs in.
func TestS51_HashesWaitInLine(t *testing.T) {
	t.Parallel()
	h := newHasher()
	var inside, most atomic.Int64
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if err := h.enter(t.Context()); err != nil {
				t.Error(err)
				return
			}
			defer h.leave()
			n := inside.Add(1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			time.Sleep(time.Millisecond)
			inside.Add(-1)
		})
	}
	wg.Wait()
	if most.Load() > 2 {
		t.Errorf("%d at once", most.Load())
	}
}

// S53, in the hasher: a password for nobody costs what a wrong one for somebody costs: the same memory, passes, salt and key. How long
// both take is BenchmarkS53_Hashes: a busy machine decides no test.
func TestS53_NobodysHashCostsAsMuch(t *testing.T) {
	t.Parallel()
	made, err := newHasher().make(t.Context(), "four words make one")
	if err != nil {
		t.Fatal(err)
	}
	cost := func(hash string) argon2id.Params {
		p, _, _, err := argon2id.DecodeHash(hash)
		if err != nil {
			t.Fatal(err)
		}
		return *p
	}
	if somebody, unknown := cost(made), cost(nobody); somebody != unknown {
		t.Errorf("somebody's costs %+v, nobody's %+v", somebody, unknown)
	}
}

// BenchmarkS53_Hashes compares a wrong password for somebody with one for nobody.
func BenchmarkS53_Hashes(b *testing.B) {
	h := newHasher()
	made, err := h.make(b.Context(), "four words make one")
	if err != nil {
		b.Fatal(err)
	}
	for name, hash := range map[string]string{"somebody": made, "nobody": ""} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if same, err := h.matches(b.Context(), "something else", hash); same || err != nil {
					b.Fatal(same, err)
				}
			}
		})
	}
}

func TestParseEmail(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]Email{
		" Robin@Example.COM ": "robin@example.com", "a+b@c.org": "a+b@c.org", "robin": "", "Robin <robin@example.com>": "",
		"a@b@c": "", "a b@c.org": "", "": "", "a@c.org\r\nBcc: x@y.z": "", strings.Repeat("a", 250) + "@c.org": "",
	} {
		got, err := ParseEmail(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}

func FuzzParseEmail(f *testing.F) {
	f.Add("Robin@Example.com")
	f.Fuzz(func(t *testing.T, s string) {
		e, err := ParseEmail(s)
		if err != nil {
			return
		}
		if again, err := ParseEmail(string(e)); err != nil || again != e {
			t.Errorf("%q reads as %q and then as %q, %v", s, e, again, err)
		}
	})
}
