package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"standin/store/embedpg"
)

// maxConnections is shared by all test programs that run at the same time.
const maxConnections = 400

// perTest is how many connections the shop's pool of one test may hold; a test uses some more beside it.
const perTest = 6

// settings trade safety, of which a test needs none, for speed.
var settings = map[string]string{
	"max_connections": fmt.Sprint(maxConnections), "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
	"wal_level": "minimal", "max_wal_senders": "0", "autovacuum": "off", "shared_buffers": "256MB",
}

// server is the PostgreSQL that all test programs of this user share.
var server = sync.OnceValues(func() (*embedpg.Server, error) {
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("standin-tests-%d", os.Geteuid()))
	s, err := embedpg.Shared(context.Background(), embedpg.Options{Dir: dir, Settings: settings})
	if err != nil {
		return nil, err
	}
	go func() {
		for range time.Tick(time.Minute) {
			_ = s.Touch() // without it the server ends, and the next test says so
		}
	}()
	return s, nil
})

// maintenance is a small pool on the server's own database, for making and dropping others.
var maintenance = sync.OnceValues(func() (*sql.DB, error) {
	s, err := server()
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("postgres", s.DatabaseURL(embedpg.Superuser, "postgres"))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(2)
	return db, nil
})

// slots bound the databases one test program has at a time: go test runs as many programs at once as there are processors.
var slots = make(chan struct{}, max(2, (maxConnections-40)/(2*perTest*runtime.GOMAXPROCS(0))))

// holders are the tests that have a slot, so that one with several databases or subtests cannot wait for itself.
var holders struct {
	sync.Mutex
	count map[string]int
}

func takeSlot(t testing.TB) {
	t.Helper()
	root, _, _ := strings.Cut(t.Name(), "/")
	if !holds(root, 1) {
		slots <- struct{}{}
	}
	t.Cleanup(func() {
		if !holds(root, -1) {
			<-slots
		}
	})
}

// holds changes the number of databases of a test and tells whether the test has, besides, others.
func holds(root string, change int) bool {
	holders.Lock()
	defer holders.Unlock()
	if holders.count == nil {
		holders.count = map[string]int{}
	}
	others := holders.count[root]
	holders.count[root] += change
	if change < 0 {
		others = holders.count[root]
	}
	return others > 0
}
