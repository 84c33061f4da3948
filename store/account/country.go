package account

// Country is a country the shop delivers to.
type Country struct{ Code, Name string }

// countries are those the shop delivers to, by name.
var countries = []Country{
	{"AT", "Austria"}, {"BE", "Belgium"}, {"BG", "Bulgaria"}, {"HR", "Croatia"}, {"CY", "Cyprus"}, {"CZ", "Czechia"}, {"DK", "Denmark"},
	{"EE", "Estonia"}, {"FI", "Finland"}, {"FR", "France"}, {"DE", "Germany"}, {"GR", "Greece"}, {"HU", "Hungary"}, {"IS", "Iceland"},
	{"IE", "Ireland"}, {"IT", "Italy"}, {"LV", "Latvia"}, {"LI", "Liechtenstein"}, {"LT", "Lithuania"}, {"LU", "Luxembourg"}, {"MT", "Malta"},
	{"NL", "Netherlands"}, {"NO", "Norway"}, {"PL", "Poland"}, {"PT", "Portugal"}, {"RO", "Romania"}, {"SK", "Slovakia"}, {"SI", "Slovenia"},
	{"ES", "Spain"}, {"SE", "Sweden"}, {"CH", "Switzerland"}, {"GB", "United Kingdom"}, {"US", "United States"}, {"CA", "Canada"},
	{"AU", "Australia"}, {"NZ", "New Zealand"}, {"JP", "Japan"},
}

// Countries are those the shop delivers to, in the order of a list to choose from.
func Countries() []Country { return countries }

// CountryName is the name of a country the shop delivers to; "" for any other.
func CountryName(code string) string {
	for _, c := range countries {
		if c.Code == code {
			return c.Name
		}
	}
	return ""
}
