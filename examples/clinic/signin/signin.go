package signin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/identity"
)

// A Person is somebody who can sign in. All are made up, and should be plainly so.
type Person struct {
	// ID is the subject of the person's ID tokens, and of staff the id that overrides are recorded with. It is
	// an identifier of letters, digits and . _ - that no two people have.
	ID string
	// Name is what the person is called on pages.
	Name string
	// Post is what the person is or does, such as "GP", "Practice administrator" or "Patient".
	Post string
	// Party is consult.Provider or consult.Patient. It decides at which issuer the person signs in.
	Party consult.Party
	// Role is the job role of staff. Patients have none.
	Role consult.RoleCode
	// Organisation is whom staff act for. Patients have none.
	Organisation consult.ODSCode
}

// How much is kept, and for how long. Where there is more, the oldest goes.
const (
	maxSessions = 1000
	maxPending  = 1000

	sessionLife = 8 * time.Hour
	tokenLife   = time.Hour        // of an ID token
	pendingLife = 10 * time.Minute // of a sign-in that somebody has begun
	codeLife    = time.Minute      // of a code of an issuer
)

// A Service signs people in, and knows who is signed in. It is made by [New] and safe for concurrent use.
type Service struct {
	base   *url.URL // where the application is reached
	secure bool     // whether that is over https, so that cookies can be for it alone
	page   Render
	clock  func() time.Time

	issuers  []*issuer // of staff, of patients
	back     *backChannel
	verifier *identity.Verifier
	origins  *http.CrossOriginProtection

	pending  *kept[pending] // by state
	sessions *kept[*Session]
}

// New starts the two issuers and returns the service of an application that is reached at base, such as
// "http://127.0.0.1:8080": browsers that come by another name, such as localhost, are sent there to sign in. There
// must be people of either party. A nil page stands for plain pages. The service must be closed.
func New(base string, people []Person, page Render) (*Service, error) {
	return NewAt(base, people, page, time.Now)
}

// NewAt is [New] with a clock, for tests.
func NewAt(base string, people []Person, page Render, clock func() time.Time) (*Service, error) {
	at, err := url.Parse(base)
	if err != nil || at.Scheme != "http" && at.Scheme != "https" || at.Host == "" || at.User != nil ||
		strings.TrimSuffix(base, "/") != at.Scheme+"://"+at.Host {
		return nil, fmt.Errorf("signin: %q is not an http address without a path", base)
	}
	if err := check(people); err != nil {
		return nil, err
	}
	if page == nil {
		page = plain
	}
	// As browsers write it into the Host header, which is compared with it.
	host := strings.TrimSuffix(strings.ToLower(at.Host), map[string]string{"http": ":80", "https": ":443"}[at.Scheme])
	s := &Service{
		base: &url.URL{Scheme: at.Scheme, Host: host}, secure: at.Scheme == "https", page: page, clock: clock,
		origins:  http.NewCrossOriginProtection(),
		pending:  keep[pending](maxPending, pendingLife, clock),
		sessions: keep[*Session](maxSessions, sessionLife, clock),
	}
	s.sessions.gone = (*Session).end
	if s.back, err = listen(); err != nil {
		return nil, fmt.Errorf("signin: the issuers cannot be reached: %w", err)
	}
	if err := s.open(people); err != nil {
		return nil, errors.Join(fmt.Errorf("signin: %w", err), s.back.close())
	}
	return s, nil
}

// open opens the issuers to sign-ins, and reads what they publish, so that a fault shows now.
func (s *Service) open(people []Person) error {
	var profiles []identity.Profile
	for _, kind := range []kind{staff, patients} {
		i, err := newIssuer(kind, s, people)
		if err != nil {
			return err
		}
		s.issuers = append(s.issuers, i)
		profiles = append(profiles, i.profile())
	}
	var err error
	s.verifier, err = identity.NewVerifier(profiles, &identity.Options{Client: s.back.client, Clock: s.clock})
	if err != nil {
		return err
	}
	s.back.serve(s.issuers)
	return s.verifier.Discover(context.Background()) // which ends by the client's timeout
}

// Close stops the issuers. Nobody can sign in afterwards, and who is signed in is verified no longer than their
// keys are believed.
func (s *Service) Close() error { return s.back.close() }

// Register adds the pages of signing in and out: /sign-in, /sign-in/callback and /sign-out, and under /issuer/
// what browsers need of the issuers. They are protected as [Service.Protect] does it whether or not the
// application is.
func (s *Service) Register(mux *http.ServeMux) {
	mux.Handle("GET /sign-in", own(s.begin))
	mux.Handle("GET "+callbackPath, own(s.callback))
	mux.Handle("POST /sign-out", s.Protect(own(s.signOut)))
	for _, i := range s.issuers {
		i.register(mux)
	}
}

// own marks the answers of this package: none is for a cache, and the codes in some addresses are for nobody
// else. Not "no-referrer": with that browsers hide the Origin of a form as well.
func own(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Referrer-Policy", "same-origin")
		next(w, r)
	})
}

// cookie returns a cookie that no script can read, and that other sites cannot have sent along with a POST. A
// maxAge of zero takes it away.
//
// Over plain http it has no Secure and no __Host- name, as not all browsers take such cookies even from a loopback
// address. Nor does a cookie know of ports: another server on this address that the person visits is sent these
// as well. A real platform has https, and a name to itself.
func (s *Service) cookie(name, value, path string, maxAge time.Duration) *http.Cookie {
	c := &http.Cookie{
		Name: name, Value: value, Path: path, MaxAge: int(maxAge / time.Second),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secure,
	}
	if maxAge == 0 {
		c.MaxAge = -1
	}
	return c
}

// check returns what is wrong with the people.
func check(people []Person) error {
	seen := map[string]bool{}
	parties := map[consult.Party]bool{}
	for _, p := range people {
		switch {
		case !consult.RoleCode(p.ID).Valid(): // which is the form of an identifier
			return fmt.Errorf("signin: the ID %q is not an identifier", p.ID)
		case seen[p.ID]:
			return fmt.Errorf("signin: there are two people with the ID %q", p.ID)
		case p.Name == "" || p.Post == "":
			return fmt.Errorf("signin: %s has no Name or no Post", p.ID)
		case p.Party == consult.Provider && (!p.Role.Valid() || !p.Organisation.Valid()):
			return fmt.Errorf("signin: %s is staff without a Role and an Organisation", p.ID)
		case p.Party == consult.Patient && (p.Role != "" || p.Organisation != ""):
			return fmt.Errorf("signin: %s is a patient with a Role or an Organisation", p.ID)
		case p.Party != consult.Provider && p.Party != consult.Patient:
			return fmt.Errorf("signin: the Party of %s is %s: there are issuers of providers and patients", p.ID, p.Party)
		}
		seen[p.ID], parties[p.Party] = true, true
	}
	if len(parties) != 2 {
		return errors.New("signin: there must be a member of staff and a patient")
	}
	return nil
}
