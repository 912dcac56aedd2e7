package jitsi_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/jitsi"
)

// claimsOf reads claims as a token has them.
func claimsOf(t testing.TB, body string) jitsi.Claims {
	t.Helper()
	var c jitsi.Claims
	require.NoError(t, platform.Decode([]byte(body), &c))
	return c
}

// TestFacts holds what a token, the configuration and the operator prove.
func TestFacts(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 5, 11, 9, 0, 0, 0, time.UTC)
	const denied = `{"room":"call-0001","context":{"features":{}}}`
	all := jitsi.Deployment{
		Tokens: consult.Yes, Filters: consult.Yes, Recorder: consult.Yes, Transcriber: consult.Yes,
		BrowserRecording: consult.No, Scribe: consult.No, Lobby: consult.Yes,
	}
	none := consult.Room{
		Observed: consult.Observed{Source: jitsi.Source, At: at}, Recording: consult.RecordingOff, RecordingAuthority: consult.AuthorityNobody,
		Transcription: consult.CaptureOff, Scribe: consult.CaptureOff, Encryption: consult.EncryptionTransport, ServerCapture: consult.No,
		Visibility: consult.VisibilityPrivate, Admission: consult.AdmissionWaitingRoom,
	}
	type change = func(*consult.Room)
	requested := func(r *consult.Room) {
		r.Recording, r.RecordingAuthority, r.ServerCapture = consult.RecordingOnRequest, consult.AuthorityHost, consult.Yes
	}
	everything := func(r *consult.Room) {
		requested(r)
		r.Transcription = consult.CaptureOnRequest
	}
	unfiltered := func(r *consult.Room) {
		r.Recording, r.RecordingAuthority = consult.RecordingUnknown, consult.AuthorityUnknown
		r.Transcription, r.ServerCapture = consult.CaptureUnknown, consult.Unknown
	}
	browser := func(a consult.RecordingAuthority) change {
		return func(r *consult.Room) { r.Recording, r.RecordingAuthority = consult.RecordingOnRequest, a }
	}
	for _, row := range []struct {
		why, claims, config string
		deployment          func(*jitsi.Deployment)
		want                change
	}{
		{"an empty object denies everything", denied, `{}`, nil, func(*consult.Room) {}},
		{"features that are denied", `{"room":"call-0001","context":{"features":{"recording":"false","livestreaming":false}}}`, `{}`, nil, func(*consult.Room) {}},
		{"no features: everything is granted", `{"room":"call-0001","context":{}}`, `{}`, nil, everything},
		{"features that are null", `{"room":"call-0001","context":{"features":null}}`, `{}`, nil, everything},
		{"no context", `{"room":"call-0001"}`, `{}`, nil, everything},
		{"recording is granted", `{"room":"call-0001","context":{"features":{"recording":"true"}}}`, `{}`, nil, requested},
		{"livestreaming is recording to elsewhere", `{"room":"call-0001","context":{"features":{"livestreaming":true}}}`, `{}`, nil, requested},
		{"transcription is granted", `{"room":"call-0001","context":{"features":{"transcription":true}}}`, `{}`, nil, func(r *consult.Room) {
			r.Transcription, r.ServerCapture = consult.CaptureOnRequest, consult.Yes
		}},
		{"everything is granted, and nothing is there that does it", `{"room":"call-0001"}`, `{}`, func(d *jitsi.Deployment) { d.Recorder, d.Transcriber = consult.No, consult.No }, func(*consult.Room) {}},

		{"Prosody does not hold people to their features", denied, `{}`, func(d *jitsi.Deployment) { d.Filters = consult.No }, unfiltered},
		{"whether it does is unknown", denied, `{}`, func(d *jitsi.Deployment) { d.Filters = consult.Unknown }, unfiltered},
		{"people come in without a token", denied, `{}`, func(d *jitsi.Deployment) { d.Tokens, d.Lobby = consult.No, consult.No }, func(r *consult.Room) {
			unfiltered(r)
			r.Visibility, r.Admission = consult.VisibilityPublic, consult.AdmissionLink
		}},
		{"people come in without a token, from the lobby", denied, `{}`, func(d *jitsi.Deployment) { d.Tokens = consult.No }, func(r *consult.Room) {
			unfiltered(r)
			r.Visibility = consult.VisibilityPublic
		}},
		{"whether they do is unknown", denied, `{}`, func(d *jitsi.Deployment) { d.Tokens = consult.Unknown }, func(r *consult.Room) {
			unfiltered(r)
			r.Visibility, r.Admission = consult.VisibilityUnknown, consult.AdmissionUnknown
		}},
		{"no lobby: everybody has a token of their own", denied, `{}`, func(d *jitsi.Deployment) { d.Lobby = consult.No }, func(r *consult.Room) { r.Admission = consult.AdmissionNamedGuests }},
		{"a token for any room", `{"room":"*","context":{"features":{}}}`, `{}`, nil, func(r *consult.Room) {
			r.Visibility, r.Admission = consult.VisibilityUnknown, consult.AdmissionUnknown
		}},
		{"a token without a room", `{"context":{"features":{}}}`, `{}`, nil, func(r *consult.Room) {
			r.Visibility, r.Admission = consult.VisibilityUnknown, consult.AdmissionUnknown
		}},
		{"a scribe listens", denied, `{}`, func(d *jitsi.Deployment) { d.Scribe = consult.Yes }, func(r *consult.Room) {
			r.Scribe, r.ServerCapture = consult.CaptureUnknown, consult.Yes
		}},
		{"whether one does is unknown", denied, `{}`, func(d *jitsi.Deployment) { d.Scribe = consult.Unknown }, func(r *consult.Room) {
			r.Scribe, r.ServerCapture = consult.CaptureUnknown, consult.Unknown
		}},

		{"localRecording absent leaves it on", denied, `{}`, func(d *jitsi.Deployment) { d.BrowserRecording = consult.Unknown }, browser(consult.AuthorityParticipants)},
		{"localRecording null", denied, `{"localRecording":null}`, func(d *jitsi.Deployment) { d.BrowserRecording = consult.Unknown }, browser(consult.AuthorityParticipants)},
		{"localRecording.disable false", denied, `{"localRecording":{"disable":false}}`, func(d *jitsi.Deployment) { d.BrowserRecording = consult.Unknown }, browser(consult.AuthorityParticipants)},
		{"localRecording.disable null", denied, `{"localRecording":{"disable":null}}`, func(d *jitsi.Deployment) { d.BrowserRecording = consult.Unknown }, browser(consult.AuthorityParticipants)},
		{"localRecording.disable true, which anybody can overwrite", denied, `{"localRecording":{"disable":true}}`, func(d *jitsi.Deployment) { d.BrowserRecording = consult.Unknown }, browser(consult.AuthorityUnknown)},
		{"the configuration was not read", denied, ``, func(d *jitsi.Deployment) { d.BrowserRecording = consult.Unknown }, browser(consult.AuthorityUnknown)},
		{"the operator says that they can", denied, `{"localRecording":{"disable":true}}`, func(d *jitsi.Deployment) { d.BrowserRecording = consult.Yes }, browser(consult.AuthorityParticipants)},
		{"whoever records has no token", `{"room":"call-0001"}`, `{}`, func(d *jitsi.Deployment) { d.Filters = consult.Unknown }, func(r *consult.Room) {
			everything(r)
			r.RecordingAuthority = consult.AuthorityUnknown
		}},
	} {
		t.Run(row.why, func(t *testing.T) {
			t.Parallel()
			var config jitsi.Config
			var err error
			if row.config != "" {
				config, err = jitsi.ReadConfig([]byte(row.config))
				require.NoError(t, err)
			}
			d, want := all, none
			if row.deployment != nil {
				row.deployment(&d)
			}
			row.want(&want)
			if diff := cmp.Diff(want, jitsi.Facts(claimsOf(t, row.claims), config, d, at)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}

	t.Run("the server's own tokens deny everything", func(t *testing.T) {
		t.Parallel()
		s := newServer(t, consulttest.NewRig(t))
		config, err := jitsi.ReadConfig([]byte(`{}`))
		require.NoError(t, err)
		assert.Equal(t, none, jitsi.Facts(s.Claims("call-0001"), config, all, at))
	})

	t.Run("nothing said proves next to nothing", func(t *testing.T) {
		t.Parallel()
		assert.Equal(t, consult.Room{
			Observed: consult.Observed{Source: jitsi.Source, At: at}, Encryption: consult.EncryptionTransport,
		}, jitsi.Facts(claimsOf(t, denied), jitsi.Config{}, jitsi.Deployment{}, at))
	})
}

// TestReadConfig holds what is no configuration.
func TestReadConfig(t *testing.T) {
	t.Parallel()
	for document, want := range map[string]error{
		`{"hosts":{},"p2p":{"enabled":true}}`:   nil,
		`null`:                                  platform.ErrMistyped,
		`[]`:                                    platform.ErrMistyped,
		`{"localRecording":true}`:               platform.ErrMistyped,
		`{"localRecording":{"disable":"true"}}`: platform.ErrMistyped,
		`var config = {}`:                       platform.ErrMalformed,
		`{"localRecording":{},"localRecording":{"disable":true}}`: platform.ErrMalformed,
	} {
		_, err := jitsi.ReadConfig([]byte(document))
		require.ErrorIs(t, err, want, document)
	}
}
