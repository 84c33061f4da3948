// Passkeys: the button of a form that asks for a fresh second factor asks the browser, and the answer goes with the form. It stands
// before the other scripts of forms, so that these see a submit only once it holds the answer.
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer || [])))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => (list || []).map((c) => ({ ...c, id: bytes(c.id) }));

  async function question(url, form, more) {
    const body = new URLSearchParams({ csrf: form.elements.csrf.value, ...more });
    const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, cache: "no-store" });
    if (!answer.ok || !(answer.headers.get("Content-Type") || "").startsWith("application/json")) throw new Error(answer.status);
    const options = await answer.json();
    options.challenge = bytes(options.challenge);
    return options;
  }

  // What the form will send, and where to: the answer is good for that alone.
  function sending(form, by) {
    const action = (by && by.getAttribute("formaction")) || form.getAttribute("action") || location.href;
    const to = new URL(action, location.href);
    const data = new FormData(form, by);
    data.delete("csrf");
    return { for: to.pathname + to.search, fields: new URLSearchParams(data).toString() };
  }

  async function answerOf(field, form, by) {
    const options = await question(field.dataset.passkey, form, sending(form, by));
    options.allowCredentials = known(options.allowCredentials);
    const { rawId, response: r } = await navigator.credentials.get({ publicKey: options });
    return "passkey." + [rawId, r.clientDataJSON, r.authenticatorData, r.signature, r.userHandle].map(text).join(".");
  }

  async function makeNew(field, form) {
    const options = await question(field.dataset.passkeyNew, form, {});
    options.user.id = bytes(options.user.id);
    options.excludeCredentials = known(options.excludeCredentials);
    const { id, rawId, type, response: r } = await navigator.credentials.create({ publicKey: options });
    const transports = r.getTransports ? r.getTransports() : [];
    return JSON.stringify({ id, rawId: text(rawId), type,
      response: { clientDataJSON: text(r.clientDataJSON), attestationObject: text(r.attestationObject), transports } });
  }

  const reasons = {
    NotAllowedError: "No passkey was used: it was cancelled, took too long, or this device holds none of yours. Press the button to try again.",
    AbortError: "That was broken off. Press the button to try again.",
    InvalidStateError: "This device holds a passkey for your account already. Choose another device or another place to keep it.",
    SecurityError: "Passkeys do not work at this address.",
  };
  function say(form, words) {
    const place = form.querySelector("[data-passkey-wrong]");
    if (!place) return;
    place.textContent = words;
    place.hidden = !words;
  }
  function why(error) {
    if (!window.PublicKeyCredential) return "This browser knows no passkeys. Use another one.";
    return reasons[error.name] || "Your passkey could not be asked. Load the page again, and try once more.";
  }

  // A new key comes first; proving who adds it is a press of its own, because browsers show one passkey dialog for one press.
  async function fill(form, by) {
    const fresh = form.querySelector("[data-passkey-new]");
    const field = form.querySelector("[data-passkey]");
    if (fresh && !fresh.value) {
      fresh.value = await makeNew(fresh, form);
      if (field && by) {
        by.textContent = by.dataset.then || by.textContent;
        return false;
      }
    }
    if (field) field.value = await answerOf(field, form, by);
    return true;
  }

  document.addEventListener("submit", async (e) => {
    const form = e.target, by = e.submitter;
    const empty = [...form.querySelectorAll("[data-passkey], [data-passkey-new]")].some((f) => !f.value);
    if (!empty || (by && by.formNoValidate)) return;
    e.preventDefault();
    if (form.dataset.asking) return;
    form.dataset.asking = "yes";
    say(form, "");
    try {
      if (await fill(form, by)) form.requestSubmit(by);
    } catch (error) {
      say(form, why(error));
    } finally {
      delete form.dataset.asking;
    }
  });

  // An answer is good once: a page that the browser kept for Back asks anew.
  addEventListener("pageshow", (e) => {
    if (!e.persisted) return;
    for (const field of document.querySelectorAll("[data-passkey], [data-passkey-new]")) field.value = "";
  });
})();
