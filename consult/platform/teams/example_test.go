package teams_test

import (
	"fmt"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform/teams"
)

func Example() {
	meeting, err := teams.Decode([]byte(`{
		"id": "MSpkYzE3Njc0Yy04MWQ5LTRhZGItYmZi",
		"recordAutomatically": false,
		"allowRecording": true,
		"allowedPresenters": "everyone",
		"lobbyBypassSettings": {"scope": "unknownFutureValue", "isDialInBypassEnabled": false}
	}`))
	if err != nil {
		panic(err)
	}
	group, err := teams.DecodeGroup([]byte(`{"visibility": "Public"}`))
	if err != nil {
		panic(err)
	}
	room := meeting.Room(group.Visible(), time.Now())
	fmt.Println("recording: ", room.Recording, "by", room.RecordingAuthority)
	fmt.Println("visible to:", room.Visibility)
	fmt.Println("admission: ", room.Admission)
	fmt.Println("scribe:    ", room.Scribe)
	if room.Visibility == consult.VisibilityTenancy {
		fmt.Println("to mend:   ", meeting.Differs(teams.Strict()))
	}
	// Output:
	// recording:  on-request by participants
	// visible to: tenancy
	// admission:  unknown
	// scribe:     unknown
	// to mend:    [allowRecording allowTranscription allowedPresenters allowedLobbyAdmitters lobbyBypassSettings.scope]
}
