package signin_test

import (
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/examples/clinic/signin"
)

func TestWhatNewRefuses(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		reason string
		base   string
		people func(p []signin.Person) []signin.Person
	}{
		"scheme":      {reason: "browsers sign in over http", base: "ftp://127.0.0.1"},
		"path":        {reason: "cookies and addresses are for the root", base: "http://127.0.0.1/clinic"},
		"query":       {reason: "it is put in front of paths", base: "http://127.0.0.1?a=b"},
		"user":        {reason: "it is put on pages", base: "http://me:secret@127.0.0.1"},
		"no address":  {reason: "there is none by default", base: ""},
		"nobody":      {reason: "nobody could sign in", people: func([]signin.Person) []signin.Person { return nil }},
		"no patients": {reason: "the issuer of patients would have nobody", people: func(p []signin.Person) []signin.Person { return p[:2] }},
		"no staff":    {reason: "the issuer of staff would have no tables", people: func(p []signin.Person) []signin.Person { return p[2:] }},
		"twice":       {reason: "a subject is one person", people: func(p []signin.Person) []signin.Person { return append(p, p[0]) }},
		"ID":          {reason: "it is an id in records", people: func(p []signin.Person) []signin.Person { p[0].ID = "Dr Amina"; return p }},
		"name":        {reason: "a button needs a name", people: func(p []signin.Person) []signin.Person { p[0].Name = ""; return p }},
		"post":        {reason: "a button says who it is", people: func(p []signin.Person) []signin.Person { p[0].Post = ""; return p }},
		"role":        {reason: "the gate would refuse all calls", people: func(p []signin.Person) []signin.Person { p[0].Role = ""; return p }},
		"ODS code":    {reason: "the gate would refuse all calls", people: func(p []signin.Person) []signin.Person { p[0].Organisation = "?"; return p }},
		"patient with a role": {
			reason: "patients have no role", people: func(p []signin.Person) []signin.Person { p[2].Role = "R8000"; return p },
		},
		"carer": {
			reason: "there is no issuer of carers", people: func(p []signin.Person) []signin.Person { p[2].Party = consult.Carer; return p },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			base, all := row.base, slices.Clone(people)
			if row.people != nil {
				base, all = "http://127.0.0.1:8080", row.people(all)
			}
			s, err := signin.New(base, all, nil)
			require.Error(t, err, row.reason)
			assert.Nil(t, s)
		})
	}
}

func TestTheBackChannel(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	staff, patients, client := c.BackChannel()
	for _, issuer := range []struct{ name, front string }{{staff, "/issuer/staff"}, {patients, "/issuer/patients"}} {
		get := func(path string) *http.Response {
			answer, err := client.Get(issuer.name + path)
			require.NoError(t, err)
			t.Cleanup(func() { _ = answer.Body.Close() })
			return answer
		}
		document, err := io.ReadAll(get("/.well-known/openid-configuration").Body)
		require.NoError(t, err)
		var published struct {
			Issuer string   `json:"issuer"`
			Front  string   `json:"authorization_endpoint"`
			Token  string   `json:"token_endpoint"`
			Keys   string   `json:"jwks_uri"`
			PKCE   []string `json:"code_challenge_methods_supported"`
		}
		require.NoError(t, json.Unmarshal(document, &published))
		assert.Equal(t, issuer.name, published.Issuer)
		assert.Equal(t, c.base+issuer.front+"/authorize", published.Front, "browsers are sent to the application's address, each to its issuer")
		assert.Equal(t, issuer.name+"/oauth/token", published.Token)
		assert.Equal(t, issuer.name+"/keys", published.Keys)
		assert.Equal(t, []string{"S256"}, published.PKCE)
		for _, path := range []string{"/userinfo", "/oauth/introspect", "/revoke", "/end_session", "/device_authorization", "/authorize", "/authorize/callback", "/healthz"} {
			assert.Equal(t, http.StatusNotFound, get(path).StatusCode, "%s is not needed there", path)
		}
		_, err = http.Get(issuer.name + "/keys") // which has no body
		assert.ErrorContains(t, err, "certificate", "nobody else trusts it")
	}
	for _, path := range []string{"/issuer/staff/oauth/token", "/issuer/staff/keys", "/issuer/patients/.well-known/openid-configuration"} {
		assert.Equal(t, http.StatusNotFound, c.browser(t).get(path).status, "%s is for the back channel", path)
	}
	another := httptest.NewUnstartedServer(nil)
	another.Config.ErrorLog = log.New(io.Discard, "", 0)
	another.StartTLS()
	t.Cleanup(another.Close)
	_, err := client.Get(another.URL) // which has no body
	assert.ErrorContains(t, err, "certificate", "nor does its client trust anybody else")
}

func TestAfterClose(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	b := c.browser(t)
	callback := b.choose(b.begin("staff", "/who"), "amina")
	require.NoError(t, c.Close())
	require.NoError(t, c.Close(), "it may be called again")
	a := b.get(callback)
	assert.Equal(t, http.StatusServiceUnavailable, a.status)
	assert.Contains(t, a.body, "/sign-in?as=staff")
	assert.NotContains(t, a.body, "https://", "where the issuer is concerns nobody")
}

func TestCookiesOfAnApplicationOverHTTPS(t *testing.T) {
	t.Parallel()
	for base, secure := range map[string]bool{"https://clinic.example": true, "http://127.0.0.1:8080": false} {
		s, err := signin.New(base, people, nil)
		require.NoError(t, err)
		t.Cleanup(func() { _ = s.Close() })
		mux := http.NewServeMux()
		s.Register(mux)
		r, err := http.NewRequest(http.MethodGet, base+"/sign-in?as=staff", nil)
		require.NoError(t, err)
		w := record(mux, r)
		require.Len(t, w.Cookies(), 1)
		cookie := w.Cookies()[0]
		assert.Equal(t, secure, cookie.Secure, base)
		assert.True(t, cookie.HttpOnly)
		assert.Equal(t, http.SameSiteLaxMode, cookie.SameSite)
		assert.Equal(t, 600, cookie.MaxAge)
		assert.Equal(t, "/sign-in/callback", cookie.Path)
	}
}

func TestTheCookieOfASession(t *testing.T) {
	t.Parallel()
	b := newClinic(t).browser(t)
	a := b.get(b.choose(b.begin("staff", "/who"), "amina"))
	set := a.header.Values("Set-Cookie")
	require.Len(t, set, 2)
	assert.Regexp(t, `^clinic-sign-in-[A-Z2-7]{26}=; Path=/sign-in/callback; Max-Age=0; HttpOnly; SameSite=Lax$`, set[0], "taken away")
	assert.Regexp(t, `^clinic-session=[A-Z2-7]{26}; Path=/; Max-Age=28800; HttpOnly; SameSite=Lax$`, set[1])
}

func TestPagesInTheLooksOfTheApplication(t *testing.T) {
	t.Parallel()
	var got *signin.Page
	s, err := signin.New("http://127.0.0.1:8080/", people, func(w http.ResponseWriter, status int, page *signin.Page) {
		got = page
		w.WriteHeader(status)
	})
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	mux := http.NewServeMux()
	s.Register(mux)
	r, err := http.NewRequest(http.MethodGet, "http://127.0.0.1:8080/sign-in?as=nobody", nil)
	require.NoError(t, err)
	assert.Equal(t, http.StatusBadRequest, record(mux, r).StatusCode)
	assert.Equal(t, &signin.Page{
		Title: "You are not signed in", Text: []string{"The address does not say whether you sign in as staff or as a patient."},
	}, got)
}
