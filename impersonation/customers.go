package impersonation

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// Customer is somebody in a list of the support desk: a name and as what they are here, no address.
type Customer struct {
	ID       account.ID `db:"id"`
	PublicID string     `db:"public_id"`
	Name     string     `db:"name"`
	Email    string     `db:"email"`
	State    State      `db:"state"`
	Places   string     `db:"places"` // organizations and vendors
	At       time.Time  `db:"at"`     // when it was last opened, in a list of recent ones
	About    string     `db:"about"`  // what it was about then
}

// The limits of the desk: a search gives at most ten people, and after 40 customers in an hour a code is asked for.
const (
	searchLimit = 10
	openLimit   = 40
)

const customerColumns = `p.id, p.public_id, p.name, p.email, coalesce(c.state, 'ask') AS state,
  coalesce((SELECT string_agg(o.name, ', ' ORDER BY o.name) FROM shop.member m JOIN shop.organization o ON o.id = m.organization_id
            WHERE m.person_id = p.id AND m.status = 'active'), '') AS places`

const customerTables = `shop.person p LEFT JOIN shop.consent c ON c.person_id = p.id`

const isCustomer = `p.status <> 'deleted' AND NOT EXISTS (SELECT FROM shop.staff_role r WHERE r.person_id = p.id)`

const (
	searchEmail = `SELECT ` + customerColumns + `, shop.shop_now() AS at FROM ` + customerTables + ` WHERE p.email = $1 AND ` + isCustomer + ` LIMIT $2`

	searchOrder = `SELECT ` + customerColumns + `, shop.shop_now() AS at FROM ` + customerTables + `
		WHERE p.id = (SELECT coalesce(w.person_id, w.placed_by) FROM shop.orders w WHERE w.number = $1) AND ` + isCustomer + ` LIMIT $2`

	searchPhone = `SELECT ` + customerColumns + `, shop.shop_now() AS at FROM ` + customerTables + `
		WHERE p.phone <> '' AND regexp_replace(p.phone, '[^0-9]', '', 'g') = $1 AND ` + isCustomer + ` LIMIT $2`

	searchName = `SELECT ` + customerColumns + `, shop.shop_now() AS at FROM ` + customerTables + `
		WHERE (lower(p.name) LIKE $1 OR lower(p.name) LIKE '% ' || $1) AND ` + isCustomer + ` ORDER BY p.name, p.id LIMIT $2`
)

// Search finds customers by a whole e-mail address, phone or order number, or by three letters of a name; ten at the most.
// fault.Invalid for less than that. It needs the support desk.
func (s *Sessions) Search(ctx context.Context, actor account.Actor, text string) (found []Customer, err error) {
	defer fault.Wrap(&err, "Sessions.Search")
	if err := actor.May(account.SupportDesk); err != nil {
		return nil, err
	}
	text = strings.ToLower(strings.TrimSpace(text))
	digits := phoneDigits(text)
	switch {
	case strings.Contains(text, "@"):
		err = s.db.Select(ctx, &found, searchEmail, text, searchLimit)
	case digits != "" && !strings.ContainsFunc(text, unicode.IsLetter):
		if err = s.db.Select(ctx, &found, searchOrder, strings.TrimPrefix(text, "#"), searchLimit); err == nil && len(found) == 0 && len(digits) >= 6 {
			err = s.db.Select(ctx, &found, searchPhone, digits, searchLimit)
		}
	case len([]rune(text)) >= 3:
		err = s.db.Select(ctx, &found, searchName, likeText(text)+"%", searchLimit)
	default:
		err = fault.Field("q", "Type a whole e-mail, phone or order number, or at least three letters of a name.")
	}
	return found, err
}

