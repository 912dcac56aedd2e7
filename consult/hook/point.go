package hook

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/preconsult/preconsult/consult"
)

// The paths of a decision point.
const (
	evaluationPath  = "/access/v1/evaluation"
	evaluationsPath = "/access/v1/evaluations"
	redeemPath      = "/permit/v1/redeem"
	wellKnown       = "/.well-known/authzen-configuration"
)

// Defaults of [PointOptions].
const (
	DefaultMaxPermits     = 1 << 16 // permits that are kept for platforms to redeem
	DefaultMaxEvaluations = 64      // questions in one request
)

// PointOptions are the choices of a [DecisionPoint]. The zero PointOptions, like nil, have the defaults.
type PointOptions struct {
	Options
	// URL is the address under which platforms reach the point, such as https://decisions.example, without query and
	// fragment. It is what the metadata document says. Empty serves no such document. AuthZEN asks for https; http
	// is for loopback alone. An address with a path has its document beside the path, not below it: mount the point at
	// /.well-known/ as well.
	URL string
	// Identify verifies the sign-in of whoever starts a call, and returns who it is: package
	// github.com/preconsult/preconsult/consult/identity does. Where it is set, the platform's word on who starts a call counts for
	// nothing, and a subject without a sign-in, or with one that Identify refuses, is unknown, which refuses the call. Nil takes the
	// platform's word. It runs within Options.Timeout, which its context has, and is called by several goroutines at once.
	Identify func(ctx context.Context, s SignIn) (consult.Initiator, error)
	// MaxPermits is how many permits are kept for platforms to redeem, those of all callers together. Past it, the oldest of the
	// caller who has most is forgotten, whether it has expired or not: allow for as many as are given in the time that a platform
	// takes to redeem one. 0 or less is DefaultMaxPermits; one takes about 1 KB.
	MaxPermits int
	// MaxEvaluations is how many questions one request to /access/v1/evaluations may have. 0 or less is
	// DefaultMaxEvaluations. Their facts, those that they share counted with each, may come to four times Options.MaxBody.
	MaxEvaluations int
}

// A DecisionPoint answers platforms in any language whether a call may start, by the OpenID AuthZEN Authorization API
// 1.0, and lets them redeem the permits of the calls that may. The package documentation has its paths and documents.
//
// It is made by [NewDecisionPoint] and safe for concurrent use. The zero DecisionPoint answers nobody.
type DecisionPoint struct {
	gate       *consult.Gate
	callers    Callers
	options    PointOptions
	pending    pending
	references references
	metadata   []byte // nil where there is none
	metaPath   string
}

// NewDecisionPoint returns a decision point that asks the gate, and answers to nobody but the callers. The options may be nil.
// The error says what of these is missing, or what is wrong with the options.
func NewDecisionPoint(gate *consult.Gate, callers Callers, options *PointOptions) (*DecisionPoint, error) {
	switch {
	case gate == nil:
		return nil, errors.New("hook: a decision point needs a gate: make one with consult.NewGate")
	case callers == nil:
		return nil, errors.New("hook: a decision point needs callers, who may ask it: see Bearer and MutualTLS")
	}
	p := &DecisionPoint{gate: gate, callers: callers}
	if options != nil {
		p.options = *options
	}
	p.options.Options = p.options.orDefault()
	if p.options.MaxPermits <= 0 {
		p.options.MaxPermits = DefaultMaxPermits
	}
	if p.options.MaxEvaluations <= 0 {
		p.options.MaxEvaluations = DefaultMaxEvaluations
	}
	p.pending = newPending(&p.options.Options)
	p.references.max = p.options.MaxPermits
	if p.options.URL != "" {
		at, err := url.Parse(p.options.URL)
		if err != nil || at.Scheme != "https" && !(at.Scheme == "http" && loopback(at.Hostname())) || at.Host == "" || at.User != nil || at.RawQuery != "" || at.ForceQuery || at.Fragment != "" {
			return nil, fmt.Errorf("hook: PointOptions.URL is not the https address of a service, such as https://decisions.example")
		}
		p.metadata, p.metaPath = metadata(at)
	}
	return p, nil
}

// A Reply is what a platform is told about a call.
type Reply struct {
	// Decision is what the gate decided.
	Decision consult.Decision
	// Reference stands for the permit, and is empty where there is none. It can be used once, by the caller who
	// asked, and starts a call: it belongs in no log.
	Reference string
	// Expires is the instant from which on the reference leads nowhere, or zero where there is none.
	Expires time.Time
}

// LogValue implements [slog.LogValuer]: the decision and whether there is a reference, which itself belongs in no log.
func (r Reply) LogValue() slog.Value {
	return slog.GroupValue(slog.Any("decision", r.Decision), slog.Bool("permitted", r.Reference != ""), slog.Time("expires", r.Expires))
}

