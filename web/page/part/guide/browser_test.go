package guide

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"standin/web/page/part"
	"standin/web/static"
)

// browser opens a tab of Chromium on a page of the guide server and gathers what it complains about.
func browser(t *testing.T) (ctx context.Context, complaints func() []string) {
	t.Helper()
	if testing.Short() {
		t.Skip("browser tests are left out of make short")
	}
	if _, err := exec.LookPath("chromium"); err != nil {
		t.Fatal("no chromium here; make test installs it")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-quic", true))
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	var mu sync.Mutex
	var said []string
	chromedp.ListenTarget(ctx, func(event any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := event.(type) {
		case *log.EventEntryAdded:
			said = append(said, e.Entry.Text+" "+e.Entry.URL)
		case *runtime.EventExceptionThrown:
			said = append(said, e.ExceptionDetails.Error())
		}
	})
	return ctx, func() []string { mu.Lock(); defer mu.Unlock(); return said }
}

func run(ctx context.Context, t *testing.T, actions ...chromedp.Action) {
	t.Helper()
	if err := chromedp.Run(ctx, actions...); err != nil {
		t.Fatal(err)
	}
}

func serve(t *testing.T, h http.Handler) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}

// acting serves one page to an actor whose session has that long left; live answers what the open page asks for.
func acting(t *testing.T, left time.Duration, live http.HandlerFunc) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle("/static/", handler())
	mux.HandleFunc("GET /as/k2/live", live)
	mux.HandleFunc("GET /guide/{visitor}/{page}", func(w http.ResponseWriter, r *http.Request) {
		frame := Frames()["acting"]
		frame.Acting.Left, frame.LiveURL = left, "/live"
		show(w, r, frame)
	})
	return serve(t, mux) + "/guide/acting/cart"
}

func running(w http.ResponseWriter, r *http.Request) {
	frame := Frames()["acting"]
	frame.LiveURL = "/live"
	_ = part.Live().Render(part.With(r.Context(), frame), w)
}

// TestI29_CountdownFollowsTheServer: two seconds later the bar shows two seconds less, give or take what I29 allows.
func TestI29_CountdownFollowsTheServer(t *testing.T) {
	t.Parallel()
	ctx, complaints := browser(t)
	var text string
	run(ctx, t, chromedp.Navigate(acting(t, 90*time.Second, running)), chromedp.Sleep(2500*time.Millisecond),
		chromedp.Text(".acting-time time", &text, chromedp.ByQuery))
	if text != "01:28" && text != "01:27" && text != "01:26" {
		t.Errorf("after 2.5 of 90 seconds the bar shows %s", text)
	}
	if c := complaints(); len(c) > 0 {
		t.Errorf("Chromium says %q", c)
	}
}

// TestI29_OpenPageShowsItsEnd: at zero nothing of the subject is left on the page, without a click.
func TestI29_OpenPageShowsItsEnd(t *testing.T) {
	t.Parallel()
	ctx, _ := browser(t)
	var title, body string
	run(ctx, t, chromedp.Navigate(acting(t, 2*time.Second, running)), chromedp.WaitVisible(".session-over", chromedp.ByQuery),
		chromedp.Title(&title), chromedp.OuterHTML("body", &body, chromedp.ByQuery))
	if title != "Session ended · Standin" || strings.Contains(body, "Mara") || strings.Contains(body, "acting-bar") {
		t.Errorf("%q still holds the subject: %.400s", title, body)
	}
}

// TestI29_EndElsewhereReachesTheOpenPage: a session that was ended in another place empties the page within five seconds.
func TestI29_EndElsewhereReachesTheOpenPage(t *testing.T) {
	t.Parallel()
	ctx, _ := browser(t)
	var ended atomic.Bool
	address := acting(t, time.Hour, func(w http.ResponseWriter, r *http.Request) {
		if ended.Load() {
			w.WriteHeader(http.StatusConflict)
			return
		}
		running(w, r)
	})
	run(ctx, t, chromedp.Navigate(address), chromedp.WaitVisible(".acting-bar", chromedp.ByQuery))
	ended.Store(true)
	since := time.Now()
	run(ctx, t, chromedp.WaitVisible(".session-over", chromedp.ByQuery))
	if took := time.Since(since); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}

