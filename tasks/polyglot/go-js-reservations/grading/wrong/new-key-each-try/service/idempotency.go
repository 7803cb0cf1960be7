package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
)

var keyForm = regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`)

// kept is the first request under a key, and its answer.
type kept struct {
	asked  string
	status int
	body   []byte
}

// once carries a request out, or repeats the answer that its key was given before.
func (s *Service) once(w http.ResponseWriter, r *http.Request, handle http.HandlerFunc) {
	key := r.Header.Get("Idempotency-Key")
	if !keyForm.MatchString(key) {
		answer(w, 400, map[string]any{"error": "key"})
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	asked := r.Method + " " + r.URL.Path + "\n" + string(body)
	before, found := s.kept[key]
	if found && before.asked != asked {
		answer(w, 422, map[string]any{"error": "reused"})
		return
	}
	if !found {
		r.Body = io.NopCloser(bytes.NewReader(body))
		recorder := httptest.NewRecorder()
		handle(recorder, r)
		before = kept{asked, recorder.Code, recorder.Body.Bytes()}
		s.kept[key] = before
	}
	w.Header().Set("Content-Type", "application/json")
	if found {
		w.Header().Set("Idempotent-Replay", "true")
	}
	w.WriteHeader(before.status)
	w.Write(before.body)
}
