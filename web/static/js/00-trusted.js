// The only door for text that becomes markup, under the policy's require-trusted-types-for 'script'. htmx and our own scripts
// need it for the pages they fetch from us; text with any other script than the pages' own is refused, whoever hands it in.
if (window.trustedTypes) {
  const ours = /<script (src="\/static\/[\w.-]+" defer|type="application\/ld\+json")>/g;
  trustedTypes.createPolicy("default", {
    createHTML: (text) => (/<script/i.test(text.replace(ours, "")) ? null : text),
  });
}
