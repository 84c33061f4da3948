package media_test

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"

	"standin/store/fault"
	"standin/store/media"
	"standin/store/storetest"
)

// halves is a picture whose left half is red and whose right half is blue, or clear.
func halves(w, h int, right color.Color) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			if x < w/2 {
				img.Set(x, y, color.NRGBA{200, 0, 0, 255})
			} else {
				img.Set(x, y, right)
			}
		}
	}
	return img
}

var blue = color.NRGBA{0, 0, 200, 255}

func TestPicture(t *testing.T) {
	t.Parallel()
	encoded := func(encode func(*bytes.Buffer) error) []byte {
		var b bytes.Buffer
		if err := encode(&b); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	for name, tt := range map[string]struct {
		raw           []byte
		kind          string
		width, height int
	}{
		"photo":      {encoded(func(b *bytes.Buffer) error { return jpeg.Encode(b, halves(40, 20, blue), nil) }), "image/jpeg", 40, 20},
		"large":      {encoded(func(b *bytes.Buffer) error { return png.Encode(b, halves(3200, 800, blue)) }), "image/jpeg", 1600, 400},
		"clear":      {encoded(func(b *bytes.Buffer) error { return png.Encode(b, halves(30, 30, color.Transparent)) }), "image/png", 30, 30},
		"animation":  {encoded(func(b *bytes.Buffer) error { return gif.Encode(b, halves(10, 10, blue), nil) }), "image/jpeg", 10, 10},
		"one pixel":  {encoded(func(b *bytes.Buffer) error { return png.Encode(b, halves(1, 1, blue)) }), "image/jpeg", 1, 1},
		"very long":  {encoded(func(b *bytes.Buffer) error { return png.Encode(b, halves(4000, 1, blue)) }), "image/jpeg", 1600, 1},
		"from phone": {turned(encoded(func(b *bytes.Buffer) error { return jpeg.Encode(b, halves(40, 20, blue), nil) }), 6), "image/jpeg", 20, 40},
	} {
		got, err := media.Picture(tt.raw)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got.Type != tt.kind || got.Width != tt.width || got.Height != tt.height {
			t.Errorf("%s: %s of %d × %d, want %s of %d × %d", name, got.Type, got.Width, got.Height, tt.kind, tt.width, tt.height)
		}
	}
}

// turned puts an EXIF segment with the orientation into a JPEG.
func turned(raw []byte, orientation byte) []byte {
	exif := []byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00")
	exif = append(exif, orientation, 0, 0, 0, 0, 0, 0, 0)
	segment := append([]byte{0xFF, 0xE1, 0, byte(len(exif) + 2)}, exif...)
	return append(append(append([]byte{}, raw[:2]...), segment...), raw[2:]...)
}

func TestPictureFromPhoneStandsUpright(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, halves(40, 20, blue), nil); err != nil {
		t.Fatal(err)
	}
	got, err := media.Picture(turned(b.Bytes(), 6)) // turned by a quarter: left is the top
	if err != nil {
		t.Fatal(err)
	}
	img, err := jpeg.Decode(bytes.NewReader(got.Bytes))
	if err != nil {
		t.Fatal(err)
	}
	if r, _, bl, _ := img.At(10, 5).RGBA(); r < bl {
		t.Error("the top is not red")
	}
	if r, _, bl, _ := img.At(10, 35).RGBA(); r > bl {
		t.Error("the bottom is not blue")
	}
}

func TestPictureRefuses(t *testing.T) {
	t.Parallel()
	var bomb bytes.Buffer
	if err := png.Encode(&bomb, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		t.Fatal(err)
	}
	claims := bomb.Bytes()
	copy(claims[16:], []byte{0, 1, 0, 0, 0, 1, 0, 0}) // 65,536 by 65,536 in the header
	for name, raw := range map[string][]byte{
		"nothing": nil, "a page": []byte("<html><script>alert(1)</script>"), "SVG": []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`),
		"broken": append([]byte("\x89PNG\r\n\x1a\n"), 1, 2, 3), "a bomb": claims, "too large": make([]byte, 21<<20),
	} {
		if _, err := media.Picture(raw); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v, want Invalid", name, err)
		}
	}
}

func FuzzPicture(f *testing.F) {
	var b bytes.Buffer
	_ = jpeg.Encode(&b, halves(8, 8, blue), nil)
	f.Add(b.Bytes())
	f.Add(turned(b.Bytes(), 5))
	f.Fuzz(func(_ *testing.T, raw []byte) { _, _ = media.Picture(raw) })
}

func TestBlobs(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	blobs := media.New(db.DB)
	b := &media.Blob{Bytes: []byte("a file"), Type: "text/csv"}
	first, err := blobs.Put(t.Context(), db, b)
	if err != nil {
		t.Fatal(err)
	}
	again, err := blobs.Put(t.Context(), db, b)
	if err != nil || first != again || first != b.SHA() {
		t.Errorf("%s and %s, %v", first, again, err)
	}
	got, err := blobs.Get(t.Context(), first)
	if err != nil || string(got.Bytes) != "a file" || got.Type != "text/csv" {
		t.Errorf("%+v, %v", got, err)
	}
	for _, name := range []string{"", "../etc/passwd", "abcd", first[:62] + "00"} {
		if _, err := blobs.Get(t.Context(), name); !fault.Is(err, fault.NotFound) {
			t.Errorf("%q: %v, want NotFound", name, err)
		}
	}
}
