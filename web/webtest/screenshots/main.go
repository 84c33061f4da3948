// The program screenshots takes the pictures of the README: it starts a demo shop of its own, goes through it in a real browser as
// the demo's people would, and writes what their windows show. It changes nothing but the demo and the folder of pictures.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	url := flag.String("url", "", "a demo shop that runs already; without it one is started")
	shop := flag.String("shop", "bin/shop", "the program to start")
	out := flag.String("out", "web/docs", "folder for the pictures")
	flag.Parse()
	if err := run(*url, *shop, *out); err != nil {
		fmt.Fprintln(os.Stderr, "screenshots:", err)
		os.Exit(1)
	}
}

// run takes all pictures. What fails in the browser comes as a panic of the stage, and is turned into an error here.
func run(url, shop, out string) (err error) {
	s := &stage{}
	defer func() {
		s.close()
		if f, ok := recover().(failure); ok {
			err = f
		}
	}()
	if url == "" {
		url = startShop(s, shop)
	}
	t := &tour{stage: s, url: url, out: out, people: accounts(s, url)}
	t.visitor()
	t.agent()
	t.shopper()
	t.rep()
	t.buyer()
	t.auditor()
	return nil
}
