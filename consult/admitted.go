package consult

// Rules on how the call is encrypted, who can find it, and how people get in.
const (
	EncryptionKnown      RuleID = "encryption.known"
	EncryptionConsistent RuleID = "encryption.consistent"
	VisibilityIsPrivate  RuleID = "visibility.private"
	AdmissionControlled  RuleID = "admission.controlled"
)

// Encrypted returns the check that the call is encrypted, and that what is said about it
// can be true (R4b, P2). The guidance asks for end-to-end encryption to be considered, not
// to be there: whether the transport alone is good enough is the risk assessment's matter.
func Encrypted() *Check {
	return &Check{
		Name: "encryption",
		Doc:  "The call is encrypted, and the claim of end-to-end encryption is consistent with what the server does.",
		Rules: []Rule{
			{
				ID: EncryptionKnown, Clauses: []ClauseID{"R4b"}, Owner: OwnerPlatform, Overridable: true,
				Summary: "It is known how the call is encrypted, and at least the transport is.",
				Remedy:  "Read the room's effective encryption from the platform, and turn on at least transport encryption.",
				Patient: "We could not confirm that this call is private. Your care team will contact you.",
			},
			{
				ID: EncryptionConsistent, Clauses: []ClauseID{"R4b", "P2"}, Owner: OwnerPlatform,
				Summary: "End-to-end encryption is not claimed together with recording, transcription or a scribe on the server.",
				Remedy:  "Turn off recording, transcription and scribes on the server, or report the encryption as transport: a server that captures the call can read it.",
				Patient: "We could not confirm that this call is private. Your care team will contact you.",
			},
		},
		Run: func(p *Pass) {
			r := &p.Call.Room
			if r.Encryption != EncryptionTransport && r.Encryption != EncryptionEndToEnd {
				p.reportWords(EncryptionKnown, "room.encryption", r.Encryption.String(), EncryptionTransport.String())
			}
			if r.ServerCapture != Yes && r.ServerCapture != No || r.ServerCapture == Yes && r.Encryption == EncryptionEndToEnd {
				p.reportWords(EncryptionConsistent, "room.server_capture", r.ServerCapture.String(), No.String())
			}
		},
	}
}

// Private returns the check that the room, meeting or team is not open to the public or to
// the whole tenancy (U4).
func Private() *Check {
	return &Check{
		Name: "visibility",
		Doc:  "The room, meeting or team can be found and opened only by those invited.",
		Rules: []Rule{{
			ID: VisibilityIsPrivate, Clauses: []ClauseID{"U4"}, Owner: OwnerClinician,
			Summary: "The team, room or meeting is private: neither public nor open to the whole tenancy.",
			Remedy:  "Set the team, room or meeting to Private, or start the call in a new private one.",
			Patient: "We could not confirm that this call is private. Your care team will contact you.",
		}},
		Run: func(p *Pass) {
			if v := p.Call.Room.Visibility; v != VisibilityPrivate {
				p.reportWords(VisibilityIsPrivate, "room.visibility", v.String(), VisibilityPrivate.String())
			}
		},
	}
}

// Admitted returns the check that people are let into the call one by one (U4, I1). It is
// advice: it is reported and refuses nothing.
func Admitted() *Check {
	return &Check{
		Name: "admission",
		Doc:  "People get in through a waiting room, or by a name given beforehand (advice).",
		Rules: []Rule{{
			ID: AdmissionControlled, Clauses: []ClauseID{"U4", "I1"}, Owner: OwnerClinician, Advice: true, Waivable: true, Overridable: true,
			Summary: "There is a waiting room, or every guest is named.",
			Remedy:  "Turn on the waiting room, or give every guest a link of their own.",
			Patient: "Please wait to be let into the call.",
		}},
		Run: func(p *Pass) {
			if a := p.Call.Room.Admission; a != AdmissionWaitingRoom && a != AdmissionNamedGuests {
				p.reportWords(AdmissionControlled, "room.admission", a.String(), AdmissionWaitingRoom.String())
			}
		},
	}
}
