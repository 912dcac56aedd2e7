package hook

import (
	"bytes"
	"context"
	"io"
	"net/http"

	"github.com/preconsult/preconsult/consult"
)

// Asked is what a request asks for.
type Asked struct {
	// Call is the call that the request is to create, start or join, with the facts as they are now.
	Call consult.Call
	// Staff says that the sender of the request is signed in as staff and may read what is broken, in
	// which record, and who can mend it. The zero value is anybody else: they are told what a patient may be told.
	Staff bool
}

// Describe is the application's own function that says what a request asks for: it reads the call from where the
// platform keeps it, who starts it from the verified sign-in, and how it will run from the platform's
// configuration. It must not take a fact from the request because the request claims it.
//
// The body of the request, which it may read, is there again for the handler. It runs within Options.Timeout, which its context
// has, and may be called by several goroutines at once. An error means that nothing is decided, and the handler does not run: a [*Problem] is
// answered as it stands, and of any other error nothing is told.
type Describe func(r *http.Request) (Asked, error)

// GuardOptions are the choices of [Guard]. The zero GuardOptions, like nil, have the defaults.
type GuardOptions struct {
	Options
	// Refused answers a request whose call is refused, in place of the problem document or page: with a page of the
	// application's own, or one on which a clinician can go ahead for clinical need, by [consult.Gate.Override]
	// with this decision. Nil answers with the document or the page.
	Refused func(w http.ResponseWriter, r *http.Request, asked Asked, d *consult.Decision)
}

// Guard returns middleware for the handlers that create, start or join calls. It has the application describe the call,
// decides, and runs the handler only where the gate gives a permit, which the handler gets by [Permit] and whatever starts the
// call redeems. It guards any number of handlers, and is safe for concurrent use.
//
// Everything else is answered by a problem document (RFC 9457), or by a page where the request prefers HTML: a
// refusal, a body that is too long or too slow, a gate that could not decide or record, a description that fails,
// panics or takes too long. Where the client has left, nothing is decided. It does not contain a panic of the handler itself.
//
// A gate or a describe that is nil lets nothing through.
func Guard(gate *consult.Gate, describe Describe, options *GuardOptions) func(http.Handler) http.Handler {
	var o GuardOptions
	if options != nil {
		o = *options
	}
	g := guard{gate: gate, describe: describe, refused: o.Refused, options: o.orDefault()}
	g.pending = newPending(&g.options)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { g.serve(w, r, next) })
	}
}

type guard struct {
	gate     *consult.Gate
	describe Describe
	refused  func(http.ResponseWriter, *http.Request, Asked, *consult.Decision)
	options  Options
	pending  pending
}

func (g *guard) serve(w http.ResponseWriter, r *http.Request, next http.Handler) {
	bound(w, r, g.options.Timeout)
	body, status := readBody(w, r, &g.options)
	if status != http.StatusOK {
		answer(w, r, notRead(status, &g.options), nil)
		return
	}
	asked, decision, err := g.decide(r, body)
	if err != nil {
		g.options.failed(r.Context(), err)
		answer(w, r, NotDecided(err, asked.Staff), nil)
		return
	}
	permit, ok := decision.Permit()
	r = r.WithContext(context.WithValue(r.Context(), passKey{}, &pass{permit, decision}))
	r.Body = io.NopCloser(bytes.NewReader(body)) // again, for whoever answers
	switch {
	case ok:
		next.ServeHTTP(w, r)
	case g.refused != nil:
		g.refused(w, r, asked, &decision)
	case asked.Staff:
		answer(w, r, Refusal(&decision, true), decision.ByOwner())
	default:
		answer(w, r, Refusal(&decision, false), nil)
	}
}

// decide has the request described and the call decided.
func (g *guard) decide(r *http.Request, body []byte) (Asked, consult.Decision, error) {
	type result struct {
		asked    Asked
		decision consult.Decision
	}
	made := make(chan result, 1)
	own := r.Clone(r.Context()) // headers of its own, since it may go on after the answer
	own.Body = io.NopCloser(bytes.NewReader(body))
	err := g.pending.do(r.Context(), func(ctx context.Context) error {
		asked, err := g.describe(own.WithContext(ctx))
		if err != nil {
			return err
		}
		decision, err := g.gate.Decide(ctx, &asked.Call)
		made <- result{asked, decision}
		return err
	})
	select {
	case of := <-made:
		return of.asked, of.decision, err
	default:
		return Asked{}, consult.Decision{}, err
	}
}

// answer answers with a problem, as a page where that is what the request wants.
func answer(w http.ResponseWriter, r *http.Request, p *Problem, owed []consult.Owed) {
	w.Header().Add("Vary", "Accept")
	if wantsPage(r) {
		p.writePage(w, owed)
		return
	}
	p.write(w)
}

type (
	passKey struct{}
	pass    struct {
		permit   consult.Permit
		decision consult.Decision
	}
)

// Permit returns the permit of the call that the request asks for, in a handler behind [Guard]. Elsewhere it is
// the zero Permit, which permits nothing.
func Permit(ctx context.Context) consult.Permit {
	if p, ok := ctx.Value(passKey{}).(*pass); ok {
		return p.permit
	}
	return consult.Permit{}
}

// Decision returns the decision that let the request through, in a handler behind [Guard]: what it advises, what it rests on and until
// when. Elsewhere it is the zero Decision, which refuses.
func Decision(ctx context.Context) consult.Decision {
	if p, ok := ctx.Value(passKey{}).(*pass); ok {
		return p.decision
	}
	return consult.Decision{}
}
