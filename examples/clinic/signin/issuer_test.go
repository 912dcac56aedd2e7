package signin_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"
)

func TestRequestsThatTheIssuerRefuses(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		reason, parameter, value string
		back                     bool // whether the issuer says so to the application
	}{
		"no challenge":      {reason: "there is no sign-in without PKCE", parameter: "code_challenge", back: true},
		"plain challenge":   {reason: "a plain challenge is the verifier", parameter: "code_challenge_method", value: "plain", back: true},
		"no nonce":          {reason: "the application would not notice a token of another sign-in", parameter: "nonce", back: true},
		"no state":          {reason: "the application would not notice an answer to another request", parameter: "state", back: true},
		"answer by a form":  {reason: "that is a page with a script", parameter: "response_mode", value: "form_post", back: true},
		"without a page":    {reason: "the issuer keeps nobody signed in", parameter: "prompt", value: "none", back: true},
		"implicit":          {reason: "tokens are no part of an address", parameter: "response_type", value: "id_token"},
		"request object":    {reason: "the provider takes none", parameter: "request", value: "e30.e30.", back: true},
		"another client":    {reason: "there is one", parameter: "client_id", value: "another"},
		"elsewhere":         {reason: "codes go to the application alone", parameter: "redirect_uri", value: "https://evil.example/sign-in/callback"},
		"no way back":       {reason: "codes go to the application alone", parameter: "redirect_uri"},
		"elsewhere, nearly": {reason: "the address is compared as a whole", parameter: "redirect_uri", value: "http://127.0.0.1/sign-in/callback"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newClinic(t).browser(t)
			a := b.get(changed(t, b.begin("staff", "/who"), row.parameter, row.value))
			if !row.back {
				assert.Equal(t, http.StatusBadRequest, a.status, row.reason)
				assert.Empty(t, a.to, "nobody is sent there")
				return
			}
			require.Equal(t, http.StatusFound, a.status, row.reason)
			u, err := url.Parse(a.to)
			require.NoError(t, err)
			assert.Equal(t, b.base, u.Scheme+"://"+u.Host)
			assert.Equal(t, "/sign-in/callback", u.Path)
			assert.NotContains(t, a.to, "code=")
			assert.GreaterOrEqual(t, b.get(a.to).status, 400, row.reason)
		})
	}
}

func TestLogInsThatTheIssuerRefuses(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		reason string
		try    func(t *testing.T, c *clinic, mine *browser) answer
		status int
	}{
		"page of another browser": {
			reason: "else one could have somebody log in for oneself", status: http.StatusForbidden,
			try: func(t *testing.T, c *clinic, mine *browser) answer {
				theirs := c.browser(t)
				return mine.get(theirs.get(theirs.begin("staff", "/who")).to)
			},
		},
		"form of another browser": {
			reason: "the cookie of the request is not here", status: http.StatusForbidden,
			try: func(t *testing.T, c *clinic, mine *browser) answer {
				theirs := c.browser(t)
				form, request := theirs.asked(theirs.begin("staff", "/who"))
				return mine.post(form, url.Values{"request": {request}, "person": {"amina"}})
			},
		},
		"cookie of another request": {
			reason: "a cookie is for one request", status: http.StatusForbidden,
			try: func(t *testing.T, c *clinic, mine *browser) answer {
				theirs := c.browser(t)
				form, request := theirs.asked(theirs.begin("staff", "/who"))
				mine.asked(mine.begin("staff", "/who"))
				u, err := url.Parse(form)
				require.NoError(t, err)
				u = mine.url().ResolveReference(u)
				own := mine.client.Jar.Cookies(u)
				require.Len(t, own, 1)
				mine.client.Jar.SetCookies(u, []*http.Cookie{{Name: "clinic-issuer-" + request, Value: own[0].Value}})
				return mine.post(form, url.Values{"request": {request}, "person": {"amina"}})
			},
		},
		"code of another browser": {
			reason: "who knows the id of a request must not collect its code", status: http.StatusForbidden,
			try: func(t *testing.T, c *clinic, mine *browser) answer {
				theirs := c.browser(t)
				form, request := theirs.asked(theirs.begin("staff", "/who"))
				chosen := theirs.post(form, url.Values{"request": {request}, "person": {"amina"}})
				return mine.get(chosen.to)
			},
		},
		"form of another website": {
			reason: "a log-in is pressed on the issuer's own page", status: http.StatusForbidden,
			try: func(_ *testing.T, _ *clinic, mine *browser) answer {
				form, request := mine.asked(mine.begin("staff", "/who"))
				return mine.post(form, url.Values{"request": {request}, "person": {"amina"}}, "Sec-Fetch-Site", "cross-site")
			},
		},
		"staff at the issuer of patients": {
			reason: "the issuer decides the party, and knows its own people alone", status: http.StatusBadRequest,
			try: func(_ *testing.T, _ *clinic, mine *browser) answer {
				form, request := mine.asked(mine.begin("patient", "/who"))
				return mine.post(form, url.Values{"request": {request}, "person": {"amina"}})
			},
		},
		"request of the other issuer": {
			reason: "the issuers share nothing", status: http.StatusForbidden,
			try: func(_ *testing.T, _ *clinic, mine *browser) answer {
				_, request := mine.asked(mine.begin("patient", "/who"))
				form, _ := mine.asked(mine.begin("staff", "/who"))
				return mine.post(form, url.Values{"request": {request}, "person": {"amina"}})
			},
		},
		"nobody": {
			reason: "no button was pressed", status: http.StatusBadRequest,
			try: func(_ *testing.T, _ *clinic, mine *browser) answer {
				form, request := mine.asked(mine.begin("staff", "/who"))
				return mine.post(form, url.Values{"request": {request}})
			},
		},
		"made-up request": {
			reason: "no such sign-in began", status: http.StatusForbidden,
			try: func(_ *testing.T, _ *clinic, mine *browser) answer {
				return mine.post("/issuer/staff/log-in", url.Values{"request": {"made-up"}, "person": {"amina"}})
			},
		},
		"too late": {
			reason: "a request lasts 10 minutes", status: http.StatusForbidden,
			try: func(_ *testing.T, c *clinic, mine *browser) answer {
				form, request := mine.asked(mine.begin("staff", "/who"))
				c.clock.advance(10 * time.Minute)
				return mine.post(form, url.Values{"request": {request}, "person": {"amina"}})
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t)
			mine := c.browser(t)
			a := row.try(t, c, mine)
			assert.Equal(t, row.status, a.status, row.reason)
			assert.Empty(t, a.to)
		})
	}
}

