package consult

// A Device is the device that the provider's side of the call runs on.
type Device struct {
	Observed `json:"observed"`
	// Standing says whose device it is and how it is protected, as the device management
	// or the conditional access of the organisation asserts it.
	Standing DeviceStanding `json:"standing"`
}

// DeviceStanding says whose a device is and how it is protected.
type DeviceStanding uint8

// The standings of a device. The zero DeviceStanding is unknown.
const (
	DeviceUnknown           DeviceStanding = iota
	DeviceCorporate                        // the organisation's own
	DevicePersonalCompliant                // personal, managed, and compliant with the organisation's policy
	DevicePersonalManaged                  // personal and managed, but not compliant
	DevicePersonalUnmanaged                // personal and not managed
)

var deviceWords = Words[DeviceStanding]{"unknown", "corporate", "personal-compliant", "personal-managed", "personal-unmanaged"}

// String returns the text.
func (d DeviceStanding) String() string { return deviceWords.Text(d) }

// MarshalText implements [encoding.TextMarshaler].
func (d DeviceStanding) MarshalText() ([]byte, error) { return deviceWords.Marshal(d) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (d *DeviceStanding) UnmarshalText(text []byte) error { return deviceWords.Unmarshal(d, text) }

// A Client is the software that carries the call on the provider's side.
type Client struct {
	Observed `json:"observed"`
	// Version is the version of the client: the app, or the browser where there is none.
	Version Version `json:"version"`
	// Server is the version of the server, or of the service where the vendor runs it.
	Server Version `json:"server"`
}

// Lowest is the oldest version of a product's client and server that is safe to use: the
// one with the last necessary update (U3).
type Lowest struct {
	Client Version `json:"client"` // of the app, or the browser; unknown is never safe
	Server Version `json:"server"` // of the server or service; unknown is never safe
}

// Rules on the device and the software.
const (
	DeviceProtected RuleID = "device.protected"
	ClientUpdated   RuleID = "client.updated"
)

// Protected returns the check that the provider's device is a corporate one, or a personal
// one that is managed and compliant (U2).
func Protected() *Check {
	return &Check{
		Name: "device",
		Doc:  "The provider's device is corporate, or personal and adequately protected.",
		Rules: []Rule{{
			ID: DeviceProtected, Clauses: []ClauseID{"U2"}, Owner: OwnerClinician, Waivable: true, Overridable: true,
			Summary: "The provider's device is corporate, or personal, managed and compliant.",
			Remedy:  "Use a corporate device, or enrol the personal one in device management and bring it up to the policy.",
			Patient: "Your clinician needs to change the device they use. Please wait.",
		}},
		Run: func(p *Pass) {
			if s := p.Call.Device.Standing; s != DeviceCorporate && s != DevicePersonalCompliant {
				p.Report(DeviceProtected, Fault{Fact: "device.standing", Found: EnumValue(s), Expected: Phrase("corporate, or personal and compliant")})
			}
		},
	}
}

// Updated returns the check that client and server have all necessary updates (U3). Lowest
// returns the lowest safe versions for the call that p judges, the record they stand in,
// and whether there are any: package risk has them from the risk assessment. Where there
// are none, or lowest is nil, no version is known to be safe.
func Updated(lowest func(p *Pass) (Lowest, *RecordRef, bool)) *Check {
	return &Check{
		Name: "client",
		Doc:  "Client and server run at least the lowest safe version.",
		Rules: []Rule{{
			ID: ClientUpdated, Clauses: []ClauseID{"U3"}, Owner: OwnerPlatform, Waivable: true, Overridable: true,
			Summary: "Client and server are known to run the lowest safe version or a newer one.",
			Remedy:  "Update the client and the server, and see that the risk assessment gives the lowest safe versions.",
			Patient: "Your clinician needs to update their software. Please wait.",
		}},
		Run: func(p *Pass) {
			var safe Lowest
			var ref *RecordRef
			found := false
			if lowest != nil {
				safe, ref, found = lowest(p)
			}
			if !found {
				p.Report(ClientUpdated, Fault{Fact: "client.version", Found: Phrase("no lowest safe version on file"), Expected: Phrase("one to compare with")})
				return
			}
			c := &p.Call.Client
			if !safe.Client.Known() || !c.Version.Known() || c.Version.compare(&safe.Client) < 0 {
				reportOutdated(p, "client.version", &c.Version, &safe.Client, ref)
			}
			if !safe.Server.Known() || !c.Server.Known() || c.Server.compare(&safe.Server) < 0 {
				reportOutdated(p, "client.server", &c.Server, &safe.Server, ref)
			}
		},
	}
}

// reportOutdated is rare; see [Pass.reportWords].
//
//go:noinline
func reportOutdated(p *Pass, fact string, found, safe *Version, ref *RecordRef) {
	p.Report(ClientUpdated, Fault{Fact: fact, Found: VersionValue(*found), Expected: AtLeastValue(*safe), Record: ref})
}