// Ask decides whether a call may start, as the handler does, for other ways to ask than HTTP; that it is the caller who
// asks has been established before. Describe returns the call with its facts. It runs within Options.Timeout, which its
// context has, and a panic of it is contained. An error, of describe among others, means that nothing was decided, and no call;
// Options.Failed has been told of it.
func (p *DecisionPoint) Ask(ctx context.Context, caller string, describe func(ctx context.Context) (consult.Call, error)) (Reply, error) {
	if p.gate == nil {
		return Reply{}, consult.ErrNoGate
	}
	made := make(chan consult.Decision, 1)
	err := p.pending.do(ctx, func(ctx context.Context) error {
		call, err := describe(ctx)
		if err != nil {
			return err
		}
		d, err := p.gate.Decide(ctx, &call)
		made <- d
		return err
	})
	if err != nil {
		p.options.failed(ctx, err)
		return Reply{}, err
	}
	reply := Reply{Decision: <-made}
	if permit, ok := reply.Decision.Permit(); ok {
		reply.Reference, reply.Expires = p.references.keep(permit, caller), permit.Expires()
	}
	return reply, nil
}

// ServeHTTP implements [http.Handler].
func (p *DecisionPoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	bound(w, r, p.options.Timeout) // also where the answer does not depend on it
	if id := r.Header.Get("X-Request-ID"); id != "" {
		w.Header().Set("X-Request-ID", id) // as AuthZEN asks
	}
	serve, method := p.evaluation, http.MethodPost
	switch {
	case r.URL.Path == evaluationPath:
	case r.URL.Path == evaluationsPath:
		serve = p.evaluations
	case r.URL.Path == redeemPath:
		serve = p.redeem
	case p.metadata != nil && r.URL.Path == p.metaPath:
		serve, method = nil, http.MethodGet
	default:
		(&Problem{Status: http.StatusNotFound, Detail: "The decision point has nothing at this address."}).write(w)
		return
	}
	switch {
	case r.Method != method && !(method == http.MethodGet && r.Method == http.MethodHead):
		w.Header().Set("Allow", method)
		(&Problem{Status: http.StatusMethodNotAllowed, Detail: "Ask with " + method + "."}).write(w)
	case serve == nil: // which tells nothing that is not to be known
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "max-age=300")
		_, _ = w.Write(p.metadata) // a client that has left reads no answer
	default:
		p.serveCaller(w, r, serve)
	}
}

// caller returns who sent a request, and whether they may ask. A panic of the application's function is contained.
func (p *DecisionPoint) caller(r *http.Request) (name string, ok bool, err error) {
	if p.callers == nil {
		return "", false, nil
	}
	defer func() {
		if recover() != nil {
			name, ok, err = "", false, ErrPanicked
		}
	}()
	name, ok = p.callers(r)
	return name, ok, nil
}

// loopback reports whether a host is this machine.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// serveCaller serves a request of somebody who may ask, once it has come as a whole.
func (p *DecisionPoint) serveCaller(w http.ResponseWriter, r *http.Request, serve func(w http.ResponseWriter, r *http.Request, caller string, body []byte)) {
	caller, ok, err := p.caller(r)
	if err != nil {
		p.options.failed(r.Context(), err)
		NotDecided(err, true).write(w)
		return
	}
	if !ok {
		w.Header().Set("WWW-Authenticate", "Bearer")
		(&Problem{Type: TypeNotAllowed, Title: "You may not ask", Status: http.StatusUnauthorized,
			Detail: "Show the bearer token, or the client certificate, of a platform that may ask."}).write(w)
		return
	}
	if !isJSON(r.Header.Get("Content-Type")) {
		(&Problem{Type: TypeNotRead, Title: "The request cannot be read", Status: http.StatusBadRequest,
			Detail: "Content-Type must be application/json."}).write(w)
		return
	}
	body, status := readBody(w, r, &p.options.Options)
	if status != http.StatusOK {
		notRead(status, &p.options.Options).write(w)
		return
	}
	serve(w, r, caller, body)
}

// metadata returns the document that says where the paths of a decision point at an address are, and its own path.
func metadata(at *url.URL) (document []byte, path string) {
	base := strings.TrimSuffix(at.String(), "/")
	document, _ = json.Marshal(&struct { // texts of a URL that was parsed
		Point       string `json:"policy_decision_point"`
		Evaluation  string `json:"access_evaluation_endpoint"`
		Evaluations string `json:"access_evaluations_endpoint"`
		Redeem      string `json:"permit_redemption_endpoint"`
	}{base, base + evaluationPath, base + evaluationsPath, base + redeemPath})
	return document, wellKnown + strings.TrimSuffix(at.Path, "/")
}
