// Package embedpg starts and stops a private PostgreSQL in a directory of its own, from the binaries the machine has.
// It knows files, users and processes, and nothing of the shop's tables.
package embedpg

import (
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// The roles of a fresh cluster. The superuser is for start, tests and repair; the shop itself runs as App.
const (
	Superuser = "postgres"
	Owner     = "standin_owner"
	App       = "standin_app"
	Sequencer = "standin_sequencer"
	Auditor   = "standin_auditor"
)

// Database is the name of the one database a fresh cluster holds. Owner owns it.
const Database = "standin"

// port only names the socket's file: the server listens on no network address.
const port = "5432"

// Options says where a server keeps its data and how it runs. Only Dir is needed.
type Options struct {
	// Dir is the folder for data, socket and log. It is made when missing.
	Dir string
	// Bin is the folder of the PostgreSQL binaries; empty means Find.
	Bin string
	// Fresh throws away the data that is there, which somebody knows to be half made.
	Fresh bool
	// Settings are added to the server's configuration, over the package's own.
	Settings map[string]string
	// Log receives what a person should know, such as data kept in another folder. Nil is silence.
	Log *slog.Logger
}

// Server is a running private PostgreSQL.
type Server struct {
	place    place
	bin      string
	settings map[string]string
	log      *slog.Logger
	lock     *os.File
	started  time.Time

	mu       sync.Mutex // held while the process is started or ended
	stopping bool
	running  atomic.Pointer[running]
}

// running is one life of the server's process.
type running struct {
	process *os.Process
	done    chan struct{} // closed at its end
}

// URL is the address of the shop's database for one of the roles, in the form lib/pq and psql read.
func (s *Server) URL(role string) string { return s.DatabaseURL(role, Database) }

// DatabaseURL is the address of any database of this server for one of the roles.
func (s *Server) DatabaseURL(role, database string) string {
	q := url.Values{"host": {s.place.socket}, "port": {port}, "sslmode": {"disable"}}
	u := url.URL{Scheme: "postgres", User: url.User(role), Path: "/" + database, RawQuery: q.Encode()}
	return u.String()
}

// Done is closed when the server has ended, by Stop or by itself. It is nil for a server that was only joined. After Watch has
// started the server anew, it is another channel.
func (s *Server) Done() <-chan struct{} {
	if r := s.running.Load(); r != nil {
		return r.done
	}
	return nil
}

// PID is the process id of the server, 0 for one that was only joined.
func (s *Server) PID() int {
	if r := s.running.Load(); r != nil {
		return r.process.Pid
	}
	return 0
}

// Joined tells whether the server was started by another process.
func (s *Server) Joined() bool { return s.lock == nil }

// Dir is the folder that holds the data, which may be another than the one asked for (see Start).
func (s *Server) Dir() string { return s.place.home }

// Announce writes where the shop is reached, for the message a second start on the same data prints.
func (s *Server) Announce(address string) {
	if s.lock == nil {
		return
	}
	text := strconv.Itoa(os.Getpid()) + "\n" + address + "\n"
	if err := s.lock.Truncate(0); err == nil {
		_, _ = s.lock.WriteAt([]byte(text), 0) // a nicety: the lock holds without it
	}
}

func (s *Server) dataDir() string { return s.place.data }

func (s *Server) logFile() string { return filepath.Join(s.place.home, "postgres.log") }
