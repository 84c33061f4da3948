package catalog

import (
	"context"
	"slices"
	"sync/atomic"

	"standin/store/fault"
)

// Category is a department or a kind within one.
type Category struct {
	ID       CategoryID `db:"id"`
	Parent   CategoryID `db:"parent_id"` // 0 for a department
	Slug     string     `db:"slug"`
	Name     string     `db:"name"`
	Intro    string     `db:"intro"`
	Position int        `db:"position"`
	Picture  string     `db:"picture"` // file of the program's own, shown for pictures that are not there
	Tint     string     `db:"tint"`
	Own      int        `db:"own"`   // products that stand in it itself
	Count    int        `db:"count"` // products in it and all below, each once
}

// Tree is all categories as they stand, in order. It is never changed once made, so it may be shared.
type Tree struct {
	list     []Category
	byID     map[CategoryID]int
	bySlug   map[string]int
	children map[CategoryID][]CategoryID
	Products int // active products
	Vendors  int // vendors that have some
}

func newTree(list []Category) *Tree {
	t := &Tree{list: list, byID: map[CategoryID]int{}, bySlug: map[string]int{}, children: map[CategoryID][]CategoryID{}}
	for i, c := range list {
		t.byID[c.ID], t.bySlug[c.Slug] = i, i
		t.children[c.Parent] = append(t.children[c.Parent], c.ID)
	}
	return t
}

// ByID finds a category; ok is false for an unknown one.
func (t *Tree) ByID(id CategoryID) (Category, bool) {
	i, ok := t.byID[id]
	if !ok {
		return Category{}, false
	}
	return t.list[i], true
}

// BySlug finds a category by its address.
func (t *Tree) BySlug(slug string) (Category, bool) {
	i, ok := t.bySlug[slug]
	if !ok {
		return Category{}, false
	}
	return t.list[i], true
}

// All is every category, in the order of the tree's rows.
func (t *Tree) All() []Category { return slices.Clone(t.list) }

// Departments are the categories at the top.
func (t *Tree) Departments() []Category { return t.Children(0) }

// Children are the categories right below one.
func (t *Tree) Children(id CategoryID) []Category {
	out := make([]Category, 0, len(t.children[id]))
	for _, child := range t.children[id] {
		c, _ := t.ByID(child)
		out = append(out, c)
	}
	return out
}

// Path is a category with its ancestors, the department first; empty for an unknown one.
func (t *Tree) Path(id CategoryID) []Category {
	var path []Category
	for c, ok := t.ByID(id); ok && len(path) < len(t.list); c, ok = t.ByID(c.Parent) {
		path = append([]Category{c}, path...)
	}
	return path
}

// Below is a category and all under it.
func (t *Tree) Below(id CategoryID) []CategoryID {
	ids := []CategoryID{id}
	for i := 0; i < len(ids) && len(ids) <= len(t.list); i++ {
		ids = append(ids, t.children[ids[i]]...)
	}
	return ids
}

// treeCache keeps the tree until it is dropped. Drop marks rather than clears, so that a tree read before a change and finished
// after the notice of it is not kept.
type treeCache struct {
	tree    atomic.Pointer[Tree]
	version atomic.Int64
}

func (c *treeCache) drop() {
	c.version.Add(1)
	c.tree.Store(nil)
}

// Categories is the tree as it stands, from memory after the first time.
func (ps *Products) Categories(ctx context.Context) (_ *Tree, err error) {
	defer fault.Wrap(&err, "Products.Categories")
	if t := ps.tree.tree.Load(); t != nil {
		return t, nil
	}
	version := ps.tree.version.Load()
	t, err := readTree(ctx, ps.db)
	if err != nil {
		return nil, err
	}
	if ps.tree.version.Load() == version {
		ps.tree.tree.Store(t)
	}
	return t, nil
}

// Forget drops what is kept in memory: called when another process or this one has changed the catalog.
func (ps *Products) Forget() { ps.tree.drop() }

// CategoryMovedTo is the present address of a category that once had this one; fault.NotFound for any other.
func (ps *Products) CategoryMovedTo(ctx context.Context, slug string) (now string, err error) {
	defer fault.Wrap(&err, "Products.CategoryMovedTo(%q)", slug)
	err = ps.db.Get(ctx, &now, `
		SELECT c.slug FROM shop.former_slug f JOIN shop.category c ON c.id = f.category_id WHERE f.kind = 'category' AND f.slug = $1`, slug)
	return now, err
}