func TestNobodyIsSignedInBeforeTheyChose(t *testing.T) {
	t.Parallel()
	b := newClinic(t).browser(t)
	_, request := b.asked(b.begin("staff", "/who"))
	a := b.get("/issuer/staff/authorize/callback?id=" + request)
	require.Equal(t, http.StatusFound, a.status)
	assert.Equal(t, "interaction_required", parameter(t, a.to, "error"))
	assert.Empty(t, parameter(t, a.to, "code"))
	assert.Equal(t, http.StatusForbidden, b.get(a.to).status)
}

func TestOneCodeOfARequestCounts(t *testing.T) {
	t.Parallel()
	b := newClinic(t).browser(t)
	form, request := b.asked(b.begin("staff", "/who"))
	chosen := b.post(form, url.Values{"request": {request}, "person": {"amina"}})
	first, second := b.get(chosen.to).to, b.get(chosen.to).to
	require.NotEqual(t, parameter(t, first, "code"), parameter(t, second, "code"))
	require.Equal(t, http.StatusSeeOther, b.get(first).status)
	assert.Equal(t, http.StatusForbidden, b.get(chosen.to).status, "the request is over")
	assert.Equal(t, http.StatusBadRequest, b.get(second).status)
	assert.Equal(t, "amina", b.who().Person.ID)
}

func TestCodesAreExchangedByTheApplicationAlone(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	b := c.browser(t)
	staff, _, client := c.BackChannel()
	address := b.choose(b.begin("staff", "/who"), "amina")
	answer, err := client.PostForm(staff+"/oauth/token", url.Values{
		"grant_type": {"authorization_code"}, "code": {parameter(t, address, "code")}, "client_id": {"clinic"},
		"redirect_uri": {c.base + "/sign-in/callback"}, "code_verifier": {"made-up"},
	})
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	assert.Equal(t, http.StatusBadRequest, answer.StatusCode, "who sees a code has neither the verifier nor the secret")
	assert.Equal(t, http.StatusForbidden, b.get(address).status, "and it is used up, so that it is noticed")

	pkce := oauth2.GenerateVerifier()
	address = b.choose(changed(t, b.begin("staff", "/who"), "code_challenge", oauth2.S256ChallengeFromVerifier(pkce)), "amina")
	answer, err = client.PostForm(staff+"/oauth/token", url.Values{
		"grant_type": {"authorization_code"}, "code": {parameter(t, address, "code")}, "client_id": {"clinic"},
		"client_secret": {"made-up"}, "redirect_uri": {c.base + "/sign-in/callback"}, "code_verifier": {pkce},
	})
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	assert.Equal(t, http.StatusUnauthorized, answer.StatusCode, "who made the challenge still lacks the secret")

	for _, grant := range []string{"refresh_token", "client_credentials", "urn:ietf:params:oauth:grant-type:jwt-bearer", "urn:ietf:params:oauth:grant-type:token-exchange"} {
		answer, err := client.PostForm(staff+"/oauth/token", url.Values{"grant_type": {grant}, "client_id": {"clinic"}, "assertion": {"e30.e30.e30"}})
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		assert.GreaterOrEqual(t, answer.StatusCode, 400, "there is no %s", grant)
	}
}
