package sheet

import (
	"testing"

	"example.invalid/routes/internal/network"
	"example.invalid/routes/internal/search"
)

func TestPrint(t *testing.T) {
	net, err := network.Parse("red: A 1 B 2 C\nblue: B 3 D\n")
	if err != nil {
		t.Fatal(err)
	}
	routes, err := search.Find(net, "C", "D", 1)
	if err != nil {
		t.Fatal(err)
	}
	if got := Print(routes, 3); got != "red to B, blue to D: 10 min, 1.80\n" {
		t.Errorf("printed %q", got)
	}
}
