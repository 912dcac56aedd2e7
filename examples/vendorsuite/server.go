package main

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/wire"
)

// A started is the body of a request to start a call.
type started struct {
	Reference string `json:"reference"`
}

// A joined is the body of a request to join or to record a call. On a real platform the party comes
// from who is signed in.
type joined struct {
	As consult.Party `json:"as"`
}

// A looked is how a call stands.
type looked struct {
	Starts    int  `json:"starts"`
	Recording bool `json:"recording"`
}

// handler serves a link over HTTP, as platforms in other languages are asked.
func handler(c link) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /calls", func(w http.ResponseWriter, r *http.Request) {
		call, err := wire.ReadCall(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest) // which quotes nothing of the body
			return
		}
		reference, err := c.Ask(r.Context(), call)
		answer(w, started{reference}, err)
	})
	mux.HandleFunc("POST /calls/{id}/start", func(w http.ResponseWriter, r *http.Request) {
		if body, ok := decoded[started](w, r); ok {
			answer(w, looked{}, c.Start(r.Context(), consult.CallID(r.PathValue("id")), body.Reference))
		}
	})
	mux.HandleFunc("POST /calls/{id}/join", func(w http.ResponseWriter, r *http.Request) {
		if body, ok := decoded[joined](w, r); ok {
			answer(w, looked{}, c.Join(r.Context(), consult.CallID(r.PathValue("id")), body.As))
		}
	})
	mux.HandleFunc("POST /calls/{id}/record", func(w http.ResponseWriter, r *http.Request) {
		if body, ok := decoded[joined](w, r); ok {
			answer(w, looked{}, c.Record(r.Context(), consult.CallID(r.PathValue("id")), body.As))
		}
	})
	mux.HandleFunc("GET /calls/{id}", func(w http.ResponseWriter, r *http.Request) {
		starts, recording, err := c.Look(consult.CallID(r.PathValue("id")))
		answer(w, looked{starts, recording}, err)
	})
	return mux
}

// decoded returns the body of a request, or answers that it cannot be read.
func decoded[T any](w http.ResponseWriter, r *http.Request) (body T, ok bool) {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<12))
	d.DisallowUnknownFields()
	if err := d.Decode(&body); err != nil {
		http.Error(w, "the body cannot be read", http.StatusBadRequest)
		return body, false
	}
	return body, true
}

// answer answers with a body, or with a refusal.
func answer(w http.ResponseWriter, body any, err error) {
	switch {
	case errors.Is(err, errNoRoom):
		http.Error(w, err.Error(), http.StatusNotFound)
	case err != nil:
		http.Error(w, "the call may not start, or go on so", http.StatusForbidden)
	default:
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(body) // or the client is gone
	}
}
