package impersonation

import "testing"

func TestMask(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"mara@example.com": "m•••@example.com", "@x": "•••", "": "•••", "nonsense": "•••", "ö@x.de": "ö•••@x.de"} {
		if got := MaskEmail(in); got != want {
			t.Errorf("e-mail %q is %q; want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"+49 431 556642": "+49 ••• ••• 42", "0431 556642": "••• ••• 42", "123": "•••", "": ""} {
		if got := MaskPhone(in); got != want {
			t.Errorf("phone %q is %q; want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"Dänische Straße 14": "••••••••••• 14", "Am Hang": "•••••••••••", "": "", "14": "•••••••••••"} {
		if got := MaskStreet(in); got != want || in != "" && !Masked(got) {
			t.Errorf("street %q is %q; want %q", in, got, want)
		}
	}
}
