// A product page: small pictures lead the reel, and choosing an option shows that variant without loading the whole page.
(() => {
  document.addEventListener("click", (e) => {
    const link = e.target.closest(".thumbs a[href^='#']");
    const picture = link && document.getElementById(link.hash.slice(1));
    if (!picture) return;
    e.preventDefault();
    const reel = picture.closest(".reel");
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    reel.scrollTo({ left: picture.offsetLeft - reel.offsetLeft, behavior: calm ? "auto" : "smooth" });
  });

  // The form's data-variant is the page that shows a choice; of its answer the part marked data-swap is taken, and the address
  // it names in data-address.
  let last = 0;
  async function show(address) {
    const turn = ++last;
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return location.assign(address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [old, fresh] = [document, page].map((d) => d.querySelector("[data-swap]"));
    if (turn !== last) return;
    if (!old || !fresh) return location.assign(address);
    const focused = document.activeElement && document.activeElement.id;
    old.replaceWith(fresh);
    document.title = page.title;
    history.replaceState(null, "", fresh.dataset.address || address);
    const again = focused && document.getElementById(focused);
    if (again) again.focus({ preventScroll: true });
  }

  document.addEventListener("change", (e) => {
    const form = e.target.form;
    if (!form || !form.dataset.variant || !e.target.matches('[type="radio"]')) return;
    const address = new URL(form.dataset.variant, location.href);
    for (const box of form.querySelectorAll('[type="radio"]:checked')) address.searchParams.set(box.name, box.value);
    address.searchParams.set("changed", e.target.name);
    show(address).catch(() => location.assign(address));
  });
})();
