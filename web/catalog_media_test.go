package web_test

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"

	"standin/catalog"
	"standin/store/media"
)

func TestMediaServesPicturesAndNothingElse(t *testing.T) {
	t.Parallel()
	s := stocked(t)
	var raw bytes.Buffer
	if err := png.Encode(&raw, image.NewGray(image.Rect(0, 0, 30, 20))); err != nil {
		t.Fatal(err)
	}
	sha, err := s.Rooms.Blobs.PutPicture(t.Context(), s.DB, raw.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	file, err := s.Rooms.Blobs.Put(t.Context(), s.DB, &media.Blob{Bytes: []byte("<script>"), Type: "text/html"})
	if err != nil {
		t.Fatal(err)
	}
	p := simple("Shirt", 5000)
	p.Pictures = []catalog.Picture{{Blob: sha, Alt: "A shirt"}}
	s.save(t, p)
	c := s.Client(t)
	src := c.Get("/p/shirt").Want(200).Find("#p1 img.photo").AttrOr("src", "")
	page := c.Get(src).Want(200)
	if kind := page.Header.Get("Content-Type"); kind != "image/jpeg" || !strings.Contains(page.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("%s: %v", src, page.Header)
	}
	c.Head.Set("If-None-Match", page.Header.Get("ETag"))
	c.Get(src).Want(304)
	c.Head.Del("If-None-Match")
	for _, name := range []string{file, "", "nothing", "../static/app.css", sha[:63] + "g"} {
		c.Get("/media/" + name).Want(404)
	}
	c.Post("/media/"+sha, nil).Want(405)
}
