package bulkimport_test

import (
	"testing"
	"time"

	"standin/catalog/bulkimport"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/storetest"
)

// rep acts for the desk's user in a session, whose jobs stop or finish at its end.
func (d *desk) rep(t *testing.T, jobEnd string) (actor account.Actor, session int64) {
	t.Helper()
	ctx := t.Context()
	rep := storetest.Staff(t, d.db, "Rita Rep", "sales_rep")
	storetest.Assign(t, d.db, rep, int64(d.vendor))
	var signIn int64
	if err := d.db.Get(ctx, &signIn, `INSERT INTO web.sign_in (person_id, ends_at) VALUES ($1, shop.shop_now() + interval '1 day') RETURNING id`, rep); err != nil {
		t.Fatal(err)
	}
	err := d.db.Transact(ctx, account.Operator("test"), "test.start", func(tx *store.Tx) error {
		return tx.Get(ctx, &session, `
			INSERT INTO shop.impersonation_session (actor_id, subject_id, sign_in_id, actor_role, capacity, vendor_id, rule_id, rule, mode,
			  permissions, footprint, job_end, reason, consent_kind, consent_text, expires_at, idle_minutes)
			SELECT $1, $2, $3, 'sales_rep', 'vendor', $4, r.id, to_jsonb(r), 'act', r.permissions, r.footprint, $5, 'Asked by phone', 'none', 'told',
			  shop.shop_now() + interval '30 minutes', 15
			FROM shop.impersonation_rule r WHERE r.actor_role = 'sales_rep' AND r.capacity = 'vendor' RETURNING id`,
			rep, int64(d.user.ID), signIn, d.vendor, jobEnd)
	})
	if err != nil {
		t.Fatal(err)
	}
	actor = account.Actor{Kind: store.Person, ID: account.ActorID(rep), Subject: account.SubjectID(d.user.ID), Session: session, SignIn: signIn,
		Capacity: account.ForVendor(d.vendor), Role: account.SalesRep}
	return actor.Allowing(account.Of(account.CatalogView, account.CatalogImport), "the test's rule"), session
}

// begun uploads and commits a file as the actor; the job has not come to it yet.
func (d *desk) begun(t *testing.T, actor account.Actor) *bulkimport.Run {
	t.Helper()
	d.user = actor
	run := d.upload(t, threeSizes)
	if err := d.Commit(t.Context(), actor, d.vendor, run.PublicID, run.Hash()); err != nil {
		t.Fatal(err)
	}
	return run
}

func (d *desk) end(t *testing.T, session int64, cause string) {
	t.Helper()
	if _, err := d.db.Exec(t.Context(), `SELECT shop.end_sessions(ARRAY[$1::bigint], $2)`, session, cause); err != nil {
		t.Fatal(err)
	}
}

func TestD23_ARepIsRecordedBesideTheVendor(t *testing.T) {
	t.Parallel()
	d := open(t)
	user := d.user
	actor, session := d.rep(t, "finish")
	run := d.begun(t, actor)
	if err := d.Work(t.Context(), bulkimport.WorkArgs{Run: run.ID}); err != nil {
		t.Fatal(err)
	}
	d.user = user
	run = d.again(t, run) // the vendor sees it
	if run.ActorName != "Rita Rep" || run.ForName != "Nils Hart" || run.Name != "spring.csv" || run.Created != 2 {
		t.Errorf("%+v", run)
	}
	var found []struct {
		Action  string
		Kind    string
		Passive bool
	}
	if err := d.db.Select(t.Context(), &found, `SELECT action, kind, passive FROM audit.entry WHERE session = $1 AND actor = $2 AND subject = $3 AND action LIKE 'import.%' ORDER BY id`,
		session, int64(actor.ID), int64(actor.Subject)); err != nil {
		t.Fatal(err)
	}
	if len(found) < 3 || found[0].Action != "import.upload" || found[1].Action != "import.commit" || found[2].Action != "import.batch" || !found[2].Passive || found[2].Kind != "system" {
		t.Errorf("the record: %+v", found)
	}
}

