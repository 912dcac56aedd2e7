package consult_test

import (
	"bytes"
	"io"
	"log/slog"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
)

// logMarker stands for something that must never be in a log. It is of no code's form.
const logMarker = "Xyzzy Marker 9434765919"

// fillStrings sets every text that can be reached from v to the marker, and makes one of
// everything that there can be many of, so that a field that is added is not forgotten.
func fillStrings(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillStrings(v.Elem(), text)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fillStrings(v.Index(i), text)
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			if field.CanSet() {
				fillStrings(field, text)
			}
		}
	}
}

func filled[T any](text string) *T {
	v := new(T)
	fillStrings(reflect.ValueOf(v).Elem(), text)
	return v
}

// TestLogShowsNobody logs everything that may identify somebody in every way there is to.
func TestLogShowsNobody(t *testing.T) {
	t.Parallel()
	decision := filled[consult.Decision](logMarker)
	decision.Call.Data.Recipients = consult.RecipientsOf(logMarker)
	decision.Relied = consult.ReliancesOf(*filled[consult.Reliance](logMarker))
	decision.Override.Need = consult.NeedUrgent
	waiver := filled[consult.Waiver](logMarker)
	filed := &consult.Filed[consult.Waiver]{Record: *waiver, Ref: *filled[consult.RecordRef](logMarker)}
	staff := consult.StaffID("Xyzzy-9434765919") // is of the right form, and still is not shown
	override := consult.Override{Clinician: staff, Need: consult.NeedEmergency}
	asked := logWaiver()
	asked.RequestedBy, asked.AcceptedBy, asked.Reason = staff, staff, logMarker
	values := map[string]any{
		"a decision": *decision, "a pointer to a decision": decision,
		"a call": decision.Call, "a pointer to a call": &decision.Call,
		"an initiator": decision.Call.Initiator, "a pointer to an initiator": &decision.Call.Initiator,
		"an override": decision.Override, "a pointer to an override": &override,
		"a waiver": *waiver, "a pointer to a waiver": &asked,
		"a record on file": *filed, "a pointer to a record on file": filed,
		"a member of staff": staff,
		"a permit":          consult.Permit{},
	}
	handlers := map[string]func(io.Writer) slog.Handler{
		"JSON": func(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, nil) },
		"text": func(w io.Writer) slog.Handler { return slog.NewTextHandler(w, nil) },
	}
	for form, handler := range handlers {
		for what, value := range values {
			t.Run(what+" as "+form, func(t *testing.T) {
				t.Parallel()
				var out bytes.Buffer
				slog.New(handler(&out)).Info("by accident", "value", value, slog.Group("group", "value", value))
				showsNobody(t, out.String())
			})
		}
		t.Run("the recorder as "+form, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			require.NoError(t, consult.LogTo(handler(&out)).Record(t.Context(), *decision))
			showsNobody(t, out.String())
			assert.Contains(t, out.String(), "malformed malformed malformed", "the record is counted, and not quoted")
		})
	}
}

func showsNobody(t *testing.T, out string) {
	t.Helper()
	require.NotEmpty(t, out)
	for _, word := range []string{"Xyzzy", "Marker", "9434765919"} {
		assert.NotContains(t, out, word)
	}
	assert.NotContains(t, out, "PANIC")
	assert.NotContains(t, out, "panicked")
}
