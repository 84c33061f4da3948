package audit

import (
	"cmp"
	"strconv"
	"strings"
	"time"
)

// entryEvents writes entries as OCSF events, one a line, and the checkpoint as the last line.
type entryEvents struct{ *entryLines }

func (w *entryEvents) entries(ids []int64) error {
	known, err := w.known(ids)
	if err != nil {
		return err
	}
	return w.each(ids, func(x *exported, p *inclusion) any { return eventOf(x, p, known) })
}

// eventNames are names of people, and sessions, that the events of a chunk speak of.
type eventNames struct {
	people   map[int64]string
	sessions map[int64]eventSession
}

type eventSession struct {
	ID      int64     `db:"id"`
	Public  string    `db:"public_id"`
	Actor   int64     `db:"actor_id"`
	Subject int64     `db:"subject_id"`
	Reason  string    `db:"reason"`
	Ticket  string    `db:"ticket"`
	Started time.Time `db:"started_at"`
	Mode    string    `db:"mode"`
	May     string    `db:"permissions"`
}

func (w *entryEvents) known(ids []int64) (n eventNames, err error) {
	n = eventNames{people: map[int64]string{}, sessions: map[int64]eventSession{}}
	var sessions []eventSession
	if err := w.q.Select(w.ctx, &sessions, sessionsOfEntries, array(ids)); err != nil {
		return n, err
	}
	for _, s := range sessions {
		n.sessions[s.ID] = s
	}
	var people []struct {
		ID   int64  `db:"id"`
		Name string `db:"name"`
	}
	if err := w.q.Select(w.ctx, &people, peopleOfEntries, array(ids)); err != nil {
		return n, err
	}
	for _, p := range people {
		n.people[p.ID] = p.Name
	}
	return n, nil
}

// eventOf puts one entry into OCSF shape.
func eventOf(x *exported, proof *inclusion, n eventNames) ocsfEvent {
	r := x.recorded()
	e := ocsfEvent{Time: x.At.UnixMilli(), SeverityID: 1, Severity: "Informational", StatusID: 1, Status: "Success", Message: ActionName(x.Action),
		API: ocsfAPI{Operation: x.Action}, Unmapped: ocsfUnmapped{Passed: &sealedRecord{Payload: x.Payload, Proof: proof}},
		Metadata: ocsfMetadata{Version: ocsfVersion, Product: ocsfProduct{"Standin", "Standin"}, UID: strconv.FormatInt(x.Entry, 10), EventCode: x.Action,
			OriginalTime: instant(x.At)}}
	if x.Leaf != nil {
		e.Unmapped.Passed.Text = string(x.head().text(x.Digest))
	}
	e.people(x, r, n)
	e.request(r)
	if x.Outcome == "refused" || x.Outcome == "failed" {
		e.SeverityID, e.Severity, e.StatusID, e.Status, e.StatusDetail = 2, "Low", 2, "Failure", r.refusal.Message
	}
	if x.Object != "" {
		kind, _, _ := strings.Cut(x.Object, ":")
		e.Resources = append(e.Resources, ocsfResource{UID: x.Object, Type: kind})
	}
	if !e.grant(x, r, n) {
		activity, name := activityOf(x, r)
		e.class(classAPIActivity, activity, name)
	}
	return e
}

// people names who was really there, for whom, and under which session.
func (e *ocsfEvent) people(x *exported, r *recorded, n eventNames) {
	switch x.Kind {
	case "person":
		e.Actor.User = ocsfUser{UID: personUID(x.Actor), Name: n.people[x.Actor], TypeID: 1, Type: "User"}
		e.Unmapped.Sub = personUID(x.Actor)
	case "guest":
		e.Actor.User = ocsfUser{UID: "cart:" + strconv.FormatInt(x.Actor, 10), Name: "guest", TypeID: 0, Type: "Unknown"}
	default:
		e.Actor.User = ocsfUser{UID: x.Kind, Name: cmp.Or(r.head.Name, x.Kind), TypeID: 3, Type: "System"}
	}
	if x.Subject != 0 {
		e.Resources = append(e.Resources, ocsfResource{UID: personUID(x.Subject), Name: n.people[x.Subject], Type: "user"})
		e.Unmapped.Sub, e.Unmapped.Act = personUID(x.Subject), &ocsfAct{personUID(x.Actor)}
	}
	if s, ok := n.sessions[x.Session]; ok {
		e.Actor.Session = &ocsfSession{UID: s.Public, CreatedTime: s.Started.UnixMilli()}
		e.Metadata.CorrelateUID, e.Unmapped.Reason, e.Unmapped.Ticket = s.Public, s.Reason, s.Ticket
	}
}