func TestI73_JobAfterTheEnd(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		jobEnd, cause string
		want          bulkimport.State
	}{
		"finish, ended by its user":         {"finish", "user", bulkimport.Done},
		"finish, ended by time":             {"finish", "expired", bulkimport.Done},
		"finish, but the rep was sent away": {"finish", "actor_revoked", bulkimport.Stopped},
		"finish, but killed":                {"finish", "killed", bulkimport.Stopped},
		"stop, ended by its user":           {"stop", "user", bulkimport.Stopped},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t)
			user := d.user
			actor, session := d.rep(t, tt.jobEnd)
			run := d.begun(t, actor)
			d.end(t, session, tt.cause)
			if err := d.Work(t.Context(), bulkimport.WorkArgs{Run: run.ID}); err != nil {
				t.Fatal(err)
			}
			d.user = user
			run = d.again(t, run)
			if run.State != tt.want || (run.Created == 2) != (tt.want == bulkimport.Done) {
				t.Errorf("%s (%s), created %d", run.State, run.Cause, run.Created)
			}
		})
	}
}

func TestI73_ALapseThatNobodySawStopsTheJob(t *testing.T) {
	t.Parallel()
	d := open(t)
	user := d.user
	actor, _ := d.rep(t, "stop")
	run := d.begun(t, actor)
	d.db.Shift(t, 16*time.Minute) // idle for longer than the rule allows
	if err := d.Work(t.Context(), bulkimport.WorkArgs{Run: run.ID}); err != nil {
		t.Fatal(err)
	}
	d.user = user
	if run = d.again(t, run); run.State != bulkimport.Stopped {
		t.Errorf("%s", run.State)
	}
}

func TestI73_AGrantLastsTwoHours(t *testing.T) {
	t.Parallel()
	d := open(t)
	run := d.begun(t, d.user)
	d.db.Shift(t, 2*time.Hour+time.Second)
	if err := d.Work(t.Context(), bulkimport.WorkArgs{Run: run.ID}); err != nil {
		t.Fatal(err)
	}
	if run = d.again(t, run); run.State != bulkimport.Stopped || run.Written() != 0 {
		t.Errorf("%s (%s)", run.State, run.Cause)
	}
}

func TestI73_TheDatabaseItselfRefusesAJobWithoutItsGrant(t *testing.T) {
	t.Parallel()
	d := open(t)
	actor, session := d.rep(t, "finish")
	asJob := account.System("import")
	asJob.ID, asJob.Subject, asJob.Session = actor.ID, actor.Subject, session
	write := func() error {
		return d.db.Transact(t.Context(), asJob, "import.batch", func(*store.Tx) error { return nil })
	}
	if err := write(); fault.As(err) == nil || fault.As(err).Code != "session_ended" {
		t.Errorf("without a grant: %v", err)
	}
	d.begun(t, actor)
	if err := write(); err != nil {
		t.Errorf("under its grant: %v", err)
	}
	if _, err := d.db.Exec(t.Context(), `DELETE FROM shop.job_grant`); err == nil {
		t.Error("the app deletes a grant")
	}
	err := d.db.Transact(t.Context(), account.Operator("test"), "test.widen", func(tx *store.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE shop.job_grant SET expires_at = expires_at + interval '1 second'`)
		return err
	})
	if err == nil {
		t.Error("a grant is made longer")
	}
}

func TestI73_ADismissedUserStopsTheirOwnUpload(t *testing.T) {
	t.Parallel()
	d := open(t)
	run := d.begun(t, d.user)
	err := d.db.Transact(t.Context(), account.Operator("test"), "test.dismiss", func(tx *store.Tx) error {
		_, err := tx.Exec(t.Context(), `DELETE FROM shop.vendor_user WHERE person_id = $1`, int64(d.user.ID))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Work(t.Context(), bulkimport.WorkArgs{Run: run.ID}); err != nil {
		t.Fatal(err)
	}
	if run = d.again(t, run); run.State != bulkimport.Stopped || run.Written() != 0 {
		t.Errorf("%s (%s)", run.State, run.Cause)
	}
}
