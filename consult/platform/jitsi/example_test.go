package jitsi_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/jitsi"
)

// A server whose rooms open when Prosody asks for them. The clinician's token is the only one until then.
func Example() {
	rig, err := consulttest.MakeRig(consulttest.RigOptions{}) // stands for the application's gate
	if err != nil {
		log.Fatal(err)
	}
	defer rig.Close()
	call := consulttest.Call() // stands for a call that the application describes

	server, err := jitsi.New(rig.Gate, &jitsi.Options{
		AppID: "clinic", Secret: platform.NewSecret("as in Prosody's configuration"), Domain: "meet.example.org", Clock: rig.Clock.Now,
	})
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux() // of the application
	mux.Handle("/jitsi/", http.StripPrefix("/jitsi", server.Reservations(platform.NewSecret("as in reservations_api_headers"))))

	decision, err := rig.Gate.Decide(context.Background(), &call)
	if err != nil {
		log.Fatal(err)
	}
	if permit, ok := decision.Permit(); ok {
		token, _ := server.Provider(permit, "dr-1")
		_, err := server.Patient(permit.Call(), "guest-1")
		fmt.Println(token != "", err)
	}
	// Output: true jitsi: the call is not open: its provider has not started it, or it has ended
}

// What the tokens of a server, and its operator, prove of a call.
func ExampleFacts() {
	rig, err := consulttest.MakeRig(consulttest.RigOptions{}) // stands for the application's gate
	if err != nil {
		log.Fatal(err)
	}
	defer rig.Close()
	server, err := jitsi.New(rig.Gate, &jitsi.Options{
		AppID: "clinic", Secret: platform.NewSecret("as in Prosody's configuration"), Domain: "meet.example.org",
	})
	if err != nil {
		log.Fatal(err)
	}
	config, err := jitsi.ReadConfig([]byte(`{"localRecording": {"disable": true}}`))
	if err != nil {
		log.Fatal(err)
	}
	operator := jitsi.Deployment{Tokens: consult.Yes, Filters: consult.Yes, Lobby: consult.Yes}
	room := jitsi.Facts(server.Claims("call-0001"), config, operator, time.Now())
	fmt.Println(room.Recording, room.RecordingAuthority, room.Transcription, room.Admission)
	// Output: on-request unknown off waiting-room
}
