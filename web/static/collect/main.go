// Command collect copies what the pages need of the npm packages in web/node_modules to web/static/vendor, where the next build
// embeds it, and what only tests need to web/webtest/vendor. It downloads nothing; `make vendor` runs npm before it.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"standin/web/static"
)

// copies maps a file in node_modules to its place below web.
type copies map[string]string

func main() {
	if err := collect("web"); err != nil {
		fmt.Fprintln(os.Stderr, "collect:", err)
		os.Exit(1)
	}
}

// collect fills both vendor folders anew, so that nothing of an older version stays.
func collect(web string) error {
	list, err := wanted(web)
	if err != nil {
		return err
	}
	if missing := list.missing(web); len(missing) > 0 {
		return fmt.Errorf("the npm packages lack %s", strings.Join(missing, ", "))
	}
	for _, dir := range []string{"static/vendor", "webtest/vendor"} {
		if err := empty(filepath.Join(web, dir)); err != nil {
			return err
		}
	}
	for from, to := range list {
		if err := copyFile(filepath.Join(web, "node_modules", from), filepath.Join(web, to)); err != nil {
			return err
		}
	}
	fmt.Printf("collected %d third-party files\n", len(list))
	return nil
}

// wanted lists the files, each with the licence it comes under.
func wanted(web string) (copies, error) {
	const font, emoji = "@fontsource-variable/bricolage-grotesque", "@lobehub/fluent-emoji-3d"
	list := copies{
		"htmx.org/dist/htmx.min.js":    "static/vendor/" + static.HTMX,
		"htmx.org/LICENSE":             "static/vendor/licenses/htmx.txt",
		font + "/files/" + static.Font: "static/vendor/" + static.Font,
		font + "/LICENSE":              "static/vendor/licenses/bricolage-grotesque.txt",
		"lucide-static/LICENSE":        "static/vendor/licenses/lucide.txt",
		emoji + "/README.md":           "static/vendor/licenses/fluent-emoji.txt",
		"axe-core/axe.min.js":          "webtest/vendor/axe.min.js",
	}
	for _, icon := range static.Icons {
		list["lucide-static/icons/"+icon+".svg"] = "static/vendor/icons/" + icon + ".svg"
	}
	text, err := os.ReadFile(filepath.Join(web, "pictures.txt"))
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(text)) {
		code, _, _ := strings.Cut(line, "\t")
		list[emoji+"/assets/"+code+".webp"] = "static/vendor/pictures/" + code + ".webp"
	}
	return list, nil
}

func (list copies) missing(web string) []string {
	var names []string
	for from := range list {
		if _, err := os.Stat(filepath.Join(web, "node_modules", from)); err != nil {
			names = append(names, from)
		}
	}
	slices.Sort(names)
	return names
}

// empty leaves only what is committed.
func empty(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() == ".gitkeep" {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

func copyFile(from, to string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil { // #nosec G301 -- third-party files are no secret
		return err
	}
	return os.WriteFile(to, content, 0o644) // #nosec G306 -- nor are these
}
