/*
Package envoy has Envoy ask before a consultation starts, by its external authorisation over gRPC, in front of a
platform's handlers that create, start or join calls. The platform is in any language, and needs no change but to redeem
what it is given.

	point, err := hook.NewDecisionPoint(gate, platforms, nil)
	…
	server, err := envoy.NewAuthorization(point, hook.MutualTLS("edge.clinic.example"), describe,
		&envoy.Options{Platform: "clinic-backend"})
	…
	s := grpc.NewServer(grpc.Creds(credentials.NewTLS(config)), grpc.MaxRecvMsgSize(256<<10))
	authv3.RegisterAuthorizationServer(s, server)

Envoy's filter ext_authz holds a request back and asks. The application's own function describes the call that it
is about, from where the platform keeps it, and the decision point decides.

  - The gate gives a permit: the request goes on, with a reference to the permit in the header [Header].
  - The call is refused: Envoy answers 403 with a problem document. Staff see every finding; anybody else
    what a patient may be told.
  - Nothing was decided or recorded: Envoy answers 503, or 500 where something panicked, or what the application's own
    function says. It answers 503, too, where Envoy itself may not ask: that is no fault of the client's.

# The reference

The platform's back end takes the reference from the header and redeems it at the same decision point right
before it opens the room, by POST /permit/v1/redeem or [hook.DecisionPoint.Redeem], and opens the
room only if that succeeds. Where the header is missing it opens nothing. The reference can be used once, by
Options.Platform, for the call that was described, until the permit expires; it belongs in no log and no answer
to a client.

Envoy overwrites the header where the client sent one, and removes the names that a back end could take for it
because it holds - and _ for the same. A request that is denied does not go on at all.

# What it cannot promise

Envoy asks about what passes through the filter. A request that reaches the back end by another way, over a route with
the filter disabled or in shadow_mode, or while filter_enabled leaves it out, was not decided about, and has whatever header its
client sent. What protects the call then is that the back end redeems: a reference that was not given for this
platform and this call leads nowhere, and nobody can guess one. A back end that only looks whether the
header is there is not protected.

The call that is described must be the one that the handler opens. Describe it from the same
parts of the request that the handler reads, such as the path, and from nothing that Envoy changes on the way.

# Configuration of Envoy

The file envoy.yaml beside this package is a whole configuration, with TLS on both sides. The filter is this, and
stands last before the router, so that nothing changes the request or the header after it was asked about:

	http_filters:
	- name: envoy.filters.http.ext_authz
	  typed_config:
	    "@type": type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthz
	    transport_api_version: V3
	    grpc_service:
	      envoy_grpc: {cluster_name: preconsult}
	      timeout: 6s
	    failure_mode_allow: false
	    status_on_error: {code: ServiceUnavailable}
	    with_request_body: {max_request_bytes: 65536, allow_partial_message: false, pack_as_bytes: true}

It is for the routes that create, start or join calls, and disabled on all others: a request that is about no call
cannot be let pass, since there is nothing to decide.

failure_mode_allow must be false. With true, Envoy takes an error of the gRPC call for leave to go on. For that
reason [Authorization.Check] never returns one, and denies instead: when nobody knows the caller, when the recorder is
down, when something panics. What happens outside it can still only be an error: that the service cannot be reached or does not
answer in time, that a message is too long, that an interceptor of the gRPC server refuses.

timeout is 200 milliseconds unless it is set; let it be longer than the Options.Timeout of the decision point, which is 5
seconds by default, so that the document of this package is what the client sees.

with_request_body is for platforms whose describe reads the body; leave it out otherwise. A body that is longer is
answered with 413 and not asked about. allow_partial_message must be false, or else describe sees a part
where the handler sees the whole. With pack_as_bytes the body is in raw_body.

decoder_header_mutation_rules, where it is set, must allow [Header] to be set and the others to be removed. A rule in
its way makes Envoy pass the request on without the reference.

# Who may ask

A decision tells what is on file, and a reference starts a call, so that the callers are a required argument.
With [hook.MutualTLS] an Envoy is known by its client certificate, which the gRPC server must ask for and
verify ([crypto/tls.RequireAndVerifyClientCert]). With [hook.Bearer] it shows a token in the gRPC metadata, for which the
configuration has grpc_service.initial_metadata:

	initial_metadata: [{key: authorization, value: "Bearer …"}]

The value is a constant: one that Envoy fills from the request, such as %REQ(authorization)%, would let the client say
who Envoy is. The header authorization of the client is in the request that is asked about, and is never looked at for
this. Let Envoy and the back end have names and secrets of their own, and name the back end in Options.Platform: then what Envoy
knows redeems nothing.

# Bounds

The size of a message is bounded by [google.golang.org/grpc.MaxRecvMsgSize], 4 MiB by default: 256 KiB are enough for
the 60 KiB of headers that Envoy accepts by default and a body of 64 KiB. [google.golang.org/grpc.MaxConcurrentStreams] bounds what one
Envoy asks at once. Describing and deciding have the time and number of [hook.Options] of the decision point. Each ends in a
refusal. Where the client or Envoy has left, nothing is decided.

Only HTTP requests are decided about. A connection that the filter ext_authz for TCP asks about, which could carry
no reference, is denied.
*/
package envoy
