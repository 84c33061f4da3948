package storetest

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"standin/migrations"
	"standin/store/embedpg"
)

// migrated is the name of the template with all migrations applied. One test program makes it for all.
var migrated = sync.OnceValues(func() (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	pool, err := maintenance()
	if err != nil {
		return "", err
	}
	hash, err := hashOfMigrations()
	if err != nil {
		return "", err
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	name := "template_" + hash
	return name, ensure(ctx, conn, name)
})

// hashOfMigrations changes with any file of the folder, so that a changed migration leads to a new template.
func hashOfMigrations() (string, error) {
	h := sha256.New()
	err := fs.WalkDir(migrations.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(migrations.FS, path)
		fmt.Fprintf(h, "%s %d\n%s", path, len(text), text)
		return err
	})
	return hex.EncodeToString(h.Sum(nil)[:8]), err
}

// ensure makes the template unless it is there, while other programs wait. It gets its name when it is whole.
func ensure(ctx context.Context, conn *sql.Conn, name string) error {
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock(7831)`); err != nil {
		return err
	}
	defer func() { _, _ = conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock(7831)`) }()
	if there, err := exists(ctx, conn, name); there || err != nil {
		return err
	}
	clearAway(ctx, conn)
	building := name + "_building"
	for _, statement := range []string{
		`DROP DATABASE IF EXISTS ` + building + ` WITH (FORCE)`,
		`CREATE DATABASE ` + building + ` TEMPLATE ` + embedpg.Database + ` OWNER ` + embedpg.Owner,
	} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	if err := migrate(ctx, building); err != nil {
		return err
	}
	_, err := conn.ExecContext(ctx, `ALTER DATABASE `+building+` RENAME TO `+name)
	return err
}

// migrate applies the migrations as the owner of the tables, just as `shop migrate` does.
func migrate(ctx context.Context, database string) error {
	s, err := server()
	if err != nil {
		return err
	}
	db, err := sql.Open("postgres", s.DatabaseURL(embedpg.Owner, database))
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := migrations.Up(ctx, db); err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, `ANALYZE`)
	return err
}

// clearAway drops the databases of test programs that were killed. What cannot be dropped stays until the server ends.
func clearAway(ctx context.Context, conn *sql.Conn) {
	rows, err := conn.QueryContext(ctx, `SELECT datname FROM pg_database WHERE datname LIKE 't\_%'`)
	if err != nil {
		return
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if rows.Scan(&name) == nil && !running(name) {
			names = append(names, name)
		}
	}
	if rows.Err() != nil {
		return
	}
	for _, name := range names {
		_, _ = conn.ExecContext(ctx, `DROP DATABASE IF EXISTS `+name+` WITH (FORCE)`)
	}
}

// running tells whether the program that made a database lives.
func running(database string) bool {
	parts := strings.Split(database, "_")
	pid, err := strconv.Atoi(parts[1])
	return err != nil || syscall.Kill(pid, 0) == nil
}
