package bulkimport

import (
	"bytes"
	"image"
	"image/color"
	_ "image/gif" // decoders a vendor's pictures need
	"image/jpeg"
	_ "image/png"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp"
)

// Bounds of a picture: what is decoded at all, and what is kept.
const (
	mostPixels = 40_000_000
	keptSide   = 1200
)

// picture is a vendor's picture made our own: drawn anew as JPEG, so that nothing but the picture is left of the file.
type picture struct {
	jpeg          []byte
	width, height int
}

// redraw decodes a picture and draws it anew, no larger than a page can use, on a white ground.
func redraw(data []byte) (picture, error) {
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return picture{}, final("What lies at the address is no picture the shop can read (JPEG, PNG, WebP or GIF).")
	}
	if config.Width < 1 || config.Height < 1 || config.Width*config.Height > mostPixels {
		return picture{}, final("The picture has %d × %d points, which is too many.", config.Width, config.Height)
	}
	src, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return picture{}, final("The picture is damaged.")
	}
	w, h := within(config.Width, config.Height, keptSide)
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(dst, dst.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.CatmullRom.Scale(dst, dst.Bounds(), src, src.Bounds(), draw.Over, nil)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, dst, &jpeg.Options{Quality: 82}); err != nil {
		return picture{}, err
	}
	return picture{jpeg: out.Bytes(), width: w, height: h}, nil
}

// within scales sides down so that neither is longer than most.
func within(w, h, most int) (int, int) {
	if longest := max(w, h); longest > most {
		return max(w*most/longest, 1), max(h*most/longest, 1)
	}
	return w, h
}
