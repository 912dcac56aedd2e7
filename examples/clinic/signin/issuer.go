package signin

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"log/slog"
	"net/http"
	"net/url"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/pkg/op"
	"golang.org/x/oauth2"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/identity"
)

// A kind of issuer is what tells the two apart.
type kind struct {
	key    string // in addresses
	as     string // what /sign-in calls who signs in there
	name   string // on its page
	party  consult.Party
	source consult.SourceID
}

var (
	staff    = kind{"staff", "staff", "Staff sign-in of the demonstration", consult.Provider, "clinic-staff-issuer"}
	patients = kind{"patients", "patient", "Patient sign-in of the demonstration", consult.Patient, "clinic-patient-issuer"}
)

// demonstration is how staff were authenticated (amr): by saying who they are. Real issuers say "mfa" or the like.
const demonstration = "demonstration"

const (
	clientID = "clinic"

	authorisePath = "/authorize"
	answerPath    = authorisePath + "/callback"
	logInPath     = "/log-in"
	tokenPath     = "/oauth/token"
	keysPath      = "/keys"
	discoveryPath = "/.well-known/openid-configuration"
)

// An issuer is an OpenID provider, and what the application knows of it.
type issuer struct {
	kind
	service *Service
	people  []Person
	url     string // its name, on the back channel
	path    string // what is for browsers, under the application's address
	oauth   oauth2.Config

	provider provider
	storage  *storage
	handler  http.Handler // of the provider
}

// provider is zitadel's with an authorisation endpoint elsewhere. Its own option for that, WithCustomAuthEndpoint
// of v3.45.0, writes to a variable that all providers of a process share: the endpoint of one would be that of both.
type provider struct {
	*op.Provider
	authorisation *op.Endpoint
}

// AuthorizationEndpoint implements [op.OpenIDProvider].
func (p provider) AuthorizationEndpoint() *op.Endpoint { return p.authorisation }

func newIssuer(k kind, s *Service, people []Person) (*issuer, error) {
	i := &issuer{kind: k, service: s, url: s.back.url + "/" + k.key, path: "/issuer/" + k.key}
	for _, p := range people {
		if p.Party == k.party {
			i.people = append(i.people, p)
		}
	}
	front := s.base.String() + i.path
	i.oauth = oauth2.Config{
		ClientID: clientID, ClientSecret: rand.Text(), RedirectURL: s.base.String() + callbackPath, Scopes: []string{"openid"},
		Endpoint: oauth2.Endpoint{AuthURL: front + authorisePath, TokenURL: i.url + tokenPath, AuthStyle: oauth2.AuthStyleInHeader},
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	i.storage = &storage{
		key:      key,
		client:   client{id: i.oauth.ClientID, callback: i.oauth.RedirectURL, logIn: i.path + logInPath},
		secret:   i.oauth.ClientSecret,
		requests: keep[authRequest](maxPending, pendingLife, s.clock),
		codes:    keep[string](maxPending, codeLife, s.clock),
		claims:   i.claims,
	}
	config := &op.Config{CodeMethodS256: true}
	if _, err := rand.Read(config.CryptoKey[:]); err != nil {
		return nil, err
	}
	// Its log has states and addresses in it. And no other website has business with the issuer: no CORS.
	inner, err := op.NewProvider(config, i.storage, op.StaticIssuer(i.url),
		op.WithLogger(slog.New(slog.DiscardHandler)), op.WithCORSOptions(nil))
	if err != nil {
		return nil, err
	}
	i.provider = provider{inner, op.NewEndpointWithURL(authorisePath, front+authorisePath)}
	i.handler = op.CreateRouter(i.provider)
	return i, nil
}

// claims are what the ID tokens of somebody say beside the subject: of staff how they signed in, as what and for
// whom. Of patients they say nothing.
func (i *issuer) claims(p Person) map[string]any {
	if i.party != consult.Provider {
		return nil
	}
	return map[string]any{"amr": []string{demonstration}, "roles": []string{string(p.Role)}, "organisation": string(p.Organisation)}
}

// profile is what the application believes of the issuer's tokens. The party is the issuer's (P1).
func (i *issuer) profile() identity.Profile {
	p := identity.Profile{
		Issuer: i.url, ClientID: clientID, Party: i.party, Source: i.source, Algorithms: []string{string(jose.ES256)},
	}
	if i.party != consult.Provider {
		p.Claims = identity.Mapping{AssuredByIssuer: true}
		return p
	}
	m := identity.Mapping{
		RoleClaim: "roles", Roles: map[string]consult.RoleCode{},
		OrganisationClaim: "organisation", Organisations: map[string]consult.ODSCode{},
		Require: map[string][]string{"amr": {demonstration}},
	}
	for _, one := range i.people {
		m.Roles[string(one.Role)] = one.Role
		m.Organisations[string(one.Organisation)] = one.Organisation
	}
	p.Claims = m
	return p
}

// begin returns the address at which a sign-in at the issuer begins.
func (i *issuer) begin(to string) string {
	return "/sign-in?" + url.Values{"as": {i.as}, "to": {to}}.Encode()
}

// person returns one of the issuer's people.
func (i *issuer) person(id string) (Person, bool) {
	for _, p := range i.people {
		if p.ID == id {
			return p, true
		}
	}
	return Person{}, false
}

// answer returns where the provider answers the request for a sign-in, once somebody is chosen.
func (i *issuer) answer(ctx context.Context, request string) string {
	return op.AuthCallbackURL(i.provider)(op.ContextWithIssuer(ctx, i.url), request)
}
