package daily_test

import (
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/daily"
)

// sample is a room as docs.daily.co/reference/rest-api/rooms/get-room shows it: what is as by default is left out.
const sample = `{
	"id": "987b5eb5-d116-4a4e-8e2c-14fcb5710966",
	"name": "w2pp2cf4kltgFACPKXmX",
	"api_created": false,
	"privacy": "public",
	"url": "https://api-demo.daily.co/w2pp2cf4kltgFACPKXmX",
	"created_at": "2019-01-26T09:01:22.000Z",
	"config": {"start_video_off": true}
}`

// domain is a domain as docs.daily.co/reference/rest-api/domain/get-domain-config shows it, shortened.
const domain = `{
	"domain_name": "api-test-1",
	"domain_id": "30f866c3-9123-452a-8723-ff58322d09c5",
	"config": {"redirect_on_meeting_exit": "", "hide_daily_branding": false}
}`

func decoded(t *testing.T, text string) daily.Room {
	t.Helper()
	r, err := daily.Decode([]byte(text))
	require.NoError(t, err, text)
	return r
}

func decodedDomain(t *testing.T, text string) daily.Domain {
	t.Helper()
	d, err := daily.DecodeDomain([]byte(text))
	require.NoError(t, err, text)
	return d
}

func TestDecodeReadsTheSample(t *testing.T) {
	t.Parallel()
	assert.Equal(t, daily.Room{
		Name:    platform.Given("w2pp2cf4kltgFACPKXmX"),
		URL:     platform.Given("https://api-demo.daily.co/w2pp2cf4kltgFACPKXmX"),
		Privacy: platform.Given("public"),
		Config:  platform.Given(daily.Config{}),
	}, decoded(t, sample))
}

func TestMode(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]platform.Field[daily.Mode]{
		`{}`:                           {},
		`{"enable_recording":null}`:    platform.Null[daily.Mode](),
		`{"enable_recording":false}`:   platform.Given(daily.Mode("")),
		`{"enable_recording":"cloud"}`: platform.Given(daily.Mode("cloud")),
	} {
		var c daily.Config
		require.NoError(t, platform.Decode([]byte(text), &c), text)
		assert.Equal(t, want, c.Recording, text)
		written, err := json.Marshal(c)
		require.NoError(t, err)
		assert.Equal(t, text, string(written), "it is written as it was read")
	}
}

// hostile are documents that Daily does not send.
var hostile = []struct {
	why, text string
	want      error
}{
	{"nothing", ``, platform.ErrMalformed},
	{"the sample, cut off", sample[:len(sample)/2], platform.ErrMalformed},
	{"the sample, twice", sample + sample, platform.ErrMalformed},
	{"a member twice", `{"privacy":"private","privacy":"public"}`, platform.ErrMalformed},
	{"a member twice, once escaped", `{"config":{"enable_recording":null,"enable\u005frecording":"cloud"}}`, platform.ErrMalformed},
	{"not UTF-8", "{\"name\":\"\xff\"}", platform.ErrMalformed},
	{"text for a flag", `{"config":{"enable_knocking":"true"}}`, platform.ErrMistyped},
	{"a number for a mode", `{"config":{"enable_recording":0}}`, platform.ErrMistyped},
	{"a list of modes", `{"config":{"enable_recording":["cloud"]}}`, platform.ErrMistyped},
	{"a flag for a word", `{"privacy":true}`, platform.ErrMistyped},
	{"text for an instant", `{"config":{"exp":"never"}}`, platform.ErrMistyped},
	{"a list for the configuration", `{"config":[]}`, platform.ErrMistyped},
	{"too deep", `{"config":{"x":` + strings.Repeat("[", 64) + strings.Repeat("]", 64) + `}}`, platform.ErrTooDeep},
	{"64 KiB of brackets", strings.Repeat("[", 64<<10), platform.ErrTooDeep},
	{"more than 64 KiB", `{"x":"` + strings.Repeat("x", 64<<10) + `"}`, platform.ErrTooLong},
}

func TestDecodeRefusesHostileDocuments(t *testing.T) {
	t.Parallel()
	for _, test := range hostile {
		r, err := daily.Decode([]byte(test.text))
		assert.ErrorIs(t, err, test.want, test.why)
		assert.Zero(t, r, test.why)
		if test.text != `{"privacy":true}` && !strings.HasPrefix(test.text, `{"name"`) {
			d, err := daily.DecodeDomain([]byte(test.text))
			assert.ErrorIs(t, err, test.want, test.why)
			assert.Zero(t, d, test.why)
		}
	}
}

// FuzzDecode holds that what a room or its domain says in so many words is never read as something safer.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(sample), []byte(domain))
	f.Add([]byte(`{"privacy":"private","config":{"enable_recording":false,"enable_knocking":true}}`), []byte(`{"config":{"enable_recording":"cloud","intercom_auto_record":true}}`))
	for _, test := range hostile {
		f.Add([]byte(test.text), []byte(test.text))
	}
	f.Fuzz(func(t *testing.T, room, on []byte) {
		r, err := daily.Decode(room)
		if err != nil {
			assert.Zero(t, r)
		}
		d, err := daily.DecodeDomain(on)
		if err != nil {
			assert.Zero(t, d)
		}
		facts := r.Facts(d, consulttest.Now)
		if mode := r.Config.Or(daily.Config{}).Recording.Or(""); mode != "" {
			assert.Equal(t, consult.AuthorityParticipants, facts.RecordingAuthority)
			assert.NotEqual(t, consult.RecordingOff, facts.Recording)
		}
		if r.Privacy.Or("") != "private" {
			assert.NotContains(t, []consult.Admission{consult.AdmissionWaitingRoom, consult.AdmissionNamedGuests}, facts.Admission)
			assert.NotEqual(t, consult.VisibilityPrivate, facts.Visibility)
		}
		if r.Config.Or(daily.Config{}).AutoTranscription.Or(false) {
			assert.NotEqual(t, consult.CaptureOnRequest, facts.Transcription)
		}
		alone := r.Facts(daily.Domain{}, consulttest.Now)
		assert.True(t, alone.Recording == consult.RecordingUnknown || alone.Recording == facts.Recording || facts.Recording == consult.RecordingAutomatic)
	})
}
