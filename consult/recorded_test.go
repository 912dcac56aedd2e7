package consult_test

import (
	"testing"

	"github.com/preconsult/preconsult/consult"
)

func TestNotRecordedByDefault(t *testing.T) {
	t.Parallel()
	recording := []consult.RuleID{consult.RecordingDefault}
	authority := []consult.RuleID{consult.RecordingByAuthority}
	transcription := []consult.RuleID{consult.TranscriptionDefault}
	room := func(change func(*consult.Room)) func(*consult.Call) {
		return func(c *consult.Call) { change(&c.Room) }
	}
	runCheckRows(t, consult.NotRecordedByDefault(), []checkRow{
		{"on request, by the host", nil, nil},
		{"recording cannot be started", room(func(r *consult.Room) { r.Recording = consult.RecordingOff }), nil},
		{"media are stored before anyone asks", room(func(r *consult.Room) { r.Recording = consult.RecordingBuffered }), recording},
		{"it starts by itself", room(func(r *consult.Room) { r.Recording = consult.RecordingAutomatic }), recording},
		{"how it starts is unknown", room(func(r *consult.Room) { r.Recording = consult.RecordingUnknown }), recording},
		{"how it starts is no value", room(func(r *consult.Room) { r.Recording = 99 }), recording},

		{"nobody may record", room(func(r *consult.Room) { r.RecordingAuthority = consult.AuthorityNobody }), nil},
		{"participants may record", room(func(r *consult.Room) { r.RecordingAuthority = consult.AuthorityParticipants }), authority},
		{"who may record is unknown", room(func(r *consult.Room) { r.RecordingAuthority = consult.AuthorityUnknown }), authority},
		{"who may record is no value", room(func(r *consult.Room) { r.RecordingAuthority = 99 }), authority},

		{"transcription on request", room(func(r *consult.Room) { r.Transcription = consult.CaptureOnRequest }), nil},
		{"live captions that are not kept", room(func(r *consult.Room) { r.Transcription = consult.CaptureTransient }), nil},
		{"transcription by itself, kept", room(func(r *consult.Room) { r.Transcription = consult.CaptureAutomatic }), transcription},
		{"transcription unknown", room(func(r *consult.Room) { r.Transcription = consult.CaptureUnknown }), transcription},
		{"transcription no value", room(func(r *consult.Room) { r.Transcription = 99 }), transcription},
		{"a scribe on request", room(func(r *consult.Room) { r.Scribe = consult.CaptureOnRequest }), nil},
		{"a scribe by itself, kept", room(func(r *consult.Room) { r.Scribe = consult.CaptureAutomatic }), transcription},
		{"a scribe unknown", room(func(r *consult.Room) { r.Scribe = consult.CaptureUnknown }), transcription},
		{"transcription and a scribe are two facts of one rule", room(func(r *consult.Room) {
			r.Transcription, r.Scribe = consult.CaptureAutomatic, consult.CaptureAutomatic
		}), []consult.RuleID{consult.TranscriptionDefault, consult.TranscriptionDefault}},
		{"nothing is known", room(func(r *consult.Room) { *r = consult.Room{Observed: r.Observed} }), []consult.RuleID{
			consult.RecordingByAuthority, consult.RecordingDefault, consult.TranscriptionDefault, consult.TranscriptionDefault,
		}},
	})
}

// TestNotRecordedByDefaultColleagues holds which rules bind calls between colleagues: P2 where
// they process patient information, or where that is not known.
func TestNotRecordedByDefaultColleagues(t *testing.T) {
	t.Parallel()
	all := []consult.RuleID{
		consult.RecordingByAuthority, consult.RecordingDefault, consult.TranscriptionDefault, consult.TranscriptionDefault,
	}
	authority := []consult.RuleID{consult.RecordingByAuthority}
	colleagues := func(categories consult.Set[consult.DataCategory], subjects consult.Set[consult.DataSubject]) func(*consult.Call) {
		return func(c *consult.Call) {
			c.Purpose, c.Data.Categories, c.Data.Subjects = consult.Colleagues, categories, subjects
			c.Room.Recording, c.Room.RecordingAuthority = consult.RecordingAutomatic, consult.AuthorityParticipants
			c.Room.Transcription, c.Room.Scribe = consult.CaptureAutomatic, consult.CaptureAutomatic
		}
	}
	voices, staff := consult.SetOf(consult.AudioVisualData), consult.SetOf(consult.Staff)
	runCheckRows(t, consult.NotRecordedByDefault(), []checkRow{
		{"about staff, without health data: P2 does not bind", colleagues(voices, staff), authority},
		{"about patients", colleagues(voices, consult.SetOf(consult.Staff, consult.Patients)), all},
		{"about children", colleagues(voices, consult.SetOf(consult.Children)), all},
		{"with health data", colleagues(consult.SetOf(consult.HealthData), staff), all},
		{"about whom is unknown", colleagues(voices, 0), all},
		{"what is processed is unknown", colleagues(0, staff), all},
		{"a consultation is bound whatever its data are", func(c *consult.Call) {
			colleagues(voices, staff)(c)
			c.Purpose = consult.Consultation
		}, all},
	})
}
