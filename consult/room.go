package consult

// A Room says how the call will run on the platform: its effective configuration, as the
// platform itself gives it, at the moment it was read.
type Room struct {
	Observed `json:"observed"`
	// Recording says how recording starts.
	Recording Recording `json:"recording"`
	// RecordingAuthority says who may start a recording inside the product.
	RecordingAuthority RecordingAuthority `json:"recording_authority"`
	// Transcription says how transcription and captions start and whether they are kept.
	Transcription Capture `json:"transcription"`
	// Scribe says how an AI scribe starts and whether what it writes is kept.
	Scribe Capture `json:"scribe"`
	// Encryption is what protects the media of this call.
	Encryption Encryption `json:"encryption"`
	// ServerCapture says whether the platform's servers record, transcribe or feed a
	// scribe, or can be asked to: they then read the media.
	ServerCapture YesNo `json:"server_capture"`
	// Visibility says who can find and open the room, meeting or team.
	Visibility Visibility `json:"visibility"`
	// Admission says how people get in.
	Admission Admission `json:"admission"`
}

// Recording says how the recording of a call starts.
type Recording uint8

// How recording starts. The zero Recording is unknown.
const (
	RecordingUnknown   Recording = iota
	RecordingOff                 // it cannot be started in this call
	RecordingOnRequest           // nothing is recorded or stored before somebody asks for it
	RecordingBuffered            // media are stored from the start, although nobody has pressed record
	RecordingAutomatic           // it starts by itself
)

var recordingWords = Words[Recording]{"unknown", "off", "on-request", "buffered", "automatic"}

// String returns the text.
func (r Recording) String() string { return recordingWords.Text(r) }

// MarshalText implements [encoding.TextMarshaler].
func (r Recording) MarshalText() ([]byte, error) { return recordingWords.Marshal(r) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (r *Recording) UnmarshalText(text []byte) error { return recordingWords.Unmarshal(r, text) }

// RecordingAuthority says who may start a recording inside the product. What people do
// with software of their own is beyond any configuration; a risk assessment considers it (R4c).
type RecordingAuthority uint8

// Who may record, from the strictest. The zero RecordingAuthority is unknown.
const (
	AuthorityUnknown      RecordingAuthority = iota
	AuthorityNobody                          // nobody
	AuthorityHost                            // the host, or those the host authorises
	AuthorityParticipants                    // participants, without the host's authorisation
)

var authorityWords = Words[RecordingAuthority]{"unknown", "nobody", "host", "participants"}

// String returns the text.
func (a RecordingAuthority) String() string { return authorityWords.Text(a) }

// MarshalText implements [encoding.TextMarshaler].
func (a RecordingAuthority) MarshalText() ([]byte, error) { return authorityWords.Marshal(a) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (a *RecordingAuthority) UnmarshalText(text []byte) error {
	return authorityWords.Unmarshal(a, text)
}

// Capture says how a capture of what is said starts, and whether it is kept.
type Capture uint8

// How a capture runs. The zero Capture is unknown.
const (
	CaptureUnknown   Capture = iota
	CaptureOff               // it cannot be started in this call
	CaptureOnRequest         // it runs only once somebody asks for it
	CaptureTransient         // it starts by itself, and nothing of it is kept, as with live captions
	CaptureAutomatic         // it starts by itself, and is kept
)

var captureWords = Words[Capture]{"unknown", "off", "on-request", "transient", "automatic"}

// String returns the text.
func (c Capture) String() string { return captureWords.Text(c) }

// MarshalText implements [encoding.TextMarshaler].
func (c Capture) MarshalText() ([]byte, error) { return captureWords.Marshal(c) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (c *Capture) UnmarshalText(text []byte) error { return captureWords.Unmarshal(c, text) }

// Encryption is what protects the media of a call, for this session: an option that is
// available and turned off does not count.
type Encryption uint8

// The kinds of encryption, from the weakest. The zero Encryption is unknown.
const (
	EncryptionUnknown   Encryption = iota
	EncryptionNone                 // none
	EncryptionTransport            // between each participant and the platform, which can read the media
	EncryptionEndToEnd             // between the participants, so that the platform cannot
)

var encryptionWords = Words[Encryption]{"unknown", "none", "transport", "end-to-end"}

// String returns the text.
func (e Encryption) String() string { return encryptionWords.Text(e) }

// MarshalText implements [encoding.TextMarshaler].
func (e Encryption) MarshalText() ([]byte, error) { return encryptionWords.Marshal(e) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (e *Encryption) UnmarshalText(text []byte) error { return encryptionWords.Unmarshal(e, text) }

// Visibility says who can find and open a room, meeting or team.
type Visibility uint8

// Who can find the room. The zero Visibility is unknown.
const (
	VisibilityUnknown Visibility = iota
	VisibilityPrivate            // only those invited
	VisibilityTenancy            // everybody in the tenancy, as a Public team in Microsoft Teams is for all of NHSmail
	VisibilityPublic             // everybody
)

var visibilityWords = Words[Visibility]{"unknown", "private", "tenancy", "public"}

// String returns the text.
func (v Visibility) String() string { return visibilityWords.Text(v) }

// MarshalText implements [encoding.TextMarshaler].
func (v Visibility) MarshalText() ([]byte, error) { return visibilityWords.Marshal(v) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (v *Visibility) UnmarshalText(text []byte) error { return visibilityWords.Unmarshal(v, text) }

// Admission says how people get into the call.
type Admission uint8

// How people get in. The zero Admission is unknown.
const (
	AdmissionUnknown     Admission = iota
	AdmissionWaitingRoom           // the provider admits each from a waiting room
	AdmissionNamedGuests           // only people named beforehand, each with a link or code of their own
	AdmissionLink                  // anyone with the link walks in
)

var admissionWords = Words[Admission]{"unknown", "waiting-room", "named-guests", "link"}

// String returns the text.
func (a Admission) String() string { return admissionWords.Text(a) }

// MarshalText implements [encoding.TextMarshaler].
func (a Admission) MarshalText() ([]byte, error) { return admissionWords.Marshal(a) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (a *Admission) UnmarshalText(text []byte) error { return admissionWords.Unmarshal(a, text) }
