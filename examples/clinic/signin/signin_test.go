package signin_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/identity"
	"github.com/preconsult/preconsult/examples/clinic/signin"
)

func TestStaffSignInAndAreTheProvider(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	b := c.browser(t)
	before := time.Now()
	said := b.signIn("staff", "amina")
	assert.Empty(t, said.Err)
	assert.Equal(t, people[0], said.Person)
	assert.WithinRange(t, said.Who.Initiator.At, before, time.Now())
	said.Who.Initiator.At = time.Time{}
	assert.Equal(t, identity.Identity{
		Initiator: consult.Initiator{
			Observed: consult.Observed{Source: "clinic-staff-issuer"}, Verified: consult.Yes,
			Party: consult.Provider, Role: "R8000", Organisation: "Z99901",
		},
		Staff: "amina",
	}, said.Who)

	another := c.browser(t).signIn("staff", "bryn")
	assert.Equal(t, consult.RoleCode("R8008"), another.Who.Initiator.Role)
	assert.Equal(t, consult.ODSCode("Z99902"), another.Who.Initiator.Organisation)
}

func TestPatientsSignInAndArePatients(t *testing.T) {
	t.Parallel()
	b := newClinic(t).browser(t)
	said := b.signIn("patient", "sam")
	assert.Empty(t, said.Err)
	assert.Equal(t, people[2], said.Person)
	said.Who.Initiator.At = time.Time{}
	assert.Equal(t, identity.Identity{Initiator: consult.Initiator{
		Observed: consult.Observed{Source: "clinic-patient-issuer"}, Verified: consult.Yes, Party: consult.Patient,
	}}, said.Who)

	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(b.session().Secrets()[0], ".")[1])
	require.NoError(t, err)
	var token map[string]any
	require.NoError(t, json.Unmarshal(payload, &token))
	assert.Equal(t, "sam", token["sub"])
	for _, own := range []string{"sub", "iss", "aud", "azp", "client_id", "nonce", "exp", "iat", "auth_time", "at_hash", "c_hash"} {
		delete(token, own)
	}
	assert.Empty(t, token, "a token of a patient says nothing but whose it is, and what the protocol needs")
}

func TestClaimsDoNotMakeStaffOfAPatient(t *testing.T) {
	t.Parallel()
	c := newClinic(t, func(s *signin.Service) {
		s.Claim(map[string]any{
			"roles": []string{"R8000"}, "organisation": "Z99901", "amr": []string{"demonstration"}, "party": "provider",
		})
	})
	said := c.browser(t).signIn("patient", "sam")
	assert.Equal(t, consult.Patient, said.Who.Initiator.Party)
	assert.Empty(t, said.Who.Initiator.Role)
	assert.Empty(t, said.Who.Initiator.Organisation)
	assert.Empty(t, said.Who.Staff)
}

func TestStaffWhoseIssuerDoesNotSayHowTheySignedIn(t *testing.T) {
	t.Parallel()
	b := newClinic(t, (*signin.Service).Unsure).browser(t)
	a := b.get(b.choose(b.begin("staff", "/who"), "amina"))
	assert.Equal(t, http.StatusForbidden, a.status, "the profile asks for a means of signing in")
	assert.Equal(t, http.StatusUnauthorized, b.get("/who").status)
}

func TestATokenOfTheOtherIssuer(t *testing.T) {
	t.Parallel()
	b := newClinic(t, (*signin.Service).Confuse).browser(t)
	a := b.get(b.choose(b.begin("staff", "/who"), "sam"))
	assert.Equal(t, http.StatusForbidden, a.status, "it is valid, and not of the issuer that was asked for")
	assert.Equal(t, http.StatusUnauthorized, b.get("/who").status)
}

func TestTheLogInPage(t *testing.T) {
	t.Parallel()
	b := newClinic(t).browser(t)
	page := b.get(b.get(b.begin("staff", "/who")).to)
	assert.Contains(t, page.body, "demonstration without passwords")
	assert.Contains(t, page.body, `<button name="person" value="amina">Dr Amina Example, GP</button>`)
	assert.NotContains(t, page.body, "Sam Sample", "patients sign in at their own issuer")
	assert.Equal(t, "no-store", page.header.Get("Cache-Control"))
	assert.NotContains(t, page.body, "<script")
	assert.NotContains(t, page.body, "style")
}

func TestASignInIsVerifiedAnew(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	b := c.browser(t)
	first := b.signIn("staff", "amina")
	c.clock.advance(30 * time.Minute)
	second := b.who()
	assert.Empty(t, second.Err)
	assert.GreaterOrEqual(t, second.Who.Initiator.At.Sub(first.Who.Initiator.At), 30*time.Minute, "facts are of the instant")
}