// request says through which request it came.
func (e *ocsfEvent) request(r *recorded) {
	q := r.head.Request
	e.SrcEndpoint = ocsfEndpoint{IP: q.IP}
	if q.IP == "" {
		e.SrcEndpoint.Name = "the shop's own machine"
	}
	if q.ID != "" {
		e.API.Request = &ocsfUIDObject{q.ID}
	}
	if q.Method != "" {
		e.HTTPRequest = &ocsfRequest{Method: q.Method, URL: ocsfURL{q.Path}, UserAgent: q.Agent, UID: q.ID}
	}
	if r.head.Status != 0 {
		e.HTTPResponse = &ocsfResponse{r.head.Status}
	}
	e.Unmapped.Route = cmp.Or(r.head.Request.Route, r.head.Route)
}

// activityOf says what was done in the words of class 6003: to create, read, update or delete.
func activityOf(x *exported, r *recorded) (id int, name string) {
	if x.Outcome == "viewed" || strings.HasPrefix(x.Action, "audit.read") || strings.HasPrefix(x.Action, "export.") {
		return ocsfRead, "Read"
	}
	ops := map[string]bool{}
	for _, c := range r.changes {
		ops[c.Op] = true
	}
	switch {
	case len(ops) == 0:
		return ocsfOther, ActionName(x.Action)
	case len(ops) == 1 && ops["insert"]:
		return ocsfCreate, "Create"
	case len(ops) == 1 && ops["delete"]:
		return ocsfDelete, "Delete"
	}
	return ocsfUpdate, "Update"
}

const (
	sessionsOfEntries = `
		SELECT s.id, s.public_id, s.actor_id, s.subject_id, s.reason, s.ticket, s.started_at, s.mode, array_to_string(s.permissions, ',') AS permissions
		  FROM shop.impersonation_session s
		 WHERE s.id IN (SELECT e.session FROM audit.entry e WHERE e.id = ANY($1::bigint[])
		                UNION ALL
		                SELECT (p.body->'key'->>'id')::bigint FROM audit.payload p
		                 WHERE p.entry = ANY($1::bigint[]) AND p.body->>'table' = 'shop.impersonation_session')`

	peopleOfEntries = `
		SELECT p.id, p.name FROM shop.person p
		 WHERE p.id IN (SELECT unnest(ARRAY[CASE WHEN e.kind = 'person' THEN e.actor END, e.subject]) FROM audit.entry e WHERE e.id = ANY($1::bigint[])
		                UNION ALL
		                SELECT unnest(ARRAY[c.body->'key'->>'person_id', c.body->'after'->>'person_id', c.body->'before'->>'person_id',
		                       c.body->'after'->>'staff_id', c.body->'before'->>'staff_id'])::bigint
		                  FROM audit.payload c WHERE c.entry = ANY($1::bigint[])
		                   AND c.body->>'table' IN ('shop.staff_role', 'shop.member', 'shop.vendor_user', 'shop.assignment')
		                UNION ALL
		                SELECT unnest(ARRAY[s.actor_id, s.subject_id]) FROM audit.payload c
		                  JOIN shop.impersonation_session s ON s.id = (c.body->'key'->>'id')::bigint
		                 WHERE c.entry = ANY($1::bigint[]) AND c.body->>'table' = 'shop.impersonation_session')`
)
