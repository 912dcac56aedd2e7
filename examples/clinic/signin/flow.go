package signin

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"

	"github.com/preconsult/preconsult/consult/identity"
)

const (
	callbackPath = "/sign-in/callback"

	// pendingCookie, with the state after it, has what ties a sign-in to the browser that began it. There is one
	// for each, so that somebody who signs in from two windows at once can do so in either.
	pendingCookie = "clinic-sign-in-"
)

// pending is a sign-in that has begun, until the issuer sends the browser back. It is found by its state.
type pending struct {
	issuer  *issuer
	browser string // in the cookie
	nonce   string // in the ID token
	pkce    string // of which the issuer got the hash
	to      string // where the person wanted to go
}

// begin sends a browser to an issuer: /sign-in?as=staff&to=/consultations.
func (s *Service) begin(w http.ResponseWriter, r *http.Request) {
	if r.Host != s.base.Host { // such as localhost for 127.0.0.1, whose cookies would not come to the callback
		http.Redirect(w, r, s.base.String()+r.URL.RequestURI(), http.StatusFound)
		return
	}
	query := r.URL.Query()
	to := query.Get("to")
	if to == "" {
		to = "/"
	}
	if !local(to) {
		s.sorry(w, http.StatusBadRequest, "The address to go to afterwards is not one of this application.", "")
		return
	}
	var at *issuer
	for _, i := range s.issuers {
		if i.as == query.Get("as") {
			at = i
		}
	}
	if at == nil {
		s.sorry(w, http.StatusBadRequest, "The address does not say whether you sign in as staff or as a patient.", "")
		return
	}
	p := pending{at, rand.Text(), rand.Text(), oauth2.GenerateVerifier(), to}
	state := rand.Text()
	s.pending.put(state, p)
	http.SetCookie(w, s.cookie(pendingCookie+state, p.browser, callbackPath, pendingLife))
	authorisation := at.oauth.AuthCodeURL(state, oauth2.SetAuthURLParam("nonce", p.nonce), oauth2.S256ChallengeOption(p.pkce))
	http.Redirect(w, r, authorisation, http.StatusFound)
}

// callback is where an issuer sends the browser back to, with a code.
func (s *Service) callback(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	state := query.Get("state")
	p, known := s.pending.get(state)
	cookie, err := r.Cookie(pendingCookie + state)
	mine := known && err == nil && same(p.browser, cookie.Value)
	if mine { // once: who brings the same address again finds nothing
		_, mine = s.pending.take(state)
	}
	if !mine {
		s.sorry(w, http.StatusBadRequest, "This sign-in was begun in another browser, or too long ago, or is already over.", "")
		return
	}
	http.SetCookie(w, s.cookie(pendingCookie+state, "", callbackPath, 0))
	again := p.issuer.begin(p.to)
	code := query.Get("code")
	if code == "" { // but an error, whose text anybody can write into an address
		s.sorry(w, http.StatusForbidden, "The issuer has not signed you in.", again)
		return
	}
	signIn, person, err := s.exchange(r.Context(), p, code)
	switch refused := (*oauth2.RetrieveError)(nil); {
	case err == nil:
		s.admit(w, r, p.issuer, person, signIn)
		http.Redirect(w, r, s.base.String()+p.to, http.StatusSeeOther)
	case errors.As(err, &refused), errors.Is(err, identity.ErrToken), errors.Is(err, identity.ErrIssuer),
		errors.Is(err, identity.ErrAssurance), errors.Is(err, errPerson):
		s.sorry(w, http.StatusForbidden, "What the issuer says about this sign-in cannot be believed.", again)
	default:
		s.sorry(w, http.StatusServiceUnavailable, "The issuer does not answer.", again)
	}
}

// errPerson: the token is valid, and of nobody who could have signed in here.
var errPerson = errors.New("signin: the ID token is of nobody who signs in at this issuer")

// exchange gets the ID token of a code, and returns it together with who it is of.
func (s *Service) exchange(ctx context.Context, p pending, code string) (identity.SignIn, Person, error) {
	ctx = context.WithValue(ctx, oauth2.HTTPClient, s.back.client)
	tokens, err := p.issuer.oauth.Exchange(ctx, code, oauth2.VerifierOption(p.pkce))
	if err != nil {
		return identity.SignIn{}, Person{}, err
	}
	raw, _ := tokens.Extra("id_token").(string)
	// Without the access token, as UserInfo has nothing to add: what counts is signed.
	signIn := identity.SignIn{IDToken: raw, Nonce: p.nonce}
	who, err := s.verifier.Verify(ctx, signIn)
	if err != nil {
		return identity.SignIn{}, Person{}, err
	}
	said := whose(raw)
	person, known := p.issuer.person(said.Subject)
	// A token of the other issuer is valid as well, and is not what was asked for here.
	if !known || said.Issuer != p.issuer.url || who.Initiator.Party != p.issuer.party {
		return identity.SignIn{}, Person{}, errPerson
	}
	return signIn, person, nil
}

// named is whose an ID token is, and of which issuer. An identity does not have that, as the gate must not know it.
type named struct {
	Issuer  string `json:"iss"`
	Subject string `json:"sub"`
}

// whose reads an ID token that is verified. What it reads of another, nobody may rely on.
func whose(verified string) (n named) {
	if parts := strings.Split(verified, "."); len(parts) == 3 {
		payload, _ := base64.RawURLEncoding.DecodeString(parts[1])
		_ = json.Unmarshal(payload, &n) // which leaves it empty, and so nobody's
	}
	return n
}

// local reports whether an address is a path of this application, for every way in which a browser may read it:
// "//other.example" and "/\other.example" are addresses elsewhere, also with a tab or line end in between.
func local(to string) bool {
	if len(to) > 2048 || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") {
		return false
	}
	for _, c := range []byte(to) {
		if c <= ' ' || c == '\\' || c >= 0x7f {
			return false
		}
	}
	u, err := url.Parse(to)
	return err == nil && u.Scheme == "" && u.Host == "" && u.User == nil
}
