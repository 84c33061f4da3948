package bulkimport_test

import (
	"fmt"
	"strings"
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

// A rule that is narrowed while a job runs stops it after its batch, whether its session still runs or ended long ago.
func TestI73_ANarrowedRuleStopsTheJobAfterItsBatch(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		ended  bool
		narrow string
	}{
		"while the session runs":     {false, `UPDATE shop.impersonation_rule SET permissions = array_remove(permissions, 'catalog.import')`},
		"after the session":          {true, `UPDATE shop.impersonation_rule SET permissions = array_remove(permissions, 'catalog.import')`},
		"rule off after the session": {true, `UPDATE shop.impersonation_rule SET enabled = false`},
		"jobs stop from now on":      {true, `UPDATE shop.impersonation_rule SET job_end = 'stop'`},
		"feature off":                {true, `INSERT INTO shop.setting (name, value) VALUES ('acting.enabled', 'false')`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t)
			user := d.user
			actor, session := d.rep(t, "finish")
			d.user = actor
			run := d.upload(t, manyProducts(620))
			if err := d.Commit(t.Context(), actor, d.vendor, run.PublicID, run.Hash()); err != nil {
				t.Fatal(err)
			}
			if tt.ended {
				d.end(t, session, "user")
			}
			d.amidst(t, tt.narrow)
			if err := d.Work(t.Context(), bulkimport.WorkArgs{Run: run.ID}); err != nil {
				t.Fatal(err)
			}
			d.user = user
			if run = d.again(t, run); run.State != bulkimport.Stopped || run.Created != 500 {
				t.Errorf("%s (%s), created %d; want the one batch of 500", run.State, run.Cause, run.Created)
			}
			var late int
			if err := d.db.Owner.Get(&late, `SELECT count(*) FROM audit.entry e, shop.job_grant g WHERE e.action = 'import.batch' AND e.outcome = 'done' AND e.at > g.ended_at`); err != nil || late != 0 {
				t.Errorf("%d batches without a grant, %v", late, err)
			}
		})
	}
}

// manyProducts is a file of so many products.
func manyProducts(n int) string {
	var b strings.Builder
	b.WriteString("Handle,Title,Variant Price\n")
	for i := range n {
		fmt.Fprintf(&b, "thing-%d,Thing %d,%d\n", i, i, i+1)
	}
	return b.String()
}

// amidst has a statement carried out at the end of the first batch, in its transaction: nothing lies nearer to the next one.
func (d *desk) amidst(t *testing.T, statement string) {
	t.Helper()
	_, err := d.db.Owner.ExecContext(t.Context(), `
		CREATE FUNCTION public.amidst() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN `+statement+`; RETURN NULL; END $$;
		CREATE TRIGGER amidst AFTER UPDATE ON shop.import_run FOR EACH ROW WHEN (OLD.rows_done = 0 AND NEW.rows_done > 0) EXECUTE FUNCTION public.amidst();`)
	if err != nil {
		t.Fatal(err)
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
