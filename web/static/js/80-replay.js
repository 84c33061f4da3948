// One session played step by step: the button that leads to the first step plays them all, at a pace one can read. Without a
// script it leads from step to step by itself.
(() => {
  const play = document.querySelector("[data-play]");
  const steps = [...document.querySelectorAll("[data-replay] > li")];
  if (!play || !steps.length) return;
  const words = play.textContent.trim();
  let at = -1;
  let timer = 0;
  function show(n) {
    at = n;
    steps.forEach((step, i) => {
      step.classList.toggle("here", i === n);
      step.classList.toggle("later", i > n);
      if (i === n) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
    });
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    steps[n].scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  }
  function say(text) { play.lastChild.textContent = " " + text; }
  function stop() {
    clearInterval(timer);
    timer = 0;
    say(at >= 0 && at + 1 < steps.length ? "Go on" : words);
  }
  function tick() {
    if (at + 1 >= steps.length) return all();
    show(at + 1);
  }
  play.addEventListener("click", (e) => {
    e.preventDefault();
    if (timer) return stop();
    if (at + 1 >= steps.length) at = -1;
    tick();
    timer = setInterval(tick, 2200);
    say("Hold");
  });
  function all() {
    steps.forEach((step) => { step.classList.remove("here", "later"); step.removeAttribute("aria-current"); });
    at = -1;
    stop();
  }
  // Arrows go from step to step, once it plays or the button has the focus; Escape shows all at once.
  document.addEventListener("keydown", (e) => {
    if (e.altKey || e.ctrlKey || e.metaKey || e.target.closest("input, textarea, select") || at < 0 && e.target !== play) return;
    if (e.key === "Escape") all();
    if (e.key === "ArrowRight" || e.key === "ArrowLeft") {
      e.preventDefault();
      const to = Math.min(Math.max(at + (e.key === "ArrowRight" ? 1 : -1), 0), steps.length - 1);
      show(to);
      stop();
    }
  });
})();
