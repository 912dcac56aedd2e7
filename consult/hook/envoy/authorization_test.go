package envoy_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	authv3 "github.com/envoyproxy/go-control-plane/envoy/service/auth/v3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/hook"
	"github.com/preconsult/preconsult/consult/hook/envoy"
)

func TestAllowedCallIsRedeemedOnceByThePlatform(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason   string
		options  *envoy.Options
		redeemer string
		others   []string
	}{
		{"the back end redeems, and the Envoy that asked for it cannot", &envoy.Options{Platform: backend}, backend, []string{edge, "", "another"}},
		{"without options Envoy and the back end share a name", nil, edge, []string{backend, ""}},
		{"an empty name is the same as none", &envoy.Options{}, edge, []string{backend, ""}},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			rig := consulttest.NewRig(t)
			point := newPoint(t, rig.Gate, nil)
			a, err := envoy.NewAuthorization(point, bearer(t), describing(false), test.options)
			require.NoError(t, err)
			response := check(showing(t.Context(), "Bearer "+token), t, dial(t, serve(t, a)), request("/calls"))
			require.Equal(t, int32(codes.OK), response.Status.Code)

			given, call := reference(response), consulttest.Call().ID
			for _, other := range test.others {
				_, err := point.Redeem(t.Context(), other, given, call)
				assert.ErrorIs(t, err, hook.ErrUnknownReference, "caller %q", other)
			}
			_, err = point.Redeem(t.Context(), test.redeemer, given, "another-call")
			assert.ErrorIs(t, err, hook.ErrUnknownReference)
			_, err = point.Redeem(t.Context(), test.redeemer, given, call)
			assert.NoError(t, err)
			_, err = point.Redeem(t.Context(), test.redeemer, given, call)
			assert.ErrorIs(t, err, hook.ErrUnknownReference, "a reference is used up")
		})
	}
}

// forward makes of a request's headers what Envoy does with a response that lets it pass: it sets, then removes.
func forward(headers http.Header, ok *authv3.OkHttpResponse) http.Header {
	out := http.Header{}
	for name, values := range headers {
		out[strings.ToLower(name)] = values
	}
	for _, h := range ok.Headers {
		out[h.Header.Key] = []string{h.Header.Value}
	}
	for _, name := range ok.HeadersToRemove {
		delete(out, name)
	}
	return out
}

func TestClientCannotSendTheHeader(t *testing.T) {
	t.Parallel()
	point := newPoint(t, consulttest.NewRig(t).Gate, nil)
	client := dial(t, serve(t, newAuthorization(t, point, describing(false))))
	for _, test := range []struct{ reason, name string }{
		{"the header itself is overwritten", "x-preconsult-permit"},
		{"the case of a name says nothing", "X-Preconsult-Permit"},
		{"CGI takes _ for -", "x_preconsult_permit"},
		{"and one of them", "x_preconsult-permit"},
		{"or the other", "x-preconsult_permit"},
	} {
		response := check(showing(t.Context(), "Bearer "+token), t, client, request("/calls", strings.ToLower(test.name), "forged"))
		var taken []string // as CGI would
		for name, values := range forward(http.Header{test.name: {"forged", "twice"}}, response.GetOkResponse()) {
			if strings.EqualFold(strings.ReplaceAll(name, "_", "-"), envoy.Header) {
				taken = append(taken, values...)
			}
		}
		assert.Equal(t, []string{reference(response)}, taken, test.reason)
	}
}

func TestGateThatObservesLetsPassWhatItRecords(t *testing.T) {
	t.Parallel()
	rig, err := consulttest.MakeRig(consulttest.RigOptions{Gate: &consult.Options{Mode: consult.Observe}})
	require.NoError(t, err)
	t.Cleanup(rig.Close)
	point := newPoint(t, rig.Gate, nil)
	client := dial(t, serve(t, newAuthorization(t, point, describing(true, consulttest.RecordingOn))))
	ctx := showing(t.Context(), "Bearer "+token)

	response := check(ctx, t, client, request("/calls"))
	_, err = point.Redeem(t.Context(), backend, reference(response), consulttest.Call().ID)
	assert.NoError(t, err)

	rig.Recorder.SetDown(true)
	assert.Equal(t, 503, told(t, check(ctx, t, client, request("/calls"))).Status, "no record, no permit, in every mode")
}

