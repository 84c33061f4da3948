package bulkimport

import (
	"bufio"
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	textunicode "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// peekBytes is how much of a file is looked at before the first row is read.
const peekBytes = 64 << 10

// text is a file's content as UTF-8 with plain line feeds, whatever it came as.
type text struct {
	*bufio.Reader
	guess    *guess // nil when a byte order mark said it all
	encoding string
}

// Encoding names what the file is written in. It is certain when all was read: a file of plain ASCII letters at first may show
// its first umlaut late.
func (t *text) Encoding() string {
	if t.guess != nil && t.guess.western {
		return "Windows-1252"
	}
	return t.encoding
}

// decode finds out how a file is written: by its byte order mark, by the zeros of UTF-16, else UTF-8 unless it proves not to be.
func decode(r io.Reader) (*text, error) {
	in := bufio.NewReaderSize(r, peekBytes)
	head, err := in.Peek(peekBytes)
	if err != nil && err != io.EOF && err != bufio.ErrBufferFull { //nolint:errorlint // Peek returns them bare
		return nil, err
	}
	if err := refuseForeign(head); err != nil {
		return nil, err
	}
	t := &text{encoding: "UTF-8"}
	var to transform.Transformer
	switch enc, name := utf16(head); {
	case enc != nil:
		t.encoding, to = name, enc.NewDecoder()
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		t.encoding = "UTF-8 with byte order mark"
		_, _ = in.Discard(3)
		fallthrough
	default:
		t.guess = &guess{}
		to = t.guess
	}
	t.Reader = bufio.NewReaderSize(transform.NewReader(in, transform.Chain(to, &lineFeeds{})), peekBytes)
	return t, nil
}

func utf16(head []byte) (encoding.Encoding, string) {
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		return textunicode.UTF16(textunicode.LittleEndian, textunicode.ExpectBOM), "UTF-16"
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return textunicode.UTF16(textunicode.BigEndian, textunicode.ExpectBOM), "UTF-16"
	case len(head) > 4 && head[1] == 0 && head[3] == 0 && head[0] != 0:
		return textunicode.UTF16(textunicode.LittleEndian, textunicode.IgnoreBOM), "UTF-16"
	case len(head) > 4 && head[0] == 0 && head[2] == 0 && head[1] != 0:
		return textunicode.UTF16(textunicode.BigEndian, textunicode.IgnoreBOM), "UTF-16"
	}
	return nil, ""
}

// guess passes UTF-8 on. At the first byte that cannot be UTF-8 it takes the file for Windows-1252, as Excel writes it in the
// West, unless it has seen proper UTF-8 before: then the byte is damaged and shows as one.
type guess struct {
	transform.NopResetter
	multibyte, western bool
}

func (g *guess) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		r, size := rune(src[nSrc]), 1
		if r >= utf8.RuneSelf {
			if !g.western && !atEOF && !utf8.FullRune(src[nSrc:]) {
				return nDst, nSrc, transform.ErrShortSrc
			}
			r, size = g.decode(src[nSrc:])
		}
		if nDst+utf8.RuneLen(r) > len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst += utf8.EncodeRune(dst[nDst:], r)
		nSrc += size
	}
	return nDst, nSrc, nil
}

func (g *guess) decode(src []byte) (rune, int) {
	if !g.western {
		r, size := utf8.DecodeRune(src)
		if r != utf8.RuneError || size > 1 {
			g.multibyte = true
			return r, size
		}
		if g.multibyte {
			return utf8.RuneError, 1
		}
		g.western = true
	}
	return charmap.Windows1252.DecodeByte(src[0]), 1
}

// lineFeeds makes every line end, be it of Windows, of Unix or of an old Mac, a line feed.
type lineFeeds struct{ afterCR bool }

func (l *lineFeeds) Reset() { l.afterCR = false }

func (l *lineFeeds) Transform(dst, src []byte, _ bool) (nDst, nSrc int, err error) {
	for ; nSrc < len(src); nSrc++ {
		b := src[nSrc]
		if b == '\n' && l.afterCR {
			l.afterCR = false
			continue
		}
		if nDst == len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		if l.afterCR = b == '\r'; l.afterCR {
			b = '\n'
		}
		dst[nDst] = b
		nDst++
	}
	return nDst, nSrc, nil
}
