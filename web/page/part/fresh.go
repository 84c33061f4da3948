package part

// code is the input of a code field with what is the same for all of them filled in.
func (in Input) code() Input {
	for _, d := range []struct {
		field *string
		value string
	}{{&in.Name, "code"}, {&in.Label, "Code from your phone"}, {&in.Hint, "seconds to the next code"}} {
		if *d.field == "" {
			*d.field = d.value
		}
	}
	return in
}
