package missing

import (
	_ "embed"
	"encoding/json"

	cedargo "github.com/cedar-policy/cedar-go"
)

//go:embed idiom.cedar
var cedarIdiom []byte

//go:embed care.cedar
var cedarCare []byte

// cedar takes the decision alone. What went wrong while a policy was evaluated stands in the
// diagnostic, and decides nothing unless the application reads it.
var cedar = Engine{
	Name:  "Cedar",
	Idiom: `forbid (…) when { ["automatic", "buffered"].contains(context.room.recording) };`,
	Care:  `forbid (…) unless { context.room has recording && ["off", "on-request"].contains(context.room.recording) };`,
	Ask: func(document []byte, care bool) (Answer, error) {
		policies := cedarIdiom
		if care {
			policies = cedarCare
		}
		set, err := cedargo.NewPolicySetFromBytes("calls.cedar", policies)
		if err != nil {
			return "", err
		}
		var facts cedargo.Record
		if err := json.Unmarshal(document, &facts); err != nil {
			return "", err
		}
		decision, _ := cedargo.Authorize(set, cedargo.EntityMap{}, cedargo.Request{
			Principal: cedargo.NewEntityUID("User", "clinician"), Action: cedargo.NewEntityUID("Action", "start"),
			Resource: cedargo.NewEntityUID("Call", "call-0001"), Context: facts,
		})
		return when(decision != cedargo.Allow), nil
	},
}
