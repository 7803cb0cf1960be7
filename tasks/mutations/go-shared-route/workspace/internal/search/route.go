package search

import (
	"fmt"
	"strings"

	"example.invalid/routes/internal/network"
)

// Change is what a change takes, in minutes.
const Change = 5

// Leg is a ride on one line, between two of its stops.
type Leg struct {
	Line     *network.Line
	From, To int
}

// Minutes is how long the ride takes.
func (leg Leg) Minutes() int {
	low, high := leg.From, leg.To
	if low > high {
		low, high = high, low
	}
	sum := 0
	for _, minutes := range leg.Line.Minutes[low:high] {
		sum += minutes
	}
	return sum
}

// Hops is the number of stops ridden to.
func (leg Leg) Hops() int {
	if leg.From > leg.To {
		return leg.From - leg.To
	}
	return leg.To - leg.From
}

// Route is a way from one stop to another.
type Route struct {
	Legs    []Leg
	Minutes int
	Hops    int
}

// Text is the route in words.
func (route Route) Text() string {
	parts := make([]string, 0, len(route.Legs))
	for _, leg := range route.Legs {
		parts = append(parts, fmt.Sprintf("%s to %s", leg.Line.Name, leg.Line.Stops[leg.To]))
	}
	return strings.Join(parts, ", ")
}
