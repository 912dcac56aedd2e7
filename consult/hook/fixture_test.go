package hook_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/guidance"
	"github.com/preconsult/preconsult/consult/hook"
	"github.com/preconsult/preconsult/consult/wire"
)

// The paths of a decision point, as AuthZEN and the documentation have them.
const (
	evaluation  = "/access/v1/evaluation"
	evaluations = "/access/v1/evaluations"
	redeem      = "/permit/v1/redeem"
)

// Two platforms that may ask, and their tokens.
const (
	clinic, clinicToken     = "clinic", "c11c0123456789abcdef0123456789abcdef"
	hospital, hospitalToken = "hospital", "a0590123456789abcdef0123456789abcdef"
)

// point returns a decision point that the two platforms may ask.
func point(t testing.TB, gate *consult.Gate, options *hook.PointOptions) *hook.DecisionPoint {
	t.Helper()
	callers, err := hook.Bearer(map[string]string{clinic: clinicToken, hospital: hospitalToken})
	require.NoError(t, err)
	p, err := hook.NewDecisionPoint(gate, callers, options)
	require.NoError(t, err)
	return p
}

// gateOver returns a gate like that of a rig, with a recorder of the test's own.
func gateOver(t testing.TB, rig *consulttest.Rig, record func(ctx context.Context, d consult.Decision) error) *consult.Gate {
	t.Helper()
	gate, err := consult.NewGate(consult.RecorderFunc(record), guidance.Checks(&rig.On.Records), &consult.Options{Clock: rig.Clock.Now})
	require.NoError(t, err)
	return gate
}

// An asked is a question as a platform in another language puts it together.
type asked struct {
	Subject  entity         `json:"subject"`
	Action   entity         `json:"action"`
	Resource entity         `json:"resource"`
	Context  map[string]any `json:"context,omitempty"`
}

type entity struct {
	Type       string         `json:"type,omitempty"`
	ID         string         `json:"id"`
	Name       string         `json:"name,omitempty"`
	Properties map[string]any `json:"properties,omitempty"`
}

// questionOf returns the question whether a call may start: the wire form of the call, taken apart.
func questionOf(call consult.Call) (asked, error) {
	text, err := wire.EncodeCall(&call)
	if err != nil {
		return asked{}, err
	}
	var of map[string]any
	if err := json.Unmarshal(text, &of); err != nil {
		return asked{}, err
	}
	pick := func(names ...string) map[string]any {
		members := map[string]any{}
		for _, name := range names {
			if value, ok := of[name]; ok {
				members[name] = value
			}
		}
		return members
	}
	initiator, _ := of["initiator"].(map[string]any)
	return asked{
		Subject:  entity{Type: "staff", ID: "s-1", Properties: initiator},
		Action:   entity{Name: "start"},
		Resource: entity{Type: "call", ID: string(call.ID), Properties: pick("controller", "product", "purpose", "start")},
		Context:  pick("room", "device", "client", "data"),
	}, nil
}

// question is questionOf as the body of a request.
func question(t testing.TB, call consult.Call) string {
	t.Helper()
	q, err := questionOf(call)
	require.NoError(t, err)
	return text(t, q)
}

func text(t testing.TB, value any) string {
	t.Helper()
	b, err := json.Marshal(value)
	require.NoError(t, err)
	return string(b)
}

// post has a handler answer a request of the clinic's, or of somebody whose token is given.
func post(t testing.TB, h http.Handler, path, body string, token ...string) *httptest.ResponseRecorder {
	t.Helper()
	return postWithin(t.Context(), h, path, body, token...)
}

// postWithin is post by a client that is there until the context ends.
func postWithin(ctx context.Context, h http.Handler, path, body string, token ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+append(token, clinicToken)[0])
	r.Header.Set("Content-Type", "application/json")
	return serve(h, r)
}

func serve(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// An answered is what a platform reads of an answer.
type answered struct {
	Decision    *bool      `json:"decision"`
	Context     told       `json:"context"`
	Evaluations []answered `json:"evaluations"`
}

type told struct {
	ID          string            `json:"id"`
	Outcome     string            `json:"outcome"`
	Mode        string            `json:"mode"`
	ReasonAdmin map[string]string `json:"reason_admin"`
	ReasonUser  map[string]string `json:"reason_user"`
	Findings    []finding         `json:"findings"`
	Permit      *struct {
		Reference, Expires string
	} `json:"permit"`
	Error *struct {
		Status  int
		Message string
	} `json:"error"`
}

type finding struct {
	Rule struct {
		ID      consult.RuleID     `json:"id"`
		Clauses []consult.ClauseID `json:"clauses"`
		Owner   consult.Owner      `json:"owner"`
		Remedy  string             `json:"remedy"`
	} `json:"rule"`
	Fact   string `json:"fact"`
	Found  string `json:"found"`
	Effect string `json:"effect"`
}

// answer reads the answer of status 200.
func answer(t testing.TB, w *httptest.ResponseRecorder) answered {
	t.Helper()
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	require.Equal(t, "application/json", w.Header().Get("Content-Type"))
	require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
	var a answered
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &a), w.Body)
	return a
}

// A document is a problem document as whoever gets it reads it.
type document struct {
	Type, Title, Detail, Decision string
	Status                        int
	Findings                      []finding
}

// problem reads the problem document of an answer, which has the status.
func problem(t testing.TB, w *httptest.ResponseRecorder, status int) document {
	t.Helper()
	require.Equal(t, status, w.Code, w.Body)
	require.Equal(t, "application/problem+json", w.Header().Get("Content-Type"))
	require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
	require.Equal(t, "nosniff", w.Header().Get("X-Content-Type-Options"))
	var p document
	var of map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &of), w.Body)
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &p), w.Body)
	for name := range of {
		require.Contains(t, []string{"type", "title", "status", "detail", "decision", "findings"}, name)
	}
	require.Equal(t, status, p.Status)
	require.NotEmpty(t, p.Title)
	return p
}

// given asks for a call that is allowed, and returns the reference.
func given(t testing.TB, h http.Handler, call consult.Call) string {
	t.Helper()
	a := answer(t, post(t, h, evaluation, question(t, call)))
	require.NotNil(t, a.Context.Permit, a.Context.ReasonAdmin)
	return a.Context.Permit.Reference
}

func redemption(reference string, call consult.CallID) string {
	b, _ := json.Marshal(map[string]string{"reference": reference, "call": string(call)}) // texts
	return string(b)
}

// errOfOthers is an error whose text is nobody's business.
var errOfOthers = errors.New("dial tcp 10.1.2.3:5432: password authentication failed for user nhs")

// faultyRecorders are ways in which a recorder keeps nothing, with the status of the answer.
var faultyRecorders = []struct {
	why    string
	status int
	record func(context.Context, consult.Decision) error
}{
	{"it is down", http.StatusServiceUnavailable, func(context.Context, consult.Decision) error { return errOfOthers }},
	{"it hangs until its time is up", http.StatusServiceUnavailable, func(ctx context.Context, _ consult.Decision) error {
		<-ctx.Done()
		return ctx.Err()
	}},
	{"it records when its time is up", http.StatusServiceUnavailable, func(ctx context.Context, _ consult.Decision) error {
		<-ctx.Done()
		return nil
	}},
	{"it panics", http.StatusInternalServerError, func(context.Context, consult.Decision) error { panic(errOfOthers) }},
}

// failing is a body that breaks off with an error.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
func (f failing) Close() error             { return nil }

var _ io.ReadCloser = failing{}
