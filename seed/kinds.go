package seed

// kind is a thing that is sold: its picture, its aisle, what it may cost (minor units) and in which choices it comes.
type kind struct {
	picture, aisle, noun string
	low, high            int64
	choices              choices
}

// choices says in which options a kind comes.
type choices int

const (
	single    choices = iota // one of a kind
	shoeSizes                // colour and size 38 to 44
	clothing                 // colour and XS to XL
	colours                  // colour alone
	packs                    // one, three, six
)

// aisle is a department of the shop.
type aisle struct{ slug, name, intro, picture, tint string }

var aisles = []aisle{
	{"outdoors", "Outdoors", "For a day on the hill, or a night under canvas.", "26fa", "moss"},
	{"home", "Home", "Things to sit on, read by and look at.", "1fa91", "clay"},
	{"clothing", "Clothing", "Warm, plain, made to be mended.", "1f9e5", "sky"},
	{"shoes", "Shoes", "From the river bank to the concert hall.", "1f97e", "straw"},
	{"bags", "Bags", "What carries the rest.", "1f392", "rose"},
	{"kitchen", "Kitchen", "Sharp, heavy, and easy to wash.", "1fad6", "stone"},
	{"pantry", "Pantry", "Keeps well, tastes of somewhere.", "1f36f", "straw"},
	{"garden", "Garden", "For windowsills and for hectares.", "1fab4", "moss"},
	{"music", "Music", "Strings, skins, reeds and what makes them loud.", "1f3b8", "rose"},
	{"play", "Play", "Balls, boards and things on wheels.", "1f3b2", "sky"},
	{"workshop", "Workshop", "Tools that outlast their owner.", "1f9f0", "stone"},
	{"desk", "Desk", "Paper, ink, and instruments of thought.", "1f58b-fe0f", "clay"},
}

