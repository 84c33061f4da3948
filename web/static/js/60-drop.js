// A file may be dropped on the field that takes it.
(() => {
  for (const zone of document.querySelectorAll(".drop")) {
    const field = zone.querySelector('[type="file"]');
    if (!field) continue;
    for (const kind of ["dragenter", "dragover"]) {
      zone.addEventListener(kind, (e) => {
        e.preventDefault();
        zone.classList.add("over");
      });
    }
    for (const kind of ["dragleave", "drop"]) {
      zone.addEventListener(kind, () => zone.classList.remove("over"));
    }
    zone.addEventListener("drop", (e) => {
      e.preventDefault();
      if (!e.dataTransfer.files.length) return;
      field.files = e.dataTransfer.files;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
})();
