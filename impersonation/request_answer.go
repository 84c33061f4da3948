package impersonation

import (
	"context"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// AnswerPrompt is the actor's own answer to a question on their own screen whether somebody may act for them; never while acting.
// fault.NotFound for a question to somebody else, fault.Conflict when nobody waits for the answer any more.
func (s *Sessions) AnswerPrompt(ctx context.Context, actor account.Actor, publicID string, yes bool) (asked Asked, err error) {
	defer fault.Wrap(&err, "Sessions.AnswerPrompt(%q, %t)", publicID, yes)
	if err := actor.May(account.ConsentChange); err != nil {
		return asked, err
	}
	err = s.db.Transact(ctx, actor, "acting.answer", func(tx *store.Tx) error {
		if asked, err = lockRequest(ctx, tx, publicID); err != nil {
			return err
		}
		if asked.Kind != ByPrompt || account.ID(asked.SubjectID) != actor.Person() {
			return noRequest()
		}
		return answerAs(ctx, tx, &asked, actor.Person(), yes)
	})
	return asked, err
}

// AnswerSecond is a second member of staff's answer to a start that waits for one. A yes needs their own fresh code. They must be
// staff whose own role may act for others and who may know the subject, and neither the one who asks nor one who shares a contact
// with either: everybody else finds nothing (fault.NotFound). fault.Conflict when nobody waits for the answer any more.
func (s *Sessions) AnswerSecond(ctx context.Context, actor account.Actor, publicID string, yes bool, code string) (asked Asked, err error) {
	defer fault.Wrap(&err, "Sessions.AnswerSecond(%q, %t)", publicID, yes)
	if err := actor.May(account.Impersonate); err != nil {
		return asked, err
	}
	err = s.db.Transact(ctx, actor, "acting.answer", func(tx *store.Tx) error {
		if asked, err = lockRequest(ctx, tx, publicID); err != nil {
			return err
		}
		if err := mayBeSecond(ctx, tx, actor, asked); err != nil {
			return tx.Refuse(fault.As(err))
		}
		if yes {
			if err := tx.Keep(ctx); err != nil {
				return err
			}
			if err := s.accounts.ConsumeCode(ctx, tx, actor.ID, code); err != nil {
				return s.refuse(ctx, tx, actor, err)
			}
		}
		return answerAs(ctx, tx, &asked, account.ID(actor.ID), yes)
	})
	return asked, err
}

// mayBeSecond reads the three people and asks the rule.
func mayBeSecond(ctx context.Context, q store.Querier, actor account.Actor, asked Asked) error {
	var people [3]account.Person
	for i, id := range []account.ID{account.ID(actor.ID), account.ID(asked.ActorID), account.ID(asked.SubjectID)} {
		p, err := account.ByID(ctx, q, id)
		if err != nil {
			return err
		}
		people[i] = p
	}
	if asked.Kind != SecondPerson || !mayAnswer(people[0], people[1], people[2]) {
		return noRequest()
	}
	return nil
}

// answerAs writes the answer of the one who was asked.
func answerAs(ctx context.Context, tx *store.Tx, asked *Asked, by account.ID, yes bool) error {
	if asked.Stands(tx.Now()) != Waiting {
		return tx.Refuse(fault.New(fault.Conflict, "Nobody waits for this answer any more: "+asked.over(tx)).WithCode(RefusedAnswered))
	}
	asked.State = SaidNo
	if yes {
		asked.State = SaidYes
	}
	_, err := tx.Exec(ctx, answerAsked, asked.ID, string(asked.State), int64(by))
	return err
}

// over says why a request is answered no more.
func (a Asked) over(tx *store.Tx) string {
	switch a.Stands(tx.Now()) {
	case AskLapsed:
		return "its 15 minutes are over."
	case Cancelled:
		return "it was withdrawn."
	}
	return "it was answered."
}

// Withdraw takes the actor's own yes back: before the start, which then cannot happen, or while the session that began on it runs,
// which ends with it. Never while acting. fault.NotFound for somebody else's yes, fault.Conflict when there is nothing to take back.
func (s *Sessions) Withdraw(ctx context.Context, actor account.Actor, publicID string) (err error) {
	defer fault.Wrap(&err, "Sessions.Withdraw(%q)", publicID)
	if err := actor.May(account.ConsentChange); err != nil {
		return err
	}
	return s.db.Transact(ctx, actor, "acting.withdraw", func(tx *store.Tx) error {
		asked, err := lockRequest(ctx, tx, publicID)
		if err != nil {
			return err
		}
		if asked.Kind != ByPrompt || asked.AnsweredBy != actor.Person() {
			return noRequest()
		}
		next := map[AskState]AskState{SaidYes: SaidNo, AskUsed: Withdrawn}[asked.Stands(tx.Now())]
		if asked.Session != 0 {
			if running, err := s.runs(ctx, tx, asked.Session); err != nil || !running {
				next = ""
			}
		}
		if next == "" {
			return tx.Refuse(fault.New(fault.Conflict, "There is nothing left to take back: it is over.").WithCode(RefusedAnswered))
		}
		_, err = tx.Exec(ctx, answerAsked, asked.ID, string(next), int64(actor.Person()))
		return err
	})
}

func (s *Sessions) runs(ctx context.Context, tx *store.Tx, session int64) (running bool, err error) {
	err = tx.Get(ctx, &running, `SELECT ended_at IS NULL FROM shop.impersonation_session WHERE id = $1`, session)
	return running, err
}

// lockRequest reads a request under lock, the people first, and names it in the record.
func lockRequest(ctx context.Context, tx *store.Tx, publicID string) (asked Asked, err error) {
	if err := tx.Get(ctx, &asked, selectAsked, publicID); err != nil {
		return asked, noRequest().Because(err)
	}
	var held []int64
	if err := tx.Select(ctx, &held, lockAskedPersons, int64(asked.ActorID), int64(asked.SubjectID)); err != nil {
		return asked, err
	}
	if err := tx.Get(ctx, &asked, lockAsked, publicID); err != nil {
		return asked, err
	}
	return asked, tx.About(ctx, "request", asked.ID)
}

func noRequest() *fault.Fault {
	return fault.New(fault.NotFound, "There is nothing at this address.")
}
