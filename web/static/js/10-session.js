// The open page of an impersonation session: counts down with the server's time, and shows "ended" without a click.
(() => {
  const live = document.getElementById("live");
  const bar = document.querySelector(".acting-bar");

  // A page that the browser kept for Back is asked for again: it may belong to a session that is over.
  addEventListener("pageshow", (e) => {
    if (e.persisted && (bar || (live && live.dataset.url))) location.reload();
  });
  // htmx notes the address of each page in the browser's own keeping, also where it keeps no history. Nothing of ours stays there.
  addEventListener("load", () => sessionStorage.removeItem("htmx-current-path-for-history"));
  if (!live) return;

  // Two clocks, for a laptop that slept stops one of them and a reader may set the other.
  const started = { steady: answered(), wall: Date.now() - (performance.now() - answered()) };
  let left, idle, since, over = false;

  function answered() {
    const [page] = performance.getEntriesByType("navigation");
    return page ? page.responseStart : 0;
  }
  function elapsed() {
    return Math.max(performance.now() - started.steady, Date.now() - started.wall);
  }
  function read(from, at) {
    left = from.dataset.left === undefined ? NaN : Number(from.dataset.left);
    idle = from.dataset.idle === undefined ? NaN : Number(from.dataset.idle);
    since = at;
  }
  function clock(seconds) {
    const two = (n) => String(n).padStart(2, "0");
    const s = Math.max(Math.ceil(seconds), 0);
    if (s < 3600) return two(Math.floor(s / 60)) + ":" + two(s % 60);
    return Math.floor(s / 3600) + ":" + two(Math.floor(s / 60) % 60) + ":" + two(s % 60);
  }

  const said = new Set();
  function warn(seconds) {
    const status = document.getElementById("acting-says");
    for (const [limit, words] of [[60, "One minute left in this session."], [300, "Five minutes left in this session."]]) {
      if (status && seconds <= limit && !said.has(limit)) {
        said.add(limit).add(300);
        status.textContent = words;
        bar.classList.add("short");
        return;
      }
    }
  }

  // Everything of the subject leaves the page; what to say instead came with it, in a template.
  function end() {
    if (over) return;
    over = true;
    const words = document.getElementById("session-over");
    if (!words) return location.reload();
    document.title = "Session ended · Standin";
    document.body.className = "";
    document.body.replaceChildren(words.content.cloneNode(true));
    document.getElementById("main").focus();
  }

  // The last minute before it ends for want of a click is shown instead of the whole time, with "Continue" beside it; a click
  // elsewhere gives it back. At zero the server is asked: another tab may have been alive.
  function show(rest, quiet) {
    const time = bar.querySelector(".acting-time time");
    if (!time) return;
    const waits = quiet <= 60 && quiet < rest;
    time.textContent = clock(waits ? quiet : rest);
    bar.querySelector("[data-words]").textContent = waits ? "without a click" : "left";
    const stay = bar.querySelector(".acting-stay");
    if (stay && stay.hidden === waits) {
      stay.hidden = !waits;
      const status = document.getElementById("acting-says");
      if (status) status.textContent = waits ? "One minute left without a click. Press Continue to go on." : "";
    }
    warn(rest);
    if (quiet <= 0) ask();
  }

  // "Continue" is a sign of life and nothing else: the page, and what is typed in it, stays as it is.
  async function stay(e) {
    e.preventDefault();
    try {
      const answer = await fetch(e.target.action, { method: "POST", body: new URLSearchParams(new FormData(e.target)), cache: "no-store", redirect: "manual" });
      if (answer.type !== "opaqueredirect" && !answer.ok) return end();
    } catch {
      return; // no network: it may be pressed again
    }
    await ask();
  }

  function tick() {
    if (document.hidden || over) return;
    const passed = (elapsed() - since) / 1000;
    if (bar && left - passed <= 0) return end();
    if (bar && !isNaN(left)) show(left - passed, idle - passed);
    for (const other of document.querySelectorAll("[data-running]")) {
      const rest = Number(other.dataset.running) - elapsed() / 1000;
      other.textContent = rest > 0 ? clock(rest) : "ended";
    }
  }

  async function ask() {
    if (document.hidden || over || !live.dataset.url) return;
    const asked = elapsed();
    try {
      const answer = await fetch(live.dataset.url, { headers: { Accept: "text/html" }, cache: "no-store", redirect: "manual" });
      if (bar && (answer.type === "opaqueredirect" || [401, 403, 404, 409, 410].includes(answer.status))) return end();
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live");
      if (!fresh) return;
      read(fresh, asked);
      if (fresh.childElementCount !== live.childElementCount || fresh.textContent !== live.textContent) {
        live.replaceChildren(...fresh.childNodes);
      }
      tick();
    } catch {
      // No network: the countdown goes on, and the next question may be answered.
    }
  }

  read(live, 0);
  tick();
  bar?.querySelector(".acting-stay")?.addEventListener("submit", stay);
  if (bar || document.querySelector("[data-running]")) setInterval(tick, 1000);
  if (live.dataset.url) setInterval(ask, 4000);
  document.addEventListener("visibilitychange", () => { tick(); ask(); });
})();