var kinds = []kind{
	{"26fa", "outdoors", "tent", 12900, 48900, colours}, {"1f9ed", "outdoors", "compass", 1900, 7900, single},
	{"1f52d", "outdoors", "telescope", 14900, 89900, single}, {"1f526", "outdoors", "torch", 1900, 8900, single},
	{"1f302", "outdoors", "umbrella", 1900, 6900, colours}, {"1f3a3", "outdoors", "fishing rod", 3900, 18900, single},
	{"1f93f", "outdoors", "diving mask", 2900, 9900, colours}, {"1f4f7", "outdoors", "camera", 24900, 129900, single},
	{"1f6f6", "outdoors", "canoe", 59900, 149900, colours}, {"26f1-fe0f", "outdoors", "parasol", 3900, 12900, colours},

	{"1fa91", "home", "chair", 8900, 34900, colours}, {"1f6cb-fe0f", "home", "sofa", 69900, 219900, colours},
	{"1fa9e", "home", "mirror", 4900, 19900, single}, {"1f5bc-fe0f", "home", "framed print", 2900, 14900, single},
	{"1f9fa", "home", "basket", 1900, 6900, colours}, {"1f570-fe0f", "home", "mantel clock", 7900, 29900, single},
	{"23f0", "home", "alarm clock", 1900, 5900, colours}, {"1f4a1", "home", "light bulb", 500, 1900, packs},
	{"1fa94", "home", "oil lamp", 2900, 9900, single}, {"1f3ee", "home", "paper lantern", 900, 3900, colours},
	{"1f56f-fe0f", "home", "candle", 600, 2900, packs}, {"1f9fc", "home", "soap", 400, 1500, packs},

	{"1f455", "clothing", "T-shirt", 1900, 4900, clothing}, {"1f457", "clothing", "dress", 4900, 18900, clothing},
	{"1f45a", "clothing", "blouse", 3900, 11900, clothing}, {"1f456", "clothing", "jeans", 5900, 14900, clothing},
	{"1fa73", "clothing", "shorts", 2900, 6900, clothing}, {"1f9e5", "clothing", "coat", 12900, 39900, clothing},
	{"1f9e3", "clothing", "scarf", 1900, 8900, colours}, {"1f9e4", "clothing", "gloves", 1900, 6900, clothing},
	{"1f9e6", "clothing", "socks", 700, 1900, packs}, {"1f452", "clothing", "sun hat", 2900, 7900, colours},
	{"1f9e2", "clothing", "cap", 1500, 3900, colours}, {"231a", "clothing", "wrist watch", 7900, 59900, colours},

	{"1f45f", "shoes", "running shoe", 6900, 17900, shoeSizes}, {"1f45e", "shoes", "leather shoe", 9900, 28900, shoeSizes},
	{"1f97e", "shoes", "hiking boot", 10900, 27900, shoeSizes}, {"1f462", "shoes", "tall boot", 12900, 32900, shoeSizes},
	{"1f461", "shoes", "sandal", 3900, 11900, shoeSizes}, {"1fa74", "shoes", "thong sandal", 1200, 3900, shoeSizes},
	{"26f8-fe0f", "shoes", "ice skate", 7900, 21900, shoeSizes}, {"1f6fc", "shoes", "roller skate", 6900, 18900, shoeSizes},

	{"1f392", "bags", "backpack", 4900, 18900, colours}, {"1f45c", "bags", "handbag", 5900, 29900, colours},
	{"1f45d", "bags", "clutch bag", 2900, 12900, colours}, {"1f45b", "bags", "purse", 1900, 7900, colours},
	{"1f4bc", "bags", "briefcase", 8900, 32900, colours}, {"1f9f3", "bags", "suitcase", 9900, 34900, colours},

	{"1fad6", "kitchen", "teapot", 2900, 8900, colours}, {"2615", "kitchen", "coffee cup", 900, 2900, colours},
	{"1f375", "kitchen", "tea bowl", 900, 3900, colours}, {"1f374", "kitchen", "fork and knife", 1900, 9900, packs},
	{"1f944", "kitchen", "spoon", 600, 2900, packs}, {"1f52a", "kitchen", "kitchen knife", 3900, 24900, single},
	{"1f373", "kitchen", "frying pan", 3900, 15900, single}, {"1f958", "kitchen", "deep pan", 4900, 18900, single},
	{"1fad9", "kitchen", "jar", 500, 1900, packs}, {"1f963", "kitchen", "bowl", 1200, 4900, colours},
	{"23f2-fe0f", "kitchen", "kitchen timer", 1500, 4900, colours},

	{"1f36f", "pantry", "honey", 700, 2400, packs}, {"1f36b", "pantry", "chocolate", 350, 1200, packs},
	{"1f9c0", "pantry", "cheese", 900, 3900, single}, {"1fad2", "pantry", "olives", 450, 1400, packs},
	{"1f9c2", "pantry", "salt", 300, 1200, packs}, {"1f36a", "pantry", "cookies", 400, 1500, packs},

	{"1fab4", "garden", "potted plant", 1500, 8900, single}, {"1f335", "garden", "cactus", 700, 4900, single},
	{"1f331", "garden", "seedling", 300, 1200, packs}, {"1f33b", "garden", "sunflower", 300, 900, packs},
	{"1f337", "garden", "tulip", 500, 1900, packs}, {"1faa3", "garden", "bucket", 900, 2900, colours},
	{"1fa9c", "garden", "ladder", 6900, 24900, single},

	{"1f3b8", "music", "guitar", 19900, 189900, colours}, {"1f3bb", "music", "violin", 29900, 249900, single},
	{"1f3b9", "music", "keyboard", 14900, 149900, single}, {"1f3ba", "music", "trumpet", 24900, 169900, single},
	{"1f3b7", "music", "saxophone", 49900, 329900, single}, {"1f941", "music", "drum", 9900, 69900, colours},
	{"1fa97", "music", "accordion", 39900, 189900, colours}, {"1fa95", "music", "banjo", 19900, 99900, single},
	{"1f3a4", "music", "microphone", 4900, 39900, single}, {"1f3a7", "music", "headphones", 3900, 34900, colours},
	{"1f4fb", "music", "radio", 4900, 24900, colours},

	{"26bd", "play", "football", 1500, 5900, single}, {"1f3c0", "play", "basketball", 1900, 6900, single},
	{"1f3f8", "play", "badminton racket", 1900, 11900, single}, {"1f3d3", "play", "table tennis bat", 1200, 8900, single},
	{"1f94a", "play", "boxing glove", 2900, 9900, colours}, {"1fa81", "play", "kite", 1500, 6900, colours},
	{"1f3b2", "play", "dice set", 600, 2900, colours}, {"1f9f8", "play", "teddy bear", 1500, 5900, single},
	{"1f9e9", "play", "puzzle", 1200, 4900, single}, {"1fa86", "play", "nesting dolls", 1900, 7900, single},
	{"1f6b2", "play", "bicycle", 39900, 189900, colours}, {"1f6f9", "play", "skateboard", 4900, 15900, colours},

	{"1f528", "workshop", "hammer", 1500, 5900, single}, {"1fa9a", "workshop", "saw", 1900, 8900, single},
	{"1fa9b", "workshop", "screwdriver", 700, 3900, single}, {"1f527", "workshop", "wrench", 1200, 6900, single},
	{"1fa93", "workshop", "axe", 3900, 14900, single}, {"1f9f0", "workshop", "toolbox", 3900, 19900, colours},
	{"1f9f6", "workshop", "yarn", 500, 1900, colours}, {"1f9f5", "workshop", "thread", 250, 900, colours},

	{"1f58b-fe0f", "desk", "fountain pen", 2900, 24900, colours}, {"270f-fe0f", "desk", "pencil", 150, 600, packs},
	{"1f4d3", "desk", "notebook", 700, 2900, colours}, {"1f4d4", "desk", "diary", 1200, 3900, colours},
	{"1f58c-fe0f", "desk", "paintbrush", 500, 3900, packs}, {"1f3a8", "desk", "watercolours", 1900, 9900, single},
	{"1f4d0", "desk", "set square", 400, 1900, single}, {"1f52c", "desk", "microscope", 14900, 69900, single},
	{"2702-fe0f", "desk", "scissors", 900, 4900, single},
}
