package web

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"standin/impersonation"
	"standin/store/account"
	"standin/web/page/part"
)

// doorway is what a place of the site gives to a start that begins there. It only fills in the start page.
type doorway struct {
	From   string // where the end leads back to
	Ticket string
	Order  string
	After  string // public id of the session before, whose ticket and note go along
}

// doors are the ways to act for each of a list of people, by their public ids, all asked for in one statement. Who may act for nobody
// gets none.
func (s *Server) doors(c *gin.Context, ids []string) (map[string]impersonation.Offer, error) {
	if !s.actor(c).Can(account.Impersonate) || s.actor(c).Acting() {
		return map[string]impersonation.Offer{}, nil
	}
	offers, err := s.rooms.Sessions.Offers(c.Request.Context(), s.actor(c), ids, s.footprint(c))
	for id, o := range offers {
		o.Running = slices.DeleteFunc(o.Running, func(r impersonation.Running) bool { return !runsHere(c, r) })
		offers[id] = o
	}
	return offers, err
}

// runsHere tells whether a session belongs to the sign-in of the request: those of the actor's other browsers lead nowhere here.
func runsHere(c *gin.Context, r impersonation.Running) bool {
	return slices.ContainsFunc(visitorOf(c).running, func(mine part.Running) bool { return strings.HasPrefix(mine.URL, "/as/"+r.PublicID+"/") })
}

// door leads to the start page of an offer, into a session that runs, or says why not.
func (d doorway) door(o impersonation.Offer, name string) part.Door {
	door := part.Door{ID: o.Subject.PublicID, Name: name, GoOn: goOn(o, nil)}
	if o.Refusal != nil {
		door.Why = o.Refusal.Message
		return door
	}
	door.URL = d.path(o.Subject.PublicID, nil)
	return door
}

// doorAs is door for one capacity of the person.
func (d doorway) doorAs(o impersonation.Offer, as account.Capacity, name string) part.Door {
	door := part.Door{ID: o.Subject.PublicID, Name: name, GoOn: goOn(o, &as)}
	choice, found := o.In(as)
	switch {
	case !found:
		door.Why = o.Subject.Name + " does not have this role any more."
	case choice.Refusal != nil:
		door.Why = choice.Refusal.Message
	default:
		door.URL = d.path(o.Subject.PublicID, &as)
	}
	return door
}

// goOn leads into the session in which the actor acts for the person of the offer already; empty when there is none.
func goOn(o impersonation.Offer, as *account.Capacity) string {
	for _, r := range o.Running {
		if r.Subject == account.SubjectID(o.Subject.ID) && (as == nil || r.Of() == *as) {
			return "/as/" + r.PublicID + landing(r.Of())
		}
	}
	return ""
}

// path is the address of the start page with what is known already.
func (d doorway) path(person string, as *account.Capacity) string {
	q := url.Values{}
	if as != nil {
		q.Set("capacity", as.String())
	}
	for name, value := range map[string]string{"ticket": d.Ticket, "order": d.Order, "from": d.From, "after": d.After} {
		if value != "" {
			q.Set(name, value)
		}
	}
	path := "/act/" + person
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	return path
}

// oneWhy says once, under the id, why the doors of a whole list are closed, if it is the same for all that there are.
func oneWhy[T any](id string, list []T, door func(*T) *part.Door) string {
	var doors []*part.Door
	for i := range list {
		if d := door(&list[i]); d.Open() {
			doors = append(doors, d)
		}
	}
	return part.OneWhy(id, doors...)
}
