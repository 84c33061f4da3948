package main

import (
	"context"
	"errors"
	"fmt"

	"standin/seed"
	"standin/store/account"
)

// pageRuns is how often each page is asked for.
const pageRuns = 200

// Who shops and who helps: two of the demonstration's accounts, the first with standing consent.
const (
	benchShopper = "mara@example.com"
	benchHelper  = "ada@standin.example"
)

// benchPages are what a signed-in customer opens most.
func benchPages(ctx context.Context, p *program) (list []namedPage, err error) {
	product, err := aProduct(ctx, p)
	if err != nil {
		return nil, err
	}
	var category string
	err = p.ground.App.Get(ctx, &category, `
		SELECT c.slug FROM shop.category c JOIN shop.product_category x ON x.category_id = c.id
		 WHERE c.parent_id IS NULL GROUP BY c.id ORDER BY count(*) DESC, c.id LIMIT 1`)
	return []namedPage{{"product page", product}, {"category page", "/c/" + category}, {"cart", "/cart"}}, err
}

type namedPage struct{ name, path string }

// pages measures what is rendered each time: for a customer, against its own statements; and for one who acts for her, against
// the customer's own.
func (b *benchmark) pages(ctx context.Context, p *program) error {
	self, helper := newVisitor(p.local()), newVisitor(p.local())
	if err := errors.Join(self.enter(ctx, benchShopper), helper.enter(ctx, benchHelper)); err != nil {
		return err
	}
	list, err := benchPages(ctx, p)
	if err != nil {
		return err
	}
	bare, err := openBare(p.ground.Private.URL("standin_app"))
	if err != nil {
		return err
	}
	defer bare.close()
	own := map[string]int{}
	for _, page := range list {
		if own[page.name], err = b.signedIn(ctx, p, self, bare, page); err != nil {
			return err
		}
	}
	prefix, err := b.beginActing(ctx, p, helper)
	if err != nil {
		return err
	}
	for _, page := range list {
		if err := b.acting(ctx, p, bare, self, helper, page, prefix, own[page.name]); err != nil {
			return err
		}
	}
	return nil
}

// signedIn measures one page and its statements in turns.
func (b *benchmark) signedIn(ctx context.Context, p *program, v *visitor, bare *bareSQL, page namedPage) (int, error) {
	if err := warm(ctx, v, page.path); err != nil {
		return 0, err
	}
	counter, err := statements(ctx, p, v, page.path)
	if err != nil {
		return 0, err
	}
	l, err := v.line(ctx, page.path)
	if err != nil {
		return 0, err
	}
	defer l.close()
	took, err := alternate(pageRuns, l.ask, func() error { return bare.replay(ctx, counter) })
	if err != nil {
		return 0, err
	}
	if err := b.spellOut(ctx, page.name, bare, counter); err != nil {
		return 0, err
	}
	b.rows = append(b.rows, atMost(page.name+", signed in", took[0], took[1], "its SQL alone", 2),
		counted("  its statements", len(counter.Queries), 4, ""))
	return len(counter.Queries), nil
}

// warm fills what is kept in memory, and has last-seen written for this minute.
func warm(ctx context.Context, v *visitor, path string) error {
	for range 5 {
		if _, err := v.get(ctx, path); err != nil {
			return err
		}
	}
	return nil
}

// beginActing starts with the code of the moment.
func (b *benchmark) beginActing(ctx context.Context, p *program, helper *visitor) (prefix string, err error) {
	subject, err := p.parts.rooms.Accounts.ByEmail(ctx, benchShopper)
	if err != nil {
		return "", err
	}
	now, err := account.Now(ctx, p.ground.App)
	if err != nil {
		return "", err
	}
	for _, a := range seed.Accounts() {
		if a.Email == benchHelper {
			code, err := account.Code(a.TOTPSecret, now)
			if err != nil {
				return "", err
			}
			return helper.act(ctx, subject.PublicID, code)
		}
	}
	return "", fmt.Errorf("the demonstration has no account %s", benchHelper)
}

// acting measures a page under the acting prefix and the same page as oneself, in turns.
func (b *benchmark) acting(ctx context.Context, p *program, bare *bareSQL, self, helper *visitor, page namedPage, prefix string, own int) error {
	if err := errors.Join(warm(ctx, self, page.path), warm(ctx, helper, prefix+page.path)); err != nil {
		return err
	}
	counter, err := statements(ctx, p, helper, prefix+page.path)
	if err != nil {
		return err
	}
	theirs, err := helper.line(ctx, prefix+page.path)
	if err != nil {
		return err
	}
	defer theirs.close()
	ours, err := self.line(ctx, page.path)
	if err != nil {
		return err
	}
	defer ours.close()
	took, err := alternate(pageRuns, theirs.ask, ours.ask)
	if err != nil {
		return err
	}
	if err := b.spellOut(ctx, page.name+", acting", bare, counter); err != nil {
		return err
	}
	b.rows = append(b.rows, atMost(page.name+", acting", took[0], took[1], "as oneself", 1.5),
		counted("  statements more", len(counter.Queries)-own, 1, ""))
	return nil
}
