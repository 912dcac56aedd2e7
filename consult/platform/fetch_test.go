package platform_test

import (
	"context"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult/platform"
)

// answering is an API of one answer.
func answering(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	return s
}

// ask asks an API as an application does, with its credentials.
func ask(t *testing.T, address string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+secret)
	return r
}

func TestFetch(t *testing.T) {
	t.Parallel()
	s := answering(t, func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "Bearer "+secret, r.Header.Get("Authorization"))
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, `{"flag":false}`)
	})
	var d document
	require.NoError(t, platform.Fetch(t.Context(), nil, ask(t, s.URL), &d), "any status from 200 to 299 is an answer")
	assert.Equal(t, platform.Given(false), d.Flag)
	assert.NoError(t, platform.Fetch(t.Context(), s.Client(), ask(t, s.URL), nil), "an answer whose document nobody wants")
}

func TestFetchSendsCredentialsNowhereElse(t *testing.T) {
	t.Parallel()
	var elsewhere atomic.Int32
	other := answering(t, func(w http.ResponseWriter, r *http.Request) { elsewhere.Add(1) })
	for why, location := range map[string]string{
		"another host":       other.URL,
		"another name":       strings.Replace(other.URL, "127.0.0.1", "localhost", 1),
		"another scheme":     "https://{host}/",
		"without a scheme":   strings.TrimPrefix(other.URL, "http:"),
		"a file":             "file:///etc/passwd",
		"the host as a user": strings.Replace(other.URL, "://", "://{host}@", 1),
	} {
		for _, status := range []int{http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
			s := answering(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Location", strings.ReplaceAll(location, "{host}", r.Host))
				w.WriteHeader(status)
			})
			client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return nil }} // a client that follows everything
			err := platform.Fetch(t.Context(), client, ask(t, s.URL), new(document))
			assert.ErrorIs(t, err, platform.ErrElsewhere, "%s, status %d", why, status)
		}
	}
	assert.Zero(t, elsewhere.Load(), "the other host was never asked, with or without credentials")
}

func TestFetchFollowsItsOwnHost(t *testing.T) {
	t.Parallel()
	s := answering(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			http.Redirect(w, r, "/there", http.StatusFound)
		case "/there":
			assert.Equal(t, "Bearer "+secret, r.Header.Get("Authorization"))
			_, _ = io.WriteString(w, `{"flag":true}`)
		default:
			http.Redirect(w, r, r.URL.Path+"x", http.StatusFound)
		}
	})
	var d document
	require.NoError(t, platform.Fetch(t.Context(), s.Client(), ask(t, s.URL), &d))
	assert.Equal(t, platform.Given(true), d.Flag)
	assert.ErrorContains(t, platform.Fetch(t.Context(), s.Client(), ask(t, s.URL+"/loop"), &d), "again and again")
}

func TestFetchQuotesNothing(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		why     string
		handler http.HandlerFunc
		status  int // of the StatusError; 0 for an error of another kind
	}{
		{"not allowed, and says why", refusing(http.StatusForbidden), http.StatusForbidden},
		{"not found", refusing(http.StatusNotFound), http.StatusNotFound},
		{"out of order", refusing(http.StatusInternalServerError), http.StatusInternalServerError},
		{"a status of its own", refusing(599), 599},
		{"not changed", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) }, http.StatusNotModified},
		{"a document that is none", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, secret) }, 0},
		{"a redirect to nowhere", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "http://%zz/"+secret)
			w.WriteHeader(http.StatusFound)
		}, 0},
		{"an answer that is not HTTP", hijacking(secret + "\r\n\r\n"), 0},
		{"a header that is none", hijacking("HTTP/1.1 200 OK\r\n" + secret + "\r\n\r\n"), 0},
		{"no answer", hijacking(""), 0},
		{"an answer that ends too soon", hijacking("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"word\":\"" + secret), 0},
	} {
		s := answering(t, test.handler)
		address := strings.Replace(s.URL, "://", "://"+url.UserPassword("user", secret).String()+"@", 1) + "/?token=" + url.QueryEscape(secret)
		err := platform.Fetch(t.Context(), s.Client(), ask(t, address), new(document))
		require.Error(t, err, test.why)
		for _, quoted := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret), "token=", "user", "%zz"} {
			assert.NotContains(t, err.Error(), quoted, test.why)
		}
		var status *platform.StatusError
		if test.status != 0 && assert.ErrorAs(t, err, &status, test.why) {
			assert.Equal(t, test.status, status.Code, test.why)
		}
	}
}

func refusing(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { http.Error(w, secret, status) }
}

// hijacking answers with bytes as they are.
func hijacking(answer string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		c, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			_, _ = io.WriteString(c, answer)
			_ = c.Close()
		}
	}
}

func TestFetchReadsNoMoreThanADocument(t *testing.T) {
	t.Parallel()
	s := answering(t, func(w http.ResponseWriter, _ *http.Request) {
		for range 64 {
			if _, err := io.WriteString(w, strings.Repeat(" ", platform.MaxBytes)); err != nil {
				return
			}
		}
	})
	assert.ErrorIs(t, platform.Fetch(t.Context(), s.Client(), ask(t, s.URL), new(document)), platform.ErrTooLong)
}

func TestFetchEndsWithItsContext(t *testing.T) {
	t.Parallel()
	asked := make(chan struct{})
	s := answering(t, func(_ http.ResponseWriter, r *http.Request) {
		close(asked)
		<-r.Context().Done() // a server that never answers
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-asked; cancel() }()
	assert.ErrorIs(t, platform.Fetch(ctx, s.Client(), ask(t, s.URL), new(document)), context.Canceled)

	past, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
	defer cancel()
	assert.ErrorIs(t, platform.Fetch(past, s.Client(), ask(t, s.URL), new(document)), context.DeadlineExceeded)
}

// silent is a network that never answers.
type silent struct{}

func (silent) RoundTrip(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, context.Cause(r.Context())
}

func TestFetchWaitsNoLongerThanItsTimeout(t *testing.T) {
	t.Parallel()
	for why, test := range map[string]struct{ client, want time.Duration }{
		"a client without a timeout gets one": {0, platform.DefaultTimeout},
		"the client's own is kept":            {time.Minute, time.Minute},
	} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			client := &http.Client{Transport: silent{}, Timeout: test.client}
			err := platform.Fetch(t.Context(), client, ask(t, "https://api.example/"), new(document))
			assert.ErrorIs(t, err, context.DeadlineExceeded, why)
			assert.Equal(t, test.want, time.Since(start), why)
			assert.Equal(t, test.client, client.Timeout, "the application's client is not changed")
		})
	}
}

func TestFetchNamesTheNetworksFault(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.NotFoundHandler())
	s.Close()
	assert.ErrorContains(t, platform.Fetch(t.Context(), nil, ask(t, s.URL), new(document)), "refused")

	untrusted := httptest.NewUnstartedServer(http.NotFoundHandler())
	untrusted.Config.ErrorLog = log.New(io.Discard, "", 0)
	untrusted.StartTLS()
	t.Cleanup(untrusted.Close)
	assert.ErrorContains(t, platform.Fetch(t.Context(), nil, ask(t, untrusted.URL), new(document)), "certificate")
}
