package validator

import "time"

// first ends the id of a rule that comes first in a record. Where it is broken the record does not
// count, and its other rules are not reported.
const first = "!"

// A form is what is validated: the facts of a call, and what is on file for it. No word in it is
// empty. What is not known is the word "unknown", which the tags "omitempty" and "ne" would both
// let pass, and "eq" and "oneof" do not.
type form struct {
	initiator    initiator
	room         room
	device       device
	client       client
	data         observed
	consultation *consultation // nil between colleagues
	patients     *patients     // nil where no information about patients is processed
	decision     any           `validate:"required" rule:"dpia.decided"` // a *dpia, or where there is none a *screening
	assessment   *assessment   `validate:"required" rule:"risk.assessed"`
	procurement  *procurement  `validate:"required" rule:"procurement.route"`
	contact      bool          `validate:"required" rule:"escalation.known"`
	notice       *notice       `validate:"required" rule:"notice.published"`
}

// parts are the form and the structs that it may hold.
var parts = []any{
	form{}, initiator{}, room{}, device{}, client{}, observed{}, consultation{}, patients{}, dpia{}, screening{}, assessment{},
	procurement{}, practiceRoute{}, trustRoute{}, otherRoute{}, listing{}, notice{},
}

type observed struct {
	source string        `validate:"required" rule:"facts.fresh"`
	age    time.Duration `validate:"gte=0,lt=5m" rule:"facts.fresh"` // to task.MaxFactAge, which a tag cannot name
}

type initiator struct {
	controller   string `validate:"-"`
	partner      string `validate:"-"` // the organisation where the controller has an agreement with it, otherwise empty
	organisation string `validate:"required,eqfield=controller|eqfield=partner" rule:"initiator.organisation"`
	observed     observed
}

type room struct {
	encryption         string `validate:"oneof=transport end-to-end" rule:"encryption.known"`
	serverCapture      string `validate:"oneof=no yes" rule:"encryption.consistent"`
	captures           bool   `validate:"excluded_if=encryption end-to-end" rule:"encryption.consistent"`
	recordingAuthority string `validate:"oneof=nobody host" rule:"recording.authority"`
	visibility         string `validate:"eq=private" rule:"visibility.private"`
	admission          string `validate:"oneof=waiting-room named-guests" rule:"admission.controlled"`
	observed           observed
}

type device struct {
	standing string `validate:"oneof=corporate personal-compliant" rule:"device.protected"`
	observed observed
}

type client struct {
	lowestVersion int64 `validate:"required" rule:"client.updated"` // 0 where no risk assessment has one
	lowestServer  int64 `validate:"required" rule:"client.updated"`
	version       int64 `validate:"gtefield=lowestVersion" rule:"client.updated"`
	server        int64 `validate:"gtefield=lowestServer" rule:"client.updated"`
	observed      observed
}

type consultation struct {
	verified string `validate:"eq=yes" rule:"initiator.known"`
	party    string `validate:"eq=provider" rule:"initiator.provider"`
}

type patients struct {
	recording     string `validate:"oneof=off on-request" rule:"recording.default"`
	transcription string `validate:"oneof=off on-request transient" rule:"transcription.default"`
	scribe        string `validate:"oneof=off on-request transient" rule:"transcription.default"`
}
