// Package hook asks before a consultation starts, on platforms in any language.
//
// # Platforms in Go
//
// [Guard] is middleware for the handlers that create, start and join calls:
//
//	guard := hook.Guard(gate, describe, nil)
//	mux.Handle("POST /calls", guard(http.HandlerFunc(create)))
//
//	func create(w http.ResponseWriter, r *http.Request) {
//		room, err := rooms.Open(r.Context(), gate, hook.Permit(r.Context())) // redeems the permit
//		…
//	}
//
// The application's own function says which call a request asks for, and who reads the
// answer. The handler runs only where the gate gives a permit, and has it in its context. A refusal is a problem
// document (RFC 9457), or a page where the request asks for HTML. Staff see every finding with its
// remedy and owner; anybody else is told what a patient may be told, and no more.
//
// # Platforms in other languages
//
// A [DecisionPoint] is a handler that answers by the OpenID AuthZEN Authorization API 1.0
// (openid.net/specs/authorization-api-1_0.html), where such a point is called a PDP and the platform's
// back end, which asks, a PEP:
//
//	callers, err := hook.Bearer(map[string]string{"clinic-backend": token})
//	…
//	point, err := hook.NewDecisionPoint(gate, callers, nil)
//	…
//	mux.Handle("/", point)
//
// It serves these paths, below the one that it is mounted at:
//
//	POST /access/v1/evaluation             may this call start?
//	POST /access/v1/evaluations            several questions at once
//	POST /permit/v1/redeem                 it starts now
//	GET  /.well-known/authzen-configuration where the others are; see PointOptions.URL
//
// # The question
//
// The subject is who starts the call, the action the start, the resource the call, and the
// context the facts about how it will run. The members are those of the wire form of a call, as package
// [github.com/preconsult/preconsult/consult/wire] documents it, in their places:
//
//	{
//	  "subject":  {"type": "staff", "id": "s-1", "properties": {…}},
//	  "action":   {"name": "start"},
//	  "resource": {"type": "call", "id": "call-7c41", "properties": {…}},
//	  "context":  {"room": {…}, "device": {…}, "client": {…}, "data": {…}}
//	}
//
//	subject.properties   observed, verified, party, role, organisation: those of initiator;
//	                     or sign_in, where PointOptions.Identify verifies it
//	resource.id          the member id of a call
//	resource.properties  controller, product, purpose, start
//	context              room, device, client, data
//
// Other members are passed over, as AuthZEN asks, and null is as good as not there; a fact that is misspelt is
// therefore unknown, and refuses the call. What is malformed in a member that is known is an error, and room, device,
// client and data are strict: a member of theirs that is not known, or null, is one too. Type and id of the subject must
// be there and are not looked at, so that nothing about a person is kept: a call has no place for it.
//
// # The answer
//
//	{
//	  "decision": true,
//	  "context": {
//	    "id": "5c0f…",                     the id of the decision, as it is on record
//	    "outcome": "allowed",              or refused, or allowed-by-override
//	    "mode": "enforce",                 or observe: then decision is true although outcome is refused
//	    "reason_admin": {"en": "…"},       each finding in a line: for staff, never for the patient
//	    "reason_user": {"en": "…"},        what the patient may be told
//	    "findings": […],                   what is broken, in the wire form; absent where nothing is
//	    "permit": {"reference": "…", "expires": "…"}
//	  }
//	}
//
// The permit itself never leaves the process. The reference stands for it: it can be used once,
// by the caller who asked, for the call that was asked for, until the permit expires or is
// forgotten for others, past PointOptions.MaxPermits. The platform's back end
// redeems it right before it opens the room, and opens the room only if the status of the answer is 200:
//
//	{"reference": "…", "call": "call-7c41"}
//
//	200  it may start, now: {"call": "call-7c41", "decision": "…"}
//	403  it is refused now: a problem document with the findings
//	409  the reference leads to no permit: it is unknown here, was used, is of another call, or has expired
//	503  nothing was decided, or it could not be recorded
//
// What is not answered by 200 gives no right to start anything. An answer that does not arrive is
// no answer: ask again. A question that cannot be read has the status 400, 408 or 413; where it is one of several in
// /evaluations, the answer to it is false, with an error in its context. Where AuthZEN asks for a text that says what is
// wrong, the body is a problem document with it.
//
// # Who may ask
//
// A decision tells what is on file, and a reference starts a call, so that the point
// answers to nobody but its [Callers], which are a required argument: [Bearer], [MutualTLS], or a function
// of the application.
//
// # Bounds
//
// A body has a size and a time in which it must have arrived, a decision a time and a number that
// are made at once, and references a number that are kept: see [Options]. Each ends in a refusal.
package hook
