package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
)

// A house is a clinic that is open for a test.
type house struct {
	*clinic
	base string
	logs logs // what the program logs
}

// decisions returns the decisions that the readiness page has, the newest last.
func (h *house) decisions() []consult.Decision {
	kept, _ := h.ledger.shown(time.Now())
	return kept
}

// logs are lines that many goroutines write.
type logs struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logs) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func openHouse(t *testing.T, before ...func(*house)) *house {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	dir, err := layOut(filepath.Join(t.TempDir(), "records"), time.Now())
	require.NoError(t, err)
	h := &house{base: "http://" + listener.Addr().String()}
	h.clinic, err = newClinic(h.base, dir, slog.New(slog.NewTextHandler(&h.logs, nil)))
	require.NoError(t, err)
	for _, change := range before {
		change(h)
	}
	ctx, cancel := context.WithCancel(context.Background())
	watched := make(chan struct{})
	go func() { defer close(watched); h.watch(ctx) }()
	server := &http.Server{Handler: h.handler()}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	t.Cleanup(func() {
		cancel()
		<-watched
		require.NoError(t, server.Close())
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
		require.NoError(t, h.close())
	})
	return h
}

// A visitor is somebody with a browser that has no window: it follows links and fills in forms.
type visitor struct {
	t      *testing.T
	h      *house
	client *http.Client
	page   string // the last one
	status int
	from   string // where its requests come from, as browsers say it
}

func (h *house) visitor(t *testing.T) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	return &visitor{t: t, h: h, client: &http.Client{Jar: jar, Timeout: 30 * time.Second}, from: "same-origin"}
}

const userAgent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"

func (v *visitor) do(request *http.Request) {
	v.t.Helper()
	request.Header.Set("User-Agent", userAgent)
	answer, err := v.client.Do(request)
	require.NoError(v.t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(v.t, err)
	v.page, v.status = string(text), answer.StatusCode
}

func (v *visitor) get(path string) {
	v.t.Helper()
	request, err := http.NewRequest(http.MethodGet, v.h.base+path, nil)
	require.NoError(v.t, err)
	v.do(request)
}

// post sends a form, with the hidden fields of the page that it is on.
func (v *visitor) post(path string, fields ...string) {
	v.t.Helper()
	form := url.Values{}
	for _, match := range regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)">`).FindAllStringSubmatch(v.page, -1) {
		form.Set(match[1], match[2])
	}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	request, err := http.NewRequest(http.MethodPost, v.h.base+path, strings.NewReader(form.Encode()))
	require.NoError(v.t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Sec-Fetch-Site", v.from)
	v.do(request)
}

// signIn goes to a page as somebody who is not signed in yet.
func (v *visitor) signIn(path, person string) {
	v.t.Helper()
	v.get(path)
	v.choose(person)
}

// choose says on the page of an issuer who somebody is.
func (v *visitor) choose(person string) {
	v.t.Helper()
	action := regexp.MustCompile(`<form method="post" action="([^"]+)" class="people">`).FindStringSubmatch(v.page)
	require.Len(v.t, action, 2, "this is not where one signs in:\n%s", v.page)
	v.post(strings.TrimPrefix(action[1], v.h.base), "person", person)
}

// turn turns a switch on the switchboard.
func (v *visitor) turn(name string, on bool) {
	v.t.Helper()
	v.get("/switchboard")
	state := map[bool]string{true: "yes", false: "no"}[on]
	v.post("/switchboard", "switch", name, "on", state)
	require.Equal(v.t, http.StatusOK, v.status)
}

// rewrite changes a record on disk, as a person would who edits it.
func (h *house) rewrite(t *testing.T, name, old, new string) {
	t.Helper()
	path := filepath.Join(h.dir, name)
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Contains(t, string(text), old)
	aside := filepath.Join(h.dir, "."+name)
	require.NoError(t, os.WriteFile(aside, []byte(strings.Replace(string(text), old, new, 1)), 0o600))
	require.NoError(t, os.Rename(aside, path))
}
