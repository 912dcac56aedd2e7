package envoy

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	authv3 "github.com/envoyproxy/go-control-plane/envoy/service/auth/v3"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
)

// asker returns who asks by gRPC as the HTTP request that a gRPC call is, so that there is one implementation of each
// kind of callers.
func asker(ctx context.Context) *http.Request {
	r := &http.Request{
		Method: http.MethodPost, URL: &url.URL{Path: authv3.Authorization_Check_FullMethodName},
		Proto: "HTTP/2.0", ProtoMajor: 2, Header: http.Header{}, Body: http.NoBody,
	}
	sent, _ := metadata.FromIncomingContext(ctx)
	for name, values := range sent {
		if strings.HasPrefix(name, ":") { // of HTTP/2, which are no headers
			continue
		}
		for _, value := range values {
			r.Header.Add(name, value)
		}
	}
	if from, ok := peer.FromContext(ctx); ok {
		if from.Addr != nil {
			r.RemoteAddr = from.Addr.String()
		}
		if secured, ok := from.AuthInfo.(credentials.TLSInfo); ok {
			r.TLS = &secured.State
		}
	}
	return r.WithContext(ctx)
}
