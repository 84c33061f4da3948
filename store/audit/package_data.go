package audit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// packageVersion is the form of the data; another form has another number.
const packageVersion = 1

// packageData is data.json.
type packageData struct {
	Version   int               `json:"version"`
	Session   string            `json:"session"`    // its public id
	SessionID int64             `json:"session_id"` // as the entries name it
	Row       map[string]any    `json:"row"`        // the session's own row, put together from what its entries say of it
	People    map[string]string `json:"people"`     // names when the package was made; the record itself keeps ids
	Entries   []*exported       `json:"entries"`
}

// packageProofs is proofs.json.
type packageProofs struct {
	Proofs []inclusion `json:"proofs"`
}

// sealedSession puts a session's own row together from what its entries say of it: written once, at its start, and changed once, at
// its end. It is empty when those entries were erased.
func sealedSession(list []*exported, session int64) map[string]any {
	row := map[string]any{}
	for _, x := range list {
		for _, c := range x.recorded().changes {
			if id, _ := number(c.Key["id"]); c.Table == "shop.impersonation_session" && id == session {
				maps.Copy(row, c.After)
			}
		}
	}
	return row
}

const erasedText = "The entry that held this was erased; data.json says by which.\n"

// consentText is what the person agreed to, and how.
func consentText(row map[string]any) []byte {
	if len(row) == 0 {
		return []byte(erasedText)
	}
	text := fmt.Sprintf("Kind: %v\nText: %v\n", row["consent_kind"], row["consent_text"])
	if at, ok := row["consent_at"].(string); ok {
		text += "Given: " + at + "\n"
	}
	return []byte(text)
}

// ruleText is the rule under which the session was opened, as it then stood.
func ruleText(row map[string]any) []byte {
	if len(row) == 0 {
		return []byte(erasedText)
	}
	text, err := indented(row["rule"])
	if err != nil {
		return []byte(erasedText)
	}
	return text
}

// indented writes JSON for people, with the same bytes for the same value.
func indented(v any) ([]byte, error) {
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	err := out.Encode(v)
	return b.Bytes(), err
}

func keysText(public []string) []byte {
	return []byte(strings.Join(public, "\n") + "\n")
}

// manifestHead begins the manifest, so that the signature can never be taken for one over a checkpoint.
const manifestHead = "standin evidence package 1"

// signedManifest says what each file is, by its SHA-256, and is signed as checkpoints are.
func signedManifest(files packageFiles, session string, c Checkpoint, signer note.Signer) ([]byte, error) {
	text := manifestHead + "\nsession " + session + "\ncheckpoint " + fmt.Sprint(c.Size) + "\n"
	for _, name := range packageNames {
		if name != manifestFile {
			text += hashOf(files[name]) + "  " + name + "\n"
		}
	}
	if signer == nil {
		return []byte(text), nil
	}
	return note.Sign(&note.Note{Text: text}, signer)
}

// sums reads the lines of a manifest that name files.
func sums(text string) map[string]string {
	list := map[string]string{}
	for line := range strings.Lines(text) {
		if sum, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  "); ok && slices.Contains(packageNames, name) {
			list[name] = sum
		}
	}
	return list
}
