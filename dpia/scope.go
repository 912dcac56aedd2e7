package dpia

import "github.com/preconsult/preconsult/consult"

// A Scope is the processing that an assessment covers, axis by axis. An axis that is left
// out covers nothing: a call that has anything on it is outside.
type Scope struct {
	// Products are the video products. Required: the record is filed under each of them.
	Products consult.Products `json:"products"`
	// Purposes are the purposes of the processing (UK GDPR Art 35(7)(a)).
	Purposes consult.Set[consult.ProcessingPurpose] `json:"purposes,omitzero"`
	// Categories are the categories of personal data (Art 35(3)(b) for the special ones).
	Categories consult.Set[consult.DataCategory] `json:"categories,omitzero"`
	// Subjects are the people whom the data are about. Adults do not stand for children.
	Subjects consult.Set[consult.DataSubject] `json:"subjects,omitzero"`
	// Recipients are the processors, sub-processors and third-party products that receive the
	// data beside the product of the call (Art 13(1)(e), 28(3)). Left out, there are none.
	Recipients consult.Products `json:"recipients,omitzero"`
	// Access are the countries in which the data are processed, or from which they can be
	// reached (Art 44A). The United Kingdom is listed as any other.
	Access consult.Countries `json:"access,omitzero"`
	// Storage are the countries in which data are stored. Left out, nothing is.
	Storage consult.Countries `json:"storage,omitzero"`
	// Captures are the kinds of capture that can take place, on request or by themselves,
	// kept or not. Left out, none can.
	Captures consult.Set[CaptureKind] `json:"captures,omitzero"`
}

// CaptureKind is a kind of capture of what is said and shown in a call.
type CaptureKind uint8

// The kinds of capture. The zero CaptureKind is unknown.
const (
	CaptureUnknown CaptureKind = iota
	Recording                  // of sound or image
	Transcription              // captions and transcripts
	Scribe                     // notes written by an AI scribe
)

var captureWords = consult.Words[CaptureKind]{"unknown", "recording", "transcription", "scribe"}

// String returns the text.
func (c CaptureKind) String() string { return captureWords.Text(c) }

// MarshalText implements [encoding.TextMarshaler].
func (c CaptureKind) MarshalText() ([]byte, error) { return captureWords.Marshal(c) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (c *CaptureKind) UnmarshalText(text []byte) error { return captureWords.Unmarshal(c, text) }
