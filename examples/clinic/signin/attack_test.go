package signin_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/examples/clinic/signin"
)

// record returns what a handler answers.
func record(h http.Handler, r *http.Request) *http.Response {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func TestCallbacksThatSignNobodyIn(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		reason string
		change func(t *testing.T, c *clinic, mine *browser) answer
		status int
	}{
		"wrong state": {
			reason: "the state is of no sign-in that began", status: http.StatusBadRequest,
			change: func(t *testing.T, _ *clinic, mine *browser) answer {
				return mine.get(changed(t, mine.choose(mine.begin("staff", "/who"), "amina"), "state", "another"))
			},
		},
		"no state": {
			reason: "a sign-in that nobody began", status: http.StatusBadRequest,
			change: func(t *testing.T, _ *clinic, mine *browser) answer {
				return mine.get(changed(t, mine.choose(mine.begin("staff", "/who"), "amina"), "state", ""))
			},
		},
		"no cookie": {
			reason: "somebody was sent the address, to be signed in as whoever sent it", status: http.StatusBadRequest,
			change: func(t *testing.T, c *clinic, mine *browser) answer {
				theirs := c.browser(t)
				return mine.get(theirs.choose(theirs.begin("staff", "/who"), "bryn"))
			},
		},
		"cookie of another sign-in": {
			reason: "a cookie is for one state", status: http.StatusBadRequest,
			change: func(t *testing.T, c *clinic, mine *browser) answer {
				theirs := c.browser(t)
				address := theirs.choose(theirs.begin("staff", "/who"), "bryn")
				u := mine.url().JoinPath("/sign-in/callback")
				mine.begin("staff", "/who")
				own := mine.client.Jar.Cookies(u)
				require.Len(t, own, 1)
				mine.client.Jar.SetCookies(u, []*http.Cookie{{Name: "clinic-sign-in-" + parameter(t, address, "state"), Value: own[0].Value}})
				return mine.get(address)
			},
		},
		"code of another browser": {
			reason: "the code was made for another challenge (PKCE)", status: http.StatusForbidden,
			change: func(t *testing.T, c *clinic, mine *browser) answer {
				theirs := c.browser(t)
				code := parameter(t, theirs.choose(theirs.begin("staff", "/who"), "bryn"), "code")
				return mine.get(changed(t, mine.choose(mine.begin("staff", "/who"), "amina"), "code", code))
			},
		},
		"code of the other issuer": {
			reason: "the issuer of staff knows no code of a patient", status: http.StatusForbidden,
			change: func(t *testing.T, _ *clinic, mine *browser) answer {
				code := parameter(t, mine.choose(mine.begin("patient", "/who"), "sam"), "code")
				return mine.get(changed(t, mine.choose(mine.begin("staff", "/who"), "amina"), "code", code))
			},
		},
		"made-up code": {
			reason: "the issuer knows no such code", status: http.StatusForbidden,
			change: func(t *testing.T, _ *clinic, mine *browser) answer {
				return mine.get(changed(t, mine.choose(mine.begin("staff", "/who"), "amina"), "code", "made-up"))
			},
		},
		"no code": {
			reason: "the issuer refused", status: http.StatusForbidden,
			change: func(t *testing.T, _ *clinic, mine *browser) answer {
				address := changed(t, mine.choose(mine.begin("staff", "/who"), "amina"), "code", "")
				return mine.get(changed(t, address, "error", "access_denied"))
			},
		},
		"nonce": {
			reason: "the ID token is not the one of this sign-in", status: http.StatusForbidden,
			change: func(t *testing.T, _ *clinic, mine *browser) answer {
				return mine.get(mine.choose(changed(t, mine.begin("staff", "/who"), "nonce", "another"), "amina"))
			},
		},
		"challenge": {
			reason: "the verifier is not that of the challenge", status: http.StatusForbidden,
			change: func(t *testing.T, _ *clinic, mine *browser) answer {
				return mine.get(mine.choose(changed(t, mine.begin("staff", "/who"), "code_challenge", strings.Repeat("A", 43)), "amina"))
			},
		},
		"too late": {
			reason: "a sign-in lasts 10 minutes", status: http.StatusBadRequest,
			change: func(_ *testing.T, c *clinic, mine *browser) answer {
				address := mine.choose(mine.begin("staff", "/who"), "amina")
				c.clock.advance(10 * time.Minute)
				return mine.get(address)
			},
		},
		"late code": {
			reason: "a code lasts a minute", status: http.StatusForbidden,
			change: func(_ *testing.T, c *clinic, mine *browser) answer {
				address := mine.choose(mine.begin("staff", "/who"), "amina")
				c.clock.advance(time.Minute)
				return mine.get(address)
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t)
			mine := c.browser(t)
			a := row.change(t, c, mine)
			assert.Equal(t, row.status, a.status, row.reason)
			assert.Contains(t, a.body, "You are not signed in")
			assert.NotContains(t, a.body, "access_denied", "what an address says is not repeated")
			assert.Empty(t, mine.cookie("clinic-session"))
			assert.Equal(t, http.StatusUnauthorized, mine.get("/who").status)
		})
	}
}

