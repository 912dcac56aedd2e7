package consulttest

import (
	"fmt"

	"github.com/preconsult/preconsult/consult"
)

// An Axis is a fact of a call with the values that are tried. It comes from [Every], [Among] or
// [Axes].
type Axis struct {
	fact string
	size int
	set  func(c *consult.Call, value int)
	text func(value int) string
}

// Every returns the axis of a fact that is one of an enumeration, with all of its values up to the
// greatest, the unknown one among them.
func Every[E interface {
	~uint8
	String() string
}](fact string, of func(*consult.Call) *E, greatest E) Axis {
	return Axis{
		fact, int(greatest) + 1,
		func(c *consult.Call, value int) { *of(c) = E(value) },
		func(value int) string { return E(value).String() },
	}
}

// Among returns the axis of a fact with some of its values. They are shown as fmt prints them.
func Among[T any](fact string, of func(*consult.Call) *T, values ...T) Axis {
	return Axis{
		fact, len(values),
		func(c *consult.Call, value int) { *of(c) = values[value] },
		func(value int) string { return fmt.Sprint(values[value]) },
	}
}

// enumerated are the axes of the facts that are one of an enumeration.
var enumerated = []Axis{
	Every("purpose", func(c *consult.Call) *consult.Purpose { return &c.Purpose }, consult.Colleagues),
	Every("initiator.verified", func(c *consult.Call) *consult.YesNo { return &c.Initiator.Verified }, consult.No),
	Every("initiator.party", func(c *consult.Call) *consult.Party { return &c.Initiator.Party }, consult.System),
	Every("room.recording", func(c *consult.Call) *consult.Recording { return &c.Room.Recording }, consult.RecordingAutomatic),
	Every("room.recording_authority", func(c *consult.Call) *consult.RecordingAuthority { return &c.Room.RecordingAuthority }, consult.AuthorityParticipants),
	Every("room.transcription", func(c *consult.Call) *consult.Capture { return &c.Room.Transcription }, consult.CaptureAutomatic),
	Every("room.scribe", func(c *consult.Call) *consult.Capture { return &c.Room.Scribe }, consult.CaptureAutomatic),
	Every("room.encryption", func(c *consult.Call) *consult.Encryption { return &c.Room.Encryption }, consult.EncryptionEndToEnd),
	Every("room.server_capture", func(c *consult.Call) *consult.YesNo { return &c.Room.ServerCapture }, consult.No),
	Every("room.visibility", func(c *consult.Call) *consult.Visibility { return &c.Room.Visibility }, consult.VisibilityPublic),
	Every("room.admission", func(c *consult.Call) *consult.Admission { return &c.Room.Admission }, consult.AdmissionLink),
	Every("device.standing", func(c *consult.Call) *consult.DeviceStanding { return &c.Device.Standing }, consult.DevicePersonalUnmanaged),
}

// Axes returns the axes of the facts with the given paths, each with all of its values: of those
// that are one of an enumeration, such as "room.recording" or "initiator.party". It panics where
// there is none with a path, which is a constant of the test.
func Axes(paths ...string) []Axis {
	axes := make([]Axis, len(paths))
	for i, path := range paths {
		for _, a := range enumerated {
			if a.fact == path {
				axes[i] = a
			}
		}
		if axes[i].set == nil {
			panic("consulttest: no fact with the path " + path + " is one of an enumeration: use Among for its axis")
		}
	}
	return axes
}
