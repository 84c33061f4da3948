package web

import (
	"standin/catalog"
	catalogpage "standin/web/page/catalog"
)

// pictureURL is the address of a picture for a page that shows it small; empty, and so a plain tile, while it is not there.
func pictureURL(p catalog.Picture) string { return catalogpage.Source(p) }
