package signin

import (
	"net/http"
	"slices"
)

// maxForm is how long a request that changes something may be, in bytes.
const maxForm = 1 << 20

// Protect lets requests that may change something, all but GET, HEAD and OPTIONS, pass only where the person who
// is signed in sent them from a page of the application: it answers 403 to others. A browser has to say that they
// come from the same origin (Sec-Fetch-Site, or else Origin), and the field "csrf" of the form must be that of a
// session of the browser (see [Session.CSRF]). Such requests are forms by POST of 1 MiB at most.
//
// The log-in forms of the issuers are sent before there is a session. Each has the id of a request for a sign-in
// instead, which is as good: it cannot be guessed, and counts in the browser that has its cookie.
func (s *Service) Protect(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.Method {
		case http.MethodGet, http.MethodHead, http.MethodOptions:
			next.ServeHTTP(w, r)
			return
		}
		if s.origins.Check(r) != nil {
			s.refuse(w, "This was sent from another website.")
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		if s.logIn(r) {
			next.ServeHTTP(w, r)
			return
		}
		if _, ok := s.sender(r); !ok {
			s.refuse(w, "You are not signed in any more, or signed in anew since this page was opened. Open the page again.")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// logIn reports whether a request is the log-in form of an issuer.
func (s *Service) logIn(r *http.Request) bool {
	return r.Method == http.MethodPost && slices.ContainsFunc(s.issuers, func(i *issuer) bool { return r.URL.Path == i.path+logInPath })
}

func (s *Service) refuse(w http.ResponseWriter, text string) {
	w.Header().Set("Cache-Control", "no-store")
	s.page(w, http.StatusForbidden, &Page{Title: "Nothing was done", Text: []string{text}})
}
