package consult_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
)

func TestValueString(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason string
		value  consult.Value
		want   string
	}{
		{"zero is empty", consult.Value{}, ""},
		{"a phrase of the program", consult.Phrase("no source"), "no source"},
		{"a word", consult.EnumValue(consult.RecordingAutomatic), "automatic"},
		{"a word that is none", consult.EnumValue(consult.Recording(99)), "invalid"},
		{"a code", consult.CodeValue(consult.ODSCode("Z99901")), "Z99901"},
		{"a missing code", consult.CodeValue(consult.ODSCode("")), "missing"},
		{"a malformed code is not quoted", consult.CodeValue(consult.ODSCode("Mrs Jones")), "malformed"},
		{"a malformed product is not quoted", consult.CodeValue(consult.ProductID("Mrs Jones")), "malformed"},
		{"the id of a call is not quoted", consult.CodeValue(consult.CallID("call-1")), "given"},
		{"nor is a malformed one", consult.CodeValue(consult.CallID("Mrs Jones")), "malformed"},
		{"the id of a member of staff is not quoted", consult.CodeValue(consult.StaffID("555036632103")), "given"},
		{"countries", consult.CountriesValue(countries("US", "GB")), "GB, US"},
		{"no country", consult.CountriesValue(consult.Countries{}), "none"},
		{"a set", consult.SetValue(consult.SetOf(consult.HealthData, consult.IdentityData)), "identity, health"},
		{"a set of one", consult.SetValue(consult.SetOf(consult.HealthData)), "health"},
		{"an empty set", consult.SetValue(consult.SetOf[consult.DataSubject]()), ""},
		{"products", consult.ProductsValue(consult.ProductsOf("scribe", "captions")), "captions, scribe"},
		{"one product", consult.ProductsValue(consult.ProductsOf("scribe")), "scribe"},
		{"one malformed product is not quoted", consult.ProductsValue(consult.ProductsOf("Mrs Jones")), "malformed"},
		{"a malformed one among others is not quoted", consult.ProductsValue(consult.ProductsOf("scribe", "Mrs Jones")), "malformed"},
		{"a version", consult.VersionValue(version("156.0.8078.73")), "156.0.8078.73"},
		{"a pre-release", consult.VersionValue(version("2.0-rc.1")), "2.0-rc.1"},
		{"the unknown version", consult.VersionValue(consult.Version{}), "unknown"},
		{"a version and all newer ones", consult.AtLeastValue(version("2.0-rc.1")), "2.0-rc.1 or newer"},
		{"no version, and all newer ones", consult.AtLeastValue(consult.Version{}), "a version that is known to be safe"},
		{"a date", consult.DateValue(consult.DateOf(2026, time.May, 11)), "2026-05-11"},
		{"no date", consult.DateValue(consult.Date{}), "none"},
		{"an instant, to the second and in UTC", consult.TimeValue(noon.Add(999).In(time.FixedZone("", 3600))), "2026-05-11T12:00:00Z"},
		{"no instant", consult.TimeValue(time.Time{}), "none"},
		{"a number", consult.NumberValue(-12), "-12"},
		{"the number zero", consult.NumberValue(0), "0"},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, tt.value.String())
			assert.Equal(t, tt.value == consult.Value{}, tt.value.IsZero())
			text, err := tt.value.MarshalText()
			require.NoError(t, err)
			var back consult.Value
			require.NoError(t, back.UnmarshalText(text))
			assert.Equal(t, tt.want, back.String(), "what is written as text reads back as text")
		})
	}
}

// TestPhraseTakesConstants holds that no string variable can be given to Phrase or to
// Pass.Relies: their parameter has an unexported type, to which only a constant converts.
func TestPhraseTakesConstants(t *testing.T) {
	t.Parallel()
	relies, ok := reflect.TypeFor[*consult.Pass]().MethodByName("Relies")
	require.True(t, ok)
	for name, parameter := range map[string]reflect.Type{
		"Phrase": reflect.TypeOf(consult.Phrase).In(0),
		"Relies": relies.Type.In(2),
	} {
		assert.Equal(t, reflect.String, parameter.Kind(), name)
		assert.Equal(t, "phrase", parameter.Name(), "%s: the type of the parameter is one that nobody else can name", name)
		assert.False(t, reflect.TypeFor[string]().AssignableTo(parameter), "%s takes no string variable", name)
	}
}

func TestValueJSON(t *testing.T) {
	t.Parallel()
	fault := consult.Fault{Fact: "room.recording", Found: consult.EnumValue(consult.RecordingAutomatic)}
	text, err := json.Marshal(fault)
	require.NoError(t, err)
	assert.JSONEq(t, `{"fact":"room.recording","found":"automatic"}`, string(text), "an empty value is left out")
}
