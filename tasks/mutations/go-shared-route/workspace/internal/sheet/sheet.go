// Package sheet prints routes as passengers see them.
package sheet

import (
	"fmt"
	"strings"

	"example.invalid/routes/internal/search"
)

// Fare is what a route costs, in cents.
func Fare(route search.Route) int {
	return 100 + 60*(len(route.Legs)-1) + 10*route.Hops
}

// Row is one route on the sheet.
func Row(route search.Route) string {
	fare := Fare(route)
	return fmt.Sprintf("%s: %d min, %d.%02d", route.Text(), route.Minutes, fare/100, fare%100)
}

// Print is the best routes, at most so many, one a line.
func Print(routes []search.Route, most int) string {
	var out strings.Builder
	for index, route := range routes {
		if index == most {
			fmt.Fprintf(&out, "and %d more\n", len(routes)-most)
			break
		}
		fmt.Fprintln(&out, Row(route))
	}
	return out.String()
}
