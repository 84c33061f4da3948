package impersonation

import (
	"context"
	"time"

	"standin/store"
	"standin/store/account"
)

// facts are all that Policy.Decide asks about two people, read in one statement.
type facts struct {
	Now      time.Time      `db:"now"`
	Rules    ruleList       `db:"rules"`
	Actor    account.Person `db:"actor"`
	Subject  account.Person `db:"subject"` // zero when there is none
	Consent  Consent        `db:"consent"`
	Controls Controls       `db:"controls"`
	Running  RunningList    `db:"running"`
	Asked    AskedList      `db:"asked"` // by the actor about the subject, within a quarter of an hour
}

type ruleList []Rule

func (l *ruleList) Scan(src any) error { return scanJSON(src, l) }

func readFacts(ctx context.Context, q store.Querier, actor account.ActorID, subjectPublicID string) (f facts, err error) {
	err = q.Get(ctx, &f, selectFacts, int64(actor), subjectPublicID)
	return f, err
}

func (f facts) request() Request {
	return Request{Now: f.Now, Controls: f.Controls, Rules: f.Rules, Actor: f.Actor, Subject: f.Subject, Consent: f.Consent,
		Running: f.Running, Mode: Act}
}

// capacities are as what the subject may be acted for, the shopper first.
func capacities(p account.Person) []account.Capacity {
	list := []account.Capacity{account.Shopper}
	for _, v := range p.Vendors {
		list = append(list, account.ForVendor(v.Vendor))
	}
	for _, m := range p.Organizations {
		list = append(list, account.ForOrganization(m.Organization))
	}
	return list
}

// roleIn is the subject's role in a capacity, as the session keeps it.
func roleIn(p account.Person, c account.Capacity) string {
	if v, ok := p.Vendor(c.Vendor); ok && c.Kind == account.CapacityVendor {
		return v.Role
	}
	if m, ok := p.Organization(c.Organization); ok && c.Kind == account.CapacityOrganization {
		return string(m.Role)
	}
	return ""
}
