package bulkimport

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"standin/catalog"
)

// said is what the rows of a product say about a field that belongs to the product: the first that says something wins.
func (p *planning) said(f Field) (value string, r reading, ok bool) {
	if !p.layout.Has(f) {
		return "", p.rows[0], false
	}
	r = p.rows[0]
	for _, row := range p.rows {
		text := row.get(f)
		switch {
		case strings.EqualFold(text, Keep):
			return "", row, false
		case text == "" || text == value:
		case value == "":
			value, r = text, row
		default:
			row.warn(f, "differs", "The row says “%s”, an earlier one of the same product “%s”; the earlier counts.", clip(text, 60), clip(value, 60))
		}
	}
	return value, r, true
}

// product sets the fields of the product itself.
func (p *planning) product() {
	if title, r, ok := p.said(Title); ok && title != "" {
		p.after.Title = catalog.CleanLine(title)
	} else if !p.exists {
		r.wrong(Title, "title_missing", "A new product needs a title.")
	}
	if html, _, ok := p.said(Description); ok {
		p.after.Description = catalog.CleanHTML(html)
	}
	if tags, _, ok := p.said(Tags); ok {
		p.after.Tags = list(tags)
	}
	if !p.exists {
		p.after.Handle, p.after.Status = p.handle(), catalog.Active
	}
	p.status()
	p.category()
	p.optionNames()
}

// handle is the name under which a new product is known to its vendor.
func (p *planning) handle() string {
	for _, r := range p.rows {
		if r.row.Handle != "" {
			return r.row.Handle
		}
	}
	return ""
}

// status follows the column Status; Published hides what Status would show.
func (p *planning) status() {
	if text, r, ok := p.said(Status); ok && text != "" {
		switch s := catalog.Status(strings.ToLower(text)); s {
		case catalog.Active, catalog.Draft, catalog.Archived:
			p.after.Status = s
		default:
			r.wrong(Status, "status_unknown", "“%s” is no status. Write active, draft or archived.", clip(text, 30))
		}
		if _, r, ok := p.said(Published); ok && p.after.Status == catalog.Active {
			if shown, set := r.truth(Published); set && !shown {
				p.after.Status = catalog.Draft
			}
		}
		return
	}
	if _, r, ok := p.said(Published); ok {
		if shown, set := r.truth(Published); set && shown {
			p.after.Status = catalog.Active
		} else if set {
			p.after.Status = catalog.Draft
		}
	}
}

// category places a new product: by the first name the shop knows (the product category from its end, the type, a tag), else
// where the vendor's products usually stand. Where one stands later is the shop's business, so an upload never moves one.
func (p *planning) category() {
	if p.exists {
		return
	}
	for _, name := range p.categoryNames() {
		if id, known := p.shop.Categories[key(name)]; known {
			p.after.Categories = []catalog.CategoryID{id}
			return
		}
	}
	if p.shop.Usual != 0 {
		p.after.Categories = []catalog.CategoryID{p.shop.Usual}
	}
}

// categoryNames are the words of the file that may name a category, the likeliest first.
func (p *planning) categoryNames() []string {
	path, _, _ := p.said(Category)
	names := strings.Split(path, ">")
	slices.Reverse(names)
	kind, _, _ := p.said(Type)
	return append(append(names, kind), p.after.Tags...)
}

// optionNames reads what the product's options are called. “Title” with the value “Default Title” is how Shopify says that a
// product has none.
func (p *planning) optionNames() {
	for i, f := range []Field{Option1Name, Option2Name, Option3Name} {
		name, _, ok := p.said(f)
		if !ok {
			continue
		}
		p.after.Options[i] = catalog.CleanLine(name)
	}
	if strings.EqualFold(p.after.Options[0], "title") && p.pseudo() {
		p.after.Options = catalog.Options{}
	}
}

// pseudo tells whether every variant in the file is the “Default Title”.
func (p *planning) pseudo() bool {
	for _, r := range p.rows {
		if v := r.get(Option1Value); v != "" && !isDefaultTitle(v) {
			return false
		}
	}
	return true
}

func isDefaultTitle(value string) bool { return strings.EqualFold(value, "default title") }

// pictures adds the addresses of pictures the product does not have yet, and keeps the others: an upload takes no picture away.
func (p *planning) pictures() {
	if !p.layout.Has(ImageURL) && !p.layout.Has(VariantImageURL) {
		return
	}
	p.after.Pictures = append([]catalog.Picture(nil), p.before.Pictures...)
	at := map[string]int{}
	for i, picture := range p.after.Pictures {
		at[picture.SourceURL] = i
	}
	for _, found := range p.found() {
		i, known := at[found.SourceURL]
		switch {
		case found.SourceURL == "":
		case !known:
			at[found.SourceURL] = len(p.after.Pictures)
			found.Position = len(p.after.Pictures) + 1
			p.after.Pictures = append(p.after.Pictures, found)
		case found.Alt != "":
			p.after.Pictures[i].Alt = found.Alt
		}
	}
	p.ownPictures()
}

// found are the pictures the file names, in the order of their positions.
func (p *planning) found() []catalog.Picture {
	var out []catalog.Picture
	for _, r := range p.rows {
		for i, url := range r.images(r.row.Cells) {
			picture := catalog.Picture{SourceURL: r.address(ImageURL, url), State: catalog.PicturePending, Position: 1000 + len(out)}
			if n, err := strconv.Atoi(r.get(ImagePosition)); err == nil && n > 0 && n < 1000 && i == 0 {
				picture.Position = n
			}
			if r.has(ImageAlt) {
				picture.Alt = clip(catalog.CleanLine(r.get(ImageAlt)), 400)
			}
			out = append(out, picture)
		}
		if r.has(VariantImageURL) && r.get(VariantImageURL) != "" {
			out = append(out, catalog.Picture{SourceURL: r.address(VariantImageURL, r.get(VariantImageURL)), State: catalog.PicturePending, Position: 2000 + len(out)})
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Position < out[j].Position })
	return out
}

// address checks a picture's address; one that is none is a warning, for a picture never holds its product back.
func (r reading) address(f Field, url string) string {
	if !strings.HasPrefix(url, "https://") && !strings.HasPrefix(url, "http://") || len(url) > 2000 {
		r.warn(f, "no_address", "“%s” is no address of a picture; it is left out.", clip(url, 60))
		return ""
	}
	return url
}

// list parts a cell at its commas.
func list(cell string) []string {
	var out []string
	for _, part := range strings.Split(cell, ",") {
		if part = catalog.CleanLine(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
