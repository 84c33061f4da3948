// Dials that count the seconds to the next code, and codes of the demo that renew themselves.
(() => {
  const dials = document.querySelectorAll(".dial[data-seconds]");
  if (!dials.length) return;
  const begun = performance.now();
  const draw = () => {
    if (document.hidden) return;
    for (const dial of dials) {
      const period = Number(dial.dataset.period || 30);
      const passed = Math.floor((performance.now() - begun) / 1000);
      const left = ((((Number(dial.dataset.seconds) - 1 - passed) % period) + period) % period) + 1;
      dial.querySelector(".now").setAttribute("stroke-dasharray", left + " " + period);
      dial.querySelector("b").textContent = left;
      dial.setAttribute("aria-label", left + " seconds to the next code");
      if (left === period && passed > 0 && dial.dataset.reload !== undefined) return location.reload();
    }
  };
  setInterval(draw, 1000);

  // A typed or pasted code may hold spaces; the sixth figure does not send the form, for a reason is to be read first.
  for (const field of document.querySelectorAll('[autocomplete="one-time-code"]')) {
    field.addEventListener("input", () => {
      const figures = field.value.replace(/[^0-9A-Za-z-]/g, "");
      if (figures !== field.value) field.value = figures;
    });
  }
})();
