// Package heating keeps numbers within bounds.
package heating

// Clamp returns number, or the bound that it is beyond.
func Clamp(number, low, high int64) int64 {
	return number
}
