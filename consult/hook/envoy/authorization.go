package envoy

import (
	"context"
	"errors"

	authv3 "github.com/envoyproxy/go-control-plane/envoy/service/auth/v3"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/hook"
)

// Describe is the application's own function that says what a request asks for, which Envoy holds back meanwhile: it
// reads the call from where the platform keeps it, who starts it from a sign-in that was verified, and how it will run
// from the platform's configuration. It must not take a fact from the request because the request claims it: all
// headers that clients send are in it. It describes the call that the handler behind Envoy will open.
//
// The request has an HTTP request in it, and must not be changed. Describe runs within the Options.Timeout of the
// decision point, which its context has, and may be called by several goroutines at once. A panic of it is contained.
// An error means that nothing is decided, and Envoy answers in place of the handler: with a [*hook.Problem] as it
// stands, and of any other error nothing is told.
type Describe func(ctx context.Context, r *authv3.CheckRequest) (hook.Asked, error)

// Options are the choices of an [Authorization]. The zero Options, like nil, have the defaults.
type Options struct {
	// Platform is the name of the back end behind Envoy that redeems the references, as the callers of the decision
	// point have it: nobody else can. Empty stands for the name of the caller that asked, so that each Envoy and the
	// back end behind it share a name.
	Platform string
}

// An Authorization answers Envoy's filter ext_authz whether a request that creates, starts or joins a call may go on. It
// implements [authv3.AuthorizationServer].
//
// It is made by [NewAuthorization] and safe for concurrent use. The zero Authorization, like nil, lets nothing
// through.
type Authorization struct {
	point    *hook.DecisionPoint
	callers  hook.Callers
	describe Describe
	platform string
}

var _ authv3.AuthorizationServer = (*Authorization)(nil)

// NewAuthorization returns an authorization that has the decision point decide about what is described, and answers to
// nobody but the callers: the Envoys that may ask. The options may be nil. The error says what of the others is
// missing.
//
// The callers are [hook.Bearer], [hook.MutualTLS], or a function of the application. They are given a request that has
// the metadata of the gRPC call as its header, with the address and the TLS of the connection; nothing of it comes from
// the client whose request Envoy holds back.
func NewAuthorization(point *hook.DecisionPoint, callers hook.Callers, describe Describe, options *Options) (*Authorization, error) {
	var errs []error
	if point == nil {
		errs = append(errs, errors.New("envoy: an authorization needs a decision point: make one with hook.NewDecisionPoint"))
	}
	if callers == nil {
		errs = append(errs, errors.New("envoy: an authorization needs callers, which Envoys may ask it: see hook.MutualTLS and hook.Bearer"))
	}
	if describe == nil {
		errs = append(errs, errors.New("envoy: an authorization needs a function that describes the call of a request"))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	a := &Authorization{point: point, callers: callers, describe: describe}
	if options != nil {
		a.platform = options.Platform
	}
	return a, nil
}

// Check implements [authv3.AuthorizationServer]. The status of its response is OK only where the gate gave a permit,
// and the response then sets [Header]. Anything else is denied, with a problem document for the client. The error
// is always nil, as a filter in failure_mode_allow takes an error for leave to go on.
func (a *Authorization) Check(ctx context.Context, r *authv3.CheckRequest) (*authv3.CheckResponse, error) {
	if a == nil || a.point == nil {
		return denied(hook.NotDecided(consult.ErrNoGate, false)), nil
	}
	caller, may := a.caller(ctx)
	if may == nil && r.GetAttributes().GetRequest().GetHttp() == nil {
		return denied(&notHTTP), nil
	}
	redeemer := a.platform
	if redeemer == "" {
		redeemer = caller
	}
	staff := make(chan bool, 1) // a channel, since a description may go on after Ask has given it up
	reply, err := a.point.Ask(ctx, redeemer, func(ctx context.Context) (consult.Call, error) {
		if may != nil { // so that whoever runs the platform is told
			return consult.Call{}, may
		}
		asked, err := a.describe(ctx, r)
		staff <- asked.Staff
		return asked.Call, err
	})
	var reader bool // whether staff read the answer; somebody who is not known may be a patient
	select {
	case reader = <-staff:
	default:
	}
	switch {
	case err != nil:
		return denied(hook.NotDecided(err, reader)), nil
	case reply.Reference == "":
		return denied(hook.Refusal(&reply.Decision, reader)), nil
	default:
		return allowed(reply.Reference), nil
	}
}

// errNotAllowed is told to whoever runs the platform. That Envoy shows nothing, or the wrong thing, of itself is no fault of the
// client's, who must not be asked to sign in and is told nothing of it.
var errNotAllowed = errors.New("envoy: a proxy asks that may not: look at the certificate or token that it shows")

// caller returns who asks. The error says why they may not. A panic of the application's function is contained, since gRPC would
// let it end the process.
func (a *Authorization) caller(ctx context.Context) (name string, err error) {
	defer func() {
		if recover() != nil {
			name, err = "", hook.ErrPanicked
		}
	}()
	name, ok := a.callers(asker(ctx))
	if !ok {
		return "", errNotAllowed
	}
	return name, nil
}
