package jitsi_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/jitsi"
)

// FuzzInspect holds that a token that passes denies recording, is for the call, and makes no moderator.
func FuzzInspect(f *testing.F) {
	f.Add(`{"iss":"clinic","aud":"jitsi","sub":"meet.example.org","room":"call-0001","exp":1,"context":{"features":{}}}`)
	f.Add(`{"iss":"clinic","aud":"jitsi","room":"*","exp":1e300,"nbf":-1,"context":{"features":{"recording":"true"},"user":{"moderator":true}}}`)
	f.Add(`{"context":null}`)
	f.Add(`{"context":{"user":null,"features":null}}`)
	f.Add(`[]`)
	s := newServer(f, consulttest.NewRig(f))
	f.Fuzz(func(t *testing.T, body string) {
		c, err := s.Inspect(signed(t, body), "call-0001", consult.Patient)
		r := jitsi.Facts(c, jitsi.Config{}, jitsi.Deployment{Tokens: consult.Yes, Filters: consult.Yes}, time.Time{})
		if err == nil && (c.Room.Or("") != "call-0001" || strings.Contains(body, `"owner"`) && r.ServerCapture == consult.Yes) {
			t.Errorf("%q passes", body)
		}
		if r.Encryption == consult.EncryptionEndToEnd {
			t.Errorf("%q proves encryption end to end", body)
		}
	})
}

// FuzzToken holds that nothing that is not signed passes.
func FuzzToken(f *testing.F) {
	f.Add("a.b.c")
	f.Add("eyJhbGciOiJub25lIn0.e30.")
	f.Add("..")
	s := newServer(f, consulttest.NewRig(f))
	f.Fuzz(func(t *testing.T, token string) {
		if _, err := s.Inspect(platform.Token(token), "call-0001", consult.Provider); err == nil {
			t.Errorf("%q passes", token)
		}
	})
}

// FuzzConfig holds that no configuration proves that nothing is recorded.
func FuzzConfig(f *testing.F) {
	f.Add([]byte(`{"localRecording":{"disable":true}}`))
	f.Add([]byte(`{"localRecording":null}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, data []byte) {
		config, _ := jitsi.ReadConfig(data)
		d := jitsi.Deployment{Tokens: consult.Yes, Filters: consult.Yes, Recorder: consult.No}
		if r := jitsi.Facts(jitsi.Claims{}, config, d, time.Time{}); r.Recording != consult.RecordingOnRequest {
			t.Errorf("%q proves that nothing is recorded", data)
		}
	})
}

// FuzzReservation holds that no form opens a call but one that names its room.
func FuzzReservation(f *testing.F) {
	f.Add("name=call-0002")
	f.Add("name=call-0001&name=call-0002")
	f.Add("name=%00&mail_owner=%ff")
	f.Add("&&;=")
	rig := consulttest.NewRig(f)
	s := newServer(f, rig)
	call := consulttest.Call()
	call.ID = "a-call-whose-name-nobody-guesses-8c1f03b2d6"
	if _, err := s.Provider(rig.Permit(f, call), "dr-1"); err != nil {
		f.Fatal(err)
	}
	p := prosody{s.Reservations(platform.NewSecret(bearer)), bearer}
	f.Fuzz(func(t *testing.T, body string) {
		if status, _ := p.ask(t.Context(), http.MethodPost, "/conference", body); status < 400 || s.IsOpen(call.ID) {
			t.Errorf("%q is answered %d", body, status)
		}
	})
}
