package bigbluebutton_test

import (
	"fmt"
	"time"

	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/bigbluebutton"
)

// A meeting that another program asks for is judged before the call is passed on.
func ExampleCreate_Facts() {
	create, err := bigbluebutton.DecodeCreate("name=Clinic&meetingID=test01&record=true&guestPolicy=ALWAYS_ACCEPT")
	if err != nil {
		fmt.Println(err)
		return
	}
	facts := create.Facts(time.Now())
	fmt.Println("recording:", facts.Recording)
	fmt.Println("who may record:", facts.RecordingAuthority)
	fmt.Println("encryption:", facts.Encryption)
	fmt.Println("admission:", facts.Admission)
	fmt.Println("transcription:", facts.Transcription)
	// Output:
	// recording: buffered
	// who may record: host
	// encryption: transport
	// admission: link
	// transcription: unknown
}

// The facts of a call come from the meeting that Open will ask for, before there is one.
func ExampleServer_Create() {
	server := &bigbluebutton.Server{URL: "https://bbb.example/bigbluebutton/api", Secret: platform.NewSecret("from the application's secrets")}
	facts := server.Create("call-0001").Facts(time.Now())
	fmt.Println("recording:", facts.Recording)
	fmt.Println("admission:", facts.Admission)
	fmt.Println("transcription:", facts.Transcription)
	// Output:
	// recording: off
	// admission: waiting-room
	// transcription: off
}
