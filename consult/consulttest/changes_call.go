package consulttest

import (
	"time"

	"github.com/preconsult/preconsult/consult"
)

// A CallChange is a named change of the ready-made call. The library's own say which rules they
// break; any function of the type is one.
type CallChange func(*consult.Call)

// Unidentified takes the id of the call away. It breaks call.identified.
func Unidentified(c *consult.Call) { c.ID = "" }

// Stale has the facts of the room observed an hour ago. It breaks facts.fresh.
func Stale(c *consult.Call) { c.Room.At = c.Room.At.Add(-time.Hour) }

// Unsourced has nobody say how the room is. It breaks facts.fresh.
func Unsourced(c *consult.Call) { c.Room.Source = "" }

// NotVerified has the initiator not signed in. It breaks initiator.known.
func NotVerified(c *consult.Call) { c.Initiator.Verified = consult.No }

// ByPatient has the patient start the call. It breaks initiator.provider.
func ByPatient(c *consult.Call) { c.Initiator.Party = consult.Patient }

// ByCarer has somebody who cares for the patient start the call. It breaks initiator.provider.
func ByCarer(c *consult.Call) { c.Initiator.Party = consult.Carer }

// ByMachine has nobody start the call. It breaks initiator.provider.
func ByMachine(c *consult.Call) { c.Initiator.Party = consult.System }

// FromElsewhere has the initiator act for [Stranger]. It breaks initiator.organisation.
func FromElsewhere(c *consult.Call) { c.Initiator.Organisation = Stranger }

// FromPartner has the initiator act for [Partner], which there is an agreement with. It breaks nothing.
func FromPartner(c *consult.Call) { c.Initiator.Organisation = Partner }

// RecordingOn has recording start by itself. It breaks recording.default.
func RecordingOn(c *consult.Call) { c.Room.Recording = consult.RecordingAutomatic }

// RecordingBuffered has media stored before anybody asks. It breaks recording.default.
func RecordingBuffered(c *consult.Call) { c.Room.Recording = consult.RecordingBuffered }

// RecordedByParticipants lets participants record. It breaks recording.authority, and risk.drift.
func RecordedByParticipants(c *consult.Call) {
	c.Room.RecordingAuthority = consult.AuthorityParticipants
}

// TranscriptionOn has transcription start by itself and be kept. It breaks transcription.default.
func TranscriptionOn(c *consult.Call) { c.Room.Transcription = consult.CaptureAutomatic }

// ScribeOn has an AI scribe start by itself and its notes be kept. It breaks transcription.default.
func ScribeOn(c *consult.Call) { c.Room.Scribe = consult.CaptureAutomatic }

// NotEncrypted has the call not encrypted. It breaks encryption.known, and risk.drift.
func NotEncrypted(c *consult.Call) { c.Room.Encryption = consult.EncryptionNone }

// EndToEndWithCapture claims encryption between the participants beside a server that captures the
// call. It breaks encryption.consistent.
func EndToEndWithCapture(c *consult.Call) {
	c.Room.Encryption, c.Room.ServerCapture = consult.EncryptionEndToEnd, consult.Yes
}

// Public opens the room to everybody. It breaks visibility.private.
func Public(c *consult.Call) { c.Room.Visibility = consult.VisibilityPublic }

// OpenToTenancy opens the room to everybody in the tenancy. It breaks visibility.private.
func OpenToTenancy(c *consult.Call) { c.Room.Visibility = consult.VisibilityTenancy }

// OpenLink lets anyone with the link walk in. It breaks admission.controlled, which is advice.
func OpenLink(c *consult.Call) { c.Room.Admission = consult.AdmissionLink }

// OnUnmanagedDevice has the provider on a personal device that nobody manages. It breaks device.protected.
func OnUnmanagedDevice(c *consult.Call) { c.Device.Standing = consult.DevicePersonalUnmanaged }

// OutdatedClient has the client below the lowest safe version. It breaks client.updated.
func OutdatedClient(c *consult.Call) { c.Client.Version = version("3.1.6") }

// StoredOverseas has data stored in a country that nobody assessed or disclosed. It breaks
// dpia.covers, notice.overseas and risk.drift.
func StoredOverseas(c *consult.Call) { c.Data.Storage = consult.In(gb, us) }

// MoreData has a category of data that no DPIA covers. It breaks dpia.covers.
func MoreData(c *consult.Call) {
	c.Data.Categories = c.Data.Categories.Union(consult.SetOf(consult.GeneticOrBiometric))
}

// OtherVersion has the product run a version that nobody assessed. It breaks risk.current and
// procurement.threshold.
func OtherVersion(c *consult.Call) { c.Product.Version = version("4.0") }

// BetweenColleagues makes the call one between colleagues who talk about no patient. It breaks nothing.
func BetweenColleagues(c *consult.Call) {
	c.Purpose = consult.Colleagues
	c.Data.Subjects = consult.SetOf(consult.Staff)
	c.Data.Categories = consult.SetOf(consult.AudioVisualData)
}
