package web_test

import (
	"strings"
	"testing"
)

// barShown tells whether the bar can be seen and read where the window is now: it has room, is not hidden by any style, nothing lies
// over it, it names the person, and it stands at the top of the window however far one scrolls.
const barShown = `(() => {
  const bar = document.querySelector(".acting-bar"), why = [];
  if (!bar) return "there is none";
  for (let e = bar; e; e = e.parentElement) {
    const s = getComputedStyle(e);
    if (s.display === "none" || s.visibility !== "visible" || Number(s.opacity) < 1 || e.hidden || e.getAttribute("aria-hidden") === "true") why.push(e.tagName + " is hidden");
  }
  const b = bar.getBoundingClientRect();
  if (b.height < (PRINT ? 20 : 30) || b.width < innerWidth - 20) why.push("it measures " + b.width + " by " + b.height);
  if (!PRINT && (b.top > 1 || b.top < -1)) why.push("it stands at " + b.top);
  if (b.height > innerHeight / 3) why.push("it takes " + b.height + " of " + innerHeight);
  if (!PRINT) {
    const over = document.elementFromPoint(b.left + b.width / 2, b.top + 8);
    if (!over || !bar.contains(over)) why.push((over ? over.className : "nothing") + " lies over it");
    const end = [...bar.querySelectorAll("button")].find(e => e.textContent.includes("End session")).getBoundingClientRect();
    if (end.height < 24 || end.left < 0 || end.right > innerWidth) why.push("End session cannot be pressed");
  }
  if (!bar.innerText.includes("Mara Lind")) why.push("it names nobody: " + bar.innerText);
  return why.join("; ");
})()`

// I28: no control, no paper and no small window takes the bar away, and a screen reader is told what it is.
func TestI28_TheBarCannotBeDismissed(t *testing.T) {
	t.Parallel()
	m := newManor(t)
	b := m.browse(m.agent)
	prefix := m.act(b.Size(1440, 900, false), m.agent, m.mara)
	look := func(where, media string) {
		t.Helper()
		var wrong string
		b.Eval(strings.ReplaceAll(barShown, "PRINT", map[bool]string{true: "true", false: "false"}[media == "print"]), &wrong)
		if wrong != "" {
			t.Errorf("%s: %s", where, wrong)
		}
	}
	for _, path := range []string{"/", "/p/lamp", "/cart", "/orders/" + m.orders, "/account", "/nothing-here", "/account/password"} {
		b.Open(prefix + path)
		for _, width := range []int64{320, 390, 768, 1440} {
			b.Size(width, 700, width == 390)
			look(path+" narrow or wide", "")
			b.Eval(`(scrollTo(0, document.body.scrollHeight), true)`, nil)
			look(path+" scrolled down", "")
			b.Eval(`(document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true })), document.body.click(), true)`, nil)
			look(path+" after Escape and a click", "")
		}
		b.Media("print")
		look(path+" on paper", "print")
		b.Media("")
		var controls, name string
		b.Eval(`[...document.querySelectorAll(".acting-bar :is(button, a, summary, input:not([type=hidden]))")].map(e => e.textContent.trim()).join("|")`, &controls)
		for control := range strings.SplitSeq(controls, "|") {
			switch control {
			case "End session", "Continue", "Allow changes", "Go to this session":
			default:
				t.Errorf("%s: the bar has a control %q", path, control)
			}
		}
		b.Eval(`(e => e.tagName + " " + e.getAttribute("aria-label") + " " + !!e.querySelector('[role="status"]'))(document.querySelector(".acting-bar"))`, &name)
		if name != "ASIDE You are acting for Mara Lind true" {
			t.Errorf("%s: a screen reader is told %s", path, name)
		}
	}
}

// S35: nothing personal is left in the browser's own keeping by a walk through the pages, and htmx keeps no history.
func TestS35_NothingInTheBrowsersKeeping(t *testing.T) {
	t.Parallel()
	m := newManor(t)
	b := m.browse(m.agent)
	prefix := m.act(b, m.agent, m.mara)
	for _, path := range []string{"/", "/p/lamp", "/cart", "/orders/" + m.orders, "/account", "/account/addresses", "/account/show/email"} {
		b.Open(prefix + path)
	}
	var kept string
	b.Eval(`JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])`, &kept)
	if kept != "[[],[]]" {
		t.Errorf("the browser keeps %s", kept)
	}
	var caches string
	b.Eval(`(window.htmx ? String(htmx.config.historyCacheSize) : "no htmx") + " " + document.cookie`, &caches)
	if caches != "0 " && caches != "no htmx " {
		t.Errorf("htmx keeps %q pages, or a script can read a cookie", caches)
	}
}

// S16 and F12: the main pages inside have no barrier for anybody, at 320 px and wide, in each capacity.
func TestS16_AxeInsideInEachCapacity(t *testing.T) {
	t.Parallel()
	m := newManor(t)
	l := m.look(t)
	l.as(m.agent)
	prefix := m.act(l.b, m.agent, m.mara)
	l.at(prefix+"/p/lamp", prefix+"/cart", prefix+"/orders", prefix+"/orders/"+m.orders, prefix+"/account/addresses", prefix+"/step-up/changes", prefix+"/nothing")
	l.as(m.rep)
	prefix = m.act(l.b, m.rep, m.vera)
	l.at(prefix+"/vendor", prefix+"/vendor/products", prefix+"/vendor/imports", prefix+"/vendor/orders/"+m.orders, prefix+"/vendor/store")
	prefix = m.act(l.b, m.rep, m.tom)
	l.at(prefix+"/org", prefix+"/org/cart", prefix+"/org/orders")
}
