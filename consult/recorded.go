package consult

// Rules on recording, transcription and the AI scribe.
const (
	RecordingDefault     RuleID = "recording.default"
	RecordingByAuthority RuleID = "recording.authority"
	TranscriptionDefault RuleID = "transcription.default"
)

const patientRecorded = "This call cannot start yet, because it might be recorded without anyone asking for it. Your care team will contact you."

// NotRecordedByDefault returns the check that the call is not recorded, transcribed or
// written up by a scribe unless somebody asks for it (P2), and that participants cannot
// record in the product without the host's authorisation (R4c, P2).
//
// A call between colleagues is bound by recording.authority, and by the rules from P2
// alone where it processes patient information; see [Call.PatientInformation].
func NotRecordedByDefault() *Check {
	return &Check{
		Name: "recording",
		Doc:  "Nothing of the call is recorded, transcribed or kept by default, and only the host decides about recording.",
		Rules: []Rule{
			{
				ID: RecordingDefault, Clauses: []ClauseID{"P2"}, Owner: OwnerPlatform,
				Summary: "The call does not start recording by itself, and no media are stored before somebody asks.",
				Remedy:  "Turn automatic recording off for this room, and any setting that stores media before the record button is pressed.",
				Patient: patientRecorded,
			},
			{
				ID: RecordingByAuthority, Clauses: []ClauseID{"R4c", "P2"}, Owner: OwnerPlatform, Waivable: true, Overridable: true,
				Summary: "Participants cannot record in the product without the host's authorisation.",
				Remedy:  "Allow only the host to record in this room, or nobody.",
				Patient: patientRecorded,
			},
			{
				ID: TranscriptionDefault, Clauses: []ClauseID{"P2"}, Owner: OwnerPlatform,
				Summary: "Transcription, captions and AI scribes do not start by themselves and get kept.",
				Remedy:  "Turn off automatic transcription, kept captions and the AI scribe for this room; they may be started on request.",
				Patient: patientRecorded,
			},
		},
		Run: func(p *Pass) {
			r := &p.Call.Room
			if r.RecordingAuthority != AuthorityNobody && r.RecordingAuthority != AuthorityHost {
				p.reportWords(RecordingByAuthority, "room.recording_authority", r.RecordingAuthority.String(), AuthorityHost.String())
			}
			if !p.Call.PatientInformation() {
				return
			}
			if r.Recording != RecordingOff && r.Recording != RecordingOnRequest {
				p.reportWords(RecordingDefault, "room.recording", r.Recording.String(), RecordingOnRequest.String())
			}
			if !r.Transcription.onRequest() {
				p.reportWords(TranscriptionDefault, "room.transcription", r.Transcription.String(), CaptureOnRequest.String())
			}
			if !r.Scribe.onRequest() {
				p.reportWords(TranscriptionDefault, "room.scribe", r.Scribe.String(), CaptureOnRequest.String())
			}
		},
	}
}

// onRequest reports whether nothing is kept unless somebody asks for it.
func (c Capture) onRequest() bool {
	return c == CaptureOff || c == CaptureOnRequest || c == CaptureTransient
}
