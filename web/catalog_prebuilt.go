package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"standin/store"
)

// What the prebuilt pages may hold, and how long one is believed should no notice of changes come through.
const (
	prebuiltBytes = 24 << 20
	prebuiltLife  = time.Minute
)

// prebuiltControl lets a browser show the page again for a few seconds without asking; a cookie that comes in between makes
// another request of it (Vary).
const prebuiltControl = "public, max-age=15"

// depends says what a prebuilt page was made of. The zero value is nothing: such a page is not kept.
type depends struct {
	list     bool // any product, price or stock
	product  int64
	vendor   int64
	variants []int64
	pictures []int64
}

// listTables are what lists are made of.
var listTables = []string{"shop.product", "shop.variant", "shop.stock", "shop.product_category", "shop.product_picture", "shop.vendor"}

func (d depends) kept() bool { return d.list || d.product != 0 }

// touched tells whether a change may show on the page. The departments and the shop's name stand on every page; a picture or
// variant that a product did not have comes with a change of its own row.
func (d depends) touched(c store.Change) bool {
	if c.TouchesTable("shop.category") || c.TouchesTable("shop.setting") {
		return true
	}
	if d.list {
		for _, t := range listTables {
			if c.TouchesTable(t) {
				return true
			}
		}
		return false
	}
	if c.Touches("shop.product", d.product) || c.Touches("shop.vendor", d.vendor) {
		return true
	}
	touches := func(table string) func(int64) bool {
		return func(id int64) bool { return c.Touches(table, id) }
	}
	return slices.ContainsFunc(d.variants, touches("shop.variant")) || slices.ContainsFunc(d.variants, touches("shop.stock")) ||
		slices.ContainsFunc(d.pictures, touches("shop.product_picture"))
}

// built is a page ready to be sent: rendered once, compressed once.
type built struct {
	packed  []byte
	etag    string
	made    time.Time
	depends depends
}

// pageCache keeps pages for requests that carry no cookie of ours. It keeps nothing until it is told of changes for the first
// time: a page nobody would drop must not be kept.
type pageCache struct {
	mu      sync.RWMutex
	pages   map[string]*built
	size    int
	version int64 // moves with each change
	live    bool
}

func (p *pageCache) get(key string) *built {
	p.mu.RLock()
	defer p.mu.RUnlock()
	b := p.pages[key]
	if b == nil || time.Since(b.made) > prebuiltLife {
		return nil
	}
	return b
}

// mark is the state of the shop as far as notices go: taken before a page is made and given to put.
func (p *pageCache) mark() int64 {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.version
}

// put keeps a page unless something changed while it was made. Pages that have to go are any: what is asked for comes back.
func (p *pageCache) put(key string, b *built, mark int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.live || mark != p.version || weight(key, b) > prebuiltBytes {
		return
	}
	p.remove(key)
	for other := range p.pages {
		if p.size+weight(key, b) <= prebuiltBytes {
			break
		}
		p.remove(other)
	}
	if p.pages == nil {
		p.pages = map[string]*built{}
	}
	p.pages[key] = b
	p.size += weight(key, b)
}

func (p *pageCache) remove(key string) {
	if b := p.pages[key]; b != nil {
		p.size -= weight(key, b)
		delete(p.pages, key)
	}
}

func weight(key string, b *built) int {
	return len(key) + len(b.packed) + 8*(len(b.depends.variants)+len(b.depends.pictures)) + 256
}

// changed drops the pages on which a change may show.
func (p *pageCache) changed(c store.Change) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.live, p.version = true, p.version+1
	for key, b := range p.pages {
		if b.depends.touched(c) {
			p.remove(key)
		}
	}
}

func build(page []byte, d depends) *built {
	var packed bytes.Buffer
	z, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression) // the level is a valid one
	_, _ = z.Write(page)                                       // to memory
	_ = z.Close()
	sum := sha256.Sum256(page)
	return &built{packed: packed.Bytes(), etag: hex.EncodeToString(sum[:12]), made: time.Now(), depends: d}
}

// send answers with the page, or with 304 to who has it already. Hardly anybody takes no gzip: for them it is unpacked.
func (b *built) send(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", prebuiltControl)
	h.Set("Vary", "Cookie, Accept-Encoding")
	zipped := strings.Contains(r.Header.Get("Accept-Encoding"), "gzip")
	etag := `"` + b.etag + `"`
	if zipped {
		etag = `"` + b.etag + `-gzip"`
	}
	h.Set("ETag", etag)
	if match := r.Header.Get("If-None-Match"); match != "" && strings.Contains(match, etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := b.packed
	if zipped {
		h.Set("Content-Encoding", "gzip")
	} else {
		body = unpack(b.packed)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the reader went away; there is nobody to tell
	}
}

func unpack(packed []byte) []byte {
	var out bytes.Buffer
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err == nil {
		_, _ = out.ReadFrom(z) // we packed it ourselves
	}
	return out.Bytes()
}