func TestASignInExpires(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	b := c.browser(t)
	b.signIn("staff", "amina")
	c.clock.advance(time.Hour)
	said := b.who()
	assert.Equal(t, identity.ErrExpired.Error(), said.Err)
	assert.Zero(t, said.Who)
	assert.Equal(t, people[0], said.Person, "the session is there, so that the person can be asked to sign in again")

	c.clock.advance(7*time.Hour - time.Minute)
	assert.Equal(t, http.StatusOK, b.get("/who").status)
	c.clock.advance(time.Minute)
	assert.Equal(t, http.StatusUnauthorized, b.get("/who").status, "a session lasts 8 hours")
}

func TestBrowsersThatComeByAnotherName(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	b := c.browser(t)
	a := b.get(strings.Replace(c.base, "127.0.0.1", "localhost", 1) + "/sign-in?as=staff&to=%2Fwho")
	assert.Equal(t, http.StatusFound, a.status)
	assert.Equal(t, c.base+"/sign-in?as=staff&to=%2Fwho", a.to, "the cookies of a sign-in are for one name")
}

func TestManySignInAtOnce(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	var all sync.WaitGroup
	for i := range 12 {
		p := people[i%len(people)]
		as := map[consult.Party]string{consult.Provider: "staff", consult.Patient: "patient"}[p.Party]
		all.Go(func() {
			t.Run(p.ID, func(t *testing.T) { assert.Equal(t, p, c.browser(t).signIn(as, p.ID).Person) })
		})
	}
	all.Wait()
}

// TestTwoWindowsOfOneBrowser are the two sides of a call: a browser is signed in as either party at once, and neither
// session counts as the other.
func TestTwoWindowsOfOneBrowser(t *testing.T) {
	t.Parallel()
	b := newClinic(t).browser(t)
	first, second := b.begin("staff", "/who"), b.begin("patient", "/who")
	one, two := b.choose(first, "amina"), b.choose(second, "sam")
	assert.Equal(t, http.StatusSeeOther, b.get(one).status)
	assert.Equal(t, http.StatusSeeOther, b.get(two).status, "the other has its own cookie")

	request := func(cookies map[string]string) *http.Request {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		for name, value := range cookies {
			r.AddCookie(&http.Cookie{Name: name, Value: value})
		}
		return r
	}
	staff, patient := b.cookie("clinic-session"), b.cookie("clinic-patient")
	both := request(map[string]string{"clinic-session": staff, "clinic-patient": patient})
	for party, want := range map[consult.Party]string{consult.Provider: "amina", consult.Patient: "sam"} {
		session, ok := b.clinic.Session(both, party)
		require.True(t, ok, party)
		assert.Equal(t, want, session.Person().ID)
	}
	swapped := request(map[string]string{"clinic-session": patient, "clinic-patient": staff})
	for _, party := range []consult.Party{consult.Provider, consult.Patient, consult.Carer, consult.PartyUnknown} {
		_, ok := b.clinic.Session(swapped, party)
		assert.False(t, ok, "a patient's session in the cookie of staff is none: %s", party)
	}
}

func TestAButtonThatIsPressedTwice(t *testing.T) {
	t.Parallel()
	b := newClinic(t).browser(t)
	form, request := b.asked(b.begin("staff", "/who"))
	b.post(form, map[string][]string{"request": {request}, "person": {"amina"}})
	again := b.post(form, map[string][]string{"request": {request}, "person": {"bryn"}})
	require.Equal(t, http.StatusSeeOther, again.status)
	require.Equal(t, http.StatusSeeOther, b.get(b.get(again.to).to).status)
	assert.Equal(t, "bryn", b.who().Person.ID, "who one changes one's mind to")
}

func TestNothingOfATokenShows(t *testing.T) {
	t.Parallel()
	b := newClinic(t).browser(t)
	callback := b.choose(b.begin("staff", "/who"), "amina")
	b.get(callback)
	b.get(callback) // and the page on which it fails
	b.who()
	session := b.session()
	secrets := append(session.Secrets(), parameter(t, callback, "code"), "eyJ")
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("signed in", "session", session)
	b.read = append(b.read, log.String(), fmt.Sprintf("%v %+v %#v %s", session, session, session, session))
	for _, page := range b.read {
		for _, secret := range secrets {
			require.NotEmpty(t, secret)
			assert.NotContains(t, page, secret)
		}
	}
}

func TestASessionOfNobody(t *testing.T) {
	t.Parallel()
	for _, s := range []*signin.Session{nil, {}} {
		assert.Zero(t, s.Person())
		assert.Empty(t, s.CSRF())
		select {
		case <-s.Done():
		default:
			t.Error("it has ended")
		}
		who, err := s.Who(t.Context())
		assert.ErrorIs(t, err, signin.ErrEnded)
		assert.Zero(t, who)
	}
}
