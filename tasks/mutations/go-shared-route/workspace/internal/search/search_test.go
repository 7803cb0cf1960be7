package search

import (
	"testing"

	"example.invalid/routes/internal/network"
)

const town = `
red: Harbour 3 Abbey 4 Castle
blue: Abbey 5 Station 2 Market
green: Station 6 Mill
amber: Market 9 Mill 2 Park
night: Station 30 Mill
`

func texts(t *testing.T, from, to string, changes int) []string {
	t.Helper()
	net, err := network.Parse(town)
	if err != nil {
		t.Fatal(err)
	}
	routes, err := Find(net, from, to, changes)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, route := range routes {
		all = append(all, route.Text())
	}
	return all
}

func equal(t *testing.T, got []string, want ...string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d routes, not %d: %q", len(got), len(want), got)
	}
	for index := range want {
		if got[index] != want[index] {
			t.Errorf("route %d is %q, not %q", index, got[index], want[index])
		}
	}
}

func TestOneLine(t *testing.T) {
	equal(t, texts(t, "Harbour", "Castle", 0), "red to Castle")
	equal(t, texts(t, "Castle", "Harbour", 3), "red to Harbour")
}

func TestHarbourToMill(t *testing.T) {
	equal(t, texts(t, "Harbour", "Mill", 3),
		"red to Abbey, blue to Station, green to Mill",
		"red to Abbey, blue to Market, amber to Mill",
		"red to Abbey, blue to Station, night to Mill")
}

func TestHarbourToPark(t *testing.T) {
	equal(t, texts(t, "Harbour", "Park", 3),
		"red to Abbey, blue to Market, amber to Park",
		"red to Abbey, blue to Station, green to Mill, amber to Park",
		"red to Abbey, blue to Station, night to Mill, amber to Park")
}
