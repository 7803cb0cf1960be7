package main

import "sort"

// Reservation is goods that are kept for somebody.
type Reservation struct {
	ID    int    `json:"id"`
	Item  string `json:"item"`
	Count int    `json:"count"`
}

// Stock is what is left, and what is reserved.
type Stock struct {
	Left     map[string]int
	reserved map[int]Reservation
	last     int
}

// Reserve keeps goods, or tells in a word why not.
func (s *Stock) Reserve(item string, count int) (Reservation, string) {
	left, found := s.Left[item]
	if !found {
		return Reservation{}, "item"
	}
	if count > left {
		return Reservation{}, "stock"
	}
	s.Left[item] -= count
	s.last++
	made := Reservation{s.last, item, count}
	s.reserved[made.ID] = made
	return made, ""
}

// Release puts goods back; false where there is no such reservation.
func (s *Stock) Release(id int) (Reservation, bool) {
	made, found := s.reserved[id]
	if found {
		delete(s.reserved, id)
		s.Left[made.Item] += made.Count
	}
	return made, found
}

// All is the reservations by id.
func (s *Stock) All() []Reservation {
	all := []Reservation{}
	for _, made := range s.reserved {
		all = append(all, made)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].ID < all[j].ID })
	return all
}
