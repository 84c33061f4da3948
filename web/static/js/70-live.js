// Parts of a page that ask for themselves again while the tab is seen: progress of an upload, who runs now. The server says
// with data-every (seconds) how often, and stops it by leaving that out; data-then is where to go when the part is no more there.
(() => {
  const due = new Map();
  async function fetchPart(part) {
    const answer = await fetch(part.dataset.from || location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(part.id);
    if (fresh) part.replaceWith(fresh);
    else if (part.dataset.then) location.assign(part.dataset.then);
    else location.reload();
  }
  setInterval(() => {
    if (document.hidden) return;
    for (const part of document.querySelectorAll("[data-every][id]")) {
      const now = performance.now();
      const at = due.get(part.id) ?? now + part.dataset.every * 1000;
      due.set(part.id, now >= at ? now + part.dataset.every * 1000 : at);
      // Nobody loses the field they type in, or the menu they have open.
      if (now >= at && !part.contains(document.activeElement)) fetchPart(part).catch(() => {});
    }
  }, 500);

  // Progress is told to a screen reader every ten seconds at most, and its end once.
  let told = 0;
  setInterval(() => {
    const bar = document.querySelector("[data-every] progress");
    const status = document.getElementById("progress-says");
    if (!bar || !status || performance.now() - told < 10000) return;
    told = performance.now();
    status.textContent = Math.round((bar.value / bar.max) * 100) + " per cent";
  }, 1000);
})();
