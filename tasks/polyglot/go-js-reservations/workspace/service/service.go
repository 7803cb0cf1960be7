package main

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// Service answers requests.
type Service struct {
	lock  sync.Mutex
	stock Stock
}

// NewService serves reservations of the stock.
func NewService(stock map[string]int) *Service {
	return &Service{stock: Stock{stock, map[int]Reservation{}}}
}

func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.lock.Lock()
	defer s.lock.Unlock()
	switch {
	case r.Method == "GET" && r.URL.Path == "/stock":
		answer(w, 200, map[string]any{"stock": s.stock.Left})
	case r.Method == "GET" && r.URL.Path == "/reservations":
		answer(w, 200, map[string]any{"reservations": s.stock.All()})
	case r.Method == "POST" && r.URL.Path == "/reservations":
		s.reserve(w, r)
	case r.Method == "DELETE" && strings.HasPrefix(r.URL.Path, "/reservations/"):
		s.release(w, r)
	default:
		answer(w, 404, map[string]any{"error": "path"})
	}
}

func (s *Service) reserve(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Item  string
		Count int
	}
	if json.NewDecoder(r.Body).Decode(&asked) != nil {
		answer(w, 400, map[string]any{"error": "json"})
		return
	}
	made, why := s.stock.Reserve(asked.Item, asked.Count)
	if why != "" {
		answer(w, 409, map[string]any{"error": why})
		return
	}
	answer(w, 201, made)
}

func (s *Service) release(w http.ResponseWriter, r *http.Request) {
	id, _ := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/reservations/"))
	made, found := s.stock.Release(id)
	if !found {
		answer(w, 404, map[string]any{"error": "id"})
		return
	}
	answer(w, 200, made)
}

func answer(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(value)
}
