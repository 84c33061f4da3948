package impersonation_test

import (
	"testing"

	"standin/impersonation"
	"standin/store/account"
)

func BenchmarkCurrent(b *testing.B) {
	w := newWorld(b)
	ada := w.agent("Ada Novak")
	s := w.begin(ada, w.shopper("Mara Lind"))
	b.Run("as oneself", func(b *testing.B) {
		for b.Loop() {
			if _, err := w.sessions.Identify(b.Context(), ada.SignIn); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("without sessions", func(b *testing.B) {
		for b.Loop() {
			if _, err := account.Identify(b.Context(), w.DB.DB, ada.SignIn); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("acting", func(b *testing.B) {
		for b.Loop() {
			if st, err := w.sessions.Current(b.Context(), ada.SignIn, s.PublicID, firefox); err != nil || st.Outcome != impersonation.Open {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkView(b *testing.B) {
	w := newWorld(b)
	ada := w.agent("Ada Novak")
	a := w.acting(ada, w.begin(ada, w.shopper("Mara Lind")))
	for b.Loop() {
		if cause, err := w.sessions.View(b.Context(), a, impersonation.Seen{Route: "/", Status: 200}); err != nil || cause != "" {
			b.Fatal(cause, err)
		}
	}
}
