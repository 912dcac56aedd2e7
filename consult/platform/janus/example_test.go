package janus_test

import (
	"fmt"
	"time"

	"github.com/preconsult/preconsult/consult/platform/janus"
)

// A room that somebody else made is judged by what Janus lists of it.
func ExampleRoom_Facts() {
	room, err := janus.DecodeRoom([]byte(`{
		"room": 1234, "description": "Demo Room", "is_private": false, "pin_required": false,
		"require_e2ee": false, "record": false, "lock_record": false
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	facts := room.Facts(time.Now())
	fmt.Println("recording:", facts.Recording)
	fmt.Println("who may record:", facts.RecordingAuthority)
	fmt.Println("encryption:", facts.Encryption)
	fmt.Println("visibility:", facts.Visibility)
	fmt.Println("transcription:", facts.Transcription)
	// Output:
	// recording: on-request
	// who may record: participants
	// encryption: transport
	// visibility: public
	// transcription: unknown
}

// The facts of a call come from the room that Open will ask for, before there is one.
func ExampleServer_Request() {
	server := &janus.Server{URL: "https://janus.example/janus", AdminKey: "from the application's secrets", EndToEnd: true}
	facts := server.Request("call-0001").Facts(time.Now())
	fmt.Println("recording:", facts.Recording)
	fmt.Println("who may record:", facts.RecordingAuthority)
	fmt.Println("encryption:", facts.Encryption)
	fmt.Println("admission:", facts.Admission)
	// Output:
	// recording: on-request
	// who may record: host
	// encryption: end-to-end
	// admission: named-guests
}
