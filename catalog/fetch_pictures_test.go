package catalog_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"testing"
	"time"

	"standin/catalog"
	"standin/store/fault"
	"standin/store/media"
)

func TestD18_PicturesComeInTheBackground(t *testing.T) {
	t.Parallel()
	s := open(t)
	blobs := media.New(s.db.DB)
	p := thing("Scarf", 4800)
	for _, name := range []string{"good", "gone", "busy", "page"} {
		p.Pictures = append(p.Pictures, catalog.Picture{SourceURL: "https://pictures.example/" + name})
	}
	s.save(t, p)
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
		t.Fatal(err)
	}
	asked := 0
	fetch := func(_ context.Context, address string) ([]byte, error) {
		asked++
		switch address {
		case "https://pictures.example/good":
			return picture.Bytes(), nil
		case "https://pictures.example/gone":
			return nil, fault.New(fault.Invalid, "The other side answers 404: there is no picture.")
		case "https://pictures.example/page":
			return []byte("<html>"), nil
		}
		return nil, fault.New(fault.Unavailable, "Nothing answers at this address.")
	}
	run := func(want int) {
		t.Helper()
		if n, err := s.FetchDue(t.Context(), blobs, fetch); err != nil || n != want {
			t.Fatalf("%d pictures, %v; want %d", n, err, want)
		}
	}
	run(4)
	run(0) // the busy one waits for its time
	states := []catalog.PictureState{catalog.PictureReady, catalog.PictureFailed, catalog.PicturePending, catalog.PictureFailed}
	pictures := s.load(t, "scarf").Pictures
	for i, want := range states {
		if pictures[i].State != want || (want != catalog.PictureReady) == (pictures[i].Failure == "") {
			t.Errorf("%s is %s (%s), want %s", pictures[i].SourceURL, pictures[i].State, pictures[i].Failure, want)
		}
	}
	if b, err := blobs.Get(t.Context(), pictures[0].Blob); err != nil || b.Width != 4 {
		t.Errorf("the picture is %+v, %v", b, err)
	}
	for range 5 {
		s.db.Shift(t, 48*time.Hour)
		run(1)
	}
	s.db.Shift(t, 48*time.Hour)
	run(0) // given up
}
