// Forms that work without a script, made quicker by one.
(() => {
  // Select boxes and numbers that send their form when they change; the button beside them is for those without a script.
  document.addEventListener("change", (e) => {
    const form = e.target.form;
    if (!form || !e.target.closest("[data-auto]")) return;
    if (e.target.value !== "" && e.target.checkValidity()) form.requestSubmit(form.querySelector("button:not([name])"));
  });
  for (const button of document.querySelectorAll("[data-auto] button[data-spare]")) button.hidden = true;

  // A second press while the first is on its way sends nothing twice.
  document.addEventListener("submit", (e) => {
    const form = e.target;
    if (form.method !== "post" || form.target || e.defaultPrevented) return;
    if (form.dataset.sent) return e.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 4000);
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  // The first refused field takes the focus.
  const wrong = document.querySelector('[aria-invalid="true"]');
  if (wrong) wrong.focus();

  // A menu closes on Escape, and when the reader goes elsewhere.
  const close = (except) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (menu !== except && !menu.contains(except)) menu.open = false;
    }
  };
  document.addEventListener("click", (e) => close(e.target));
  document.addEventListener("keydown", (e) => {
    const menu = e.key === "Escape" && document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // "Select all" of a table.
  document.addEventListener("change", (e) => {
    if (!e.target.matches("[data-all]")) return;
    for (const box of e.target.closest("table").querySelectorAll('tbody [type="checkbox"]')) box.checked = e.target.checked;
  });
})();
