// service STOCK [FAULTS] serves reservations on a free port of the loopback, and prints its URL.
package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
)

func main() {
	stock := map[string]int{}
	for _, row := range lines(os.Args[1]) {
		item, count, _ := strings.Cut(row, " ")
		stock[item], _ = strconv.Atoi(count)
	}
	var faults []string
	if len(os.Args) > 2 {
		faults = lines(os.Args[2])
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("http://%s\n", listener.Addr())
	http.Serve(listener, withFaults(NewService(stock), faults))
}

// lines is the rows of a file; none where there is none.
func lines(path string) []string {
	text, _ := os.ReadFile(path)
	return strings.FieldsFunc(string(text), func(r rune) bool { return r == '\n' })
}
