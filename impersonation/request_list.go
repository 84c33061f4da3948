package impersonation

import (
	"context"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// waitingRow is a request with the two people it is about.
type waitingRow struct {
	Asked   Asked          `db:"asked"`
	Actor   account.Person `db:"actor"`
	Subject account.Person `db:"subject"`
}

const selectWaiting = `
	SELECT ` + askedJSON + ` AS asked, (SELECT ` + account.PersonJSON + ` FROM shop.person p WHERE p.id = a.actor_id) AS actor,
	       (SELECT ` + account.PersonJSON + ` FROM shop.person p WHERE p.id = a.subject_id) AS subject
	  FROM shop.acting_request a
	 WHERE a.kind = 'second_person' AND a.state = 'waiting' AND a.expires_at > shop.shop_now() AND a.actor_id <> $1
	 ORDER BY a.id LIMIT 50`

// WaitingRequests are the starts that wait for a second person and that the actor may answer, the oldest first; none for who is not
// staff.
func (s *Sessions) WaitingRequests(ctx context.Context, actor account.Actor) (list []Asked, err error) {
	defer fault.Wrap(&err, "Sessions.WaitingRequests(%d)", actor.ID)
	if !account.StaffPermissions(actor.Role).Has(account.Impersonate) || actor.Acting() {
		return nil, nil
	}
	var rows []waitingRow
	if err := s.db.Select(ctx, &rows, selectWaiting, int64(actor.ID)); err != nil || len(rows) == 0 {
		return nil, err
	}
	self, err := account.ByID(ctx, s.db, account.ID(actor.ID))
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if mayAnswer(self, r.Actor, r.Subject) {
			list = append(list, r.Asked)
		}
	}
	return list, nil
}

// OwnRequests are what the actor's sign-in has asked within a quarter of an hour and not used, the newest of each kind and person.
func (s *Sessions) OwnRequests(ctx context.Context, actor account.Actor) (list []Asked, err error) {
	defer fault.Wrap(&err, "Sessions.OwnRequests(%d)", actor.ID)
	err = s.db.Select(ctx, &list, `
		SELECT `+askedJSON+` FROM (
		  SELECT DISTINCT ON (o.subject_id, o.kind) o.* FROM shop.acting_request o
		   WHERE o.actor_id = $1 AND o.sign_in_id = $2 AND o.asked_at > shop.shop_now() - interval '15 minutes'
		   ORDER BY o.subject_id, o.kind, o.id DESC) a
		 WHERE a.state IN ('waiting', 'yes', 'no') AND a.expires_at > shop.shop_now()
		 ORDER BY a.id DESC`, int64(actor.ID), actor.SignIn)
	return list, err
}

// RequestForAnswer reads a request of the second person for one who may answer it, also when it is answered or over. fault.NotFound
// for everybody else, and for an unknown id, alike.
func (s *Sessions) RequestForAnswer(ctx context.Context, actor account.Actor, publicID string) (asked Asked, err error) {
	defer fault.Wrap(&err, "Sessions.RequestForAnswer(%q)", publicID)
	if err := actor.May(account.Impersonate); err != nil {
		return asked, err
	}
	if err := s.db.Get(ctx, &asked, selectAsked, publicID); err != nil {
		return asked, noRequest().Because(err)
	}
	return asked, mayBeSecond(ctx, s.db, actor, asked)
}

// MyPrompts are the questions the actor was asked on their own screen: those that wait, and those whose yes can be taken back, since
// it was not used yet or its session runs.
func (s *Sessions) MyPrompts(ctx context.Context, actor account.Actor) (list AskedList, err error) {
	defer fault.Wrap(&err, "Sessions.MyPrompts(%d)", actor.Person())
	if err := actor.May(account.HelpView); err != nil {
		return nil, err
	}
	var rows []Asked
	err = s.db.Select(ctx, &rows, `
		SELECT `+askedJSON+` FROM shop.acting_request a
		 WHERE a.subject_id = $1 AND a.kind = 'prompt' AND (`+openAsk+` OR a.state = 'used'
		   AND EXISTS (SELECT FROM shop.impersonation_session s WHERE s.id = a.session_id AND s.ended_at IS NULL))
		 ORDER BY a.id`, int64(actor.Person()))
	return rows, err
}

// useRequests marks the answers a session began on: each starts one session and no more.
func useRequests(ctx context.Context, tx *store.Tx, session int64, answers ...Given) error {
	ids := store.Int64s{}
	for _, g := range answers {
		if g.asked != nil {
			ids = append(ids, g.asked.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	n, err := tx.Exec(ctx, useAsked, ids, session)
	if err == nil && int(n) != len(ids) {
		err = fault.New(fault.Conflict, "This yes was used already. Ask again.").WithCode("yes_used")
	}
	return err
}
