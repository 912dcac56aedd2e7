package main

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/register/folder"
)

// health tells whether the program runs (/healthz), and whether it can let a call start (/readyz).
type health struct {
	status   func() folder.Status
	now      func() time.Time
	stopping func() bool
	failing  func() bool // whether decisions could not be recorded just now
}

// ready returns why no call can start, or the empty text.
func (h *health) ready() string {
	s := h.status()
	switch {
	case h.stopping():
		return "it is stopping"
	case h.now().Sub(s.AsOf) >= consult.DefaultMaxRecordAge:
		return "the records are too old: see the faults in the log, and mend the folder"
	case s.Records == 0:
		return "there are no records"
	case h.failing():
		return "the last decision could not be recorded: look at the journal"
	}
	return ""
}

func (h *health) register(mux *http.ServeMux) {
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { tell(w, http.StatusOK, "ok", h.status()) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if why := h.ready(); why != "" {
			tell(w, http.StatusServiceUnavailable, why, h.status())
			return
		}
		tell(w, http.StatusOK, "ready", h.status())
	})
}

func tell(w http.ResponseWriter, code int, text string, s folder.Status) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(map[string]any{ // a client that has left reads no answer
		"status": text, "records": s.Records, "records_as_of": s.AsOf.UTC(), "records_stale": s.Stale(),
	})
}
