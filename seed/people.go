package seed

// Password is the same for every account of the demo; it stands on the demo desk.
const Password = "standin-demo-2026"

// person describes one account. Secret is the second factor's, in the form authenticator apps take.
type person struct {
	role, name, email, secret, about, phone string
	consent                                 string // standing, ask, never
	vendor, organization, memberRole        string
}

// The accounts of the demo desk, in its order. Secrets are fixed so that a phone keeps working after the demo is seeded anew.
var desk = []person{
	{role: "shopper", name: "Mara Lind", email: "mara@example.com", phone: "+49 431 555 0142", consent: "standing",
		about: "A customer with orders, a cart, and standing consent for support."},
	{role: "support_agent", name: "Ada Novak", email: "ada@standin.example", secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
		about: "Support: finds customers and stands in for them."},
	{role: "sales_rep", name: "Ben Okoro", email: "ben@standin.example", secret: "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU",
		about: "Sales: looks after a portfolio of vendors and organizations."},
	{role: "vendor", name: "Paola Demo", email: "paola@partners-demo.example", vendor: "partners-demo",
		about: "A vendor’s user who uploads collections in one file."},
	{role: "org_power_user", name: "Ingrid Sand", email: "ingrid@northside.example", secret: "MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK",
		organization: "Northside School", memberRole: "power_user", about: "Approves and buys for Northside School, and may act for its members."},
	{role: "org_member", name: "Tom Okafor", email: "tom@northside.example", organization: "Northside School", memberRole: "buyer",
		about: "A lightweight member: puts things into the school’s cart."},
	{role: "auditor", name: "Ruth Adler", email: "ruth@standin.example", secret: "ONSWG4TFOQ2TGMRRONSWG4TFOQ2TGMRR",
		about: "Reads the session log and proves that nobody edited it."},
	{role: "administrator", name: "Sam Berg", email: "sam@standin.example", secret: "PFXXK4RAMFZGKIDUPFXXK4RAMFZGKIDU",
		about: "Policy, people and the switch of the whole feature."},
	{role: "vendor", name: "Hanne Kai", email: "hanne@harbour-goods.example", vendor: "harbour-goods",
		about: "Owner of Harbour Goods, with orders of 90 days."},
	{role: "shopper", name: "Jonas Weiss", email: "jonas@example.com", phone: "+49 30 555 0199", consent: "ask",
		about: "A customer who wants to be asked first."},
	{role: "shopper", name: "Nia Never", email: "nia@example.com", consent: "never", about: "A customer who said never."},
}

// others make an organization a group.
var others = []person{
	{role: "org_member", name: "Lena Fuchs", email: "lena@northside.example", organization: "Northside School", memberRole: "approver"},
	{role: "org_member", name: "Piet Maas", email: "piet@northside.example", organization: "Northside School", memberRole: "viewer"},
	{role: "org_member", name: "Olga Reyes", email: "olga@northside.example", organization: "Northside School", memberRole: "buyer"},
	{role: "org_power_user", name: "Karim Haddad", email: "karim@tidewater.example", organization: "Tidewater Rowing Club", memberRole: "power_user"},
	{role: "org_member", name: "Wanda Miles", email: "wanda@tidewater.example", organization: "Tidewater Rowing Club", memberRole: "buyer"},
	{role: "org_power_user", name: "Elin Storm", email: "elin@brightworks.example", organization: "Brightworks Studio", memberRole: "power_user"},
	{role: "org_member", name: "Duc Pham", email: "duc@brightworks.example", organization: "Brightworks Studio", memberRole: "buyer"},
}

var organizations = []string{"Northside School", "Tidewater Rowing Club", "Brightworks Studio"}

// Names and places of the other customers, all made up.
var (
	firstNames = []string{"Anna", "Bela", "Cleo", "Dario", "Edda", "Finn", "Greta", "Hugo", "Ines", "Jaro", "Kira", "Liam", "Mona", "Nils", "Oona", "Pavel", "Quinn", "Rosa", "Selim", "Tilda"}
	lastNames  = []string{"Abend", "Birk", "Castell", "Dorn", "Ekman", "Falk", "Gruber", "Holm", "Iversen", "Jansen", "Keller", "Lorenz", "Mertens", "Nyberg", "Ostrow", "Palm", "Quist", "Rieger", "Sommer", "Thorn"}
	towns      = []struct{ postcode, town string }{{"24103", "Kiel"}, {"10115", "Berlin"}, {"20095", "Hamburg"}, {"50667", "Köln"}, {"80331", "München"}, {"04109", "Leipzig"}}
	streets    = []string{"Hafenstraße", "Lindenweg", "Am Markt", "Mühlgasse", "Gartenstraße", "Kirchplatz"}
)

// Account is one account of the demo desk.
type Account struct{ Role, Name, Email, Password, TOTPSecret, About string }

// Accounts are those the demo desk shows, in its order.
func Accounts() []Account {
	list := make([]Account, len(desk))
	for i, p := range desk {
		list[i] = Account{Role: p.role, Name: p.name, Email: p.email, Password: Password, TOTPSecret: p.secret, About: p.about}
	}
	return list
}
