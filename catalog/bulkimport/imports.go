package bulkimport

import (
	"context"
	"database/sql"
	"time"

	"standin/catalog"
	"standin/catalog/money"
	"standin/store"
	"standin/store/account"
	"standin/store/media"
)

// RunID is one uploaded file.
type RunID int64

// Imports is the room: uploads, what they would do, and doing it. It may be used by many at once.
type Imports struct {
	db       *store.DB
	products *catalog.Products
	blobs    *media.Blobs
	fetch    func(ctx context.Context, address string) ([]byte, error)
}

// New opens the room on a database, over the catalog it writes to.
func New(db *store.DB, products *catalog.Products) *Imports {
	return &Imports{db: db, products: products, blobs: media.New(db), fetch: media.NewFetcher().Fetch}
}

// State says how far a run got.
type State string

// The states of a run.
const (
	Checked    State = "checked"    // compared with the shop and shown; nothing is written
	Committing State = "committing" // a job writes it
	Done       State = "done"
	Stopped    State = "stopped" // what was written stays, the rest was not begun
)

// Run is one uploaded file: who brought it, what it would do, and what came of it.
type Run struct {
	ID        RunID             `db:"id"`
	PublicID  string            `db:"public_id"`
	Vendor    account.VendorID  `db:"vendor_id"`
	Actor     account.ActorID   `db:"actor_id"`   // who was really there; 0 for the command line
	Subject   account.SubjectID `db:"subject_id"` // for whom, 0 unless somebody acted
	Session   int64             `db:"session_id"`
	ActorName string            `db:"actor_name"`
	ForName   string            `db:"subject_name"`

	Name      string        `db:"name"`
	Upload    int64         `db:"upload_id"`
	Format    Format        `db:"format"`
	Encoding  string        `db:"encoding"`
	Delimiter string        `db:"delimiter"`
	Header    store.Strings `db:"header"`
	WithSKU   bool          `db:"with_sku"`

	Category catalog.CategoryID `db:"category_id"` // for new products whose file names none; 0 for none

	Rows      int    `db:"rows"`
	Creates   int    `db:"creates"` // products, as shown before
	Updates   int    `db:"updates"`
	Unchanged int    `db:"unchanged"`
	Held      int    `db:"held"`
	HeldRows  int    `db:"held_rows"`
	DiffHash  []byte `db:"diff_hash"`

	State      State        `db:"state"`
	Grant      int64        `db:"grant_id"`
	Cause      string       `db:"cause"` // why it stopped
	CreatedAt  time.Time    `db:"created_at"`
	StartedAt  sql.NullTime `db:"started_at"`
	FinishedAt sql.NullTime `db:"finished_at"`
	RowsDone   int          `db:"rows_done"`
	Created    int          `db:"created"` // products, as they then were
	Updated    int          `db:"updated"`
	Failed     int          `db:"failed"` // held back while it was written
	Now        time.Time    `db:"now"`    // the shop's clock when this was read
}

// Layout is what the file's header says.
func (r *Run) Layout() (*Layout, error) { return Recognise(r.Header) }

// Writes is how many products the run means to write.
func (r *Run) Writes() int { return r.Creates + r.Updates }

// Written is how many of them it has dealt with.
func (r *Run) Written() int { return r.Created + r.Updated + r.Failed }

// Progress is how far a run is: rows per second so far, and how long the rest will take at that pace.
type Progress struct {
	Percent int
	Rows    int // to be written in all
	Done    int
	Pace    int // rows a second
	Left    time.Duration
}

// Progress measures r by what it read.
func (r *Run) Progress(rows int) Progress {
	p := Progress{Rows: max(rows, r.RowsDone), Done: r.RowsDone, Percent: 100}
	if p.Rows > 0 {
		p.Percent = p.Done * 100 / p.Rows
	}
	if !r.StartedAt.Valid || p.Done == 0 {
		return p
	}
	end := r.Now
	if r.FinishedAt.Valid {
		end = r.FinishedAt.Time
	}
	spent := max(end.Sub(r.StartedAt.Time), time.Millisecond)
	p.Pace = int(float64(p.Done) / spent.Seconds())
	p.Left = time.Duration(float64(spent) * float64(p.Rows-p.Done) / float64(p.Done)).Round(time.Second)
	return p
}

// shop is what the plans of a run need to know beside the products.
func (im *Imports) shop(ctx context.Context, run *Run) (Shop, error) {
	tree, err := im.products.Categories(ctx)
	if err != nil {
		return Shop{}, err
	}
	return Shop{Currency: im.products.Currency(), Categories: categoryNames(tree), Usual: run.Category}, nil
}

// categoryNames are the names and addresses by which a file may speak of a category.
func categoryNames(tree *catalog.Tree) map[string]catalog.CategoryID {
	out := map[string]catalog.CategoryID{}
	var walk func(catalog.CategoryID)
	walk = func(parent catalog.CategoryID) {
		for _, c := range tree.Children(parent) {
			if _, taken := out[key(c.Name)]; !taken {
				out[key(c.Name)] = c.ID
			}
			out[c.Slug] = c.ID
			walk(c.ID)
		}
	}
	walk(0)
	return out
}

// Currency is the one currency of the shop.
func (im *Imports) Currency() money.Currency { return im.products.Currency() }
