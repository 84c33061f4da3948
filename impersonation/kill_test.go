package impersonation_test

import (
	"context"
	"testing"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/fault"
)

// I57: a session that has ended is not killed, and no reason is kept for what somebody else's end did.
func TestI57_TheFirstEndCounts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, root, mara := w.agent("Ada Novak"), w.staff("Ruth Root", "administrator"), w.shopper("Mara Lind")
	s := w.begin(ada, mara)
	if _, err := w.sessions.Kill(t.Context(), ada, s.PublicID, "because"); !fault.Is(err, fault.Forbidden) {
		t.Errorf("an agent kills: %v", err)
	}
	if _, err := w.sessions.Kill(t.Context(), root, s.PublicID, " \n"); fault.As(err) == nil || fault.As(err).Fields["reason"] == "" {
		t.Errorf("without a reason: %v", err)
	}
	if _, err := w.sessions.Kill(t.Context(), root, "nosuch", "because"); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown one: %v", err)
	}
	if _, err := w.sessions.Kill(t.Context(), account.Operator("root"), s.PublicID, "from the command line"); err != nil {
		t.Fatal(err)
	}
	w.over(ada, s, impersonation.Killed)
	if _, err := w.sessions.Kill(t.Context(), root, s.PublicID, "again"); err != nil {
		t.Errorf("killed already: %v", err)
	}
	if got := get[string](w, `SELECT string_agg(reason, ', ') FROM shop.session_kill WHERE killed_by IS NULL`); got != "from the command line" {
		t.Errorf("kept: %q", got)
	}
}

// endOrKill ends a session by whatever door is this person's.
func (w *world) endOrKill(ctx context.Context, by account.Actor, publicID string) (impersonation.Session, error) {
	if by.Can(account.PolicyEdit) {
		return w.sessions.Kill(ctx, by, publicID, "seen by an administrator")
	}
	return w.sessions.End(ctx, by, publicID)
}
