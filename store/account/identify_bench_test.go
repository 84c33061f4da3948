package account_test

import (
	"testing"

	"standin/store/account"
)

// BenchmarkIdentify is what each request of a signed-in person costs before its page begins.
func BenchmarkIdentify(b *testing.B) {
	w := newWorld(b)
	p := w.resident(b, "robin@example.com", account.NoStaff, "")
	s, err := w.SignIn(b.Context(), here, p.ID, "", arrival("laptop"))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := account.Identify(b.Context(), w.DB.DB, s.ID); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkHash is what one password costs (S51).
func BenchmarkHash(b *testing.B) {
	a := account.New(nil, nil)
	for b.Loop() {
		if _, err := a.HashPassword(b.Context(), goodPassword); err != nil {
			b.Fatal(err)
		}
	}
}
