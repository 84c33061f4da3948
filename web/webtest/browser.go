package webtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// patience is how long a browser waits for what must come. It decides no test: it only keeps a hung one from staying for ever.
const patience = 30 * time.Second

// Browser is one person's real Chromium, with a profile of its own.
type Browser struct {
	t    testing.TB
	ctx  context.Context
	base string
	name string

	Clicks int // so far, on buttons, links and choices
}

// Chromium starts a browser for one person on the site at base. It fails the test when there is no Chromium: `make test` brings it.
func Chromium(t testing.TB, base, name string) *Browser {
	t.Helper()
	path, profile := chromiumPath(t), profileFor(t)
	options := append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...)
	options = append(options, chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(profile),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.WindowSize(1440, 900),
		chromedp.WSURLReadTimeout(patience))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(func() { cancel(); stop() })
	b := &Browser{t: t, ctx: ctx, base: base, name: name}
	if err := chromedp.Run(ctx); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	return b
}

// profileFor is a folder for one browser. Its helpers write into it for a moment after it has ended, so that the folder's end
// decides no test, as that of t.TempDir would.
func profileFor(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "browser-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for range 20 {
			if os.RemoveAll(dir) == nil {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
	})
	return dir
}

func chromiumPath(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium",
		"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	t.Fatal("no Chromium found. On Debian or Ubuntu: apt-get install chromium. On macOS: brew install --cask chromium.")
	return ""
}

// Open goes to a path of the site.
func (b *Browser) Open(path string) *Browser {
	b.t.Helper()
	if !strings.HasPrefix(path, "http") {
		path = b.base + path
	}
	b.run("open "+path, chromedp.Navigate(path))
	return b
}

// Fill types into the control with the label.
func (b *Browser) Fill(label, value string) *Browser {
	b.t.Helper()
	q := find("control", label)
	b.run("fill "+label, chromedp.WaitReady(q, chromedp.ByJSPath), chromedp.SetValue(q, value, chromedp.ByJSPath))
	return b
}

// Enter types into the control with the label, and presses the key that sends the form.
func (b *Browser) Enter(label, value string) *Browser {
	b.t.Helper()
	b.Fill(label, value)
	q := find("control", label)
	b.run("enter "+label, chromedp.Evaluate(`window.stays = true`, nil), chromedp.Focus(q, chromedp.ByJSPath), chromedp.KeyEvent("\r"))
	b.until("leave the page of "+label, `!window.stays`)
	b.settle("enter " + label)
	return b
}

// Attach puts a file into the control with the label.
func (b *Browser) Attach(label, file string) *Browser {
	b.t.Helper()
	q := find("control", label)
	b.run("attach "+file, chromedp.WaitReady(q, chromedp.ByJSPath), chromedp.SetUploadFiles(q, []string{file}, chromedp.ByJSPath))
	return b
}

// Choose clicks the radio button, checkbox or option with the label.
func (b *Browser) Choose(label string) *Browser {
	b.t.Helper()
	b.click("choose "+label, find("control", label))
	return b
}

// Press clicks the button with the words.
func (b *Browser) Press(words string) *Browser {
	b.t.Helper()
	b.click("press "+words, find("button", words))
	return b
}

// Click clicks the link with the words.
func (b *Browser) Click(words string) *Browser {
	b.t.Helper()
	b.click("click "+words, find("link", words))
	return b
}

// click presses on an element. Where that leads to another page it waits for it; a page that only changes in place is given a
// moment.
func (b *Browser) click(what, q string) {
	b.t.Helper()
	b.Clicks++
	b.run(what, chromedp.WaitReady(q, chromedp.ByJSPath), chromedp.Evaluate(`window.stays = true`, nil), chromedp.Evaluate(q+`.click()`, nil))
	for range 20 {
		var stays bool
		if err := chromedp.Run(b.ctx, chromedp.Evaluate(`!!window.stays`, &stays)); err == nil && !stays {
			break
		}
		time.Sleep(40 * time.Millisecond)
	}
	b.settle(what)
}

// settle waits until the page is whole.
func (b *Browser) settle(what string) {
	b.t.Helper()
	b.until(what, `document.readyState === "complete"`)
}

// until asks the page again and again until the script says true. While one page gives way to the next, the browser forgets what
// it was asked on the first one: then it is simply asked again.
func (b *Browser) until(what, script string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	for {
		var yes bool
		err := chromedp.Run(ctx, chromedp.Evaluate(script, &yes))
		if err == nil && yes {
			return
		}
		if ctx.Err() != nil {
			b.fail(what, fmt.Errorf("it did not come in time: %w", errors.Join(err, ctx.Err())))
		}
		time.Sleep(40 * time.Millisecond)
	}
}

