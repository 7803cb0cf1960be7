// Package network reads lines of transport.
package network

import (
	"fmt"
	"strconv"
	"strings"
)

// Line is one line of transport: Minutes[i] lie between Stops[i] and Stops[i+1].
type Line struct {
	Name    string
	Stops   []string
	Minutes []int
}

// Place is where a line has a stop.
type Place struct {
	Line *Line
	At   int
}

// Network is all lines, and by stop where they have it.
type Network struct {
	Lines  []*Line
	Places map[string][]Place
}

// Parse reads a network, one line of transport a line.
func Parse(text string) (*Network, error) {
	net := &Network{Places: map[string][]Place{}}
	names := map[string]bool{}
	for number, row := range strings.Split(text, "\n") {
		row = strings.TrimSpace(row)
		if row == "" || strings.HasPrefix(row, "#") {
			continue
		}
		line, err := parseLine(row)
		if err == nil && names[line.Name] {
			err = fmt.Errorf("%q is there twice", line.Name)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number+1, err)
		}
		names[line.Name] = true
		net.add(line)
	}
	return net, nil
}

func (net *Network) add(line *Line) {
	net.Lines = append(net.Lines, line)
	for at, stop := range line.Stops {
		net.Places[stop] = append(net.Places[stop], Place{line, at})
	}
}

func parseLine(row string) (*Line, error) {
	name, rest, found := strings.Cut(row, ":")
	fields := strings.Fields(rest)
	if !found || strings.TrimSpace(name) == "" || len(fields)%2 == 0 || len(fields) < 3 {
		return nil, fmt.Errorf("not a line: %q", row)
	}
	line := &Line{Name: strings.TrimSpace(name)}
	seen := map[string]bool{}
	for index, field := range fields {
		if index%2 == 0 {
			if seen[field] {
				return nil, fmt.Errorf("%q is on the line twice", field)
			}
			seen[field] = true
			line.Stops = append(line.Stops, field)
			continue
		}
		minutes, err := strconv.Atoi(field)
		if err != nil || minutes <= 0 {
			return nil, fmt.Errorf("not minutes: %q", field)
		}
		line.Minutes = append(line.Minutes, minutes)
	}
	return line, nil
}
