package webtest

import (
	"context"
	"os"
	"path/filepath"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// View writes a picture of what the window shows into a file.
func (b *Browser) View(file string) *Browser {
	b.t.Helper()
	var png []byte
	b.until("picture", `document.readyState === "complete" && document.fonts.status === "loaded" &&
		[...document.images].every(i => i.complete || i.getBoundingClientRect().top > innerHeight)`)
	b.run("picture", chromedp.CaptureScreenshot(&png))
	if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(file, png, 0o600); err != nil {
		b.t.Fatal(err)
	}
	return b
}

// WithoutScripts opens all further pages as a browser that runs no JavaScript. What the test itself asks still runs.
func (b *Browser) WithoutScripts() *Browser {
	b.t.Helper()
	b.run("turn scripts off", emulation.SetScriptExecutionDisabled(true))
	return b
}

// Sideways tells whether the page is wider than its window.
func (b *Browser) Sideways() (wider bool) {
	b.t.Helper()
	b.run("measure", chromedp.Evaluate(`document.documentElement.scrollWidth > document.documentElement.clientWidth`, &wider))
	return wider
}

// Barriers are what axe-core finds wrong with the page: rule, and the elements that break it. axe is its source; the pages' policy
// would refuse it (WithoutPolicy).
func (b *Browser) Barriers(axe string) []string {
	b.t.Helper()
	return b.scan(axe, `["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]`)
}

// Faint are the words that axe-core finds hard to read: all of Barriers that depends on light and dark.
func (b *Browser) Faint(axe string) []string {
	b.t.Helper()
	return b.scan(axe, `{ type: "rule", values: ["color-contrast"] }`)
}

func (b *Browser) scan(axe, rules string) (found []string) {
	b.t.Helper()
	await := func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }
	b.run("look for barriers", chromedp.Evaluate("if (!window.axe) {"+axe+"}", nil), chromedp.Evaluate(`axe.run(document, { runOnly: `+rules+` })
		.then(r => r.violations.map(v => v.id + ": " + v.nodes.map(n => n.html.slice(0, 160)).join(" | ")))`, &found, await))
	return found
}

// WithoutPolicy opens all further pages without their Content-Security-Policy, so that axe can be put into them.
func (b *Browser) WithoutPolicy() *Browser {
	b.t.Helper()
	b.run("let go of the policy", page.SetBypassCSP(true))
	return b
}

// Forget throws all cookies away: the next page is a stranger's.
func (b *Browser) Forget() *Browser {
	b.t.Helper()
	b.run("forget", network.ClearBrowserCookies())
	return b
}

// Media shows the pages as on another medium: "print" for paper, "" for the screen.
func (b *Browser) Media(medium string) *Browser {
	b.t.Helper()
	b.run("change the medium", emulation.SetEmulatedMedia().WithMedia(medium))
	return b
}

// Cookie is the value of a cookie of the site, also of one that no script can read; "" for none.
func (b *Browser) Cookie(name string) (value string) {
	b.t.Helper()
	b.run("read a cookie", chromedp.ActionFunc(func(ctx context.Context) error {
		list, err := network.GetCookies().WithURLs([]string{b.base}).Do(ctx)
		for _, k := range list {
			if k.Name == name {
				value = k.Value
			}
		}
		return err
	}))
	return value
}
