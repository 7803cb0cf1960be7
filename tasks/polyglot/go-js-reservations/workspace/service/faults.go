package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
)

// withFaults plays a bad line: fault i befalls request i, and those beyond the list go through.
//
// ok: nothing happens; before: it is lost on the way; after: its answer is lost; half: half of its answer is; busy: 503.
func withFaults(handler http.Handler, faults []string) http.Handler {
	var lock sync.Mutex
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lock.Lock()
		fault := "ok"
		if len(faults) > 0 {
			fault, faults = faults[0], faults[1:]
		}
		lock.Unlock()
		switch fault {
		case "busy":
			http.Error(w, `{"error": "busy"}`, http.StatusServiceUnavailable)
		case "before":
			io.Copy(io.Discard, r.Body)
			hangUp(w)
		case "after":
			handler.ServeHTTP(httptest.NewRecorder(), r)
			hangUp(w)
		case "half":
			whole := httptest.NewRecorder()
			handler.ServeHTTP(whole, r)
			w.Header().Set("Content-Length", "1000")
			w.WriteHeader(whole.Code)
			w.Write(whole.Body.Bytes()[:whole.Body.Len()/2])
			hangUp(w)
		default:
			handler.ServeHTTP(w, r)
		}
	})
}

func hangUp(w http.ResponseWriter) {
	if flusher, ok := w.(http.Flusher); ok && w.Header().Get("Content-Length") != "" {
		flusher.Flush()
	}
	connection, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		connection.Close()
	}
}
