package catalog

import (
	"regexp"
	"slices"
	"strings"
)

// Choice is what somebody picked of a product's variants: one by its id, or values of options with the one they changed last.
type Choice struct {
	Variant VariantID
	Options Options
	Changed int // which option was changed, from 1; 0 for none
}

// Axis is one option of a product with its values, as a page offers them.
type Axis struct {
	Name     string
	Pictured bool // its values look different: swatches rather than words
	Values   []AxisValue
}

// AxisValue is one value of an option.
type AxisValue struct {
	Value    string
	Chosen   bool
	Possible bool    // there is such a variant with what is chosen before it
	Example  Variant // what it looks like, and costs
	Why      string  // what to say where it is not possible
}

// Selection is a product with one variant chosen.
type Selection struct {
	Variant Variant
	Axes    []Axis
}

// Choose finds the variant that fits a choice best: the one of that id; the one of exactly these options; else, keeping the
// option changed last, the one that shares most of the others, rather one that can be bought. Without a choice it is the first
// that can be bought. ok is false for a product without variants.
func (p *Product) Choose(c Choice) (s Selection, ok bool) {
	if len(p.Variants) == 0 {
		return s, false
	}
	best, score := 0, -1
	for i := range p.Variants {
		if n := p.fit(&p.Variants[i], c); n > score {
			best, score = i, n
		}
	}
	s.Variant = p.Variants[best]
	for axis, name := range p.Options {
		if name != "" {
			s.Axes = append(s.Axes, p.axis(axis, s.Variant))
		}
	}
	return s, true
}

// fit is how well a variant answers a choice; the earlier of two equal ones wins.
func (p *Product) fit(v *Variant, c Choice) (score int) {
	if v.ID == c.Variant && v.ID != 0 {
		score += 1000
	}
	for i, wanted := range c.Options {
		if wanted == "" || v.Options[i] != wanted {
			continue
		}
		score += 20 - 2*i // the earlier option decides more
		if c.Changed == i+1 {
			score += 200
		}
	}
	if v.Stock.Covers(1) {
		score++
	}
	return score
}

var looks = regexp.MustCompile(`(?i)colou?r|finish|shade|pattern|farbe`)

// axis lists the values of one option. A value is possible when some variant has it together with what is chosen of the options
// before it: so the first option always leads everywhere, and nobody is caught in a corner.
func (p *Product) axis(axis int, chosen Variant) Axis {
	a := Axis{Name: p.Options[axis], Pictured: looks.MatchString(p.Options[axis]) && p.varied()}
	place := map[string]int{}
	for _, v := range p.Variants {
		value := v.Options[axis]
		i, seen := place[value]
		if !seen {
			i = len(a.Values)
			place[value] = i
			a.Values = append(a.Values, AxisValue{Value: value, Chosen: value == chosen.Options[axis], Example: v})
		}
		if !a.Values[i].Possible && sameBefore(axis, v.Options, chosen.Options) {
			a.Values[i].Possible, a.Values[i].Example = true, v
		}
	}
	for i := range a.Values {
		if v := &a.Values[i]; !v.Possible {
			v.Why = p.whyNot(axis, v.Value, chosen)
		}
	}
	return a
}

// Hued tells whether variants show the product's picture in different colours: then each one's Hue holds, also where it is 0.
func (p *Product) Hued() bool {
	return slices.ContainsFunc(p.Variants, func(v Variant) bool { return v.Hue != 0 })
}

// varied tells whether variants are shown by pictures or colours of their own.
func (p *Product) varied() bool {
	own := slices.ContainsFunc(p.Variants, func(v Variant) bool { return v.Picture != 0 })
	return len(p.Pictures) > 0 && (own || p.Hued())
}

func sameBefore(axis int, a, b Options) bool {
	for i := range axis {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// whyNot is "Size 43 is not made in tan. It is in rust and ash."
func (p *Product) whyNot(axis int, value string, chosen Variant) string {
	var others []string
	seen := map[string]bool{}
	for _, v := range p.Variants {
		if before := Options(v.Options).until(axis); v.Options[axis] == value && !seen[before] {
			seen[before] = true
			others = append(others, before)
		}
	}
	return p.Options[axis] + " " + value + " is not made in " + chosen.Options.until(axis) + ". It is in " + and(others) + "."
}

func (o Options) until(axis int) string { return strings.Join(o[:axis], ", ") }

// and joins words as one says them: "a, b and c".
func and(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}
