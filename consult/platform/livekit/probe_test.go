package livekit_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/livekit"
)

// TestProbeBelievesOnlyLiveKit asks what stands in front of a server, or in its place.
func TestProbeBelievesOnlyLiveKit(t *testing.T) {
	t.Parallel()
	for why, answer := range map[string]http.HandlerFunc{
		"another path":                      http.NotFound,
		"a page":                            func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<p>success</p>")) },
		"nothing":                           func(http.ResponseWriter, *http.Request) {},
		"a server that is full":             func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) },
		"a redirect to where success waits": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/success", http.StatusFound) },
		"a connection that ends":            func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	} {
		mux := http.NewServeMux()
		mux.HandleFunc("/rtc/validate", answer)
		mux.HandleFunc("/success", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("success")) })
		server := httptest.NewServer(mux)
		t.Cleanup(server.Close)
		s := inspector()
		s.URL = server.URL
		auto, err := s.Probe(t.Context())
		require.Error(t, err, why)
		assert.Equal(t, consult.Unknown, auto, why)
		assert.NotContains(t, err.Error(), server.URL, why)
	}
}

func TestProbeAsksBelowThePathOfTheURL(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "/media/rtc/validate", r.URL.Path)
		assert.Empty(t, r.URL.RawQuery, "tokens stay out of addresses, which get logged")
		http.Error(w, "requested room does not exist", http.StatusNotFound)
	}))
	t.Cleanup(server.Close)
	s := &livekit.Server{URL: server.URL + "/media/", Key: key, Secret: platform.NewSecret(secret), Client: server.Client()}
	auto, err := s.Probe(t.Context())
	require.NoError(t, err)
	assert.Equal(t, consult.No, auto)
}
