package dpia_test

import (
	"testing"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/dpia"
)

func TestCovers(t *testing.T) {
	data := func(change func(*consult.Data)) func(*world) { return func(w *world) { change(&w.call.Data) } }
	room := func(change func(*consult.Room)) func(*world) { return func(w *world) { change(&w.call.Room) } }
	outside := func(fact, got string) []found {
		return []found{{dpia.RuleCovers, fact, got, "only what was assessed", on}}
	}
	captures := func(kind dpia.CaptureKind, change func(*consult.Room)) func(*world) {
		return func(w *world) { change(&w.call.Room); w.dpias[0].Scope.Captures = consult.SetOf(kind) }
	}
	recordingOn := func(how consult.Recording) func(*consult.Room) { return func(r *consult.Room) { r.Recording = how } }
	transcriptionOn := func(how consult.Capture) func(*consult.Room) { return func(r *consult.Room) { r.Transcription = how } }
	scribeOn := func(how consult.Capture) func(*consult.Room) { return func(r *consult.Room) { r.Scribe = how } }
	run(t, []row{
		{"all within", func(*world) {}, nil},

		{"purposes unknown", data(func(d *consult.Data) { d.Purposes = 0 }), outside("data.purposes", "unknown")},
		{"a purpose outside", data(func(d *consult.Data) { d.Purposes = consult.SetOf(consult.DirectCare, consult.Improvement) }), outside("data.purposes", "product-improvement")},
		{"categories unknown", data(func(d *consult.Data) { d.Categories = 0 }), outside("data.categories", "unknown")},
		{
			"categories outside",
			data(func(d *consult.Data) {
				d.Categories = consult.SetOf(consult.HealthData, consult.DeviceData, consult.MessageData)
			}),
			outside("data.categories", "messages, device"),
		},
		{"fewer categories than assessed", data(func(d *consult.Data) { d.Categories = consult.SetOf(consult.HealthData) }), nil},
		{"subjects unknown", data(func(d *consult.Data) { d.Subjects = 0 }), outside("data.subjects", "unknown")},
		{"children are not among the patients assessed", data(func(d *consult.Data) { d.Subjects = consult.SetOf(consult.Children) }), outside("data.subjects", "children")},

		{"recipients unknown", data(func(d *consult.Data) { d.Recipients = consult.Recipients{} }), outside("data.recipients", "unknown")},
		{"recipients listed, and none in the list", data(func(d *consult.Data) { d.Recipients.Products = consult.Products{} }), outside("data.recipients", "unknown")},
		{"no recipients", data(func(d *consult.Data) { d.Recipients = consult.NoRecipients() }), nil},
		{"a recipient outside", data(func(d *consult.Data) { d.Recipients = consult.RecipientsOf("example-relay", "some-scribe") }), outside("data.recipients", "some-scribe")},
		{"recipients outside", data(func(d *consult.Data) { d.Recipients = consult.RecipientsOf("b", "a", "example-relay") }), outside("data.recipients", "a, b")},
		{"the product is no recipient beside itself", data(func(d *consult.Data) { d.Recipients = consult.RecipientsOf("example-meet", "example-relay") }), nil},

		{"access unknown", data(func(d *consult.Data) { d.Access = consult.Places{} }), outside("data.access", "unknown")},
		{"access from a country outside", data(func(d *consult.Data) { d.Access = consult.In(consult.UnitedKingdom, ireland) }), outside("data.access", "IE")},
		{"access from nowhere", data(func(d *consult.Data) { d.Access = consult.Nowhere() }), nil},
		{"storage unknown", data(func(d *consult.Data) { d.Storage = consult.Places{} }), outside("data.storage", "unknown")},
		{"stored at home, which was not assessed either", data(func(d *consult.Data) { d.Storage = consult.In(consult.UnitedKingdom) }), outside("data.storage", "GB")},
		{
			"stored within",
			func(w *world) {
				w.call.Data.Storage, w.dpias[0].Scope.Storage = consult.In(ireland), consult.CountriesOf(ireland, america)
			},
			nil,
		},
		{
			"countries from which data are reached are not those in which they are stored",
			func(w *world) {
				w.call.Data.Storage, w.dpias[0].Scope.Access = consult.In(ireland), consult.CountriesOf(consult.UnitedKingdom, ireland)
			},
			outside("data.storage", "IE"),
		},

		{"recording unknown", room(recordingOn(consult.RecordingUnknown)), outside("room.recording", "unknown")},
		{"recording unknown is unknown even where recording was assessed", captures(dpia.Recording, recordingOn(consult.RecordingUnknown)), outside("room.recording", "unknown")},
		{"recording on request is recording", room(recordingOn(consult.RecordingOnRequest)), outside("room.recording", "on-request")},
		{"recording on request, assessed", captures(dpia.Recording, recordingOn(consult.RecordingOnRequest)), nil},
		{"another capture than the one assessed", captures(dpia.Scribe, recordingOn(consult.RecordingOnRequest)), outside("room.recording", "on-request")},
		{"transcription unknown", room(transcriptionOn(consult.CaptureUnknown)), outside("room.transcription", "unknown")},
		{"captions are transcription, kept or not", room(transcriptionOn(consult.CaptureTransient)), outside("room.transcription", "transient")},
		{"captions, assessed", captures(dpia.Transcription, transcriptionOn(consult.CaptureTransient)), nil},
		{"scribe unknown", room(scribeOn(consult.CaptureUnknown)), outside("room.scribe", "unknown")},
		{"scribe on request", room(scribeOn(consult.CaptureOnRequest)), outside("room.scribe", "on-request")},
		{"scribe on request, assessed", captures(dpia.Scribe, scribeOn(consult.CaptureOnRequest)), nil},

		{
			"every axis is named, in order",
			func(w *world) {
				w.call.Data, w.call.Room = consult.Data{Observed: w.call.Data.Observed}, consult.Room{Observed: w.call.Room.Observed}
			},
			[]found{
				{dpia.RuleCovers, "data.purposes", "unknown", "only what was assessed", on},
				{dpia.RuleCovers, "data.categories", "unknown", "only what was assessed", on},
				{dpia.RuleCovers, "data.subjects", "unknown", "only what was assessed", on},
				{dpia.RuleCovers, "data.recipients", "unknown", "only what was assessed", on},
				{dpia.RuleCovers, "data.access", "unknown", "only what was assessed", on},
				{dpia.RuleCovers, "data.storage", "unknown", "only what was assessed", on},
				{dpia.RuleCovers, "room.recording", "unknown", "only what was assessed", on},
				{dpia.RuleCovers, "room.transcription", "unknown", "only what was assessed", on},
				{dpia.RuleCovers, "room.scribe", "unknown", "only what was assessed", on},
			},
		},
		{
			"a call between colleagues needs a DPIA as well",
			func(w *world) {
				w.call.Purpose, w.call.Data.Subjects = consult.Colleagues, consult.SetOf(consult.Carers)
			},
			outside("data.subjects", "carers"),
		},
		{"an axis that is left out covers nothing", func(w *world) { w.dpias[0].Scope.Purposes = 0 }, outside("data.purposes", "direct-care")},
	})
}
