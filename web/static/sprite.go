package static

import (
	"bytes"
	"regexp"
	"slices"
)

// Icons are the names of the icons that pages may use, all of them from lucide-static. A test looks through the pages for
// others.
var Icons = []string{
	"archive", "arrow-left", "arrow-right", "ban", "bell", "box", "building-2", "calendar", "chart-column", "check",
	"chevron-down", "chevron-left", "chevron-right", "circle-check", "circle-x", "clock", "copy", "credit-card", "download",
	"ellipsis", "external-link", "eye", "eye-off", "file-text", "filter", "flag", "folder-tree", "gauge", "globe",
	"hand-helping", "heart", "history", "house", "image", "info", "key-round", "laptop", "layers", "list", "lock", "log-in",
	"log-out", "mail", "map-pin", "menu", "message-square", "messages-square", "minus", "monitor", "network", "package",
	"pause", "pencil", "percent", "phone", "play", "plus", "power", "printer", "qr-code", "receipt", "refresh-cw",
	"rotate-ccw", "search", "send", "settings", "shield", "shield-alert", "shield-check", "shopping-bag", "shopping-cart",
	"skip-forward", "smartphone", "square-pen", "star", "store", "tag", "ticket", "timer", "trash-2", "triangle-alert",
	"truck", "undo-2", "unlock", "upload", "user", "user-check", "user-plus", "users", "wallet", "x", "zap",
}

// mark is ours: two discs, one standing in for the other.
const mark = `<symbol id="i-mark" viewBox="0 0 34 24"><circle cx="10" cy="12" r="8.5" fill="currentColor" stroke="currentColor"/>` +
	`<circle cx="23" cy="12" r="8.5"/></symbol>`

var drawing = regexp.MustCompile(`(?s)<svg[^>]*>(.*)</svg>`)

// sprite draws all icons into one file of symbols, and names the ones that are missing.
func sprite() (svg []byte, missing []string) {
	var out bytes.Buffer
	out.WriteString(`<svg xmlns="http://www.w3.org/2000/svg">` + mark)
	files := vendored()
	for _, name := range slices.Sorted(slices.Values(Icons)) {
		file := files[name+".svg"]
		if file == "" {
			missing = append(missing, name+".svg")
			continue
		}
		inner := drawing.FindSubmatch(read(file))
		if inner == nil {
			missing = append(missing, name+".svg")
			continue
		}
		out.WriteString(`<symbol id="i-` + name + `" viewBox="0 0 24 24">`)
		out.Write(bytes.Join(bytes.Fields(inner[1]), []byte(" ")))
		out.WriteString("</symbol>")
	}
	out.WriteString("</svg>")
	return out.Bytes(), missing
}
