package platform_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform"
)

func TestRests(t *testing.T) {
	t.Parallel()
	decided := consulttest.Call().Room
	assert.True(t, platform.Rests(decided, decided), "what was read is what was decided on")
	assert.True(t, platform.Rests(decided, consult.Room{}), "what was not read comes from elsewhere")
	assert.True(t, platform.Rests(decided, consult.Room{Observed: consult.Observed{Source: "other", At: time.Now()}}), "source and time may differ")
	assert.False(t, platform.Rests(consult.Room{}, decided), "what was read and left out of the call")

	for why, change := range map[string]func(*consult.Room){
		"recording":     func(r *consult.Room) { r.Recording = consult.RecordingAutomatic },
		"authority":     func(r *consult.Room) { r.RecordingAuthority = consult.AuthorityParticipants },
		"transcription": func(r *consult.Room) { r.Transcription = consult.CaptureAutomatic },
		"scribe":        func(r *consult.Room) { r.Scribe = consult.CaptureAutomatic },
		"encryption":    func(r *consult.Room) { r.Encryption = consult.EncryptionNone },
		"capture":       func(r *consult.Room) { r.ServerCapture = consult.No },
		"visibility":    func(r *consult.Room) { r.Visibility = consult.VisibilityPublic },
		"admission":     func(r *consult.Room) { r.Admission = consult.AdmissionLink },
	} {
		read := decided
		change(&read)
		assert.False(t, platform.Rests(decided, read), "%s was read otherwise", why)
	}
}
