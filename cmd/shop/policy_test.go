package main

import (
	"context"
	"net/netip"
	"strings"
	"testing"

	"standin/store"
	"standin/store/account"
	"standin/store/embedpg"
	"standin/store/session"
	"standin/store/storetest"
)

// beside is the command line beside a shop's database, with acting switched on.
func beside(t *testing.T) (*storetest.DB, func(args ...string) (code int, says string)) {
	t.Helper()
	db := storetest.New(t)
	visible(t, db)
	operate(t, db, `INSERT INTO shop.setting (name, value) VALUES ('acting.enabled', 'true')`)
	return db, func(args ...string) (int, string) {
		here := env(map[string]string{"DATABASE_URL": db.URL(embedpg.App), "SHOP_DATA": t.TempDir()})
		code := run(t.Context(), here, args)
		return code, said(here)
	}
}

func operate(t *testing.T, db *storetest.DB, statement string, args ...any) {
	t.Helper()
	err := db.Transact(t.Context(), account.Operator("test"), "test.change", func(tx *store.Tx) error {
		_, err := tx.Exec(t.Context(), statement, args...)
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// agentAndShopper are a support agent with a second factor, and a shopper who has allowed help.
func agentAndShopper(t *testing.T, db *storetest.DB) (agent, shopper int64) {
	t.Helper()
	agent, shopper = storetest.Staff(t, db, "Ada Novak", "support_agent"), storetest.Person(t, db, "Mara Lind")
	operate(t, db, `INSERT INTO shop.totp (person_id, secret, key_id, confirmed_at) VALUES ($1, '\x00', 'test', shop.shop_now())`, agent)
	operate(t, db, `INSERT INTO shop.consent (person_id, state, until) VALUES ($1, 'allowed', shop.shop_now() + interval '30 days')`, shopper)
	return agent, shopper
}

func want(t *testing.T, code, wantCode int, says string, texts ...string) {
	t.Helper()
	if code != wantCode {
		t.Errorf("exit code %d; want %d: %s", code, wantCode, says)
	}
	for _, text := range texts {
		if !strings.Contains(says, text) {
			t.Errorf("it does not say %q:\n%s", text, says)
		}
	}
}

func TestPolicyShow(t *testing.T) {
	t.Parallel()
	db, shop := beside(t)
	operate(t, db, `UPDATE shop.impersonation_rule SET enabled = false WHERE id = 3`)
	code, says := shop("policy", "show")
	want(t, code, 0, says, "Acting for others is on; 0 running.", "for a vendor's user", "1: Any, 30 min", "3: Assigned, 60 min (off)", "auditor",
		"Rule 3 (off): A sales rep may act for an assigned vendor's user", "a fresh code at each start: yes")
	code, says = shop("policy", "show", "more")
	want(t, code, 2, says, "is not understood")
}

func TestPolicyCheck(t *testing.T) {
	t.Parallel()
	db, shop := beside(t)
	_, shopper := agentAndShopper(t, db)
	code, says := shop("policy", "check", "ada.novak@example.com", "mara.lind@example.com")
	want(t, code, 0, says, "Allowed, by rule 1.", "yes  Rule 1 allows it", "0 of 3 at once")
	code, says = shop("policy", "check", "ada.novak@example.com", "mara.lind@example.com", "--capacity", "vendor")
	want(t, code, 1, says, "Refused, for one reason.", "NO   Mara Lind can be acted for as a vendor's user", "refused (capacity)")
	operate(t, db, `UPDATE shop.impersonation_rule SET may_act = false, networks = '{10.0.0.0/8}' WHERE id = 1`)
	code, says = shop("policy", "check", "ada.novak@example.com", "mara.lind@example.com", "--mode=act")
	want(t, code, 1, says, "Refused by rule 1.", "NO   It allows changes", "refused (read_only_rule)")
	code, says = shop("policy", "check", "ada.novak@example.com", "mara.lind@example.com", "--mode=read_only", "--from", "10.1.2.3")
	want(t, code, 0, says, "Allowed, by rule 1.")
	code, says = shop("policy", "check", "ada.novak@example.com", "mara.lind@example.com", "--mode=read_only", "--from", "203.0.113.7")
	want(t, code, 1, says, "refused (outside_policy)")
	operate(t, db, `UPDATE shop.consent SET state = 'never', until = NULL WHERE person_id = $1`, shopper)
	code, says = shop("policy", "check", "ada.novak@example.com", "mara.lind@example.com", "--mode=read_only")
	want(t, code, 1, says, "NO   Mara Lind has not said never", "refused (never)")
	for _, wrong := range [][]string{{"ada.novak@example.com"}, {}, {"a@example.com", "b@example.com", "c@example.com"}, {"a@example.com", "b@example.com", "--from", "here"}} {
		code, says = shop(append([]string{"policy", "check"}, wrong...)...)
		want(t, code, 2, says, "see `shop help`")
	}
	code, says = shop("policy", "check", "nobody@example.com", "mara.lind@example.com")
	want(t, code, 1, says, "Nobody has this e-mail address")
	code, says = shop("policy", "check", "ada.novak@example.com", "mara.lind@example.com", "--capacity", "king")
	want(t, code, 1, says, "Choose shopper, organization or vendor")
}

func TestSessionsListAndEnd(t *testing.T) {
	t.Parallel()
	db, shop := beside(t)
	agent, shopper := agentAndShopper(t, db)
	code, says := shop("sessions", "list")
	want(t, code, 0, says, "Nobody acts for anybody just now")
	id := begun(t, db, agent, shopper)
	operate(t, db, `UPDATE shop.person SET name = E'Mara\x1b[31m Lind' WHERE id = $1`, shopper)
	code, says = shop("sessions", "list")
	want(t, code, 0, says, id, "Ada Novak (support agent)", "Mara·[31m Lind", "read-only", "4812", "runs, until")
	if strings.Contains(says, "\x1b") {
		t.Error("a name steers the terminal")
	}
	for _, wrong := range [][]string{{id}, {id, "--reason", "  "}, {"--reason", "because"}, {id, "--reason"}} {
		code, says = shop(append([]string{"sessions", "end"}, wrong...)...)
		want(t, code, 2, says)
	}
	code, says = shop("sessions", "end", "inventedinvented", "--reason", "because")
	want(t, code, 1, says, "there is no session", "`shop sessions list`")
	code, says = shop("sessions", "end", id, "--reason", "Called from a stolen laptop")
	want(t, code, 0, says, "Ended: Ada Novak for", "by an administrator")
	var row struct{ Cause, Kind, Reason string }
	err := db.Owner.GetContext(context.Background(), &row, `SELECT s.end_cause AS cause, k.reason, (SELECT e.kind FROM audit.entry e
		WHERE e.object = 'session:' || s.id AND e.action = 'acting.end' AND e.kind = 'operator') AS kind FROM shop.impersonation_session s JOIN shop.session_kill k ON k.session_id = s.id`)
	if err != nil || row.Cause != "killed" || row.Kind != "operator" || row.Reason != "Called from a stolen laptop" {
		t.Errorf("the record says %+v, %v", row, err)
	}
	code, says = shop("sessions", "end", id, "--reason", "again")
	want(t, code, 0, says, "It had ended already")
	code, says = shop("sessions", "list")
	want(t, code, 0, says, "Nobody acts for anybody just now")
	code, says = shop("sessions", "list", "--all")
	want(t, code, 0, says, id, "by an administrator")
}

// begun is a running session's id.
func begun(t *testing.T, db *storetest.DB, agent, shopper int64) (id string) {
	t.Helper()
	err := db.Transact(t.Context(), account.Operator("test"), "test.begin", func(tx *store.Tx) error {
		in, err := session.Begin(t.Context(), tx, agent, session.Arrival{Footprint: session.Footprint{Device: "00", IP: netip.MustParseAddr("203.0.113.7")}}, session.StaffLife, true)
		if err != nil {
			return err
		}
		return tx.Get(t.Context(), &id, `
			INSERT INTO shop.impersonation_session (actor_id, subject_id, sign_in_id, actor_role, capacity, rule_id, rule, mode, permissions, footprint, reason, ticket,
			       consent_kind, consent_text, expires_at, idle_minutes)
			SELECT $1, $2, $3, r.actor_role, r.capacity, r.id, to_jsonb(r), 'read_only', r.permissions, r.footprint, 'because', '4812', 'standing', 'said so',
			       shop.shop_now() + interval '30 minutes', 10 FROM shop.impersonation_rule r WHERE r.id = 1 RETURNING public_id`, agent, shopper, in.ID)
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}
