package signin_test

import (
	"github.com/preconsult/preconsult/consult"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/examples/clinic/signin"
)

func TestProtect(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	b, another, nobody := c.browser(t), c.browser(t), c.browser(t)
	csrf, theirs := b.signIn("staff", "amina").CSRF, another.signIn("staff", "amina").CSRF
	require.NotEqual(t, csrf, theirs)
	for name, row := range map[string]struct {
		reason  string
		from    *browser
		csrf    string
		headers []string
		status  int
	}{
		"own page":            {reason: "a form of the session", from: b, csrf: csrf, headers: []string{"Sec-Fetch-Site", "same-origin"}, status: 204},
		"old browser":         {reason: "a browser that sends Origin alone", from: b, csrf: csrf, headers: []string{"Origin", c.base}, status: 204},
		"no browser":          {reason: "the field is proof enough", from: b, csrf: csrf, status: 204},
		"no field":            {reason: "a form that another site made up", from: b, status: 403},
		"other session's":     {reason: "the field of one's own session is no help with another's", from: b, csrf: theirs, status: 403},
		"nearly":              {reason: "the field is compared as a whole", from: b, csrf: csrf[1:], status: 403},
		"nobody":              {reason: "nobody is signed in", from: nobody, csrf: csrf, status: 403},
		"nobody, no field":    {reason: "an empty field is not that of no session", from: nobody, status: 403},
		"cross-site":          {reason: "the browser says that it is another site", from: b, csrf: csrf, headers: []string{"Sec-Fetch-Site", "cross-site"}, status: 403},
		"another port":        {reason: "the cookies go there, but it is not this application", from: b, csrf: csrf, headers: []string{"Sec-Fetch-Site", "same-site"}, status: 403},
		"cross-site Origin":   {reason: "an old browser says so by Origin", from: b, csrf: csrf, headers: []string{"Origin", "https://evil.example"}, status: 403},
		"Origin another port": {reason: "a port is part of an origin", from: b, csrf: csrf, headers: []string{"Origin", "http://127.0.0.1:1"}, status: 403},
		"no Origin to tell":   {reason: "a sandboxed frame", from: b, csrf: csrf, headers: []string{"Origin", "null"}, status: 403},
	} {
		form := url.Values{}
		if row.csrf != "" {
			form.Set("csrf", row.csrf)
		}
		a := row.from.post("/change", form, row.headers...)
		assert.Equal(t, row.status, a.status, "%s: %s", name, row.reason)
		if row.status == 403 {
			assert.Contains(t, a.body, "Nothing was done", name)
		}
	}
	assert.Equal(t, 403, b.post("/change?csrf="+csrf, nil).status, "an address is no place for it")
	assert.Equal(t, 403, b.post("/change", url.Values{"csrf": {csrf}, "more": {strings.Repeat("a", 1<<20)}}).status, "forms are bounded")
}

func TestWhatProtectTakesForAChange(t *testing.T) {
	t.Parallel()
	s, err := signin.New("http://127.0.0.1:8080", people, nil)
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	h := s.Protect(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	for _, row := range []struct {
		reason, method, path string
		status               int
	}{
		{"pages are read without a session", http.MethodGet, "/", 204},
		{"so are their headers", http.MethodHead, "/", 204},
		{"asking what is allowed changes nothing", http.MethodOptions, "/", 204},
		{"a form", http.MethodPost, "/", 403},
		{"not sent by forms, and changes something", http.MethodPut, "/", 403},
		{"not sent by forms, and changes something", http.MethodDelete, "/", 403},
		{"whatever it is, it is not known to be harmless", "BREW", "/", 403},
		{"the log-in form of an issuer is sent without a session", http.MethodPost, "/issuer/staff/log-in", 204},
		{"and so is that of the other", http.MethodPost, "/issuer/patients/log-in", 204},
		{"no other page of theirs is", http.MethodPost, "/issuer/staff/log-in/", 403},
		{"nor another method", http.MethodPut, "/issuer/staff/log-in", 403},
	} {
		r := httptest.NewRequest(row.method, "http://127.0.0.1:8080"+row.path, nil)
		assert.Equal(t, row.status, record(h, r).StatusCode, "%s %s: %s", row.method, row.path, row.reason)
	}
}

func TestThePagesOfSigningInProtectThemselves(t *testing.T) {
	t.Parallel()
	s, err := signin.New("http://127.0.0.1:8080", people, nil)
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	mux := http.NewServeMux() // of an application that has forgotten it
	s.Register(mux)
	for _, path := range []string{"/sign-out", "/issuer/staff/log-in", "/issuer/patients/log-in"} {
		r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1:8080"+path, nil)
		r.Header.Set("Origin", "https://evil.example")
		w := record(mux, r)
		body, err := io.ReadAll(w.Body)
		require.NoError(t, err)
		assert.Equal(t, http.StatusForbidden, w.StatusCode)
		assert.Contains(t, string(body), "another website", path)
	}
	r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1:8080/issuer/staff/authorize", nil)
	r.Header.Set("Origin", "https://evil.example")
	assert.Empty(t, record(mux, r).Header.Get("Access-Control-Allow-Origin"), "no other website may read it")
}

func TestSignOut(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	b, other := c.browser(t), c.browser(t)
	csrf := b.signIn("staff", "amina").CSRF
	other.signIn("staff", "amina")
	held, id := b.session(), b.cookie("clinic-session") // as a connection has it that stays open

	assert.Equal(t, http.StatusForbidden, b.post("/sign-out", nil).status, "nobody is signed out by another site")
	assert.Equal(t, http.StatusMethodNotAllowed, b.get("/sign-out").status)
	assert.Equal(t, "amina", b.who().Person.ID)

	a := b.post("/sign-out", url.Values{"csrf": {csrf}})
	assert.Equal(t, http.StatusSeeOther, a.status)
	assert.Equal(t, c.base+"/", a.to)
	assert.Empty(t, b.cookie("clinic-session"))
	assert.Equal(t, http.StatusUnauthorized, b.get("/who").status)
	assert.Equal(t, "amina", other.who().Person.ID, "the same person is still signed in elsewhere")

	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.AddCookie(&http.Cookie{Name: "clinic-session", Value: id})
	_, ok := c.Session(r, consult.Provider)
	assert.False(t, ok, "the id is worth nothing, whoever has kept it")
	who, err := held.Who(t.Context())
	assert.ErrorIs(t, err, signin.ErrEnded)
	assert.Zero(t, who)
	assert.Equal(t, http.StatusForbidden, b.post("/change", url.Values{"csrf": {csrf}}).status)
}
