package web

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"standin/cart"
	"standin/impersonation"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/web/page/catalog"
	"standin/web/page/part"
	"standin/web/page/support"
)

// showCustomer is a customer from all sides. Opening it is recorded, and the customer sees that.
func (s *Server) showCustomer(c *gin.Context) error {
	p, err := s.openCustomer(c)
	if err != nil || c.Writer.Written() {
		return err
	}
	return s.renderCustomer(c, http.StatusOK, p, "", "", nil)
}

// openCustomer reads the customer of the address; past the hour's limit it answers with the form for a code instead.
func (s *Server) openCustomer(c *gin.Context) (account.Person, error) {
	p, err := s.rooms.Sessions.OpenCustomer(c.Request.Context(), s.actor(c), c.Param("person"))
	if f := fault.As(err); f != nil && f.Code == impersonation.CodeMore {
		return p, s.askMore(c, http.StatusForbidden, c.Param("person"), f.Message, nil)
	}
	return p, err
}

func (s *Server) renderCustomer(c *gin.Context, status int, p account.Person, shown, note string, errs part.Errors) error {
	offer, err := s.rooms.Sessions.Offer(c.Request.Context(), s.actor(c), p.PublicID, s.footprint(c))
	if err != nil {
		return err
	}
	view := supportpage.CustomerView{Who: whoIs(p), OpenedAt: part.Clock(offer.Now), Since: "Customer since " + p.CreatedAt.In(part.Zone).Format("January 2006"),
		Act: actCard(offer), Facts: customerFacts(p, shown, offer.Now), Note: note, Errors: errs}
	view.Switch, view.SwitchYes = switchWords(offer.Consent, offer.Now)
	if err := s.addCart(c, &view, p); err != nil {
		return err
	}
	if err := s.addOrders(c, &view, p); err != nil {
		return err
	}
	if err := s.addTimeline(c, &view, p); err != nil {
		return err
	}
	return s.render(c, status, supportpage.Customer(view))
}

// actCard says in words what the first open capacity allows and asks, or why nobody can act here.
func actCard(o impersonation.Offer) (card supportpage.ActCard) {
	if o.Refusal != nil {
		card.Refusal = o.Refusal.Message
		return card
	}
	for _, ch := range o.Possible() {
		card.Choices = append(card.Choices, choiceOption(ch))
	}
	first, _ := o.Choice(account.Shopper)
	asks := "a reason and a fresh code from your phone."
	if first.Grant.Rule.TicketRequired {
		asks = "a reason, the ticket, and a fresh code from your phone."
	}
	card.Says = []supportpage.Say{
		{Head: "You may", Text: first.Grant.MaySentence() + "."},
		{Head: "You may not", Text: first.Grant.MayNotSentence(first.Capacity) + "."},
		{Head: "Consent", Text: orElse(first.Lacks, first.Grant.Consent.Text)},
		{Head: "You will be asked for", Text: asks},
		{Head: "It lasts", Text: fmt.Sprintf("%d minutes, or %d without a click. %s is told when you begin.", first.Grant.Rule.WholeMinutes,
			first.Grant.Rule.IdleMinutes, whoIs(o.Subject).First())},
	}
	return card
}

func switchWords(is impersonation.Consent, now time.Time) (string, bool) {
	switch {
	case is.Never():
		return "said never", false
	case is.Stands(now):
		return "allowed until " + part.Date(*is.Until), true
	}
	return "asks first", false
}

// customerFacts are masked; the one that was asked for is shown.
func customerFacts(p account.Person, shown string, now time.Time) []supportpage.Fact {
	facts := []supportpage.Fact{{Name: "E-mail", Field: "email", Value: impersonation.MaskEmail(p.Email), Masked: true}}
	if p.Phone != "" {
		facts = append(facts, supportpage.Fact{Name: "Phone", Field: "phone", Value: impersonation.MaskPhone(p.Phone), Masked: true})
	}
	clear := map[string]string{"email": p.Email, "phone": p.Phone}
	for i, f := range facts {
		if f.Field == shown {
			facts[i].Value, facts[i].Masked, facts[i].Shown = clear[f.Field], false, "shown by you, "+part.Clock(now)
		}
	}
	var places []string
	for _, m := range p.Organizations {
		places = append(places, m.Name+", "+m.Role.Title())
	}
	for _, v := range p.Vendors {
		places = append(places, v.Name+", "+v.Role)
	}
	if len(places) > 0 {
		facts = append(facts, supportpage.Fact{Name: "Member of", Value: strings.Join(places, "; ")})
	}
	return facts
}

type showForm struct {
	Field string `form:"field" binding:"required,oneof=email phone"`
}

