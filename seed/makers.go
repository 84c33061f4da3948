package seed

// maker is a vendor of the demo: what it sells, and the words its things are named with.
type maker struct {
	slug, name, about string
	dispatchDays      int
	aisles            []string
	lines             []string
}

var makers = []maker{
	{"harbour-goods", "Harbour Goods", "A chandler’s shop on the quay since 1921. Boots, bags and lamps that have been wet before.", 1,
		[]string{"shoes", "outdoors", "bags"}, []string{"Harbour", "Quay", "Trawler", "Breakwater"}},
	{"paper-room", "Paper Room", "Two printers and a binder in a former dairy. Everything opens flat.", 2, []string{"desk"}, []string{"Ruled", "Margin", "Folio", "Octavo"}},
	{"north-loom", "North Loom", "Wool from eleven farms, woven, knitted and mended by us.", 3, []string{"clothing", "workshop"}, []string{"Fell", "Heather", "Drystone", "Lowland"}},
	{"elm-and-ash", "Elm & Ash", "Chairs and tables from trees that had to come down anyway.", 9, []string{"home"}, []string{"Elm", "Ash", "Windfall", "Hedge"}},
	{"kettle-corner", "Kettle Corner", "Everything for water that has boiled.", 1, []string{"kitchen", "pantry"}, []string{"Copper", "Steady", "Parlour", "First Light"}},
	{"ridge-line", "Ridge Line", "Tents, stoves and boots, tested by people who forgot the map.", 2, []string{"outdoors", "shoes"}, []string{"Ridge", "Col", "Scree", "Bivouac"}},
	{"fretwork", "Fretwork", "Instruments set up by hand before they leave.", 4, []string{"music"}, []string{"Parlour", "Stage", "Luthier", "Travel"}},
	{"green-sill", "Green Sill", "Plants that forgive, and what they stand in.", 2, []string{"garden", "home"}, []string{"North Window", "Balcony", "Shade", "Evergreen"}},
	{"mill-street", "Mill Street Tools", "Forged, ground and handled in one street.", 1, []string{"workshop", "garden"}, []string{"Mill", "Foundry", "Journeyman", "Bench"}},
	{"salt-and-thyme", "Salt & Thyme", "Small batches from large landscapes.", 2, []string{"pantry"}, []string{"Coast", "Alpine", "Orchard", "Wild"}},
	{"second-bell", "Second Bell", "For the yard, the hall and the rainy afternoon.", 2, []string{"play"}, []string{"Yard", "Club", "Rainy Day", "League"}},
	{"lantern-house", "Lantern House", "Lamps, candles and clocks: light and time.", 3, []string{"home"}, []string{"Dusk", "Vigil", "Hearth", "Almanac"}},
	{"the-satchel", "The Satchel", "Bags with four seams and no zips, where four will do.", 2, []string{"bags"}, []string{"Courier", "Weekend", "Scholar", "Market"}},
	{"plain-cut", "Plain Cut", "Clothes without words on them.", 1, []string{"clothing"}, []string{"Plain", "Everyday", "Sunday", "Selvedge"}},
	{"last-and-awl", "Last & Awl", "Shoes on real lasts, resoled as often as you like.", 5, []string{"shoes"}, []string{"Country", "Town", "Promenade", "Oak Bark"}},
	{"studio-nine", "Studio Nine", "Colour for painters, paper for those who draw.", 2, []string{"desk", "play"}, []string{"Studio", "Plein Air", "Atelier", "Sketch"}},
	{"blue-hour", "Blue Hour", "Sound and pictures, mended and new.", 2, []string{"music", "outdoors"}, []string{"Blue Hour", "Relay", "Longwave", "Field"}},
	{"stove-and-steel", "Stove & Steel", "Pans to inherit, knives to respect.", 3, []string{"kitchen"}, []string{"Forge", "Station", "Carbon", "Bistro"}},
	{"little-wheel", "Little Wheel", "Bicycles and everything that rolls.", 6, []string{"play"}, []string{"Avenue", "Gravel", "Loop", "Errand"}},
	{"partners-demo", "Partners Demo", "A young label that uploads its collections in one file.", 2, []string{"clothing"}, []string{"Debut"}},
}

// qualities are words that say of what, or for what, a thing of an aisle (or one kind of thing) is; with the line and the noun they make a title.
var qualities = map[string][]string{
	"outdoors": {"light", "all-weather", "expedition", "folding", "two-season"}, "home": {"low", "tall", "oak", "linen", "smoked"},
	"clothing": {"wool", "linen", "brushed cotton", "heavy", "light"}, "shoes": {"lined", "waxed", "wide", "summer", "winter"},
	"bags": {"canvas", "waxed", "small", "large", "roll-top"}, "kitchen": {"enamel", "cast", "hand-thrown", "small", "large"},
	"pantry": {"dark", "raw", "smoked", "salted", "mild"}, "garden": {"hardy", "indoor", "tall", "dwarf", "late"},
	"music": {"student", "concert", "solid-top", "vintage", "compact"}, "play": {"junior", "match", "wooden", "indoor", "outdoor"},
	"camera": {"35 mm", "rangefinder", "folding", "twin-lens", "box"}, "wrist watch": {"steel", "slim", "field", "two-hand", "travel"}, "socks": {"wool", "linen", "ribbed", "heavy", "light"},
	"workshop": {"heavy", "fine", "long", "short", "double"}, "desk": {"fine", "broad", "pocket", "archival", "studio"},
}

var (
	colourNames = []string{"Dawn", "Noon", "Dusk", "Night"} // each in a hue of the catalog's, which turns every picture's own colours
	shoeRange   = []string{"38", "39", "40", "41", "42", "43", "44"}
	sizeRange   = []string{"XS", "S", "M", "L", "XL"}
	packRange   = []string{"One", "Three", "Six"}
)
