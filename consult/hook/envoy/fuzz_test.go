package envoy_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	corev3 "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	authv3 "github.com/envoyproxy/go-control-plane/envoy/service/auth/v3"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/guidance"
	"github.com/preconsult/preconsult/consult/hook"
	"github.com/preconsult/preconsult/consult/hook/envoy"
)

// FuzzCheck holds that a request passes if and only if a known Envoy asks and the call that is described is allowed,
// whatever else stands in the message, and that every other response denies and names no header.
func FuzzCheck(f *testing.F) {
	on, err := consulttest.NewRegisters(consulttest.OnFile())
	require.NoError(f, err)
	// Not a rig, whose recorder would remember every one of the millions.
	gate, err := consult.NewGate(consult.Discard, guidance.Checks(&on.Records), &consult.Options{Clock: new(consulttest.Clock).Now})
	require.NoError(f, err)
	allowed, refused := consulttest.Call(), consulttest.Call(consulttest.RecordingOn)
	a := newAuthorization(f, newPoint(f, gate, nil), func(_ context.Context, r *authv3.CheckRequest) (hook.Asked, error) {
		switch r.Attributes.Request.Http.Path {
		case "/calls":
			return hook.Asked{Call: allowed}, nil
		case "/calls/staff":
			return hook.Asked{Call: refused, Staff: true}, nil
		case "/calls/patient":
			return hook.Asked{Call: refused}, nil
		case "/panic":
			panic("on purpose")
		default:
			return hook.Asked{}, errors.New("no such call")
		}
	})

	forged := request("/calls", envoy.Header, "AAAAAAAAAAAAAAAAAAAAAA", "authorization", "Bearer "+token)
	forged.Attributes.Request.Http.HeaderMap = &corev3.HeaderMap{Headers: []*corev3.HeaderValue{{Key: envoy.Header, RawValue: []byte("forged")}}}
	for _, r := range []*authv3.CheckRequest{
		{}, {Attributes: &authv3.AttributeContext{}}, request("/calls"), request("/calls/staff"), request("/calls/patient"),
		request("/panic"), request(""), request("/calls?x=1"), forged,
	} {
		message, err := proto.Marshal(r)
		require.NoError(f, err)
		f.Add(message, "Bearer "+token)
		f.Add(message, "Bearer ")
		if len(message) > 1 {
			f.Add(message[:len(message)/2], "Bearer "+token) // cut off
			f.Add(append(message, message...), "Bearer "+token)
		}
	}
	f.Fuzz(func(t *testing.T, message []byte, authorization string) {
		var r authv3.CheckRequest
		if proto.Unmarshal(message, &r) != nil {
			return // gRPC refuses it
		}
		response, err := a.Check(arriving(t.Context(), authorization), &r)
		require.NoError(t, err)
		require.NoError(t, sound(response))
		scheme, shown, _ := strings.Cut(authorization, " ")
		known := strings.EqualFold(scheme, "Bearer") && shown == token
		passes := known && r.GetAttributes().GetRequest().GetHttp().GetPath() == "/calls"
		require.Equal(t, passes, response.Status.Code == int32(codes.OK))
	})
}
