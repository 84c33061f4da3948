// Package catalogpage shows what is sold: shelves, categories, searches, products and makers. It gets whole views and asks
// nothing.
package catalogpage

import (
	"strconv"

	"standin/catalog"
	"standin/web/page/part"
	"standin/web/static"
)

// Picture is a picture as a tile shows it. Without Src the tile is a plain ground.
type Picture struct {
	Src     string
	Alt     string
	Class   string
	Tint    string
	Pending bool // what is shown stands in for a picture that is not there yet
}

// PictureOf is how a product's picture is shown; while it is not there, its category stands in for it. alt says in words what is
// to be seen where the picture itself does not, and stays empty where the words stand beside it.
func PictureOf(p catalog.Picture, tint string, stand catalog.Category, alt string) Picture {
	out := Picture{Src: Source(p), Alt: p.Alt, Tint: tint}
	switch {
	case out.Src == "":
		out.Alt, out.Pending = "", p.ID != 0
		if static.Has(stand.Picture) {
			out.Src, out.Tint = part.Static(stand.Picture), stand.Tint
		}
	case p.Blob != "":
		out.Class = "photo"
	case p.Hue > 0:
		out.Class = "hue-" + strconv.Itoa(p.Hue)
	}
	if out.Alt == "" || alt == "" {
		out.Alt = alt
	}
	return out
}

// Source is the address of a picture that is ready, else empty. Both kinds of address hold for ever.
func Source(p catalog.Picture) string {
	switch {
	case p.Blob != "":
		return "/media/" + p.Blob
	case p.File != "" && static.Has(p.File):
		return part.Static(p.File)
	}
	return ""
}
