package missing

import (
	"fmt"

	celgo "cel.dev/cel-go/cel"
)

// celIdiom has the guard that CEL's users put before a field that may be missing, since without it
// the evaluation fails. An expression is true where the call may start.
var celIdiom = []string{
	`!has(room.recording) || !(room.recording in ["automatic", "buffered"])`,
	`!has(room.recording_authority) || room.recording_authority != "participants"`,
	`!has(room.encryption) || room.encryption != "none"`,
	`!has(room.visibility) || !(room.visibility in ["public", "tenancy"])`,
	`!has(device.standing) || !(device.standing in ["personal-managed", "personal-unmanaged"])`,
	`!has(initiator.party) || initiator.party == "provider"`,
}

var celCare = []string{
	`has(room.recording) && room.recording in ["off", "on-request"]`,
	`has(room.recording_authority) && room.recording_authority in ["nobody", "host"]`,
	`has(room.encryption) && room.encryption in ["transport", "end-to-end"]`,
	`has(room.visibility) && room.visibility == "private"`,
	`has(device.standing) && device.standing in ["corporate", "personal-compliant"]`,
	`has(initiator.party) && initiator.party == "provider"`,
}

var cel = Engine{
	Name: "CEL", Idiom: celIdiom[0], Care: celCare[0],
	Ask: func(document []byte, care bool) (Answer, error) {
		if care {
			return evaluate(celCare, document)
		}
		return evaluate(celIdiom, document)
	},
}

// evaluate answers by expressions that are all to be true.
func evaluate(expressions []string, document []byte) (Answer, error) {
	facts, err := decoded[map[string]any](document)
	if err != nil {
		return "", err
	}
	group := celgo.MapType(celgo.StringType, celgo.DynType)
	env, err := celgo.NewEnv(celgo.Variable("room", group), celgo.Variable("device", group), celgo.Variable("initiator", group))
	if err != nil {
		return "", err
	}
	for _, expression := range expressions {
		ast, issues := env.Compile(expression)
		if issues.Err() != nil {
			return "", issues.Err()
		}
		program, err := env.Program(ast)
		if err != nil {
			return "", err
		}
		holds, _, err := program.Eval(facts)
		if err != nil {
			return "", fmt.Errorf("missing: CEL: %w", err)
		}
		if holds.Value() != true {
			return Refuses, nil
		}
	}
	return Allows, nil
}
