package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"standin/migrations"
	"standin/store"
)

// inspection is what the shop sees of its database before it serves.
type inspection struct {
	User        string `db:"user_name"`
	Superuser   bool   `db:"superuser"`
	Owns        bool   `db:"owns"`
	DemoPeople  bool   `db:"demo_people"`
	RealPeople  bool   `db:"real_people"`
	Admin       bool   `db:"admin"`
	Invited     bool   `db:"invited"`
	Version     int64  `db:"version"`
	wantVersion int64
}

const inspect = `
SELECT current_user AS user_name,
       (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser,
       EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname IN ('shop', 'audit', 'web') AND pg_has_role(c.relowner, 'MEMBER')) AS owns,
       EXISTS (SELECT FROM shop.person WHERE demo AND status <> 'deleted') AS demo_people,
       EXISTS (SELECT FROM shop.person WHERE NOT demo AND status <> 'deleted') AS real_people,
       EXISTS (SELECT FROM shop.staff_role WHERE role = 'administrator') AS admin,
       EXISTS (SELECT FROM shop.invitation
                WHERE purpose = 'first_administrator' AND used_at IS NULL AND expires_at > shop.shop_now()) AS invited,
       (SELECT max(version_id) FROM public.goose_db_version WHERE is_applied) AS version`

// look inspects the database as the shop's own role.
func look(ctx context.Context, db *store.DB) (i inspection, err error) {
	var migrated bool
	if err := db.Get(ctx, &migrated, `SELECT to_regclass('shop.person') IS NOT NULL AND to_regclass('public.goose_db_version') IS NOT NULL`); err != nil {
		return i, err
	}
	if !migrated {
		return i, errors.New("the database holds no shop yet, or this role may not see it: run `shop migrate` with OWNER_DATABASE_URL")
	}
	if err := db.Get(ctx, &i, inspect); err != nil {
		return i, fmt.Errorf("the database does not let this role look at the shop (run `shop migrate` of this version): %w", err)
	}
	i.wantVersion, err = newestMigration()
	return i, err
}

// check refuses what would make the shop unsafe (S71), and says what to do instead.
func (i inspection) check(demo bool) error {
	switch {
	case i.Superuser:
		return fmt.Errorf("DATABASE_URL logs in as %s, a superuser, to whom the record's guards do not apply: use the role standin_app", i.User)
	case i.Owns:
		return fmt.Errorf("DATABASE_URL logs in as %s, who owns the shop's tables and so could change the record: use the role standin_app", i.User)
	case i.Version < i.wantVersion:
		return fmt.Errorf("the database is at schema %04d, this program needs %04d: run `shop migrate` with OWNER_DATABASE_URL", i.Version, i.wantVersion)
	case i.Version > i.wantVersion:
		return fmt.Errorf("the database is at schema %04d, newer than this program (%04d): start the newer program", i.Version, i.wantVersion)
	case demo && i.RealPeople && !i.DemoPeople:
		return errors.New("this database holds a real shop: --demo would open it to anybody; choose another folder with --data, or start without --demo")
	case !demo && i.DemoPeople:
		return errors.New("this database holds demonstration accounts, whose passwords everybody knows: begin with an empty database and `shop setup`, or add --demo to show it on this machine")
	case !demo && !i.Admin && !i.Invited:
		return errors.New("this shop has no administrator yet: run `shop setup`, which prints a link for the first one")
	}
	return nil
}

// newestMigration is the number of the last migration in this program.
func newestMigration() (int64, error) {
	entries, err := migrations.FS.ReadDir(".")
	if err != nil {
		return 0, err
	}
	number, _, _ := strings.Cut(entries[len(entries)-1].Name(), "_") // sorted by name
	return strconv.ParseInt(number, 10, 64)
}
