package web

import (
	"encoding/xml"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"standin/catalog"
	"standin/store/fault"
)

// closedToMachines are the pages that are made for somebody, or that have no end.
var closedToMachines = []string{"/search", "/cart", "/checkout", "/account", "/sign-in", "/sign-up", "/orders", "/as/", "/act/", "/demo"}

// showRobots tells machines where not to go and where the sitemap lies.
func (s *Server) showRobots(c *gin.Context) error {
	var b strings.Builder
	b.WriteString("User-agent: *\n")
	for _, path := range closedToMachines {
		b.WriteString("Disallow: " + path + "\n")
	}
	b.WriteString("Sitemap: " + s.absolute("/sitemap.xml") + "\n")
	c.Header("Cache-Control", "public, max-age=3600")
	c.Data(http.StatusOK, "text/plain; charset=utf-8", []byte(b.String()))
	return nil
}

type sitemapEntry struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"`
}

type sitemapFile struct {
	XMLName xml.Name       `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []sitemapEntry `xml:"url"`
}

type sitemapIndex struct {
	XMLName xml.Name       `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
	Files   []sitemapEntry `xml:"sitemap"`
}

// showSitemap is the index: as many files as the products need.
func (s *Server) showSitemap(c *gin.Context) error {
	tree, err := s.rooms.Products.Categories(c.Request.Context())
	if err != nil {
		return err
	}
	var index sitemapIndex
	for n := range max(1, (tree.Products+catalog.PerSitemap-1)/catalog.PerSitemap) {
		index.Files = append(index.Files, sitemapEntry{Loc: s.absolute("/sitemap/" + strconv.Itoa(n+1))})
	}
	return sendXML(c, index)
}

// showSitemapFile names the products of one file; the first also names the lists.
func (s *Server) showSitemapFile(c *gin.Context) error {
	n, err := strconv.Atoi(c.Param("file"))
	if err != nil || n < 1 || n > 1000 {
		return fault.New(fault.NotFound, "There is no such part of the sitemap.")
	}
	products, err := s.rooms.Products.Addresses(c.Request.Context(), n)
	if err != nil {
		return err
	}
	var file sitemapFile
	if n == 1 {
		if file.URLs, err = s.sitemapLists(c); err != nil {
			return err
		}
	}
	for _, p := range products {
		file.URLs = append(file.URLs, sitemapEntry{Loc: s.absolute("/p/" + p.Slug), LastMod: p.Changed.UTC().Format("2006-01-02T15:04:05Z")})
	}
	return sendXML(c, file)
}

func (s *Server) sitemapLists(c *gin.Context) ([]sitemapEntry, error) {
	tree, err := s.rooms.Products.Categories(c.Request.Context())
	if err != nil {
		return nil, err
	}
	makers, err := s.rooms.Products.Makers(c.Request.Context())
	if err != nil {
		return nil, err
	}
	list := []sitemapEntry{{Loc: s.absolute("/")}, {Loc: s.absolute("/new")}, {Loc: s.absolute("/makers")}}
	for _, category := range tree.All() {
		list = append(list, sitemapEntry{Loc: s.absolute("/c/" + category.Slug)})
	}
	for _, m := range makers {
		list = append(list, sitemapEntry{Loc: s.absolute("/makers/" + m.Slug)})
	}
	return list, nil
}

func sendXML(c *gin.Context, document any) error {
	body, err := xml.MarshalIndent(document, "", " ")
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "public, max-age=3600")
	return write(c, http.StatusOK, "application/xml; charset=utf-8", append([]byte(xml.Header), body...))
}
