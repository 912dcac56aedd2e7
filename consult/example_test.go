package consult_test

import (
	"context"
	"fmt"
	"time"

	"github.com/preconsult/preconsult/consult"
)

// A platform asks the gate right before a call starts, and starts it with the permit.
func Example() {
	gate, err := consult.NewGate(consult.Discard, []*consult.Check{
		consult.ProviderInitiated(),
		consult.NotRecordedByDefault(),
		consult.Encrypted(),
	}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}

	ctx, call := context.Background(), consultation(time.Now())
	decision, err := gate.Decide(ctx, &call)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("the call is", decision.Outcome)
	permit, ok := decision.Permit()
	if !ok {
		return
	}

	// What starts the call takes the permit, and takes the call's id from it.
	start := func(permit consult.Permit) error {
		if _, err := gate.Redeem(ctx, permit, permit.Call()); err != nil {
			return err
		}
		fmt.Println("starting", permit.Call())
		return nil
	}
	fmt.Println("first:", start(permit))
	fmt.Println("again:", start(permit))
	// Output:
	// the call is allowed
	// starting call-7f3a
	// first: <nil>
	// again: consult: the permit was used before: decide again
}

// consultation returns a video consultation that is to start in five minutes, and of which
// everything has just been established. The other examples use it too.
func consultation(now time.Time) consult.Call {
	from := func(source consult.SourceID) consult.Observed { return consult.Observed{Source: source, At: now} }
	return consult.Call{
		ID:         "call-7f3a",
		Controller: "Z99901",
		Product:    consult.Product{ID: "example-meet"},
		Purpose:    consult.Consultation,
		Start:      now.Add(5 * time.Minute),
		Initiator: consult.Initiator{
			Observed: from("cis2"), Verified: consult.Yes, Party: consult.Provider, Organisation: "Z99901",
		},
		Room: consult.Room{
			Observed:           from("example-meet"),
			Recording:          consult.RecordingOnRequest,
			RecordingAuthority: consult.AuthorityHost,
			Transcription:      consult.CaptureOff,
			Scribe:             consult.CaptureOff,
			Encryption:         consult.EncryptionTransport,
			ServerCapture:      consult.No,
			Visibility:         consult.VisibilityPrivate,
			Admission:          consult.AdmissionWaitingRoom,
		},
		Device: consult.Device{Observed: from("mdm"), Standing: consult.DeviceCorporate},
		Client: consult.Client{Observed: from("example-meet")},
		Data: consult.Data{
			Observed:   from("example-meet"),
			Categories: consult.SetOf(consult.AudioVisualData, consult.HealthData),
			Subjects:   consult.SetOf(consult.Patients, consult.Staff),
			Purposes:   consult.SetOf(consult.DirectCare),
			Recipients: consult.NoRecipients(),
			Access:     consult.In(consult.UnitedKingdom),
			Storage:    consult.Nowhere(),
		},
	}
}
