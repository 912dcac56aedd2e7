// Package signin signs the people of the clinic in, as a platform does that keeps no passwords itself: by the
// authorisation-code flow of OpenID Connect, at an issuer that it believes.
//
//	people := []signin.Person{
//		{ID: "amina", Name: "Dr Amina Example", Post: "GP", Party: consult.Provider, Role: "R8000", Organisation: "Z99901"},
//		{ID: "sam", Name: "Sam Sample", Post: "Patient", Party: consult.Patient},
//	}
//	service, err := signin.New("http://127.0.0.1:8080", people, nil)
//	...
//	defer service.Close()
//	service.Register(mux)
//	server.Handler = service.Protect(mux)
//
// and in a handler:
//
//	session, ok := service.Session(r, consult.Provider)
//	if !ok {
//		http.Redirect(w, r, "/sign-in?as=staff&to=/consultations", http.StatusSeeOther)
//		return
//	}
//	who, err := session.Who(r.Context()) // anew each time: facts go stale at the gate
//	...
//	call.Initiator = who.Initiator
//
// # The issuers
//
// There are two, one of staff and one of patients, and the issuer alone decides the party (P1): that of patients
// may put any claim into its tokens and makes nobody staff. In a real platform they are NHS CIS2 and NHS login.
// Here both run in the same process, so that the demonstration needs nothing from outside. They are real OpenID
// providers all the same: github.com/zitadel/oidc, with codes, PKCE, signatures and discovery. What they lack is
// proof of who somebody is: their log-in page lists people, and says that it is a demonstration.
//
// Package identity believes issuers with an https address alone, and that holds here as well. The issuers listen
// on a second loopback port with a certificate that is made at start, and that nothing but the HTTP client of
// this package trusts. Discovery, keys and the exchange of codes go there. The browser, which does not know the
// certificate, is sent to the authorisation endpoint, which is under the application's own address:
//
//	browser   http://127.0.0.1:8080/issuer/staff/authorize    and the log-in page
//	service   https://127.0.0.1:<any port>/staff              discovery, keys, tokens
//
// # Sessions
//
// A session holds an ID token of an hour, and lasts 8 hours. After the first hour [Session.Who] returns
// identity.ErrExpired: have the person sign in again. What outlasts a request, such as a websocket, ends with
// [Session.Done], and goes on where the same person signs in again in the same browser.
//
// Everything is in memory, and bounded in number and time: where there is too much, the oldest goes. All are
// signed out when the process ends.
package signin
