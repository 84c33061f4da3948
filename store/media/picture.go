package media

import (
	"bytes"
	"image"
	_ "image/gif" // a kind of picture vendors have
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // a kind of picture vendors have

	"standin/store/fault"
)

// What a picture may be, and what it becomes.
const (
	maxBytes  = 20 << 20   // of the file as it comes
	maxPixels = 40_000_000 // of the picture as it comes: a small file can claim a very large one
	side      = 1600       // pixels of the longer side, at the most, as it is kept
	quality   = 84
)

// Picture makes a picture of ours from what claims to be one (JPEG, PNG, GIF or WebP): upright, no larger than a page shows, and
// drawn anew, so that nothing that was hidden in the file comes along. It is a JPEG, or a PNG where something shines through.
// fault.Invalid says what is wrong with it.
func Picture(raw []byte) (*Blob, error) {
	if len(raw) > maxBytes {
		return nil, fault.New(fault.Invalid, "This picture is larger than 20 MB.")
	}
	config, kind, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return nil, fault.New(fault.Invalid, "This is no picture the shop can read. JPEG, PNG, GIF and WebP are fine.").Because(err)
	}
	if config.Width < 1 || config.Height < 1 || int64(config.Width)*int64(config.Height) > maxPixels {
		return nil, fault.New(fault.Invalid, "This picture has too many pixels. Make it at most 6,000 by 6,000.")
	}
	img, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, fault.New(fault.Invalid, "This picture is damaged.").Because(err)
	}
	if kind == "jpeg" {
		img = upright(img, orientation(raw))
	}
	return encode(shrink(img))
}

// shrink scales a picture down to what a page shows.
func shrink(img image.Image) *image.NRGBA {
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	if long := max(w, h); long > side {
		w, h = max(1, w*side/long), max(1, h*side/long)
	}
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	draw.CatmullRom.Scale(out, out.Bounds(), img, img.Bounds(), draw.Src, nil)
	return out
}

func encode(img *image.NRGBA) (*Blob, error) {
	var out bytes.Buffer
	b := &Blob{Type: "image/png", Width: img.Bounds().Dx(), Height: img.Bounds().Dy()}
	err := error(nil)
	if img.Opaque() {
		b.Type = "image/jpeg"
		err = jpeg.Encode(&out, img, &jpeg.Options{Quality: quality})
	} else {
		err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, img)
	}
	b.Bytes = out.Bytes()
	return b, err
}