func TestACallbackCountsOnce(t *testing.T) {
	t.Parallel()
	b := newClinic(t).browser(t)
	address := b.choose(b.begin("staff", "/who"), "amina")
	u := b.url().JoinPath("/sign-in/callback")
	cookies := b.client.Jar.Cookies(u)
	require.Equal(t, http.StatusSeeOther, b.get(address).status)
	session := b.cookie("clinic-session")
	b.client.Jar.SetCookies(u, cookies) // as if it had never been taken away
	assert.Equal(t, http.StatusBadRequest, b.get(address).status)
	assert.Equal(t, session, b.cookie("clinic-session"), "who is signed in stays so")
}

func TestASessionIsNeverOneThatWasBroughtAlong(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	attacker, b := c.browser(t), c.browser(t)
	attacker.signIn("staff", "bryn")
	for _, planted := range []string{"made-up", attacker.cookie("clinic-session")} {
		b.client.Jar.SetCookies(b.url(), []*http.Cookie{{Name: "clinic-session", Value: planted, Path: "/"}})
		b.signIn("staff", "amina")
		assert.NotEqual(t, planted, b.cookie("clinic-session"))
	}
	assert.Equal(t, http.StatusUnauthorized, attacker.get("/who").status, "the planted session ended with the sign-in")
}

func TestWhereASignInLeadsTo(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	for to, row := range map[string]struct {
		reason string
		local  bool
	}{
		"":                              {"there is a page for everybody", true},
		"/":                             {"the first page", true},
		"/calls/7?tab=notes":            {"a page with a query", true},
		"/calls/a%2Fb":                  {"an escaped slash is part of a name", true},
		"/.//evil.example":              {"a path, however odd: it stays on this host", true},
		"/" + strings.Repeat("a", 2048): {"too long to be one of ours", false},
		"https://evil.example/":         {"another site", false},
		"//evil.example/":               {"another site, by the same scheme", false},
		"///evil.example/":              {"browsers pass over slashes", false},
		"/\\evil.example/":              {"browsers take a backslash for a slash", false},
		"/\t/evil.example/":             {"browsers pass over tabs", false},
		"/\n/evil.example/":             {"browsers pass over line ends", false},
		"\\\\evil.example":              {"browsers take backslashes for slashes", false},
		" //evil.example":               {"browsers pass over spaces in front", false},
		"javascript:alert(1)":           {"not an address of a page", false},
		"calls":                         {"no path from the root", false},
		"/%zz":                          {"no address", false},
		"/é":                            {"not as addresses are written", false},
	} {
		b := c.browser(t)
		a := b.get("/sign-in?" + url.Values{"as": {"staff"}, "to": {to}}.Encode())
		if !row.local {
			assert.Equal(t, http.StatusBadRequest, a.status, "%q: %s", to, row.reason)
			assert.Empty(t, a.to)
			continue
		}
		require.Equal(t, http.StatusFound, a.status, "%q: %s", to, row.reason)
		if to == "" {
			to = "/"
		}
		assert.Equal(t, c.base+to, b.get(b.choose(a.to, "amina")).to, row.reason)
	}
}

func TestWhatIsKeptIsBounded(t *testing.T) {
	t.Parallel()
	c := newClinic(t, func(s *signin.Service) { s.Bound(2, 3) })
	first, second, third := c.browser(t), c.browser(t), c.browser(t)
	first.signIn("staff", "amina")
	second.signIn("staff", "bryn")
	third.signIn("patient", "sam")
	assert.Equal(t, http.StatusUnauthorized, first.get("/who").status, "the oldest session goes")
	assert.Equal(t, "bryn", second.who().Person.ID)
	assert.Equal(t, "sam", third.who().Person.ID)

	oldest := first.choose(first.begin("staff", "/who"), "amina")
	for range 3 {
		third.begin("staff", "/who")
	}
	assert.Equal(t, http.StatusBadRequest, first.get(oldest).status, "the oldest pending sign-in goes")

	form, request := first.asked(first.begin("staff", "/who"))
	for range 3 {
		third.get(third.begin("staff", "/who"))
	}
	a := first.post(form, url.Values{"request": {request}, "person": {"amina"}})
	assert.Equal(t, http.StatusForbidden, a.status, "the oldest request at the issuer goes")
}
