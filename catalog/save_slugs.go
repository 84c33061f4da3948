package catalog

import (
	"context"
	"crypto/rand"
	"hash/fnv"
	"strconv"
	"strings"

	"standin/store"
)

// chooseSlugs gives each product its address: the one it asks for, the one it has, or a free one made of its title.
func (b *batch) chooseSlugs(ctx context.Context, tx *store.Tx) error {
	var open []int
	var wanted []string
	for i := range b.products {
		p := &b.products[i]
		if p.Slug == "" {
			p.Slug = b.known[p.Handle]
		}
		if p.Slug == "" {
			open = append(open, i)
			wanted = append(wanted, slugsFor(p.Title)...)
		}
	}
	if len(open) == 0 {
		return nil
	}
	var rows []string
	err := tx.Select(ctx, &rows, `
		SELECT slug FROM shop.product WHERE slug = ANY ($1)
		UNION SELECT slug FROM shop.former_slug WHERE kind = 'product' AND slug = ANY ($1)`, store.Array(wanted))
	if err != nil {
		return err
	}
	taken := map[string]bool{}
	for _, s := range rows {
		taken[s] = true
	}
	for _, i := range open {
		b.products[i].Slug = free(b.products[i].Title, taken)
	}
	return nil
}

// slugsFor are the addresses tried for a title, in order.
func slugsFor(title string) []string {
	base := Slugify(title)
	if base == "" {
		base = "product"
	}
	slugs := []string{base}
	for n := 2; n <= 9; n++ {
		slugs = append(slugs, base+"-"+strconv.Itoa(n))
	}
	return slugs
}

// free takes the first address nobody has; the tenth thing of a name gets a random end.
func free(title string, taken map[string]bool) string {
	slugs := slugsFor(title)
	for _, s := range slugs {
		if !taken[s] {
			taken[s] = true
			return s
		}
	}
	return slugs[0] + "-" + strings.ToLower(rand.Text()[:8])
}

// keepFormerSlugs lets the old addresses of renamed products lead to the present ones, each in one step.
func (b *batch) keepFormerSlugs(ctx context.Context, tx *store.Tx) error {
	var slugs []string
	var ids []int64
	for i, p := range b.products {
		if old := b.known[p.Handle]; old != "" && old != p.Slug {
			slugs, ids = append(slugs, old), append(ids, int64(b.ids[i]))
		}
	}
	if len(slugs) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO shop.former_slug (slug, kind, product_id) SELECT s.slug, 'product', s.id FROM unnest($1::text[], $2::bigint[]) s(slug, id)
		ON CONFLICT (kind, slug) DO UPDATE SET product_id = excluded.product_id`, store.Array(slugs), store.Array(ids))
	return err
}

var tints = [...]string{"clay", "moss", "sky", "rose", "straw", "stone"}

// tintOf is the ground on which a product's pictures stand: as asked, else one that its handle decides for good.
func tintOf(p Product) string {
	for _, t := range tints {
		if p.Tint == t {
			return t
		}
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(p.Handle))
	return tints[h.Sum32()%uint32(len(tints))]
}

// joinTags writes tags as one line of the vendor's words, within what a row may hold.
func joinTags(tags []string) string {
	var b strings.Builder
	for _, t := range tags {
		t = strings.ReplaceAll(CleanLine(t), ",", " ")
		if t == "" || b.Len()+len(t)+2 > 2000 {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString(t)
	}
	return b.String()
}

// splitTags reads what joinTags writes.
func splitTags(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ", ")
}
