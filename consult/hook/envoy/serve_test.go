package envoy_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"regexp"
	"strings"
	"testing"

	corev3 "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	authv3 "github.com/envoyproxy/go-control-plane/envoy/service/auth/v3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/hook"
	"github.com/preconsult/preconsult/consult/hook/envoy"
)

const (
	edge    = "edge.clinic.example" // the name of the Envoy that may ask
	backend = "clinic-backend"      // the name of the back end that redeems
	token   = "5b1e0c6f1d0f4f6b9f0f6a3e2d7c8b9a"
)

// showing returns a context in which an Envoy shows what stands in the gRPC metadata authorization.
func showing(ctx context.Context, authorization ...string) context.Context {
	for _, value := range authorization {
		ctx = metadata.AppendToOutgoingContext(ctx, "authorization", value)
	}
	return ctx
}

func newPoint(t testing.TB, gate *consult.Gate, options *hook.PointOptions) *hook.DecisionPoint {
	t.Helper()
	point, err := hook.NewDecisionPoint(gate, bearer(t), options)
	require.NoError(t, err)
	return point
}

func bearer(t testing.TB) hook.Callers {
	t.Helper()
	callers, err := hook.Bearer(map[string]string{edge: token})
	require.NoError(t, err)
	return callers
}

// newAuthorization returns an authorization that the Envoy with the token may ask, for the back end.
func newAuthorization(t testing.TB, point *hook.DecisionPoint, describe envoy.Describe) *envoy.Authorization {
	t.Helper()
	a, err := envoy.NewAuthorization(point, bearer(t), describe, &envoy.Options{Platform: backend})
	require.NoError(t, err)
	return a
}

// serve serves an authorization over TCP until the test ends, and returns the address.
func serve(t testing.TB, a authv3.AuthorizationServer, options ...grpc.ServerOption) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s := grpc.NewServer(options...)
	authv3.RegisterAuthorizationServer(s, a)
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(listener) }()
	t.Cleanup(func() {
		s.Stop()
		assert.NoError(t, <-ended)
	})
	return listener.Addr().String()
}

// dial returns a client of the authorization at an address, without TLS unless an option has it.
func dial(t testing.TB, address string, options ...grpc.DialOption) authv3.AuthorizationClient {
	t.Helper()
	options = append([]grpc.DialOption{grpc.WithTransportCredentials(insecure.NewCredentials())}, options...)
	connection, err := grpc.NewClient(address, options...)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, connection.Close()) })
	return authv3.NewAuthorizationClient(connection)
}

// request returns what Envoy asks about a request for a path, with headers by turns of name and value.
func request(path string, headers ...string) *authv3.CheckRequest {
	h := &authv3.AttributeContext_HttpRequest{Method: "POST", Path: path, Host: "clinic.example", Headers: map[string]string{}}
	for i := 0; i < len(headers); i += 2 {
		h.Headers[headers[i]] = headers[i+1]
	}
	return &authv3.CheckRequest{Attributes: &authv3.AttributeContext{Request: &authv3.AttributeContext_Request{Http: h}}}
}

// describing returns a function that describes the same call of every request.
func describing(staff bool, changes ...consulttest.CallChange) envoy.Describe {
	call := consulttest.Call(changes...)
	return func(context.Context, *authv3.CheckRequest) (hook.Asked, error) {
		return hook.Asked{Call: call, Staff: staff}, nil
	}
}

// check asks, and returns a response that is sound.
func check(ctx context.Context, t testing.TB, client authv3.AuthorizationClient, r *authv3.CheckRequest) *authv3.CheckResponse {
	t.Helper()
	response, err := client.Check(ctx, r)
	require.NoError(t, err, "an error of gRPC would let the request pass an Envoy in failure_mode_allow")
	require.NoError(t, sound(response))
	return response
}

// reference returns the reference of a response, which is empty where it denies.
func reference(r *authv3.CheckResponse) string {
	for _, h := range r.GetOkResponse().GetHeaders() {
		return h.Header.Value
	}
	return ""
}

// A document is what a client is told, as it reads it.
type document struct {
	Type     string            `json:"type"`
	Title    string            `json:"title"`
	Status   int               `json:"status"`
	Detail   string            `json:"detail"`
	Decision string            `json:"decision"`
	Findings []json.RawMessage `json:"findings"`
}

func told(t testing.TB, r *authv3.CheckResponse) document {
	t.Helper()
	var d document
	require.NoError(t, json.Unmarshal([]byte(r.GetDeniedResponse().GetBody()), &d))
	return d
}

var isReference = regexp.MustCompile(`^[A-Za-z0-9_-]{22}$`).MatchString

// sound returns what a response lacks that every response has: it lets pass with a reference that overwrites, or denies
// by a document and has no trace of the header.
func sound(r *authv3.CheckResponse) error {
	wire, err := proto.Marshal(r)
	switch {
	case err != nil:
		return fmt.Errorf("it cannot be sent: %w", err)
	case r.GetStatus() == nil:
		return errors.New("it has no status, which is none of Envoy's business to guess")
	case r.GetErrorResponse() != nil:
		return errors.New("it is an error, which failure_mode_allow lets pass")
	case r.Status.Code == int32(codes.OK):
		return soundOK(r.GetOkResponse())
	case r.Status.Code != int32(codes.PermissionDenied) || r.GetDeniedResponse() == nil:
		return fmt.Errorf("it neither lets pass nor denies: %v", r)
	case strings.Contains(strings.ToLower(string(wire)), envoy.Header):
		return errors.New("it denies, and names the header")
	}
	denied := r.GetDeniedResponse()
	var d document
	if err := json.Unmarshal([]byte(denied.Body), &d); err != nil {
		return fmt.Errorf("the body is no document: %w", err)
	}
	if d.Status < 400 || d.Status > 599 || int(denied.GetStatus().GetCode()) != d.Status {
		return fmt.Errorf("the status is %d, and in the document %d", denied.GetStatus().GetCode(), d.Status)
	}
	for i, name := range []string{"content-type", "cache-control", "x-content-type-options"} {
		if i >= len(denied.Headers) || denied.Headers[i].GetHeader().GetKey() != name || !overwrites(denied.Headers[i]) {
			return fmt.Errorf("header %s is not set: %v", name, denied.Headers)
		}
	}
	return nil
}

func soundOK(ok *authv3.OkHttpResponse) error {
	if len(ok.GetHeaders()) != 1 || ok.Headers[0].GetHeader().GetKey() != envoy.Header || !overwrites(ok.Headers[0]) {
		return fmt.Errorf("it lets pass, and does not set the header and that alone: %v", ok)
	}
	if !isReference(ok.Headers[0].Header.Value) {
		return errors.New("it lets pass without a reference")
	}
	return nil
}

// overwrites reports whether every version of Envoy puts a header in the place of one that is there.
func overwrites(h *corev3.HeaderValueOption) bool {
	//lint:ignore SA1019 that the deprecated field stays unset is the point
	return h.AppendAction == corev3.HeaderValueOption_OVERWRITE_IF_EXISTS_OR_ADD && h.Append == nil
}
