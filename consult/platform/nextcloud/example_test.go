package nextcloud_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"time"

	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform/nextcloud"
)

// A backend that the signalling server asks. The clinician's client says hello with the first ticket, and
// the patient's with the second.
func Example() {
	rig, err := consulttest.MakeRig(consulttest.RigOptions{}) // stands for the application's gate
	if err != nil {
		log.Fatal(err)
	}
	defer rig.Close()
	call := consulttest.Call() // stands for a call that the application describes

	secret := []byte("as in the server's configuration")
	backend, err := nextcloud.New(rig.Gate, secret, &nextcloud.Options{Clock: rig.Clock.Now})
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux() // of the application
	mux.Handle("/ocs/v2.php/apps/spreed/api/v1/signaling/backend", backend)

	decision, err := rig.Gate.Decide(context.Background(), &call)
	if err != nil {
		log.Fatal(err)
	}
	if permit, ok := decision.Permit(); ok {
		clinician, _ := backend.Provider(permit)
		patient, _ := backend.Patient(permit.Call())
		fmt.Println(clinician != "", patient != "", backend.IsOpen(call.ID))
	}
	// Output: true true false
}

// What Nextcloud's own documents prove of a call.
func ExampleDocuments_Room() {
	var d nextcloud.Documents
	var err error
	if d.Config, err = nextcloud.ReadConfig([]byte(`{"apps":{"spreed":{"call_recording":"no"}}}`)); err != nil {
		log.Fatal(err)
	}
	d.Conversation, err = nextcloud.ReadConversation([]byte(`{"ocs":{"data":{
		"token": "x7k2mqp9", "type": 3, "listable": 0, "lobbyState": 1, "lobbyTimer": 0,
		"participantType": 1, "callPermissions": 0, "defaultPermissions": 0, "callRecording": 0}}}`))
	if err != nil {
		log.Fatal(err)
	}
	room := d.Room(time.Now())
	fmt.Println(room.Recording, room.Admission, room.Encryption, room.Transcription)
	// Output: off waiting-room transport unknown
}
