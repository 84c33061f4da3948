package web_test

import (
	"strings"
	"testing"

	"standin/catalog"
)

func TestA14_SitemapNamesWhatEverybodyMaySee(t *testing.T) {
	t.Parallel()
	s := stocked(t)
	draft, gone := simple("Draft lamp", 900), simple("Archived lamp", 900)
	draft.Status, gone.Status = catalog.Draft, catalog.Archived
	s.save(t, s.boots(), draft, gone)
	c := s.Client(t)
	index := c.Get("/sitemap.xml").Want(200).Body
	if !strings.Contains(index, "<loc>"+s.URL+"/sitemap/1</loc>") {
		t.Errorf("the index is %s", index)
	}
	file := c.Get("/sitemap/1").Want(200).Body
	for _, path := range []string{"/", "/p/trail-boots", "/c/boots", "/makers/harbour-goods"} {
		if !strings.Contains(file, "<loc>"+s.URL+path+"</loc>") {
			t.Errorf("%s is missing", path)
		}
	}
	if strings.Contains(file, "lamp") {
		t.Error("a draft or archived product stands in the sitemap")
	}
	c.Get("/sitemap/0").Want(404)
	if robots := c.Get("/robots.txt").Want(200).Body; !strings.Contains(robots, "Sitemap: "+s.URL+"/sitemap.xml") {
		t.Errorf("robots.txt is %s", robots)
	}
	for path, want := range map[string]bool{"/c/outdoors": false, "/c/outdoors?maker=harbour-goods": true, "/search?q=boots": true} {
		if got := c.Get(path).Want(200).Find("meta[name=robots][content=noindex]").Length() == 1; got != want {
			t.Errorf("%s: noindex %v, want %v", path, got, want)
		}
	}
}
