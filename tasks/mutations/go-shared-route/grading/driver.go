package main

import (
	"example.invalid/routes/internal/network"
	"example.invalid/routes/internal/search"
	"example.invalid/routes/internal/sheet"
)

// call is what the grader may call, as plain values.
func call(name string, args []any) any {
	net, err := network.Parse(args[0].(string))
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	if name == "lines" {
		return len(net.Lines)
	}
	routes, err := search.Find(net, args[1].(string), args[2].(string), int(args[3].(int64)))
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	if name == "print" {
		return sheet.Print(routes, int(args[4].(int64)))
	}
	rows := []any{}
	for _, route := range routes {
		hops, minutes := 0, search.Change*(len(route.Legs)-1)
		for _, leg := range route.Legs {
			hops, minutes = hops+leg.Hops(), minutes+leg.Minutes()
		}
		rows = append(rows, []any{sheet.Row(route), minutes, hops})
	}
	return rows
}
