package zoom_test

import (
	"fmt"
	"time"

	"github.com/preconsult/preconsult/consult/platform/zoom"
)

func Example() {
	// What Zoom made of a meeting whose settings were asked for in the wrong place.
	meeting, err := zoom.Decode([]byte(`{
		"id": 85746065,
		"type": 2,
		"password": "…",
		"settings": {
			"auto_recording": "cloud",
			"encryption_type": "enhanced_encryption",
			"waiting_room": false,
			"join_before_host": true,
			"use_pmi": false
		}
	}`))
	if err != nil {
		panic(err)
	}
	room := meeting.Room(zoom.User{}, time.Now())
	fmt.Println("recording: ", room.Recording, "by", room.RecordingAuthority)
	fmt.Println("encryption:", room.Encryption)
	fmt.Println("visible:   ", room.Visibility)
	fmt.Println("admission: ", room.Admission)
	settings, _ := meeting.Settings.Get()
	for _, name := range settings.Differs(zoom.Strict()) {
		fmt.Println("to mend:   ", name)
	}
	// Output:
	// recording:  automatic by unknown
	// encryption: transport
	// visible:    private
	// admission:  link
	// to mend:    auto_recording
	// to mend:    waiting_room
	// to mend:    waiting_room_options.mode
	// to mend:    waiting_room_options.who_goes_to_waiting_room
	// to mend:    join_before_host
	// to mend:    auto_start_meeting_summary
	// to mend:    auto_start_ai_companion_questions
}