// TestI61_NoticeReachesTheOpenPage: the subject's open page says within five seconds that somebody helps, and holds the end.
func TestI61_NoticeReachesTheOpenPage(t *testing.T) {
	t.Parallel()
	ctx, complaints := browser(t)
	var helped atomic.Bool
	mux := http.NewServeMux()
	mux.Handle("/static/", handler())
	frame := func() *part.Frame {
		f := Frames()["shopper"]
		f.LiveURL = "/live"
		if !helped.Load() {
			f.Helper = nil
		}
		return f
	}
	mux.HandleFunc("GET /live", func(w http.ResponseWriter, r *http.Request) {
		_ = part.Live().Render(part.With(r.Context(), frame()), w)
	})
	mux.HandleFunc("GET /guide/{visitor}/{page}", func(w http.ResponseWriter, r *http.Request) { show(w, r, frame()) })
	run(ctx, t, chromedp.Navigate(serve(t, mux)+"/guide/shopper/order"), chromedp.WaitReady("#live", chromedp.ByQuery))
	helped.Store(true)
	since := time.Now()
	run(ctx, t, chromedp.WaitVisible(`.helped form[action="/account/helped/end"] button`, chromedp.ByQuery))
	if took := time.Since(since); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
	if c := complaints(); len(c) > 0 {
		t.Errorf("Chromium says %q", c)
	}
}

// TestS33_HtmxUnderThePolicy: with the shop's content policy htmx swaps our pieces, and a piece with a script is refused.
func TestS33_HtmxUnderThePolicy(t *testing.T) {
	t.Parallel()
	if !static.Has(static.HTMX) {
		t.Fatal("htmx is not here; make vendor fetches it")
	}
	ctx, _ := browser(t)
	var title string
	var intruders int
	run(ctx, t, chromedp.Navigate(serve(t, handler())+"/guide/guest/product"),
		chromedp.Click("#fetched button", chromedp.ByQuery), chromedp.WaitVisible("#arrived", chromedp.ByQuery),
		chromedp.Click("#evil button", chromedp.ByQuery), chromedp.Sleep(500*time.Millisecond), chromedp.Title(&title),
		chromedp.Evaluate(`document.querySelectorAll("#intruder").length`, &intruders))
	if title == "taken" || intruders != 0 {
		t.Errorf("a script came in: title %q, %d intruders", title, intruders)
	}
}

// TestA3_ChoiceSwapsTheArticle: choosing a colour shows it and puts it into the address, and the page was not loaded anew.
func TestA3_ChoiceSwapsTheArticle(t *testing.T) {
	t.Parallel()
	ctx, complaints := browser(t)
	var address, focused string
	var same bool
	run(ctx, t, chromedp.Navigate(serve(t, handler())+"/guide/guest/product"), chromedp.Evaluate(`window.same = true`, nil),
		chromedp.Evaluate(`document.getElementById("colour-rust").focus(); document.getElementById("colour-rust").click()`, nil),
		chromedp.WaitVisible(`img[alt="Trail boot in rust"]`, chromedp.ByQuery), chromedp.Location(&address),
		chromedp.Evaluate(`window.same === true`, &same), chromedp.Evaluate(`document.activeElement.id`, &focused))
	if !strings.HasSuffix(address, "?colour=rust") || !same || focused != "colour-rust" {
		t.Errorf("address %s, same page %v, focus on %q", address, same, focused)
	}
	if c := complaints(); len(c) > 0 {
		t.Errorf("Chromium says %q", c)
	}
}

// TestF12_PagesAreAccessible runs axe on each page of the guide, narrow and wide, in light and dark, and looks for sideways
// scrolling (F13).
func TestF12_PagesAreAccessible(t *testing.T) {
	t.Parallel()
	axe, err := os.ReadFile("../../../webtest/vendor/axe.min.js")
	if err != nil {
		t.Fatal("axe-core is not here; make vendor fetches it")
	}
	ctx, _ := browser(t)
	base := serve(t, withoutPolicy(handler()))
	for name := range Pages {
		for _, look := range []struct {
			width  int64
			scheme string
		}{{320, "light"}, {1440, "dark"}} {
			var found []string
			var sideways bool
			run(ctx, t, emulation.SetDeviceMetricsOverride(look.width, 800, 1, false),
				emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: look.scheme}}),
				chromedp.Navigate(base+"/guide/acting/"+name), chromedp.Evaluate(string(axe), nil),
				chromedp.Evaluate(`document.documentElement.scrollWidth > innerWidth`, &sideways),
				chromedp.Evaluate(axeRun, &found, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
			if len(found) > 0 || sideways {
				t.Errorf("%s at %d, %s: sideways %v, %s", name, look.width, look.scheme, sideways, strings.Join(found, "\n"))
			}
		}
	}
}

const axeRun = `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] })
	.then((r) => r.violations.map((v) => v.id + ": " + v.nodes[0].html.slice(0, 160)))`

// withoutPolicy lets the test put axe into the page, which the policy would refuse.
func withoutPolicy(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(&bare{w}, r)
	})
}

type bare struct{ http.ResponseWriter }

func (b *bare) Write(p []byte) (int, error) {
	b.Header().Del("Content-Security-Policy")
	return b.ResponseWriter.Write(p)
}