// showField reveals one field of a customer; who saw it, and when, is a row of the record.
func (s *Server) showField(c *gin.Context) error {
	var form showForm
	if errs := s.bind(c, &form); errs != nil {
		return fault.New(fault.Invalid, "There is no such field.")
	}
	p, err := s.openCustomer(c)
	if err != nil || c.Writer.Written() {
		return err
	}
	err = s.rooms.DB.Record(c.Request.Context(), s.actor(c), store.Event{Action: "customer.show", Outcome: store.Viewed,
		Object: fmt.Sprintf("person:%d", p.ID), Detail: map[string]any{"field": form.Field}})
	if err != nil {
		return err
	}
	return s.renderCustomer(c, http.StatusOK, p, form.Field, "", nil)
}

// addNote keeps a note with a customer.
func (s *Server) addNote(c *gin.Context) error {
	p, err := s.openCustomer(c)
	if err != nil || c.Writer.Written() {
		return err
	}
	var form noteForm
	errs := s.bind(c, &form)
	if errs == nil {
		err = s.rooms.Sessions.AddNote(c.Request.Context(), s.actor(c), p.ID, 0, "", form.Note)
		errs = fieldErrors(err)
	}
	if errs != nil {
		return s.renderCustomer(c, http.StatusUnprocessableEntity, p, "", form.Note, errs)
	}
	if err != nil {
		return err
	}
	s.flash(c, "done", "The note is kept.")
	return s.redirect(c, "/support/customers/"+p.PublicID)
}

// addCart adds what lies in the customer's own cart.
func (s *Server) addCart(c *gin.Context, view *supportpage.CustomerView, p account.Person) error {
	found, err := s.rooms.Carts.Show(c.Request.Context(), account.Self(p, 0))
	if err != nil {
		return err
	}
	pictures, err := s.linePictures(c, found)
	if err != nil {
		return err
	}
	view.CartTotal = part.Money(found.Totals.Total)
	for _, l := range found.Lines {
		view.Cart = append(view.Cart, customerLine(l, pictures[l.Item.Variant]))
	}
	var codes []string
	for _, p := range found.Codes {
		codes = append(codes, p.Code.Code)
	}
	if len(codes) > 0 {
		view.CartNote = strings.Join(codes, ", ") + " on it, " + part.Money(found.Totals.Discount) + " off."
	}
	return nil
}

func customerLine(l cart.Line, picture catalogpage.Picture) supportpage.CartLine {
	text := fmt.Sprintf("%d × %s", l.Quantity, l.Item.Title)
	if options := l.Item.Options.String(); options != "" {
		text += ", " + options
	}
	return supportpage.CartLine{Picture: picture, Text: text, Price: l.Gross()}
}

// addTimeline adds notes and sessions, the newest first.
func (s *Server) addTimeline(c *gin.Context, view *supportpage.CustomerView, p account.Person) error {
	ctx := c.Request.Context()
	notes, err := s.rooms.Sessions.Notes(ctx, p.ID)
	if err != nil {
		return err
	}
	sessions, err := s.rooms.Sessions.List(ctx, impersonation.Filter{Subject: account.SubjectID(p.ID), Limit: 10})
	if err != nil {
		return err
	}
	for len(notes) > 0 || len(sessions) > 0 {
		if len(sessions) == 0 || len(notes) > 0 && notes[0].At.After(sessions[0].StartedAt) {
			view.Timeline = append(view.Timeline, supportpage.Event{When: part.Moment(notes[0].At), Text: "Note by " + notes[0].Author + ": " + notes[0].Text})
			notes = notes[1:]
			continue
		}
		view.Timeline = append(view.Timeline, sessionEvent(c, s, sessions[0]))
		sessions = sessions[1:]
	}
	return nil
}

func sessionEvent(c *gin.Context, s *Server, is impersonation.Session) supportpage.Event {
	reason := strings.TrimRight(is.Reason, ". ")
	text := fmt.Sprintf("%s acts now: “%s”", is.ActorName, reason)
	if is.EndedAt != nil {
		text = fmt.Sprintf("%s stood in for %s: “%s”", is.ActorName, part.Took(is.Took(*is.EndedAt)), reason)
	}
	if is.Ticket != "" {
		text += ", ticket " + is.Ticket
	}
	e := supportpage.Event{When: part.Moment(is.StartedAt), Text: text + ".", Mark: true}
	if s.actor(c).Can(account.AuditRead) {
		e.URL = "/audit/sessions/" + is.PublicID
	}
	if is.CapacityKind != account.CapacityVendor {
		e.Changes = "/support/sessions/" + is.PublicID
	}
	return e
}
