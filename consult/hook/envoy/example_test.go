package envoy_test

import (
	"context"
	"fmt"
	"log"
	"net"

	authv3 "github.com/envoyproxy/go-control-plane/envoy/service/auth/v3"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/hook"
	"github.com/preconsult/preconsult/consult/hook/envoy"
)

// The service is served over gRPC; a client asks it as Envoy does; and the back end, which is sent the header, redeems
// the reference.
func Example() {
	rig, err := consulttest.MakeRig(consulttest.RigOptions{}) // your gate
	if err != nil {
		log.Fatal(err)
	}
	defer rig.Close()
	platforms, err := hook.Bearer(map[string]string{"clinic-backend": "0f6a3e2d7c8b9a5b1e0c6f1d0f4f6b9f"})
	if err != nil {
		log.Fatal(err)
	}
	point, err := hook.NewDecisionPoint(rig.Gate, platforms, nil)
	if err != nil {
		log.Fatal(err)
	}
	envoys, err := hook.Bearer(map[string]string{"edge": "5b1e0c6f1d0f4f6b9f0f6a3e2d7c8b9a"}) // or hook.MutualTLS("edge.clinic.example")
	if err != nil {
		log.Fatal(err)
	}
	describe := func(_ context.Context, r *authv3.CheckRequest) (hook.Asked, error) {
		if r.Attributes.Request.Http.Path != "/calls/call-0001" {
			return hook.Asked{}, &hook.Problem{Status: 404, Detail: "There is no such appointment."}
		}
		return hook.Asked{Call: consulttest.Call()}, nil // from where the platform keeps it
	}
	server, err := envoy.NewAuthorization(point, envoys, describe, &envoy.Options{Platform: "clinic-backend"})
	if err != nil {
		log.Fatal(err)
	}
	s := grpc.NewServer(grpc.MaxRecvMsgSize(256 << 10)) // and grpc.Creds, for TLS
	defer s.Stop()
	authv3.RegisterAuthorizationServer(s, server)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go s.Serve(listener) //nolint:errcheck // ends with Stop

	connection, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		log.Fatal(err)
	}
	defer connection.Close()
	ctx := metadata.AppendToOutgoingContext(context.Background(), "authorization", "Bearer 5b1e0c6f1d0f4f6b9f0f6a3e2d7c8b9a")
	for _, path := range []string{"/calls/call-0001", "/calls/call-0002"} {
		response, err := authv3.NewAuthorizationClient(connection).Check(ctx, &authv3.CheckRequest{Attributes: &authv3.AttributeContext{
			Request: &authv3.AttributeContext_Request{Http: &authv3.AttributeContext_HttpRequest{Method: "POST", Path: path}},
		}})
		if err != nil {
			log.Fatal(err)
		}
		if denied := response.GetDeniedResponse(); denied != nil {
			fmt.Println(path, "is denied:", denied.Body)
			continue
		}
		header := response.GetOkResponse().Headers[0].Header
		_, err = point.Redeem(ctx, "clinic-backend", header.Value, consult.CallID("call-0001"))
		fmt.Println(path, "passes with", header.Key, "and is redeemed:", err == nil)
	}
	// Output:
	// /calls/call-0001 passes with x-preconsult-permit and is redeemed: true
	// /calls/call-0002 is denied: {"title":"Not Found","status":404,"detail":"There is no such appointment."}
}
