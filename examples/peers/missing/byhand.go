package missing

// call is what an application without an engine decodes a document into.
type call struct {
	Room struct {
		Recording          string `json:"recording"`
		RecordingAuthority string `json:"recording_authority"`
		Encryption         string `json:"encryption"`
		Visibility         string `json:"visibility"`
	} `json:"room"`
	Device struct {
		Standing string `json:"standing"`
	} `json:"device"`
	Initiator struct {
		Party string `json:"party"`
	} `json:"initiator"`
}

var byHand = Engine{
	Name:  "Go by hand",
	Idiom: `if call.Room.Recording == "automatic" { … }`,
	Care:  `if r := call.Room.Recording; r != "off" && r != "on-request" { … }`,
	Ask: func(document []byte, care bool) (Answer, error) {
		c, err := decoded[call](document)
		if care {
			return when(c.notAllowed()), err
		}
		return when(c.forbidden()), err
	},
}

func (c *call) forbidden() bool {
	return c.Room.Recording == "automatic" || c.Room.Recording == "buffered" ||
		c.Room.RecordingAuthority == "participants" ||
		c.Room.Encryption == "none" ||
		c.Room.Visibility == "public" || c.Room.Visibility == "tenancy" ||
		c.Device.Standing == "personal-managed" || c.Device.Standing == "personal-unmanaged" ||
		c.Initiator.Party == "patient" || c.Initiator.Party == "carer" || c.Initiator.Party == "system"
}

func (c *call) notAllowed() bool {
	return c.Room.Recording != "off" && c.Room.Recording != "on-request" ||
		c.Room.RecordingAuthority != "nobody" && c.Room.RecordingAuthority != "host" ||
		c.Room.Encryption != "transport" && c.Room.Encryption != "end-to-end" ||
		c.Room.Visibility != "private" ||
		c.Device.Standing != "corporate" && c.Device.Standing != "personal-compliant" ||
		c.Initiator.Party != "provider"
}
