package wire_test

import (
	"errors"
	"fmt"

	"github.com/preconsult/preconsult/consult/wire"
)

// A request that is not as it should be is refused with everything that is wrong with it,
// in words that can go into a log and back to the sender: they quote nothing of it.
func ExampleDecodeCall() {
	body := []byte(`{
		"id": "Jane Doe, 11:30",
		"purpose": "consultation",
		"room": {"recording": "never", "patient": "Jane Doe"}
	}`)
	_, err := wire.DecodeCall(body)
	if wrong, ok := errors.AsType[*wire.Error](err); ok {
		for _, f := range wrong.Faults {
			fmt.Println(f)
		}
	}
	// Output:
	// id: is not an opaque identifier: 1 to 128 letters, digits and . _ ~ : - without spaces
	// room.recording: is not one of: unknown, off, on-request, buffered, automatic
	// room: has a member that is not known: the members are observed, recording, recording_authority, transcription, scribe, encryption, server_capture, visibility, admission
}

// A call has one wire form. What is not known is written, so that a record shows it.
func ExampleEncodeCall() {
	call, err := wire.DecodeCall([]byte(`{"id": "call-7f3a", "start": "2026-05-11T10:00:00+01:00", "client": {"version": "v1.11.0"}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	data, err := wire.EncodeCall(&call)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(data))
	// Output:
	// {"id":"call-7f3a","product":{},"purpose":"unknown","start":"2026-05-11T09:00:00Z","initiator":{"observed":{},"verified":"unknown","party":"unknown"},"room":{"observed":{},"recording":"unknown","recording_authority":"unknown","transcription":"unknown","scribe":"unknown","encryption":"unknown","server_capture":"unknown","visibility":"unknown","admission":"unknown"},"device":{"observed":{},"standing":"unknown"},"client":{"observed":{},"version":"1.11.0"},"data":{"observed":{},"categories":[],"subjects":[],"purposes":[],"recipients":{"state":"unknown"},"access":{"state":"unknown"},"storage":{"state":"unknown"}}}
}