// Until waits until the script says true in the page; it fails the test after a while.
func (b *Browser) Until(what, script string) *Browser {
	b.t.Helper()
	b.until(what, script)
	return b
}

// Sees waits until each text stands on the page; it fails the test after a while.
func (b *Browser) Sees(texts ...string) *Browser {
	b.t.Helper()
	for _, text := range texts {
		want, _ := json.Marshal(strings.ToLower(text))
		b.until("see "+text, fmt.Sprintf(`!!document.body && document.body.innerText.replace(/\s+/g, " ").toLowerCase().includes(%s)`, want))
	}
	return b
}

// Text is the page's text, as it can be read now.
func (b *Browser) Text() (text string) {
	b.t.Helper()
	b.run("read", chromedp.Evaluate(`document.body.innerText.replace(/\s+/g, " ")`, &text))
	return text
}

// Path is the path of the page.
func (b *Browser) Path() (path string) {
	b.t.Helper()
	b.run("path", chromedp.Evaluate(`location.pathname`, &path))
	return path
}

// Back goes back in the browser's history.
func (b *Browser) Back() *Browser {
	b.t.Helper()
	b.run("back", chromedp.NavigateBack())
	return b
}

// Eval runs a script in the page and reads what it gives.
func (b *Browser) Eval(script string, result any) *Browser {
	b.t.Helper()
	b.run("evaluate", chromedp.Evaluate(script, result))
	return b
}

// Size sets the window, with a device's look: dark or light.
func (b *Browser) Size(width, height int64, dark bool) *Browser {
	b.t.Helper()
	look := "light"
	if dark {
		look = "dark"
	}
	b.run("size", emulation.SetDeviceMetricsOverride(width, height, 1, width < 600),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: look}}))
	return b
}

// Shot writes a picture of the whole page into a file.
func (b *Browser) Shot(file string) *Browser {
	b.t.Helper()
	var png []byte
	b.settle("picture")
	b.run("picture", chromedp.FullScreenshot(&png, 100))
	if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(file, png, 0o600); err != nil {
		b.t.Fatal(err)
	}
	return b
}

func (b *Browser) run(what string, actions ...chromedp.Action) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		b.fail(what, err)
	}
}

func (b *Browser) fail(what string, err error) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
	defer cancel()
	var text, path string
	_ = chromedp.Run(ctx, chromedp.Location(&path), chromedp.Evaluate(`document.body ? document.body.innerText : ""`, &text))
	if dir := os.Getenv("SHOTS"); dir != "" {
		var png []byte
		if chromedp.Run(ctx, chromedp.FullScreenshot(&png, 100)) == nil {
			_ = os.WriteFile(filepath.Join(dir, "failed-"+b.name+".png"), png, 0o600)
		}
	}
	text = strings.Join(strings.Fields(text), " ")
	b.t.Fatalf("%s could not %s at %s: %v\n%s", b.name, what, path, err, text[:min(len(text), 1500)])
}

// find is the script that finds a control by its label, a button or a link by its words, as a person does: what is hidden or
// disabled is not there.
func find(kind, words string) string {
	w, _ := json.Marshal(strings.ToLower(words))
	return fmt.Sprintf(`(() => {
  const want = %s, flat = s => (s || "").replace(/\s+/g, " ").trim().toLowerCase();
  const shown = e => e.getClientRects().length > 0 || e.type === "radio" || e.type === "checkbox" || e.type === "file";
  const name = e => flat(e.getAttribute("aria-label")) || flat(e.innerText) || flat(e.textContent) || flat(e.value);
  const pick = list => list.find(e => name(e) === want) || list.find(e => name(e).includes(want)) || null;
  if (%q === "button") return pick([...document.querySelectorAll("button, input[type=submit]")].filter(e => !e.disabled && shown(e)));
  if (%q === "link") return pick([...document.querySelectorAll("a[href]")].filter(shown));
  const controls = [...document.querySelectorAll("input, select, textarea")].filter(e => e.type !== "hidden" && !e.disabled);
  const labels = e => [...(e.labels || [])].map(l => flat(l.textContent)).concat(flat(e.getAttribute("aria-label")));
  return controls.find(e => labels(e).includes(want)) || controls.find(e => labels(e).some(l => l.startsWith(want))) || controls.find(e => labels(e).some(l => l.includes(want))) || null;
})()`, w, kind, kind)
}
