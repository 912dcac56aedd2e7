package signin_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/identity"
	"github.com/preconsult/preconsult/examples/clinic/signin"
)

// people are two members of staff and two patients.
var people = []signin.Person{
	{ID: "amina", Name: "Dr Amina Example", Post: "GP", Party: consult.Provider, Role: "R8000", Organisation: "Z99901"},
	{ID: "bryn", Name: "Bryn Sample", Post: "Practice administrator", Party: consult.Provider, Role: "R8008", Organisation: "Z99902"},
	{ID: "sam", Name: "Sam Sample", Post: "Patient", Party: consult.Patient},
	{ID: "toni", Name: "Toni Example", Post: "Patient", Party: consult.Patient},
}

// A clinic is an application that people sign in to.
type clinic struct {
	*signin.Service
	clock *clock
	base  string
	seen  sync.Map // what /who found, by number: codes that are empty have no encoded form
	count atomic.Int64
}

// seen is what the application's page /who found.
type seen struct {
	Person signin.Person
	Who    identity.Identity
	CSRF   string
	Err    string
}

func newClinic(t *testing.T, before ...func(*signin.Service)) *clinic {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	c := &clinic{clock: &clock{}, base: "http://" + server.Listener.Addr().String()}
	service, err := signin.NewAt(c.base, people, nil, c.clock.now)
	require.NoError(t, err)
	for _, change := range before {
		change(service)
	}
	c.Service = service
	mux := http.NewServeMux()
	service.Register(mux)
	mux.HandleFunc("GET /who", func(w http.ResponseWriter, r *http.Request) {
		session, ok := service.Session(r, consult.Provider)
		if !ok {
			session, ok = service.Session(r, consult.Patient)
		}
		if !ok {
			http.Error(w, "nobody", http.StatusUnauthorized)
			return
		}
		said := seen{Person: session.Person(), CSRF: session.CSRF()}
		who, err := session.Who(r.Context())
		if said.Who = who; err != nil {
			said.Err = err.Error()
		}
		number := strconv.FormatInt(c.count.Add(1), 10)
		c.seen.Store(number, said)
		_, _ = io.WriteString(w, number)
	})
	mux.HandleFunc("POST /change", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	server.Config.Handler = service.Protect(mux)
	server.Start()
	t.Cleanup(func() {
		server.Close()
		require.NoError(t, service.Close())
	})
	return c
}

// A browser has cookies, and goes one step at a time.
type browser struct {
	t      *testing.T
	clinic *clinic
	client *http.Client
	base   string
	read   []string // the pages it got
}

func (c *clinic) browser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	return &browser{t: t, clinic: c, base: c.base, client: &http.Client{
		Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// An answer is a page, or where to go next.
type answer struct {
	status int
	to     string
	header http.Header
	body   string
}

func (b *browser) do(r *http.Request) answer {
	b.t.Helper()
	response, err := b.client.Do(r)
	require.NoError(b.t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(b.t, err)
	if response.Header.Get("Location") == "" { // what shows is a page, and not the address of another
		b.read = append(b.read, string(body))
	}
	return answer{response.StatusCode, response.Header.Get("Location"), response.Header, string(body)}
}

func (b *browser) at(address string) string {
	if strings.HasPrefix(address, "/") {
		return b.base + address
	}
	return address
}

func (b *browser) get(address string) answer {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.at(address), nil)
	require.NoError(b.t, err)
	return b.do(r)
}

func (b *browser) post(address string, form url.Values, headers ...string) answer {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.at(address), strings.NewReader(form.Encode()))
	require.NoError(b.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return b.do(r)
}

// begin begins a sign-in, and returns the address of the issuer that the application sends the browser to.
func (b *browser) begin(as, to string) string {
	b.t.Helper()
	a := b.get("/sign-in?" + url.Values{"as": {as}, "to": {to}}.Encode())
	require.Equal(b.t, http.StatusFound, a.status, a.body)
	return a.to
}

var hidden = regexp.MustCompile(`<input type="hidden" name="request" value="([^"]+)">`)

// asked goes to the issuer and returns the address of its log-in form, and the id of the request in that.
func (b *browser) asked(authorisation string) (form, request string) {
	b.t.Helper()
	a := b.get(authorisation)
	require.Equal(b.t, http.StatusFound, a.status, a.body)
	page := b.get(a.to)
	require.Equal(b.t, http.StatusOK, page.status, page.body)
	found := hidden.FindStringSubmatch(page.body)
	require.Len(b.t, found, 2, page.body)
	form, _, _ = strings.Cut(a.to, "?")
	return form, found[1]
}

// choose signs in at the issuer, and returns the address at which the application is waiting.
func (b *browser) choose(authorisation, person string) string {
	b.t.Helper()
	form, request := b.asked(authorisation)
	chosen := b.post(form, url.Values{"request": {request}, "person": {person}})
	require.Equal(b.t, http.StatusSeeOther, chosen.status, chosen.body)
	back := b.get(chosen.to)
	require.Equal(b.t, http.StatusFound, back.status, back.body)
	return back.to
}

// signIn goes all the way.
func (b *browser) signIn(as, person string) seen {
	b.t.Helper()
	a := b.get(b.choose(b.begin(as, "/who"), person))
	require.Equal(b.t, http.StatusSeeOther, a.status, a.body)
	require.Equal(b.t, b.base+"/who", a.to)
	return b.who()
}

// who returns what the application says about who is signed in.
func (b *browser) who() seen {
	b.t.Helper()
	a := b.get("/who")
	require.Equal(b.t, http.StatusOK, a.status, a.body)
	said, ok := b.clinic.seen.Load(a.body)
	require.True(b.t, ok)
	return said.(seen)
}

// url returns where the application is.
func (b *browser) url() *url.URL {
	u, err := url.Parse(b.base + "/")
	require.NoError(b.t, err)
	return u
}

// session returns the session of the browser, as staff or as a patient.
func (b *browser) session() *signin.Session {
	b.t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	for _, name := range []string{"clinic-session", "clinic-patient"} {
		r.AddCookie(&http.Cookie{Name: name, Value: b.cookie(name)})
	}
	session, ok := b.clinic.Session(r, consult.Provider)
	if !ok {
		session, ok = b.clinic.Session(r, consult.Patient)
	}
	require.True(b.t, ok)
	return session
}

// cookie returns a cookie of the application's.
func (b *browser) cookie(name string) string {
	for _, c := range b.client.Jar.Cookies(b.url()) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// changed returns an address with a parameter changed, or without it.
func changed(t *testing.T, address, name, value string) string {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	query := u.Query()
	if query.Set(name, value); value == "" {
		query.Del(name)
	}
	u.RawQuery = query.Encode()
	return u.String()
}

// parameter returns a parameter of an address.
func parameter(t *testing.T, address, name string) string {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	return u.Query().Get(name)
}
