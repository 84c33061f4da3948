package bulkimport_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"testing"

	"standin/catalog"
	"standin/catalog/bulkimport"
	"standin/store/fault"
)

// fetchAll tries each picture of the shop once.
func (d *desk) fetchAll(t *testing.T) map[string]string {
	t.Helper()
	if err := d.FetchPictures(t.Context(), bulkimport.PicturesArgs{}); err != nil {
		t.Fatal(err)
	}
	var waiting []catalog.PictureID
	if err := d.db.Select(t.Context(), &waiting, `SELECT (args->>'picture')::bigint FROM river.river_job WHERE kind = 'import.picture'`); err != nil {
		t.Fatal(err)
	}
	for _, id := range waiting {
		if err := d.FetchPicture(t.Context(), bulkimport.PictureArgs{Picture: id}); err != nil {
			t.Fatal(err)
		}
	}
	var rows []struct{ URL, Told string }
	if err := d.db.Select(t.Context(), &rows, `SELECT source_url AS url, state || ' ' || tries AS told FROM shop.product_picture`); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, r := range rows {
		out[r.URL] = r.Told
	}
	return out
}

func TestD18_EachPictureHasItsResultAndNoneFailsItsRow(t *testing.T) {
	t.Parallel()
	d := open(t)
	var drawing bytes.Buffer
	if err := png.Encode(&drawing, image.NewGray(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	d.FetchWith(func(_ context.Context, address string) ([]byte, error) {
		switch address {
		case "https://a.example/good.png":
			return drawing.Bytes(), nil
		case "https://a.example/page.html":
			return []byte("<html>"), nil
		case "https://a.example/gone.png":
			return nil, fault.New(fault.Invalid, "The other side answers 404: there is no picture.")
		}
		return nil, fault.New(fault.Unavailable, "Nothing answers at this address.")
	})
	run := d.bring(t, "Handle,Title,Variant Price,Image Src\na,A,1,https://a.example/good.png\nb,B,1,https://a.example/gone.png\n"+
		"c,C,1,https://a.example/page.html\nd,D,1,https://a.example/asleep.png\n")
	if run.Created != 4 || run.Failed != 0 {
		t.Fatalf("created %d, failed %d", run.Created, run.Failed)
	}
	got := d.fetchAll(t)
	for url, told := range map[string]string{"https://a.example/good.png": "ready 1", "https://a.example/gone.png": "failed 1",
		"https://a.example/page.html": "failed 1", "https://a.example/asleep.png": "pending 1"} {
		if got[url] != told {
			t.Errorf("%s: %q, want %q", url, got[url], told)
		}
	}
	var ready int
	if err := d.db.Get(t.Context(), &ready, `SELECT count(*) FROM media.blob WHERE type LIKE 'image/%' AND width > 0`); err != nil || ready != 1 {
		t.Errorf("%d pictures kept, %v", ready, err)
	}
}

func TestD18_AddressesInsideAreRefused(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.bring(t, "Handle,Title,Variant Price,Image Src\na,A,1,http://127.0.0.1/a.png\nb,B,1,http://169.254.169.254/latest/meta-data\nc,C,1,http://[::1]:80/a.png\nd,D,1,http://10.0.0.8/a.png\n")
	for url, told := range d.fetchAll(t) {
		if told != "failed 1" {
			t.Errorf("%s: %s", url, told)
		}
	}
}
