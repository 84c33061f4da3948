package part

// tints are the grounds of pictures and faces; their order is part of the look.
var tints = [...]string{"clay", "moss", "sky", "rose", "straw", "stone"}

// TintOf chooses the tint of a thing by its id, the same one every time.
func TintOf(id int64) string {
	n := int64(len(tints))
	return tints[(id%n+n)%n]
}

func tint(name string) string {
	for _, t := range tints {
		if t == name {
			return "tint-" + t
		}
	}
	return "tint-stone"
}
