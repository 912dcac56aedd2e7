package signin

import (
	"context"
	"crypto/rand"
	"net/http"
	"time"
)

// issuerCookie, with the id of a request for a sign-in after it, ties the request to the browser that made it.
// Otherwise one could lure somebody to one's own request, and collect the code once they have chosen who they are.
const issuerCookie = "clinic-issuer-"

// binding is the key of what ties a request that is being made to its browser, in a context.
type binding struct{}

// register adds what browsers need of the issuer. The rest of it is on the back channel alone.
func (i *issuer) register(mux *http.ServeMux) {
	provider := http.StripPrefix(i.path, i.handler)
	mux.Handle("GET "+i.path+authorisePath, own(func(w http.ResponseWriter, r *http.Request) {
		bind := func(id string) string {
			browser := rand.Text()
			http.SetCookie(w, i.service.cookie(issuerCookie+id, browser, i.path, pendingLife))
			return browser
		}
		provider.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), binding{}, bind)))
	}))
	mux.Handle("GET "+i.path+answerPath, own(func(w http.ResponseWriter, r *http.Request) {
		if i.mine(w, r, r.URL.Query().Get("id")) {
			provider.ServeHTTP(w, r)
		}
	}))
	mux.Handle("GET "+i.path+logInPath, own(i.list))
	mux.Handle("POST "+i.path+logInPath, i.service.Protect(own(i.choose)))
}

// mine reports whether a request for a sign-in was made by the browser that shows it, and says so where not.
func (i *issuer) mine(w http.ResponseWriter, r *http.Request, id string) bool {
	request, known := i.storage.requests.get(id)
	cookie, err := r.Cookie(issuerCookie + id)
	if known && err == nil && same(request.browser, cookie.Value) {
		return true
	}
	i.service.sorry(w, http.StatusForbidden, "This sign-in was begun in another browser, or too long ago, or is already over.", "")
	return false
}

// list is the log-in page.
func (i *issuer) list(w http.ResponseWriter, r *http.Request) {
	id := r.URL.Query().Get("id")
	if !i.mine(w, r, id) {
		return
	}
	i.service.page(w, http.StatusOK, &Page{
		Title: "Who are you?", Issuer: i.name,
		Text: []string{
			"This is a demonstration without passwords: choose who you want to be. All of these people are made up.",
		},
		People: i.people, Action: i.path + logInPath, Hidden: map[string]string{"request": id},
	})
}

// choose signs in at the issuer whoever was chosen on its page. Who presses another button afterwards, or the
// same one twice, is as right as the first time.
func (i *issuer) choose(w http.ResponseWriter, r *http.Request) {
	id := r.PostFormValue("request")
	if !i.mine(w, r, id) {
		return
	}
	person, known := i.person(r.PostFormValue("person"))
	if !known {
		i.service.sorry(w, http.StatusBadRequest, "Nobody of that name signs in here.", "")
		return
	}
	i.storage.requests.change(id, func(a *authRequest) { a.person, a.at = person, time.Now() })
	http.Redirect(w, r, i.answer(r.Context(), id), http.StatusSeeOther)
}
