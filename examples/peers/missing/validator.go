package missing

import (
	"errors"

	validation "github.com/go-playground/validator/v10"
)

// tagged has the rules as tags that forbid what is bad.
type tagged struct {
	Room struct {
		Recording          string `json:"recording" validate:"ne=automatic,ne=buffered"`
		RecordingAuthority string `json:"recording_authority" validate:"ne=participants"`
		Encryption         string `json:"encryption" validate:"ne=none"`
		Visibility         string `json:"visibility" validate:"ne=public,ne=tenancy"`
	} `json:"room"`
	Device struct {
		Standing string `json:"standing" validate:"ne=personal-managed,ne=personal-unmanaged"`
	} `json:"device"`
	Initiator struct {
		Party string `json:"party" validate:"omitempty,eq=provider"`
	} `json:"initiator"`
}

// required has them as tags that ask for what is good.
type required struct {
	Room struct {
		Recording          string `json:"recording" validate:"required,oneof=off on-request"`
		RecordingAuthority string `json:"recording_authority" validate:"required,oneof=nobody host"`
		Encryption         string `json:"encryption" validate:"required,oneof=transport end-to-end"`
		Visibility         string `json:"visibility" validate:"required,eq=private"`
	} `json:"room"`
	Device struct {
		Standing string `json:"standing" validate:"required,oneof=corporate personal-compliant"`
	} `json:"device"`
	Initiator struct {
		Party string `json:"party" validate:"required,eq=provider"`
	} `json:"initiator"`
}

var validator = Engine{
	Name:  "validator",
	Idiom: "Recording string `validate:\"ne=automatic,ne=buffered\"`",
	Care:  "Recording string `validate:\"required,oneof=off on-request\"`",
	Ask: func(document []byte, care bool) (Answer, error) {
		if care {
			return validate(decoded[required](document))
		}
		return validate(decoded[tagged](document))
	},
}

func validate[T any](call T, err error) (Answer, error) {
	if err != nil {
		return "", err
	}
	err = validation.New().Struct(call)
	if _, faulty := errors.AsType[validation.ValidationErrors](err); faulty {
		return Refuses, nil
	}
	return Allows, err
}
