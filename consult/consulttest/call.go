package consulttest

import (
	"time"

	"github.com/preconsult/preconsult/consult"
)

// Call returns a call that breaks no rule where [OnFile] is on file and it is judged at [Now]: a
// consultation of the practice by [Meet], which starts in five minutes.
// The changes are made in order:
//
//	call := consulttest.Call(consulttest.RecordingOn, consulttest.Public)
func Call(changes ...CallChange) consult.Call {
	c := CallAt(Now, Now.Add(5*time.Minute))
	for _, change := range changes {
		change(&c)
	}
	return c
}

// CallAt is [Call] judged and started at other instants. Its facts were established up to three
// minutes before now.
func CallAt(now, start time.Time) consult.Call {
	seen := func(source consult.SourceID, age time.Duration) consult.Observed {
		return consult.Observed{Source: source, At: now.Add(-age)}
	}
	return consult.Call{
		ID: "call-0001", Controller: Practice, Product: consult.Product{ID: Meet, Version: version("3.2.0")},
		Purpose: consult.Consultation, Start: start,
		Initiator: consult.Initiator{
			Observed: seen("idp", 3*time.Minute), Verified: consult.Yes, Party: consult.Provider, Role: "R0001", Organisation: Practice,
		},
		Room: consult.Room{
			Observed:  seen("platform", time.Minute),
			Recording: consult.RecordingOnRequest, RecordingAuthority: consult.AuthorityHost,
			Transcription: consult.CaptureOnRequest, Scribe: consult.CaptureOff,
			Encryption: consult.EncryptionTransport, ServerCapture: consult.Yes,
			Visibility: consult.VisibilityPrivate, Admission: consult.AdmissionWaitingRoom,
		},
		Device: consult.Device{Observed: seen("mdm", 2*time.Minute), Standing: consult.DeviceCorporate},
		Client: consult.Client{Observed: seen("platform", time.Minute), Version: version("3.1.7"), Server: version("5.4")},
		Data: consult.Data{
			Observed:   seen("platform", 0),
			Categories: consult.SetOf(consult.IdentityData, consult.AudioVisualData, consult.HealthData),
			Subjects:   consult.SetOf(consult.Patients, consult.Staff),
			Purposes:   consult.SetOf(consult.DirectCare),
			Recipients: consult.RecipientsOf(Cloud),
			Access:     consult.In(gb, ie), Storage: consult.In(gb, ie),
		},
	}
}

// The United Kingdom, a country that is within what the ready-made records cover, and one that is not.
var (
	gb = consult.UnitedKingdom
	ie = country("IE")
	us = country("US")
)

func version(text string) consult.Version {
	v, err := consult.ParseVersion(text)
	if err != nil {
		panic(err) // a constant of this package
	}
	return v
}

func country(code string) consult.Country {
	c, err := consult.ParseCountry(code)
	if err != nil {
		panic(err) // a constant of this package
	}
	return c
}
