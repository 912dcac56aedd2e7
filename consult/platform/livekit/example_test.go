package livekit_test

import (
	"context"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/livekit"
)

// A clinician starts a call, and a patient joins it.
func Example() {
	ctx := context.Background()
	rig, err := consulttest.MakeRig(consulttest.RigOptions{}) // stands for a gate, with records on file
	if err != nil {
		log.Fatal(err)
	}
	defer rig.Close()
	gate, call := rig.Gate, consulttest.Call()
	media := pretended()
	defer media.Close()

	server := &livekit.Server{URL: media.URL, Key: "key", Secret: platform.NewSecret("secret"), Deployment: livekit.Deployment{
		Egress: consult.Yes, Recorders: consult.AuthorityHost,
		Agents: consult.No, Gateways: consult.No, Admission: consult.AdmissionNamedGuests,
	}}
	if server.Deployment.AutoCreate, err = server.Probe(ctx); err != nil {
		log.Fatal(err)
	}

	room, err := server.Room(ctx, call.ID)
	if err != nil {
		log.Fatal(err)
	}
	call.Room = livekit.Facts(room, server.Deployment, rig.Clock.Now())
	decision, err := gate.Decide(ctx, &call)
	if err != nil {
		log.Fatal(err)
	}
	permit, _ := decision.Permit() // none where the call is refused, and Open refuses that
	provider, err := server.Open(ctx, gate, permit, "staff-0001")
	fmt.Println("provider:", provider != "", err)
	patient, err := server.Patient(call.ID, "guest-0001")
	fmt.Println("patient:", patient != "", err)

	_, err = server.Open(ctx, gate, permit, "staff-0001")
	fmt.Println("again:", err)
	// Output:
	// provider: true <nil>
	// patient: true <nil>
	// again: consult: the permit was used before: decide again
}

// pretended answers what a LiveKit server does that has no room yet and opens none by itself.
func pretended() *httptest.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /rtc/validate", func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "requested room does not exist", http.StatusNotFound)
	})
	mux.HandleFunc("POST /twirp/livekit.RoomService/ListRooms", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"rooms":[]}`)
	})
	mux.HandleFunc("POST /twirp/livekit.RoomService/CreateRoom", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"name":"call-0001","active_recording":false}`)
	})
	return httptest.NewServer(mux)
}

// What the server says of calls that run is held against the decisions that they were started by.
func ExampleServer_Webhook() {
	var decided func(context.Context, consult.CallID) (consult.Decision, bool) // from where Server.Keep keeps them
	server := &livekit.Server{URL: "https://livekit.example", Key: "key", Secret: platform.NewSecret("secret")}
	watch := &platform.Watch{Decided: decided, Recorder: consult.LogTo(slog.Default().Handler())}

	mux := http.NewServeMux()
	mux.Handle("/livekit/webhook", server.Webhook(watch))
}

// A token that another part of the application made is judged before it is handed out.
func ExampleServer_Inspect() {
	server := &livekit.Server{URL: "https://livekit.example", Key: "key", Secret: platform.NewSecret("secret")}
	token, err := server.Patient("call-0001", "guest-0001")
	if err != nil {
		log.Fatal(err)
	}
	_, err = server.Inspect(token, "call-0001")
	fmt.Println(err)
	_, err = server.Inspect(token, "call-0002")
	fmt.Println(err)
	// Output:
	// <nil>
	// platform: the token is for more than joining this call: video.room
}

// A room that an application is going to make by itself is judged by what it is going to make it with.
func ExampleFacts() {
	var configuration livekit.Configuration
	if err := platform.Decode([]byte(`{"name": "call-0001", "egress": {"room": {"layout": "grid"}}}`), &configuration); err != nil {
		log.Fatal(err)
	}
	facts := livekit.Facts(configuration, livekit.Deployment{Gateways: consult.No}, time.Now())
	fmt.Println(facts.Recording, facts.Encryption, facts.Visibility)
	// Output: automatic transport unknown
}
