package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"standin/store"
	"standin/store/embedpg"
)

// withoutTriggers takes the record's triggers, and no other, off every table of the shop.
const withoutTriggers = `
	DO $$
	DECLARE t record;
	BEGIN
	  FOR t IN SELECT g.tgname, g.tgrelid::regclass AS r FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
	            WHERE c.relnamespace = 'shop'::regnamespace AND g.tgname LIKE 'audit\_%' LOOP
	    EXECUTE format('DROP TRIGGER %I ON %s', t.tgname, t.r);
	  END LOOP;
	END $$`

// execute runs a statement as superuser in one of the server's databases.
func execute(ctx context.Context, server *embedpg.Server, database, statement string) error {
	db, err := sql.Open("postgres", server.DatabaseURL(embedpg.Superuser, database))
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, statement)
	return err
}

// bareSQL runs statements and nothing else: one connection, each statement prepared once and held, rows read and dropped.
type bareSQL struct {
	db   *sql.DB
	held map[string]*sql.Stmt
}

func openBare(address string) (*bareSQL, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	q := u.Query()
	q.Set("binary_parameters", "yes")
	u.RawQuery = q.Encode()
	db, err := sql.Open("postgres", u.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return &bareSQL{db: db, held: map[string]*sql.Stmt{}}, nil
}

// close gives the connection back, and with it what is prepared on it.
func (b *bareSQL) close() { _ = b.db.Close() }

// replay runs the statements of one request once more.
func (b *bareSQL) replay(ctx context.Context, c *store.Counter) error {
	for i, query := range c.Queries {
		s, err := b.hold(ctx, query) //nolint:sqlclosecheck // held until close
		if err != nil {
			return err
		}
		if err := drain(s.QueryContext(ctx, c.Args[i]...)); err != nil {
			return fmt.Errorf("%s: %w", query, err)
		}
	}
	return nil
}

// hold prepares a statement the first time it is asked for.
func (b *bareSQL) hold(ctx context.Context, query string) (*sql.Stmt, error) {
	if s := b.held[query]; s != nil {
		return s, nil
	}
	s, err := b.db.PrepareContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", query, err)
	}
	b.held[query] = s
	return s, nil
}

// replayWrites runs the statements of one transaction without those that speak to the record.
func (b *bareSQL) replayWrites(ctx context.Context, c *store.Counter) error {
	stmts := make([]*sql.Stmt, len(c.Queries))
	for i, query := range c.Queries { // prepared before the transaction takes the one connection
		if query == "BEGIN" || strings.Contains(query, "audit.") {
			continue
		}
		s, err := b.hold(ctx, query) //nolint:sqlclosecheck // held until close
		if err != nil {
			return err
		}
		stmts[i] = s
	}
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	for i, s := range stmts {
		if s == nil {
			continue
		}
		if err := drain(tx.StmtContext(ctx, s).QueryContext(ctx, c.Args[i]...)); err != nil { //nolint:sqlclosecheck // drain closes the rows, the commit the statement
			return fmt.Errorf("%s: %w", c.Queries[i], joinRollback(tx, err))
		}
	}
	return tx.Commit()
}

func joinRollback(tx *sql.Tx, err error) error {
	_ = tx.Rollback() // the first failure is the one to tell
	return err
}

// drain reads all rows and drops them.
func drain(rows *sql.Rows, err error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	raw, into := make([]sql.RawBytes, len(columns)), make([]any, len(columns))
	for i := range raw {
		into[i] = &raw[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
	}
	return rows.Err()
}

// statements are those of one request for a page, noted while it is answered.
func statements(ctx context.Context, p *program, v *visitor, path string) (*store.Counter, error) {
	ctx, counter := store.WithCounter(ctx)
	req, err := v.request(ctx, http.MethodGet, path, nil)
	if err != nil {
		return nil, err
	}
	for _, c := range v.http.Jar.Cookies(req.URL) {
		req.AddCookie(c)
	}
	req.RemoteAddr, req.RequestURI = "127.0.0.1:1", path
	answer := &answer{header: http.Header{}}
	p.parts.front.ServeHTTP(answer, req)
	if answer.status != http.StatusOK {
		return nil, fmt.Errorf("GET %s answers %d", path, answer.status)
	}
	return counter, nil
}

// answer keeps of a response what statements looks at.
type answer struct {
	header http.Header
	status int
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) { a.status = status }

func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return len(b), nil
}

// spellOut tells how long each statement of a request takes by itself, when it was asked for.
func (b *benchmark) spellOut(ctx context.Context, name string, bare *bareSQL, c *store.Counter) error {
	if !b.spell {
		return nil
	}
	for i, query := range c.Queries {
		one := &store.Counter{Queries: c.Queries[i : i+1], Args: c.Args[i : i+1]}
		took, err := alternate(pageRuns/4, func() error { return bare.replay(ctx, one) })
		if err != nil {
			return err
		}
		words := strings.Join(strings.Fields(query), " ")
		b.say("%s: %s: %.100s", name, milliseconds(took[0]), words)
	}
	return nil
}
