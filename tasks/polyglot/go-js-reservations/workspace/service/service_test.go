package main

import (
	"net/http/httptest"
	"strings"
	"testing"
)

func ask(service *Service, method, path, key, body string) (int, string, string) {
	request := httptest.NewRequest(method, path, strings.NewReader(body))
	if key != "" {
		request.Header.Set("Idempotency-Key", key)
	}
	recorder := httptest.NewRecorder()
	service.ServeHTTP(recorder, request)
	return recorder.Code, strings.TrimSpace(recorder.Body.String()), recorder.Header().Get("Idempotent-Replay")
}

func expect(t *testing.T, what string, status int, body, replay string, got int, gotBody, gotReplay string) {
	t.Helper()
	if status != got || body != gotBody || replay != gotReplay {
		t.Errorf("%s: %d %s %q, expected %d %s %q", what, got, gotBody, gotReplay, status, body, replay)
	}
}

func TestOnce(t *testing.T) {
	service := NewService(map[string]int{"nails": 3})
	for _, replay := range []string{"", "true", "true"} {
		status, body, replayed := ask(service, "POST", "/reservations", "k1", `{"item":"nails","count":2}`)
		expect(t, "reserve", 201, `{"id":1,"item":"nails","count":2}`, replay, status, body, replayed)
	}
	status, body, replayed := ask(service, "GET", "/stock", "", "")
	expect(t, "stock", 200, `{"stock":{"nails":1}}`, "", status, body, replayed)
}

func TestRefusalsAreKept(t *testing.T) {
	service := NewService(map[string]int{"nails": 1})
	ask(service, "POST", "/reservations", "a", `{"item":"nails","count":1}`)
	ask(service, "POST", "/reservations", "b", `{"item":"nails","count":1}`)
	ask(service, "DELETE", "/reservations/1", "c", "")
	status, body, replayed := ask(service, "POST", "/reservations", "b", `{"item":"nails","count":1}`)
	expect(t, "reserve", 409, `{"error":"stock"}`, "true", status, body, replayed)
}

func TestKeys(t *testing.T) {
	service := NewService(map[string]int{"nails": 9})
	status, body, replayed := ask(service, "POST", "/reservations", "", `{"item":"nails","count":1}`)
	expect(t, "no key", 400, `{"error":"key"}`, "", status, body, replayed)
	ask(service, "POST", "/reservations", "k", `{"item":"nails","count":1}`)
	status, body, replayed = ask(service, "POST", "/reservations", "k", `{"item":"nails","count":2}`)
	expect(t, "another body", 422, `{"error":"reused"}`, "", status, body, replayed)
}
