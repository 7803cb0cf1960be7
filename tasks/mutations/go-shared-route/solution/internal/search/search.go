// Package search finds routes through a network.
package search

import (
	"fmt"
	"sort"

	"example.invalid/routes/internal/network"
)

type finder struct {
	net     *network.Network
	to      string
	changes int
	seen    map[string]bool
	found   []Route
}

// Find is every route with at most so many changes, the best one first.
func Find(net *network.Network, from, to string, changes int) ([]Route, error) {
	for _, stop := range []string{from, to} {
		if len(net.Places[stop]) == 0 {
			return nil, fmt.Errorf("no such stop: %q", stop)
		}
	}
	if from == to {
		return nil, fmt.Errorf("from %q to %[1]q is no journey", from)
	}
	finder := &finder{net: net, to: to, changes: changes, seen: map[string]bool{from: true}}
	finder.walk(from, nil, 0, 0)
	sortRoutes(finder.found)
	return finder.found, nil
}

// walk goes on from a stop that the legs so far have led to.
func (f *finder) walk(stop string, legs []Leg, minutes, hops int) {
	if stop == f.to {
		f.found = append(f.found, Route{Legs: append([]Leg(nil), legs...), Minutes: minutes, Hops: hops})
		return
	}
	if len(legs) > f.changes {
		return
	}
	for _, place := range f.net.Places[stop] {
		if len(legs) > 0 && legs[len(legs)-1].Line == place.Line {
			continue
		}
		waiting := 0
		if len(legs) > 0 {
			waiting = Change
		}
		for _, step := range []int{1, -1} {
			f.ride(place, step, legs, minutes+waiting, hops)
		}
	}
}

// ride goes along a line in one direction, getting off at each stop in turn.
func (f *finder) ride(place network.Place, step int, legs []Leg, minutes, hops int) {
	line := place.Line
	var passed []string
	for at := place.At + step; at >= 0 && at < len(line.Stops); at += step {
		stop := line.Stops[at]
		if f.seen[stop] {
			break
		}
		f.seen[stop] = true
		passed = append(passed, stop)
		leg := Leg{Line: line, From: place.At, To: at}
		f.walk(stop, append(legs, leg), minutes+leg.Minutes(), hops+leg.Hops())
	}
	for _, stop := range passed {
		delete(f.seen, stop)
	}
}

func sortRoutes(routes []Route) {
	sort.SliceStable(routes, func(i, j int) bool {
		a, b := routes[i], routes[j]
		if a.Minutes != b.Minutes {
			return a.Minutes < b.Minutes
		}
		if len(a.Legs) != len(b.Legs) {
			return len(a.Legs) < len(b.Legs)
		}
		return a.Text() < b.Text()
	})
}
