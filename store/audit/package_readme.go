package audit

// packageReadme tells somebody who has nothing but the package what it is and how to check it.
const packageReadme = `EVIDENCE PACKAGE OF ONE IMPERSONATION SESSION

record.html     the record to read and print: who acted for whom, when, from where,
                why, with whose consent, and what was done, step by step
data.json       the entries of the record exactly as they were sealed
proofs.json     for each entry the proof that it is a leaf of the signed tree
checkpoint.txt  the tree's size and root, signed by the shop
keys.txt        the public keys of the shop. Compare them, or the fingerprint that
                the check prints, with what was kept elsewhere
consent.txt     the consent of the person who was acted for
rule.json       the rule that allowed it, as it then stood
manifest.txt    the SHA-256 of each file, signed by the shop

To check everything, with neither the shop's database nor a network:

    shop audit verify-package FILE
    shop audit verify-package FILE --key KEYS    only the keys of the file KEYS count

To check it without our program:

 1. manifest.txt and checkpoint.txt are signed notes (Ed25519), as Go's checksum
    database uses them: text, an empty line, and "— name signature", where the
    signature is base64 of four bytes of key id and 64 bytes of signature over the text.
 2. sha256sum of each file is the one in manifest.txt.
 3. The digest of an entry is the SHA-256 over its payload rows: for each row its salt
    (nothing, if it has none) and its text, each with its length before it as four
    bytes, big end first.
 4. The leaf of an entry is a text of twelve lines. The first eleven are a length in
    decimal, a colon and the value: "standin leaf 1", entry, at in microseconds since
    1970 UTC, kind, actor, subject, session (0 for none), action, outcome, object,
    passive (true or false). The last is the digest in hexadecimal.
 5. The hash of a leaf is SHA-256 over one zero byte and that text. From it and the path
    in proofs.json one comes to the root in checkpoint.txt, as RFC 6962 says.

What it proves: each entry stood in the record when the checkpoint was signed, and is
what it was. An entry without a leaf was written in the second before the package was
made; it is vouched for by the signature of manifest.txt alone. Names of people are
those of the day on which the package was made, vouched for in the same way.
What it does not prove by itself: that the record holds no further entry of the session.
For that the shop signs the list in manifest.txt, and "shop audit verify" proves the
whole record.
Where a payload was erased, as the law may ask, the entry stays with its digest, and the
package holds the entry by which it was erased.
`