func TestRequestsThatAreNotHTTPAreDenied(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	client := dial(t, serve(t, newAuthorization(t, newPoint(t, rig.Gate, nil), func(context.Context, *authv3.CheckRequest) (hook.Asked, error) {
		t.Error("described")
		return hook.Asked{}, nil
	})))
	for reason, r := range map[string]*authv3.CheckRequest{
		"nil is sent as nothing":          nil,
		"no attributes":                   {},
		"no request":                      {Attributes: &authv3.AttributeContext{}},
		"a connection has no HTTP in it":  {Attributes: &authv3.AttributeContext{Request: &authv3.AttributeContext_Request{}}},
		"what there is of a network peer": {Attributes: &authv3.AttributeContext{Source: &authv3.AttributeContext_Peer{Service: edge}}},
	} {
		got := told(t, check(showing(t.Context(), "Bearer "+token), t, client, r))
		assert.Equal(t, 400, got.Status, reason)
		assert.Equal(t, hook.TypeNotRead, got.Type, reason)
	}
	assert.Empty(t, rig.Recorder.Decisions())
}

func TestMessageThatIsTooLongIsNotDescribed(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	a := newAuthorization(t, newPoint(t, rig.Gate, nil), describing(true))
	client := dial(t, serve(t, a, grpc.MaxRecvMsgSize(256<<10)))
	ctx := showing(t.Context(), "Bearer "+token)

	long := request("/calls")
	long.Attributes.Request.Http.RawBody = make([]byte, 64<<10)
	check(ctx, t, client, long)

	long.Attributes.Request.Http.RawBody = make([]byte, 256<<10)
	_, err := client.Check(ctx, long)
	assert.Equal(t, codes.ResourceExhausted, status.Code(err), "gRPC itself refuses it, which is why failure_mode_allow must be false")
	assert.Len(t, rig.Recorder.Decisions(), 1)
}

func TestManyAskAtOnce(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	point := newPoint(t, rig.Gate, nil)
	client := dial(t, serve(t, newAuthorization(t, point, func(_ context.Context, r *authv3.CheckRequest) (hook.Asked, error) {
		call := consulttest.Call()
		call.ID = consult.CallID(strings.TrimPrefix(r.Attributes.Request.Http.Path, "/calls/"))
		if strings.HasSuffix(string(call.ID), "1") {
			consulttest.RecordingOn(&call)
		}
		return hook.Asked{Call: call}, nil
	})))
	ctx := showing(t.Context(), "Bearer "+token)
	var all sync.WaitGroup
	for i := range 64 {
		all.Go(func() {
			call := fmt.Sprintf("call-%d", i)
			response, err := client.Check(ctx, request("/calls/"+call))
			if !assert.NoError(t, err) || !assert.NoError(t, sound(response)) {
				return
			}
			if i%10 == 1 {
				assert.Equal(t, int32(codes.PermissionDenied), response.Status.Code, call)
				return
			}
			_, err = point.Redeem(ctx, backend, reference(response), consult.CallID(call))
			assert.NoError(t, err, call)
		})
	}
	all.Wait()
}

func TestNewAuthorizationNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	point, callers, describe := newPoint(t, consulttest.NewRig(t).Gate, nil), bearer(t), describing(true)
	for _, test := range []struct {
		reason   string
		point    *hook.DecisionPoint
		callers  hook.Callers
		describe envoy.Describe
		says     []string
	}{
		{"nobody decides", nil, callers, describe, []string{"decision point"}},
		{"who may ask is never everybody", point, nil, describe, []string{"callers"}},
		{"nothing is known of the call", point, callers, nil, []string{"describes"}},
		{"everything that is missing is said at once", nil, nil, nil, []string{"decision point", "callers", "describes"}},
	} {
		a, err := envoy.NewAuthorization(test.point, test.callers, test.describe, nil)
		assert.Nil(t, a, test.reason)
		for _, part := range test.says {
			assert.ErrorContains(t, err, part, test.reason)
		}
	}
}

func TestZeroValuesDeny(t *testing.T) {
	t.Parallel()
	ofZeroPoint, err := envoy.NewAuthorization(new(hook.DecisionPoint), func(*http.Request) (string, bool) { return edge, true }, describing(true), nil)
	require.NoError(t, err)
	for reason, a := range map[string]*envoy.Authorization{
		"the zero authorization": {}, "nil": nil, "a decision point without a gate": ofZeroPoint,
	} {
		response, err := a.Check(t.Context(), request("/calls"))
		require.NoError(t, err, reason)
		require.NoError(t, sound(response), reason)
		assert.Equal(t, 503, told(t, response).Status, reason)
	}
}
