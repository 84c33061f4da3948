package seed

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"unicode"

	"standin/catalog"
	"standin/catalog/money"
)

// perMaker is how many products a maker shows; with twenty makers about a thousand in all.
const perMaker = 58

// products makes a maker's range: its lines with the qualities and kinds of its aisles, the same ones every time.
func (m maker) products(r *rand.Rand, aisleIDs map[string]catalog.CategoryID, currency money.Currency) []catalog.Product {
	var made []catalog.Product
	own := m.kinds()
	seen := map[string]bool{}
	for i := 0; len(made) < min(perMaker, len(own)*len(m.lines)*5) && i < 4*perMaker; i++ {
		k := own[i%len(own)]
		round := i / len(own)
		line := m.lines[round%len(m.lines)]
		words := k.qualities()
		quality := words[(round/len(m.lines)+round+i%len(own))%len(words)]
		title := line + " " + quality + " " + k.noun
		if seen[title] {
			continue
		}
		seen[title] = true
		made = append(made, m.product(r, k, title, len(made)+1, aisleIDs[k.aisle], currency))
	}
	return made
}

// qualities are the words for things of the kind: its own, else those of its aisle.
func (k kind) qualities() []string {
	if own := qualities[k.noun]; own != nil {
		return own
	}
	return qualities[k.aisle]
}

// kinds are the things of a maker's aisles.
func (m maker) kinds() []kind {
	var own []kind
	for _, k := range kinds {
		for _, a := range m.aisles {
			if k.aisle == a {
				own = append(own, k)
			}
		}
	}
	return own
}

func (m maker) product(r *rand.Rand, k kind, title string, number int, aisle catalog.CategoryID, currency money.Currency) catalog.Product {
	price := k.price(r)
	p := catalog.Product{Handle: fmt.Sprintf("%s-%s", catalog.Slugify(title), m.slug), Title: title, Status: catalog.Active,
		Description: describe(r, m, k), Tags: []string{k.noun, k.aisle}, Categories: []catalog.CategoryID{aisle}, Options: k.optionNames()}
	before := int64(0)
	if r.IntN(7) == 0 {
		before = price + price/5/100*100
	}
	sku := strings.ToUpper(initials(m.name)) + fmt.Sprintf("-%03d", number)
	first := r.IntN(len(colourNames))
	for _, c := range k.combinations(first) {
		v := catalog.Variant{SKU: sku + c.suffix, Options: c.options, Hue: c.hue, Price: money.Of(price*c.times, currency),
			WeightGrams: 100 + r.IntN(2000), Stock: catalog.Stock{Tracked: true, Quantity: pieces(r)}}
		if before > 0 {
			v.CompareAt = money.Of(before*c.times, currency)
		}
		p.Variants = append(p.Variants, v)
	}
	hue := p.Variants[0].Hue
	p.Pictures = []catalog.Picture{{File: k.picture + ".webp", Alt: title, Hue: hue}}
	return p
}

// price is within the kind's bounds and looks like a price: whole, or ending in 50 or 90.
func (k kind) price(r *rand.Rand) int64 {
	p := k.low + r.Int64N(k.high-k.low+1)
	if p < 1000 {
		return p/10*10 + 9 - p%10%2*4
	}
	return p/100*100 + []int64{0, 0, 50, 90}[r.IntN(4)]
}

// pieces in stock: mostly plenty, now and then the last ones or none.
func pieces(r *rand.Rand) int {
	switch r.IntN(12) {
	case 0:
		return 0
	case 1:
		return 1 + r.IntN(3)
	}
	return 20 + r.IntN(120)
}

func (k kind) optionNames() catalog.Options {
	switch k.choices {
	case shoeSizes, clothing:
		return catalog.Options{"Colour", "Size"}
	case colours:
		return catalog.Options{"Colour"}
	case packs:
		return catalog.Options{"Pack"}
	}
	return catalog.Options{}
}

// combination is one variant's choices.
type combination struct {
	options catalog.Options
	suffix  string
	hue     int
	times   int64
}

func (k kind) combinations(first int) []combination {
	sizes := map[choices][]string{shoeSizes: shoeRange, clothing: sizeRange, colours: {""}}[k.choices]
	switch k.choices {
	case single:
		return []combination{{times: 1}}
	case packs:
		var list []combination
		for i, n := range packRange {
			list = append(list, combination{options: catalog.Options{n}, suffix: fmt.Sprintf("-%d", []int{1, 3, 6}[i]), times: []int64{1, 3, 6}[i]})
		}
		return list
	}
	var list []combination
	for i := range 3 {
		hue := (first + i) % len(colourNames)
		for _, size := range sizes {
			c := combination{options: catalog.Options{colourNames[hue], size}, suffix: "-" + strings.ToUpper(colourNames[hue][:3]), hue: hue, times: 1}
			if size != "" {
				c.suffix += "-" + size
			}
			list = append(list, c)
		}
	}
	return list
}

var openings = []string{
	"Made in small numbers and numbered by hand.", "The one we use ourselves.", "Simple on purpose.", "Looks better after a year.",
	"Comes in a box you will keep.", "Mended free of charge for as long as we exist.", "Drawn once, in 1968, and never since.",
}

var closings = []string{
	"Wipe with a damp cloth.", "Keep dry, or let it dry slowly.", "Spare parts are in the drawer; just ask.", "Please unpack with patience.",
	"Returns within 30 days, also used.", "Ships flat where it can.",
}

func describe(r *rand.Rand, m maker, k kind) string {
	leaves := fmt.Sprintf("within %d working days", m.dispatchDays)
	if m.dispatchDays == 1 {
		leaves = "on the next working day"
	}
	return fmt.Sprintf("<p>%s%s by %s. %s</p><ul><li>%s</li><li>Leaves us %s.</li></ul>", strings.ToUpper(k.noun[:1]), k.noun[1:],
		m.name, openings[r.IntN(len(openings))], closings[r.IntN(len(closings))], leaves)
}

func initials(name string) string {
	var b strings.Builder
	for _, w := range strings.Fields(name) {
		if c := rune(w[0]); unicode.IsLetter(c) {
			b.WriteRune(c)
		}
	}
	return b.String()
}
