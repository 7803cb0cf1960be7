// routes FILE FROM TO [CHANGES] prints the ways from one stop to another.
package main

import (
	"fmt"
	"os"
	"strconv"

	"example.invalid/routes/internal/network"
	"example.invalid/routes/internal/search"
	"example.invalid/routes/internal/sheet"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) < 3 || len(args) > 4 {
		return fmt.Errorf("usage: routes FILE FROM TO [CHANGES]")
	}
	changes := 2
	if len(args) == 4 {
		var err error
		if changes, err = strconv.Atoi(args[3]); err != nil {
			return err
		}
	}
	text, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	net, err := network.Parse(string(text))
	if err != nil {
		return err
	}
	routes, err := search.Find(net, args[1], args[2], changes)
	if err != nil {
		return err
	}
	fmt.Print(sheet.Print(routes, 10))
	return nil
}
