package webtest

import (
	"os"
	"path/filepath"

	"github.com/chromedp/cdproto/emulation"
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

// Barriers are what axe-core finds wrong with the page: rule, and the first element that breaks it. The browser lets go of the
// page's policy from the next page on, which else refuses axe itself.
func (b *Browser) Barriers(axe string) (found []string) {
	b.t.Helper()
	await := func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }
	b.run("look for barriers", chromedp.Evaluate(axe, nil), chromedp.Evaluate(axeRun, &found, await))
	return found
}

// WithoutPolicy opens all further pages without their Content-Security-Policy, so that axe can be put into them.
func (b *Browser) WithoutPolicy() *Browser {
	b.t.Helper()
	b.run("let go of the policy", page.SetBypassCSP(true))
	return b
}

const axeRun = `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] })
	.then(r => r.violations.map(v => v.id + ": " + v.nodes.map(n => n.html.slice(0, 160)).join(" | ")))`
