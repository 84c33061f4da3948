package bulkimport

import "bytes"

// foreign are files people upload by mistake, known by how they begin, with what to do instead.
var foreign = []struct{ begins, code, message string }{
	{"PK\x03\x04", "spreadsheet", "This is an Excel workbook or a ZIP, not a CSV. Open it and save it as “CSV UTF-8 (comma separated)”, then upload that."},
	{"\xd0\xcf\x11\xe0", "spreadsheet", "This is an old Excel workbook, not a CSV. Open it and save it as “CSV UTF-8 (comma separated)”, then upload that."},
	{"%PDF", "binary", "This is a PDF, not a CSV. Ask whoever sent it for the list as CSV."},
	{"\x89PNG", "binary", "This is a picture, not a CSV. Choose the file with the list of products."},
	{"\xff\xd8\xff", "binary", "This is a picture, not a CSV. Choose the file with the list of products."},
	{"GIF8", "binary", "This is a picture, not a CSV. Choose the file with the list of products."},
	{"\x1f\x8b", "binary", "This file is compressed. Unpack it first, then upload the CSV inside."},
	{"7z\xbc\xaf", "binary", "This file is compressed. Unpack it first, then upload the CSV inside."},
	{"<!doctype html", "html", "This is a web page, not a CSV: the download link probably asked to sign in. Open the link in a browser and save the file anew."},
	{"<html", "html", "This is a web page, not a CSV: the download link probably asked to sign in. Open the link in a browser and save the file anew."},
	{"<?xml", "xml", "This is an XML file, not a CSV. Export the products as CSV and upload that."},
	{"{\\rtf", "binary", "This is a text document, not a CSV. Save the list as CSV and upload that."},
}

// refuseForeign tells by the first bytes that a file is no CSV, and what it is instead.
func refuseForeign(head []byte) error {
	plain := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n\x00")
	if len(plain) == 0 {
		return invalid("empty", "The file is empty. Choose one whose first row holds the column names.")
	}
	start := bytes.ToLower(plain[:min(len(plain), 16)])
	for _, f := range foreign {
		if bytes.HasPrefix(plain, []byte(f.begins)) || bytes.HasPrefix(start, []byte(f.begins)) {
			return invalid(f.code, "%s", f.message)
		}
	}
	if enc, _ := utf16(head); enc == nil && bytes.IndexByte(head, 0) >= 0 {
		return invalid("binary", "This file holds no text, so it cannot be a CSV. Export the products as CSV and upload that.")
	}
	if plain[0] == '{' || plain[0] == '[' {
		return invalid("json", "This is a JSON file, not a CSV. Export the products as CSV and upload that.")
	}
	return nil
}
