package main

import (
	"time"

	"github.com/preconsult/preconsult/consult"
)

// Ireland is where the vendor's support sits.
var (
	ireland      = mustCountry("IE")
	unitedStates = mustCountry("US")
)

func mustCountry(code string) consult.Country {
	c, err := consult.ParseCountry(code)
	if err != nil {
		panic(err) // the code is a constant of the program
	}
	return c
}

func mustVersion(text string) consult.Version {
	v, err := consult.ParseVersion(text)
	if err != nil {
		panic(err) // the text is a constant of the program
	}
	return v
}

// observed returns who established a group of facts, and when: some seconds ago.
func observed(source consult.SourceID, at time.Time, ago time.Duration) consult.Observed {
	return consult.Observed{Source: source, At: at.Add(-ago)}
}

// practiceCall is a consultation of Brackenford Surgery in which all is well. An adapter
// fills each group of facts from the place that knows: the verified token, the platform's
// API, the device management.
func practiceCall(at time.Time) consult.Call {
	return consult.Call{
		ID:         "call-7c41",
		Controller: "Z99901",
		Product:    consult.Product{ID: "example-meet", Version: mustVersion("4.2.1")},
		Purpose:    consult.Consultation,
		Start:      at.Add(5 * time.Minute),
		Initiator: consult.Initiator{
			Observed:     observed("cis2", at, 90*time.Second),
			Verified:     consult.Yes,
			Party:        consult.Provider,
			Role:         "R8000",
			Organisation: "Z99901",
		},
		Room: consult.Room{
			Observed:           observed("example-meet", at, 20*time.Second),
			Recording:          consult.RecordingOff,
			RecordingAuthority: consult.AuthorityNobody,
			Transcription:      consult.CaptureOff,
			Scribe:             consult.CaptureOff,
			Encryption:         consult.EncryptionTransport,
			ServerCapture:      consult.No,
			Visibility:         consult.VisibilityPrivate,
			Admission:          consult.AdmissionWaitingRoom,
		},
		Device: consult.Device{
			Observed: observed("device-management", at, time.Minute),
			Standing: consult.DeviceCorporate,
		},
		Client: consult.Client{
			Observed: observed("example-meet", at, 20*time.Second),
			Version:  mustVersion("4.2.0"),
			Server:   mustVersion("4.2.1"),
		},
		Data: consult.Data{
			Observed:   observed("example-meet", at, 20*time.Second),
			Categories: consult.SetOf(consult.IdentityData, consult.ContactData, consult.AudioVisualData, consult.HealthData, consult.DeviceData),
			Subjects:   consult.SetOf(consult.Patients, consult.Staff),
			Purposes:   consult.SetOf(consult.DirectCare),
			Recipients: consult.RecipientsOf("example-sms"),
			Access:     consult.In(consult.UnitedKingdom, ireland),
			Storage:    consult.In(consult.UnitedKingdom),
		},
	}
}

// recordingCall is set up from a template for meetings: it records by itself, and the whole
// tenancy can find it and walk in.
func recordingCall(at time.Time) consult.Call {
	call := practiceCall(at)
	call.ID = "call-7c42"
	call.Room.Recording = consult.RecordingAutomatic
	call.Room.RecordingAuthority = consult.AuthorityParticipants
	call.Room.ServerCapture = consult.Yes
	call.Room.Visibility = consult.VisibilityTenancy
	call.Room.Admission = consult.AdmissionLink
	return call
}

// patientCall is opened by the patient, on a platform that does not say whether it records.
func patientCall(at time.Time) consult.Call {
	call := practiceCall(at)
	call.ID = "call-7c43"
	call.Initiator = consult.Initiator{
		Observed: observed("nhs-login", at, 30*time.Second),
		Verified: consult.Yes,
		Party:    consult.Patient,
	}
	call.Room.Recording = consult.RecordingUnknown
	return call
}

// trustCall is an appointment of Tallow Vale NHS Trust in which all is well.
func trustCall(at time.Time) consult.Call {
	call := practiceCall(at)
	call.ID = "call-1d07"
	call.Controller, call.Initiator.Organisation = "RZ999", "RZ999"
	call.Data.Recipients = consult.NoRecipients()
	return call
}

// movedCall stores data where neither the DPIA, the risk assessment nor the notice has them.
func movedCall(at time.Time) consult.Call {
	call := trustCall(at)
	call.Data.Storage = consult.In(consult.UnitedKingdom, unitedStates)
	return call
}

// outdatedCall runs on a client that lacks a necessary update.
func outdatedCall(at time.Time) consult.Call {
	call := trustCall(at)
	call.ID = "call-1d08"
	call.Client.Version = mustVersion("4.0.7")
	return call
}

// trialCall is on a product that the trust has no record of.
func trialCall(at time.Time) consult.Call {
	call := trustCall(at)
	call.ID = "call-1d09"
	openClinic(&call)
	return call
}

// homeCall is a video visit of Lantern Community Care from a phone that is not up to policy.
func homeCall(at time.Time) consult.Call {
	call := trustCall(at)
	call.ID = "call-55e0"
	call.Controller, call.Initiator.Organisation, call.Initiator.Role = "NZ999", "NZ999", "R8001"
	openClinic(&call)
	call.Device.Standing = consult.DevicePersonalManaged
	return call
}

// openClinic puts a call on open-clinic, which encrypts end to end and runs on a server of
// the organisation's own.
func openClinic(call *consult.Call) {
	call.Product = consult.Product{ID: "open-clinic", Version: mustVersion("2.9.4")}
	call.Room.Source, call.Client.Source, call.Data.Source = "open-clinic", "open-clinic", "open-clinic"
	call.Room.Encryption = consult.EncryptionEndToEnd
	call.Client.Version, call.Client.Server = mustVersion("2.9.2"), mustVersion("2.9.4")
	call.Data.Access = consult.In(consult.UnitedKingdom)
}

// meetingCall is a meeting about rotas at Lantern, started by somebody of Tallow Vale.
func meetingCall(at time.Time) consult.Call {
	call := trustCall(at)
	call.ID = "call-55e1"
	call.Controller = "NZ999"
	call.Purpose = consult.Colleagues
	call.Data.Categories = consult.SetOf(consult.IdentityData, consult.AudioVisualData, consult.DeviceData)
	call.Data.Subjects = consult.SetOf(consult.Staff)
	call.Data.Purposes = consult.SetOf(consult.Administration)
	return call
}
