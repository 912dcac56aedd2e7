package consult_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
)

// forgeries change the fields of a decision by hand.
var forgeries = []struct {
	reason string
	change func(*consult.Decision)
}{
	{"the outcome", func(d *consult.Decision) { d.Outcome = consult.Allowed }},
	{"the outcome, as by an override", func(d *consult.Decision) { d.Outcome = consult.AllowedByOverride }},
	{"the id", func(d *consult.Decision) { d.ID[0]++ }},
	{"the id of the call", func(d *consult.Decision) { d.Call.ID = "call-2" }},
	{"the end", func(d *consult.Decision) { d.ValidUntil = noon.AddDate(1, 0, 0) }},
	{"the findings", func(d *consult.Decision) { d.Findings = nil }},
	{"the mode", func(d *consult.Decision) { d.Mode = consult.Observe }},
	{"the instant", func(d *consult.Decision) { d.At = noon.AddDate(1, 0, 0) }},
	{"the override", func(d *consult.Decision) {
		d.Override = consult.Override{Clinician: "staff-1", Need: consult.NeedEmergency}
	}},
	{"all of them", func(d *consult.Decision) {
		*d = consult.Decision{ID: d.ID, Outcome: consult.Allowed, Mode: consult.Observe, ValidUntil: noon.AddDate(1, 0, 0), Call: soundCall()}
	}},
}

func TestForgedRefusal(t *testing.T) {
	t.Parallel()
	gate := gateOf(t, consult.Options{}, breaking("a"))
	for _, tt := range forgeries {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			d := decided(t, gate, soundCall())
			tt.change(&d)
			assertGivesNothing(t, d)
		})
	}
}

// TestForgedAllowance holds that the fields of a decision change neither the permit that it has
// given nor, where it gives one still, what that permits.
func TestForgedAllowance(t *testing.T) {
	t.Parallel()
	for _, tt := range forgeries {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			clock := watchAt(noon)
			gate := gateOf(t, consult.Options{Clock: clock.Now}, soundChecks()...)
			d := decided(t, gate, soundCall())
			before, ok := d.Permit()
			require.True(t, ok)
			tt.change(&d)
			for _, permit := range []consult.Permit{before, afterwards(d)} {
				if permit == (consult.Permit{}) {
					continue
				}
				assert.Equal(t, consult.CallID("call-1"), permit.Call())
				assert.Equal(t, noon.Add(consult.DefaultPermitLife), permit.Expires())
			}
			redeemed, err := gate.Redeem(t.Context(), before, "call-1")
			require.NoError(t, err)
			assert.Equal(t, soundCall(), redeemed.Call)
			assert.True(t, redeemed.Override.IsZero(), "nobody went ahead")
			_, err = gate.Redeem(t.Context(), afterwards(d), "call-1")
			assert.Error(t, err, "there is one permit at the most")
		})
	}
}

func afterwards(d consult.Decision) consult.Permit {
	permit, _ := d.Permit()
	return permit
}

// TestForgedOverride holds that an override that was written into a decision by hand, which
// nobody was told of, overrides nothing when the permit is redeemed.
func TestForgedOverride(t *testing.T) {
	t.Parallel()
	clock := watchAt(noon)
	gate := gateOf(t, consult.Options{Clock: clock.Now, MaxFactAge: time.Minute + time.Second}, passing())
	d := decided(t, gate, soundCall())
	d.Override = consult.Override{Clinician: "staff-1", Need: consult.NeedEmergency}
	d.Call.Room.Source = "" // breaks facts.fresh, which is overridable
	_, err := gate.Redeem(t.Context(), afterwards(d), "call-1")
	require.ErrorIs(t, err, consult.ErrRefused)
}

// TestForgedFacts holds that whoever changes the facts of a decision before taking its permit
// has those facts judged, and recorded, when the permit is redeemed.
func TestForgedFacts(t *testing.T) {
	t.Parallel()
	gate := gateOf(t, consult.Options{}, soundChecks()...)
	d := decided(t, gate, soundCall())
	d.Call.Initiator.Party = consult.Patient
	redeemed, err := gate.Redeem(t.Context(), afterwards(d), "call-1")
	require.ErrorIs(t, err, consult.ErrRefused)
	assert.Equal(t, consult.Patient, redeemed.Call.Initiator.Party)
}

func TestDecodedDecision(t *testing.T) {
	t.Parallel()
	gate := gateOf(t, consult.Options{Mode: consult.Observe}, passing())
	d := decided(t, gate, soundCall())
	text, err := json.Marshal(d)
	require.NoError(t, err)
	var decoded consult.Decision
	_ = json.Unmarshal(text, &decoded)
	assert.Equal(t, d.ID, decoded.ID)
	assertGivesNothing(t, decoded)
	built := consult.Decision{ID: d.ID, Outcome: consult.Allowed, At: d.At, Call: d.Call, Mode: consult.Observe}
	assertGivesNothing(t, built)
}

func TestPermitHasNoEncodedForm(t *testing.T) {
	t.Parallel()
	gate := gateOf(t, consult.Options{}, passing())
	permit := permitted(t, gate, soundCall())
	for _, p := range []consult.Permit{permit, {}} {
		_, err := p.MarshalText()
		assert.ErrorContains(t, err, "no encoded form")
		_, err = json.Marshal(p)
		assert.Error(t, err, "JSON")
		_, err = json.Marshal(struct{ Permit consult.Permit }{p})
		assert.Error(t, err, "JSON, as a field")
		_, err = json.Marshal(map[consult.Permit]int{p: 1})
		assert.Error(t, err, "JSON, as a key")
		assert.Error(t, gob.NewEncoder(new(bytes.Buffer)).Encode(p), "gob")
		_, err = xml.Marshal(p)
		assert.Error(t, err, "XML")
	}
	for _, text := range []string{`{}`, `null`, `"call-1"`, `{"p":{"gate":{},"permits":true}}`} {
		var kept struct{ Permit consult.Permit }
		_ = json.Unmarshal([]byte(`{"Permit":`+text+`}`), &kept)
		assert.Equal(t, consult.Permit{}, kept.Permit, "nothing reads as a permit")
	}
	assert.Empty(t, consult.Permit{}.Call())
	assert.Zero(t, consult.Permit{}.Expires())
}

func TestPermitShowsNothing(t *testing.T) {
	t.Parallel()
	gate := gateOf(t, consult.Options{}, passing())
	d := decided(t, gate, soundCall())
	permit, _ := d.Permit()
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("starting", "permit", permit)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("starting", "permit", permit)
	shown := log.String()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		shown += fmt.Sprintf(verb, permit) + fmt.Sprintf(verb, &permit) + fmt.Sprintf(verb, []consult.Permit{permit})
	}
	for _, secret := range []string{"call-1", "Z99901", "cis2", d.ID.String(), fmt.Sprint(d.ID[0]), fmt.Sprintf("%x", d.ID[0])} {
		assert.NotContains(t, shown, secret)
	}
	assert.Equal(t, "consult.Permit(for one call)", permit.String())
	assert.Equal(t, "consult.Permit(none)", consult.Permit{}.String())
}
