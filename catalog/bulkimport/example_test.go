package bulkimport_test

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"standin/catalog/bulkimport"
)

func ExampleRead() {
	f, err := bulkimport.Read(strings.NewReader("Handle;Title;Variant Price;Colour code\ntea-bowl;Tea bowl;12,50;7\n"))
	if err != nil {
		fmt.Println(err) // a sentence for the vendor: what is wrong with the file, and what to do
		return
	}
	fmt.Printf("%s, parted by %q; left aside: %v\n", f.Format.Title(), f.Delimiter, f.IgnoredNames())
	for {
		row, err := f.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(row.Number, row.Kind, row.Key)
	}
	// Output:
	// Shopify product export, parted by ';'; left aside: [Colour code]
	// 2 variant handle:tea-bowl
}
