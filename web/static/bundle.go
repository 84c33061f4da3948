package static

import (
	"bytes"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

// vendored maps base name to path of the third-party files, wherever in vendor they lie.
func vendored() map[string]string {
	files := map[string]string{}
	_ = fs.WalkDir(FS, "vendor", func(file string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && kinds[path.Ext(file)] != "" {
			files[path.Base(file)] = file
		}
		return err
	})
	return files
}

// read panics on an unknown name: all names come from walking FS itself.
func read(file string) []byte {
	content, err := FS.ReadFile(file)
	if err != nil {
		panic("static: " + err.Error())
	}
	return content
}

// joined is all files of a folder in the order of their names.
func joined(folder string, leaveOut func(name string) bool) []byte {
	entries, err := FS.ReadDir(folder)
	if err != nil {
		panic("static: " + err.Error())
	}
	var all bytes.Buffer
	for _, e := range entries {
		if leaveOut == nil || !leaveOut(e.Name()) {
			all.Write(read(folder + "/" + e.Name()))
			all.WriteByte('\n')
		}
	}
	return all.Bytes()
}

var (
	comment  = regexp.MustCompile(`(?s)/\*.*?\*/`)
	space    = regexp.MustCompile(`\s+`)
	around   = regexp.MustCompile(` ?([{};,]) ?`)
	afterKey = regexp.MustCompile(`([a-z-]): `)
	cssURL   = regexp.MustCompile(`url\("([^"]+)"\)`)
)

// stylesheet bundles the layers and takes out what only readers of the source need. Strings of our CSS hold no runs of spaces.
func (s *shelf) stylesheet() []byte {
	css := joined("css", func(name string) bool { return name == "01-font.css" && !s.has(Font) })
	css = comment.ReplaceAll(css, nil)
	css = space.ReplaceAll(css, []byte(" "))
	css = around.ReplaceAll(css, []byte("$1"))
	css = afterKey.ReplaceAll(css, []byte("$1:"))
	css = bytes.ReplaceAll(css, []byte(";}"), []byte("}"))
	return cssURL.ReplaceAllFunc(bytes.TrimSpace(css), func(m []byte) []byte {
		name := string(cssURL.FindSubmatch(m)[1])
		if a := s.byName[name]; a != nil {
			name = a.address
		}
		return []byte(`url("` + name + `")`)
	})
}

// script bundles our own scripts, without their indentation and whole-line comments.
func script() []byte {
	var out bytes.Buffer
	out.WriteString("\"use strict\";\n")
	for line := range strings.Lines(string(joined("js", nil))) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "//") {
			out.WriteString(line + "\n")
		}
	}
	return out.Bytes()
}
