package tests

import (
	"testing"

	"example.invalid/heating/heating"
)

func TestWithin(t *testing.T) {
	if got := heating.Clamp(50, 20, 80); got != 50 {
		t.Errorf("got %d", got)
	}
}

func TestAbove(t *testing.T) {
	if got := heating.Clamp(95, 20, 80); got != 80 {
		t.Errorf("got %d", got)
	}
}
