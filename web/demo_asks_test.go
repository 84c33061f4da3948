package web_test

import (
	"testing"

	"standin/store/account"
	"standin/web"
)

// The desk puts two questions on the screens, and whoever is asked finds them.
func TestDemo_QuestionsToAnswer(t *testing.T) {
	t.Parallel()
	s := newTown(t, func(c *web.Config) {
		c.Demo = true
		c.DemoAccounts = []web.DemoAccount{{Role: "support_agent", Name: "Ada Novak", Email: "ada.novak@example.com"},
			{Role: "administrator", Name: "Ruth Root", Email: "ruth.root@example.com"}, {Role: "shopper", Name: "Jon Weber", Email: "jon.weber@example.com"}}
	})
	agent, jon := s.resident("Ada Novak", account.SupportAgent), s.asks("Jon Weber")
	s.resident("Ruth Root", account.Administrator)
	ada, own := s.signIn(agent), s.signIn(jon)
	ada.Get("/demo").Want(200).Press("Put two questions", nil).Want(200).WantText("Jon Weber is asked on their screen", "Ruth Root waits for a colleague’s yes")
	own.Get("/").WantText("Support asks to act for you").Press("Allow", nil).Want(200).WantText("You allowed it")
	ada.Get("/support").Want(200).WantText("Ruth Root asks to act for Jon Weber").Click("Answer").Want(200)
	for range 2 {
		ada.Get("/demo").Press("Put two questions", nil).Want(200)
	}
	ada.Get("/demo").Press("Put two questions", nil).Want(200).WantText("was asked three times within the hour")
}
