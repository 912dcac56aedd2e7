package daily_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/daily"
)

// decide reads the room and has the rig's gate allow the call that it carries.
func decide(t *testing.T, rig *consulttest.Rig, api *daily.API) (consult.Permit, daily.Reading) {
	t.Helper()
	call := consulttest.Call()
	seen, err := api.Read(t.Context(), call.ID)
	require.NoError(t, err)
	call.Room = seen.Facts()
	call.Room.Scribe = consult.CaptureOff // nobody sends a bot into it
	return rig.Permit(t, call), seen
}

// verified returns what a token says, where the domain's key signed it.
func verified(t *testing.T, token platform.Token) jwt.MapClaims {
	t.Helper()
	claims := jwt.MapClaims{}
	_, err := jwt.ParseWithClaims(string(token), claims, func(*jwt.Token) (any, error) { return []byte(apiKey), nil },
		jwt.WithValidMethods([]string{"HS256"}), jwt.WithTimeFunc(func() time.Time { return consulttest.Now }))
	require.NoError(t, err)
	return claims
}

func TestEnterForAPermit(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	_, api := stands(t)
	permit, seen := decide(t, rig, api)
	entry, err := api.Enter(t.Context(), rig.Gate, permit, seen)
	require.NoError(t, err)
	assert.Equal(t, "https://api-test-1.daily.co/call-0001", entry.URL)
	assert.Empty(t, entry.Patient, "the patient knocks: any token goes past the waiting room")
	assert.Equal(t, jwt.MapClaims{
		"r": "call-0001", "d": "30f866c3-9123-452a-8723-ff58322d09c5", "o": true, "sr": false, "ast": false, "erui": false,
		"iat": float64(consulttest.Now.Unix()), "nbf": float64(consulttest.Now.Add(-time.Minute).Unix()), "exp": float64(consulttest.Now.Add(daily.DefaultLife).Unix()),
	}, verified(t, entry.Provider))

	claims, err := daily.Inspect(entry.Provider)
	require.NoError(t, err)
	assert.Empty(t, claims.Excess("call-0001", consult.Provider, consulttest.Now.Add(daily.DefaultLife)), "it allows no more than the call needs")
	assert.Equal(t, seen.Facts(), claims.In(seen.Facts()), "and makes no fact worse")

	_, err = api.Enter(t.Context(), rig.Gate, permit, seen)
	assert.ErrorIs(t, err, consult.ErrUsed)

	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("entered", "entry", entry, "token", entry.Provider, "none", entry.Patient, "key", api.Key)
	assert.NotContains(t, log.String(), "eyJ")
	assert.NotContains(t, log.String(), apiKey)
}

func TestEnterWhereNobodyCanKnock(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	s, api := stands(t)
	api.Life = time.Minute
	s.change(`"enable_knocking":true`, `"enable_knocking":false`)
	permit, seen := decide(t, rig, api)
	assert.Equal(t, consult.AdmissionNamedGuests, seen.Facts().Admission)
	entry, err := api.Enter(t.Context(), rig.Gate, permit, seen)
	require.NoError(t, err)
	claims := verified(t, entry.Patient)
	assert.Equal(t, false, claims["o"], "the patient owns nothing")
	assert.Equal(t, "call-0001", claims["r"])
	patient, err := daily.Inspect(entry.Patient)
	require.NoError(t, err)
	assert.Empty(t, patient.Excess("call-0001", consult.Patient, consulttest.Now.Add(time.Minute)))
	assert.NotEqual(t, entry.Patient, entry.Provider)
}

func TestNobodyEntersARoomThatChanged(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ setting, from, to string }{
		{"url", `.daily.co/call-0001"`, `.daily.co/call-0002"`},
		{"privacy", `"private"`, `"public"`},
		{"enable_recording", `"exp"`, `"enable_recording":"cloud","exp"`},
		{"enable_knocking", `"enable_knocking":true`, `"enable_knocking":false`},
		{"enable_knocking", `"enable_knocking":true,`, ``},
		{"auto_start_transcription", `"exp"`, `"auto_start_transcription":true,"exp"`},
		{"enable_transcription_storage", `"exp"`, `"enable_transcription_storage":null,"exp"`},
		{"domain", `"hide_daily_branding"`, `"enable_recording":"cloud","hide_daily_branding"`},
		{"domain", `30f866c3`, `40f866c3`},
	} {
		rig := consulttest.NewRig(t)
		s, api := stands(t)
		permit, seen := decide(t, rig, api)
		before, on := s.room, s.domain
		s.change(test.from, test.to)
		entry, err := api.Enter(t.Context(), rig.Gate, permit, seen)
		var changed *daily.ChangedError
		require.ErrorAs(t, err, &changed, test.setting)
		assert.Equal(t, []string{test.setting}, changed.Settings)
		assert.Equal(t, "daily: changed since the decision: "+test.setting, err.Error())
		assert.Zero(t, entry)
		s.room, s.domain = before, on
		_, err = api.Enter(t.Context(), rig.Gate, permit, seen)
		assert.NoError(t, err, "the permit was not used up")
	}
}

func TestNobodyEntersOtherwise(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	s, api := stands(t)
	permit, seen := decide(t, rig, api)
	_, err := api.Enter(t.Context(), rig.Gate, consult.Permit{}, daily.Reading{})
	assert.ErrorIs(t, err, consult.ErrNoPermit)
	_, err = api.Enter(t.Context(), rig.Gate, permit, daily.Reading{})
	assert.ErrorIs(t, err, consult.ErrOtherCall, "a reading of no room")
	_, err = api.Enter(t.Context(), consulttest.NewRig(t).Gate, permit, seen)
	assert.ErrorIs(t, err, consult.ErrOtherGate)
	_, err = api.Enter(t.Context(), nil, permit, seen)
	assert.ErrorIs(t, err, consult.ErrNoGate)
	_, err = new(daily.API).Enter(t.Context(), rig.Gate, permit, seen)
	assert.ErrorIs(t, err, daily.ErrKey)

	s.status = http.StatusServiceUnavailable
	_, err = api.Enter(t.Context(), rig.Gate, permit, seen)
	var status *platform.StatusError
	assert.ErrorAs(t, err, &status, "a room that cannot be read again")
	s.status = 0
	rig.Recorder.SetDown(true)
	_, err = api.Enter(t.Context(), rig.Gate, permit, seen)
	assert.ErrorIs(t, err, consulttest.ErrDown, "no record, no start")

	rig = consulttest.NewRig(t)
	_, err = api.Enter(t.Context(), rig.Gate, rig.Permit(t, consulttest.Call()), seen)
	assert.ErrorIs(t, err, daily.ErrOtherFacts, "a decision on something else than was read")

	for why, change := range map[string][2]string{
		"a URL that is none":        {`https://api-test-1.daily.co`, `javascript:`},
		"a URL in the clear":        {`https://`, `http://`},
		"no URL":                    {`"url"`, `"uri"`},
		"no domain to sign for":     {`"domain_id"`, `"id"`},
		"a domain that has no name": {`"30f866c3-9123-452a-8723-ff58322d09c5"`, `null`},
	} {
		rig := consulttest.NewRig(t)
		s, api := stands(t)
		s.change(change[0], change[1])
		permit, seen := decide(t, rig, api)
		_, err := api.Enter(t.Context(), rig.Gate, permit, seen)
		assert.ErrorIs(t, err, daily.ErrNoURL, why)
	}
}
