package catalog

import (
	"context"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// SaveCategories writes categories of the tree, known by their slugs, and gives their ids in the order given. A category names
// its parent by the slug in parents, in the same order; empty for a department. Only who may change settings may; faults:
// Invalid for a name or parent that cannot be.
func (ps *Products) SaveCategories(ctx context.Context, actor account.Actor, categories []Category, parents []string) (ids []CategoryID, err error) {
	defer fault.Wrap(&err, "Products.SaveCategories(%d categories)", len(categories))
	if err := actor.May(account.SettingsEdit); err != nil {
		return nil, err
	}
	if len(parents) != len(categories) {
		return nil, fault.New(fault.Invalid, "Each category needs a parent, or an empty one.")
	}
	err = ps.db.Transact(ctx, actor, "catalog.save_categories", func(tx *store.Tx) error {
		ids = ids[:0]
		for i, c := range categories {
			id, err := saveCategory(ctx, tx, c, parents[i])
			if err != nil {
				return err
			}
			ids = append(ids, id)
		}
		return refreshCategories(ctx, tx, ids)
	})
	ps.Forget()
	return ids, err
}

func saveCategory(ctx context.Context, tx *store.Tx, c Category, parent string) (id CategoryID, err error) {
	c.Name = CleanLine(c.Name)
	if c.Slug == "" {
		c.Slug = Slugify(c.Name)
	}
	if c.Name == "" || Slugify(c.Slug) != c.Slug || c.Slug == parent {
		return 0, fault.Newf(fault.Invalid, "The category %q needs a name and an address of small letters, digits and hyphens.", c.Name)
	}
	if c.Tint == "" {
		c.Tint = "stone"
	}
	err = tx.Get(ctx, &id, `
		INSERT INTO shop.category AS c (slug, name, intro, position, picture, tint, parent_id)
		SELECT $1, $2, $3, $4, $5, $6, (SELECT id FROM shop.category WHERE slug = $7)
		WHERE $7 = '' OR EXISTS (SELECT FROM shop.category WHERE slug = $7)
		ON CONFLICT (slug) DO UPDATE SET name = excluded.name, intro = excluded.intro, position = excluded.position,
		  picture = excluded.picture, tint = excluded.tint, parent_id = excluded.parent_id
		RETURNING id`, c.Slug, c.Name, c.Intro, c.Position, c.Picture, c.Tint, parent)
	if fault.Is(err, fault.NotFound) {
		return 0, fault.Newf(fault.Invalid, "The category %q is to stand in %q, which is not there.", c.Name, parent)
	}
	return id, err
}

// refreshCategories derives the products of renamed categories anew: they are found by the category's name, too.
func refreshCategories(ctx context.Context, tx *store.Tx, ids []CategoryID) error {
	var products []int64
	err := tx.Select(ctx, &products, `
		SELECT DISTINCT product_id FROM shop.product_category WHERE category_id = ANY ($1) ORDER BY product_id`, store.Array(int64s(ids)))
	if err != nil || len(products) == 0 {
		return err
	}
	return refresh(ctx, tx, products)
}