const (
	countOpened = `
		SELECT count(DISTINCT e.object) FILTER (WHERE e.object <> $2) AS others, bool_or(e.object = $2) IS TRUE AS known
		  FROM audit.entry e
		 WHERE e.actor = $1 AND e.action = 'customer.open' AND e.outcome = 'viewed' AND e.at > greatest(shop.shop_now() - interval '1 hour',
		   (SELECT max(m.at) FROM audit.entry m WHERE m.actor = $1 AND m.action = 'customer.more' AND m.outcome = 'done'))`

	selectRecent = `
		SELECT ` + customerColumns + `, o.at,
		       coalesce((SELECT s.reason FROM shop.impersonation_session s WHERE s.actor_id = $1 AND s.subject_id = p.id
		                    AND s.started_at > shop.shop_now() - interval '24 hours' ORDER BY s.id DESC LIMIT 1), 'Looked at only') AS about
		  FROM (SELECT DISTINCT ON (e.object) e.object, e.at FROM audit.entry e
		         WHERE e.actor = $1 AND e.action = 'customer.open' AND e.outcome = 'viewed' AND e.at > shop.shop_now() - interval '24 hours'
		         ORDER BY e.object, e.id DESC) o
		  JOIN ` + customerTables + ` ON 'person:' || p.id = o.object
		 ORDER BY o.at DESC LIMIT $2`
)

// CodeMore says that a code is needed to open more customers within the hour.
const CodeMore = "more_customers"

// OpenCustomer reads a customer for the desk. It is a read that stands in the record, and that the customer finds again under Who
// helped me. The 41st customer within an hour needs AllowMore first: fault.Forbidden with CodeMore. fault.NotFound for unknown ids
// and for staff, alike.
func (s *Sessions) OpenCustomer(ctx context.Context, actor account.Actor, publicID string) (p account.Person, err error) {
	defer fault.Wrap(&err, "Sessions.OpenCustomer(%q)", publicID)
	if err := actor.May(account.SupportDesk); err != nil {
		return p, err
	}
	p, err = account.ByPublicID(ctx, s.db, publicID)
	if err != nil || p.Staff != account.NoStaff || p.Status == account.Deleted {
		return account.Person{}, fault.New(fault.NotFound, "There is no customer at this address.").Because(err)
	}
	object := personObject(p.ID)
	var opened struct {
		Others int  `db:"others"`
		Known  bool `db:"known"`
	}
	if err := s.db.Get(ctx, &opened, countOpened, int64(actor.ID), object); err != nil {
		return p, err
	}
	if !opened.Known && opened.Others >= openLimit {
		return account.Person{}, s.tooMany(ctx, actor, p.ID)
	}
	return p, s.db.Record(ctx, actor, store.Event{Action: "customer.open", Outcome: store.Viewed, Object: object})
}

const selectTooManyKnown = `
	SELECT EXISTS (SELECT FROM audit.entry e WHERE e.actor = $1 AND e.action = 'customer.open' AND e.outcome = 'refused'
	  AND e.at > shop.shop_now() - interval '1 hour')`

// tooMany refuses to open one more customer, on record, and alerts all administrators the first time within an hour.
func (s *Sessions) tooMany(ctx context.Context, actor account.Actor, customer account.ID) error {
	return s.db.Transact(ctx, actor, "customer.open", func(tx *store.Tx) error {
		if err := tx.About(ctx, "person", int64(customer)); err != nil {
			return err
		}
		var known bool
		if err := tx.Get(ctx, &known, selectTooManyKnown, int64(actor.ID)); err != nil {
			return err
		}
		if !known {
			if err := alertAdministrators(ctx, tx, actor, "opens many customers", fmt.Sprintf("opened the pages of %d customers within an hour and was asked "+
				"for a code before the next one", openLimit)); err != nil {
				return err
			}
		}
		if err := tx.Keep(ctx); err != nil {
			return err
		}
		return tx.Refuse(fault.Newf(fault.Forbidden, "You have opened %d customers within the hour. Type a code to go on.", openLimit).WithCode(CodeMore))
	})
}

// AllowMore takes a fresh code for 40 more customers within the hour.
func (s *Sessions) AllowMore(ctx context.Context, actor account.Actor, code string) (err error) {
	defer fault.Wrap(&err, "Sessions.AllowMore")
	if err := actor.May(account.SupportDesk); err != nil {
		return err
	}
	return s.db.Transact(ctx, actor, "customer.more", func(tx *store.Tx) error {
		if err := s.accounts.ConsumeCode(ctx, tx, actor.ID, code); err != nil {
			return s.refuse(ctx, tx, actor, err)
		}
		return nil
	})
}

// Recent are the customers the actor opened within a day, the newest first.
func (s *Sessions) Recent(ctx context.Context, actor account.Actor) (list []Customer, err error) {
	defer fault.Wrap(&err, "Sessions.Recent")
	err = s.db.Select(ctx, &list, selectRecent, int64(actor.ID), searchLimit)
	return list, err
}
