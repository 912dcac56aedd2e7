package missing

import (
	"context"
	"slices"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/wire"
)

// preconsult judges by its own checks on the call. Nothing is on file, and nothing else is asked.
var preconsult = Engine{
	Name: "preconsult", Idiom: "consult.NotRecordedByDefault()", Care: "consult.NotRecordedByDefault()",
	Ask: func(document []byte, _ bool) (Answer, error) {
		call, err := wire.DecodeCall(document)
		if err != nil {
			return "", err
		}
		gate, err := consult.NewGate(consult.Discard, []*consult.Check{
			consult.NotRecordedByDefault(), consult.Encrypted(), consult.Private(), consult.Protected(), consult.ProviderInitiated(),
		}, nil)
		if err != nil {
			return "", err
		}
		decision, err := gate.Decide(context.Background(), &call)
		return when(slices.ContainsFunc(decision.Broken(), func(id consult.RuleID) bool {
			return slices.ContainsFunc(Facts, func(f Fact) bool { return f.Rule == id })
		})), err
	},
}
