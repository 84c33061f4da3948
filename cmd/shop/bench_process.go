package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// child is the shop as a process of its own, as an operator starts it.
type child struct {
	cmd  *exec.Cmd
	url  string
	said bytes.Buffer
	took time.Duration // from its start to its first "ready"
}

// slowestStart is how long a child may take: seeding is the longest part.
const slowestStart = 4 * time.Minute

// start runs this program's serve and waits until it is ready.
func (b *benchmark) start(ctx context.Context) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	addr, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	c := &child{url: "http://" + addr}
	c.cmd = exec.CommandContext(ctx, self, "serve", "--demo", "--addr", addr, "--metrics", "off", "--data", b.config.Data) // #nosec G204 -- this very program
	c.cmd.Env, c.cmd.Stdout, c.cmd.Stderr = besides("DATABASE_URL", "SHOP_"), &c.said, &c.said
	c.cmd.Cancel = func() error { return c.cmd.Process.Signal(os.Interrupt) }
	c.cmd.WaitDelay = 20 * time.Second
	began := time.Now()
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	if err := c.ready(ctx, began); err != nil {
		return nil, errors.Join(err, c.stop())
	}
	return c, nil
}

// besides is the environment without what would make the child another shop than the one that is measured.
func besides(names ...string) []string {
	var kept []string
	for _, v := range os.Environ() {
		name, _, _ := strings.Cut(v, "=")
		drop := false
		for _, n := range names {
			drop = drop || strings.Contains(name, n)
		}
		if !drop {
			kept = append(kept, v)
		}
	}
	return kept
}

func (c *child) ready(ctx context.Context, began time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, slowestStart)
	defer cancel()
	for ctx.Err() == nil {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.url+"/readyz", nil)
		if err != nil {
			return err
		}
		if res, err := http.DefaultClient.Do(req); err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				c.took = time.Since(began)
				return nil
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
	return fmt.Errorf("the shop did not get ready: %w", ctx.Err())
}

// stop ends the child as Ctrl-C does. What it said is told when it did not end well.
func (c *child) stop() error {
	_ = c.cmd.Process.Signal(os.Interrupt) // one that has ended already is told of by Wait
	if err := c.cmd.Wait(); err != nil {
		return fmt.Errorf("the shop ended with %w: %s", err, strings.TrimSpace(c.said.String()))
	}
	return nil
}

// seed lets a first child make the demonstration.
func (b *benchmark) seed(ctx context.Context) error {
	c, err := b.start(ctx)
	if err != nil {
		return err
	}
	b.say("ready after %s", c.took.Round(100*time.Millisecond))
	return c.stop()
}

// process starts the shop on seeded data, lets people come, and looks how much memory it has then.
func (b *benchmark) process(ctx context.Context) error {
	c, err := b.start(ctx)
	if err != nil {
		return err
	}
	begun := measured{What: "ready after start on seeded data, its PostgreSQL included", Shop: fmt.Sprintf("%.2f s", c.took.Seconds()), Limit: "–", Ratio: "–",
		Goal: "≤ 2 s", Missed: c.took > 2*time.Second}
	err = b.crowd(ctx, c)
	if err != nil {
		return errors.Join(err, c.stop())
	}
	held, err := resident(ctx, c.cmd.Process.Pid)
	if err == nil {
		b.rows = append(b.rows, begun, sized("memory of the serving process after the run, PostgreSQL apart", held, 80<<20, "MB"))
	}
	return errors.Join(err, c.stop())
}

var productLink = regexp.MustCompile(`/p/[a-z0-9-]+`)

// crowd is the run after which memory is looked at: every product page by strangers, eight at a time, and twelve customers who
// sign in at once and look round.
func (b *benchmark) crowd(ctx context.Context, c *child) error {
	stranger := newVisitor(c.url)
	list, err := stranger.get(ctx, "/sitemap/1")
	if err != nil {
		return err
	}
	pages := productLink.FindAllString(string(list), -1)
	if len(pages) == 0 {
		return errors.New("the shop has no products")
	}
	err = inParallel(ctx, 8, len(pages), func(ctx context.Context, i int) error {
		_, err := newVisitor(c.url).get(ctx, pages[i])
		return err
	})
	if err != nil {
		return err
	}
	return inParallel(ctx, 4, 12, func(ctx context.Context, i int) error {
		v := newVisitor(c.url)
		if err := v.signIn(ctx, fmt.Sprintf("customer%02d@example.com", i+1)); err != nil {
			return err
		}
		for n := range 40 {
			if _, err := v.get(ctx, []string{"/", pages[(i*40+n)%len(pages)], "/search?q=boots", "/cart"}[n%4]); err != nil {
				return err
			}
		}
		return nil
	})
}

// inParallel does n things, so many at a time, and gives the first failure.
func inParallel(ctx context.Context, hands, n int, do func(ctx context.Context, i int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	work := make(chan int)
	var wg sync.WaitGroup
	for range hands {
		wg.Go(func() {
			for i := range work {
				if err := do(ctx, i); err != nil {
					cancel(err)
				}
			}
		})
	}
	for i := range n {
		if ctx.Err() != nil {
			break
		}
		work <- i
	}
	close(work)
	wg.Wait()
	return context.Cause(ctx)
}

// resident is the memory a process holds now, in bytes.
func resident(ctx context.Context, pid int) (int64, error) {
	kilobytes := ""
	if status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid)); err == nil {
		_, rest, _ := strings.Cut(string(status), "VmRSS:")
		kilobytes, _, _ = strings.Cut(strings.TrimSpace(rest), " ")
	} else { // no Linux
		out, err := exec.CommandContext(ctx, "ps", "-o", "rss=", "-p", strconv.Itoa(pid)).Output()
		if err != nil {
			return 0, fmt.Errorf("how much memory the shop holds: %w", err)
		}
		kilobytes = strings.TrimSpace(string(out))
	}
	n, err := strconv.ParseInt(kilobytes, 10, 64)
	return n << 10, err
}
