package hook_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/hook"
)

// rigForExample returns a gate with the whole suite, and records by which the ready-made call may start.
func rigForExample() *consult.Gate {
	rig, err := consulttest.MakeRig(consulttest.RigOptions{})
	if err != nil {
		panic(err)
	}
	return rig.Gate
}

// A platform in Go guards the handler that creates a call. The room is to be recorded, which the guidance
// does not allow by default, so that the handler does not run.
func ExampleGuard() {
	gate := rigForExample()
	recording := true // as the platform has the room on file

	describe := func(r *http.Request) (hook.Asked, error) {
		call := consulttest.Call() // in an application, from where it keeps its calls
		if recording {
			call.Room.Recording = consult.RecordingAutomatic
		}
		return hook.Asked{Call: call, Staff: r.Header.Get("Cookie") == "session=of-staff"}, nil
	}
	create := func(w http.ResponseWriter, r *http.Request) {
		permit := hook.Permit(r.Context())
		if _, err := gate.Redeem(r.Context(), permit, permit.Call()); err != nil {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		fmt.Fprintln(w, "the room of", permit.Call(), "is open")
	}
	guarded := hook.Guard(gate, describe, nil)(http.HandlerFunc(create))

	ask := func() {
		w := httptest.NewRecorder()
		guarded.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/calls", nil))
		var told struct{ Detail string }
		if w.Code == http.StatusOK {
			fmt.Print(w.Code, ": ", w.Body)
		} else if err := json.Unmarshal(w.Body.Bytes(), &told); err == nil {
			fmt.Println(w.Code, w.Header().Get("Content-Type"))
			fmt.Println(told.Detail)
		}
	}
	ask()
	recording = false
	ask()
	// Output:
	// 403 application/problem+json
	// This call cannot start yet, because it might be recorded without anyone asking for it. Your care team will contact you.
	// 200: the room of call-0001 is open
}

// A platform in another language asks whether a call may start, and is told why not.
func ExampleDecisionPoint() {
	const token = "4f6a0c1d2b3e495867768594a3b2c1d0" // openssl rand -hex 32, and not in the source
	callers, err := hook.Bearer(map[string]string{"clinic-backend": token})
	if err != nil {
		panic(err)
	}
	point, err := hook.NewDecisionPoint(rigForExample(), callers, nil)
	if err != nil {
		panic(err)
	}

	request := httptest.NewRequest(http.MethodPost, "/access/v1/evaluation", strings.NewReader(`{
		"subject":  {"type": "patient", "id": "p-1", "properties": {
			"observed": {"source": "idp", "at": "2026-06-15T09:57:00Z"},
			"verified": "yes", "party": "patient", "organisation": "TEST01"}},
		"action":   {"name": "start"},
		"resource": {"type": "call", "id": "call-7c41", "properties": {
			"controller": "TEST01", "product": {"id": "example-meet", "version": "3.2.0"},
			"purpose": "consultation", "start": "2026-06-15T10:05:00Z"}},
		"context": {
			"room": {"observed": {"source": "platform", "at": "2026-06-15T09:59:00Z"},
				"recording": "off", "recording_authority": "host", "transcription": "off", "scribe": "off",
				"encryption": "transport", "server_capture": "yes", "visibility": "private", "admission": "waiting-room"},
			"device": {"observed": {"source": "mdm", "at": "2026-06-15T09:58:00Z"}, "standing": "corporate"},
			"client": {"observed": {"source": "platform", "at": "2026-06-15T09:59:00Z"}, "version": "3.1.7", "server": "5.4"},
			"data": {"observed": {"source": "platform", "at": "2026-06-15T09:59:00Z"},
				"categories": ["identity", "audio-visual", "health"], "subjects": ["patients", "staff"], "purposes": ["direct-care"],
				"recipients": {"state": "none"}, "access": {"state": "listed", "countries": ["GB"]}, "storage": {"state": "none"}}}
	}`))
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	point.ServeHTTP(w, request)

	var answer struct {
		Decision bool
		Context  struct {
			ReasonAdmin map[string]string `json:"reason_admin"`
			ReasonUser  map[string]string `json:"reason_user"`
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
		panic(err)
	}
	fmt.Println(w.Code, answer.Decision)
	fmt.Println(answer.Context.ReasonAdmin["en"])
	fmt.Println(answer.Context.ReasonUser["en"])
	// Output:
	// 200 false
	// initiator.provider (P1) refuses: initiator.party was found patient, expected provider. For clinician: Have the clinician start the call. A patient or carer joins it and never starts it.
	// Your clinician starts the call. Please wait until they do.
}

// A token that is short, shared or missing is an error where the callers are made, and not an open door later.
func ExampleBearer() {
	_, err := hook.Bearer(map[string]string{"clinic-backend": "hunter2"})
	fmt.Println(err)
	_, err = hook.Bearer(nil)
	fmt.Println(err)
	// Output:
	// hook: the token of caller "clinic-backend" is no secret of at least 32 letters, digits and - . _ ~ + / =
	// hook: there are no callers, so nobody could ask: name at least one
}
