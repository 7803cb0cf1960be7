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
	kept  map[string]kept
}

// NewService serves reservations of the stock.
func NewService(stock map[string]int) *Service {
	return &Service{stock: Stock{Left: stock, reserved: map[int]Reservation{}}, kept: map[string]kept{}}
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
		s.once(w, r, s.reserve)
	case r.Method == "DELETE" && strings.HasPrefix(r.URL.Path, "/reservations/"):
		s.once(w, r, s.release)
	default:
		answer(w, 404, map[string]any{"error": "path"})
	}
}

const most = 1000000

// words is the status of each refusal.
var words = map[string]int{"json": 400, "count": 422, "item": 404, "stock": 409, "id": 404}

func refuse(w http.ResponseWriter, word string) {
	answer(w, words[word], map[string]any{"error": word})
}

func (s *Service) reserve(w http.ResponseWriter, r *http.Request) {
	var asked map[string]any
	if json.NewDecoder(r.Body).Decode(&asked) != nil || asked == nil {
		refuse(w, "json")
		return
	}
	item, _ := asked["item"].(string)
	if _, found := s.stock.Left[item]; !found {
		refuse(w, "item")
		return
	}
	count, isNumber := asked["count"].(float64)
	if !isNumber || count != float64(int(count)) || count < 1 || count > most {
		refuse(w, "count")
		return
	}
	made, why := s.stock.Reserve(item, int(count))
	if why != "" {
		refuse(w, why)
		return
	}
	answer(w, 201, made)
}

func (s *Service) release(w http.ResponseWriter, r *http.Request) {
	id, _ := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/reservations/"))
	made, found := s.stock.Release(id)
	if !found {
		refuse(w, "id")
		return
	}
	answer(w, 200, made)
}

func answer(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(value)
}
