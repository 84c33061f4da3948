package account

import (
	"context"
	"strings"

	"standin/store"
	"standin/store/fault"
)

// PeopleFilter says which people Accounts.People lists; its zero value is everybody.
type PeopleFilter struct {
	Text  string // a whole e-mail address, or the beginning of a word of a name: three letters at the least
	Group string // staff, vendors, members or closed; empty for all
	After string // public id of the last one of the page before
}

// PeoplePage is one page of the list, and the filter's After for the next; empty on the last.
type PeoplePage struct {
	List []Person
	Next string
}

// peoplePage is how many people a page lists.
const peoplePage = 25

// Groups are the lists an administrator leafs through, by the filter's word.
var groups = map[string]string{
	"":        `true`,
	"staff":   `EXISTS (SELECT FROM shop.staff_role r WHERE r.person_id = p.id)`,
	"vendors": `EXISTS (SELECT FROM shop.vendor_user u WHERE u.person_id = p.id)`,
	"members": `EXISTS (SELECT FROM shop.member m WHERE m.person_id = p.id AND m.status = 'active')`,
	"closed":  `p.status IN ('blocked', 'locked')`,
}

// People lists accounts, the newest first; it needs people.manage. Too short a text is fault.Invalid with the field "q".
func (a *Accounts) People(ctx context.Context, actor Actor, f PeopleFilter) (page PeoplePage, err error) {
	defer fault.Wrap(&err, "Accounts.People")
	if err := actor.May(PeopleManage); err != nil {
		return page, err
	}
	text := strings.ToLower(strings.TrimSpace(f.Text))
	if text != "" && letters(text) < searchLetters {
		return page, fault.Field("q", "Type a whole e-mail address, or three letters of a name.")
	}
	group, ok := groups[f.Group]
	if !ok {
		group = groups[""]
	}
	err = a.db.Select(ctx, &page.List, selectPeople+group+orderPeople, text, likePrefix(text), f.After, peoplePage+1)
	if len(page.List) > peoplePage {
		page.List = page.List[:peoplePage]
		page.Next = page.List[peoplePage-1].PublicID
	}
	return page, err
}

// Open reads one person for an administrator and notes in the record that they did; it needs people.manage. fault.NotFound for
// an unknown id.
func (a *Accounts) Open(ctx context.Context, actor Actor, publicID string) (p Person, err error) {
	defer fault.Wrap(&err, "Accounts.Open(%q)", publicID)
	if err := actor.May(PeopleManage); err != nil {
		return p, err
	}
	if p, err = a.ByPublicID(ctx, publicID); err != nil {
		return p, err
	}
	return p, a.db.Record(ctx, actor, store.Event{Action: "person.open", Outcome: store.Viewed, Object: object(p.ID)})
}

func object(id ID) string { return "person:" + personKey(id) }

// Census is how many there are of each kind.
type Census struct {
	People     int `db:"people"`
	Staff      int `db:"staff"`
	Vendors    int `db:"vendors"`
	Members    int `db:"members"`
	Closed     int `db:"closed"`
	Invited    int `db:"invited"`     // links to staff that are still good
	NoFactor   int `db:"no_factor"`   // staff without a second factor, who cannot sign in
	BarredTill int `db:"barred_till"` // factors that wait for another administrator's yes
}

// Census counts accounts for an administrator's overview; it needs people.manage.
func (a *Accounts) Census(ctx context.Context, actor Actor) (c Census, err error) {
	defer fault.Wrap(&err, "Accounts.Census")
	if err := actor.May(PeopleManage); err != nil {
		return c, err
	}
	err = a.db.Get(ctx, &c, selectCensus)
	return c, err
}
