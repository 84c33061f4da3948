package order

import (
	"fmt"
	"strconv"
	"strings"

	"standin/catalog"
)

// Shown is the picture of a line as it was when it was bought, with the tint of its ground.
type Shown struct {
	Picture catalog.Picture
	Tint    string
}

// shownOf is what an item shows now.
func shownOf(it catalog.Item) Shown { return Shown{Picture: it.Picture, Tint: it.Tint} }

// String is the form in which it is kept with the line: "1f97e.webp||2|moss".
func (s Shown) String() string {
	return fmt.Sprintf("%s|%s|%d|%s", s.Picture.File, s.Picture.Blob, s.Picture.Hue, s.Tint)
}

// parseShown reads what String writes; anything else shows an empty tile.
func parseShown(text string) Shown {
	parts := strings.Split(text, "|")
	if len(parts) != 4 {
		return Shown{Tint: "stone"}
	}
	hue, _ := strconv.Atoi(parts[2]) // a hue nobody can read is no hue
	return Shown{Picture: catalog.Picture{File: parts[0], Blob: parts[1], Hue: hue}, Tint: parts[3]}
}

func parseShowns(texts []string) []Shown {
	list := make([]Shown, len(texts))
	for i, text := range texts {
		list[i] = parseShown(text)
	}
	return list
}
