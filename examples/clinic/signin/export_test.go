package signin

import (
	"net/http"
	"time"
)

// Live shortens how long sessions last from now on.
func (s *Service) Live(life time.Duration) { s.sessions.life = life }

// Bound lowers how many sessions and how many pending sign-ins are kept.
func (s *Service) Bound(sessions, pending int) {
	s.sessions.limit, s.pending.limit = sessions, pending
	for _, i := range s.issuers {
		i.storage.requests.limit = pending
	}
}

// Claim makes the issuer of patients put claims into its tokens.
func (s *Service) Claim(claims map[string]any) {
	s.issuers[1].storage.claims = func(Person) map[string]any { return claims }
}

// Unsure makes the issuer of staff say nothing of how they signed in.
func (s *Service) Unsure() { s.issuers[0].storage.claims = func(Person) map[string]any { return nil } }

// Confuse makes the application use the issuer of patients for staff, as wrong settings would.
func (s *Service) Confuse() { s.issuers[0].oauth = s.issuers[1].oauth }

// BackChannel returns the names of the issuers of staff and patients, and the client that trusts them.
func (s *Service) BackChannel() (staff, patients string, client *http.Client) {
	return s.issuers[0].url, s.issuers[1].url, s.back.client
}

// Secrets returns what of a session must show nowhere.
func (s *Session) Secrets() []string { return []string{s.signIn.IDToken, s.signIn.Nonce, s.id} }
