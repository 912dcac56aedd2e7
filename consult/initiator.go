package consult

// An Initiator says who starts the call, as established from a verified identity: an
// OpenID Connect token of an identity provider that the organisation trusts.
type Initiator struct {
	Observed `json:"observed"`
	// Verified says whether the identity was verified.
	Verified YesNo `json:"verified"`
	// Party is in which capacity the initiator acts. It comes from the issuer of the
	// identity, never from a claim that the caller sets.
	Party Party `json:"party"`
	// Role is the job role in which the initiator acts. It counts where the gate admits
	// only some; see [ProviderInitiated].
	Role RoleCode `json:"role,omitzero"`
	// Organisation is the ODS code of the organisation that the initiator acts for.
	Organisation ODSCode `json:"organisation"`
}

// Party is the capacity in which somebody takes part in a call.
type Party uint8

// The parties to a call. The zero Party is unknown.
const (
	PartyUnknown Party = iota
	Provider           // the health or care provider
	Patient            // a patient or service user
	Carer              // somebody who cares for the patient, or acts for them
	System             // a machine, without a person behind it
)

var partyWords = Words[Party]{"unknown", "provider", "patient", "carer", "system"}

// String returns the party's text.
func (p Party) String() string { return partyWords.Text(p) }

// MarshalText implements [encoding.TextMarshaler].
func (p Party) MarshalText() ([]byte, error) { return partyWords.Marshal(p) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (p *Party) UnmarshalText(text []byte) error { return partyWords.Unmarshal(p, text) }

// Rules on who starts the call.
const (
	InitiatorKnown        RuleID = "initiator.known"
	InitiatorProvider     RuleID = "initiator.provider"
	InitiatorOrganisation RuleID = "initiator.organisation"
)

// ProviderInitiated returns the check that the health or care provider starts the call, on
// a verified identity (P1). With roles, only those job roles are admitted; without, any
// role of the provider is. A call between colleagues is not bound.
func ProviderInitiated(roles ...RoleCode) *Check {
	roles = sortedWords(roles)
	return &Check{
		Name: "initiator",
		Doc:  "The health or care provider starts the consultation, on a verified identity.",
		Rules: []Rule{
			{
				ID: InitiatorKnown, Clauses: []ClauseID{"P1"}, Owner: OwnerPlatform, Overridable: true,
				Summary: "Who starts the call is established from a verified identity.",
				Remedy:  "Sign the initiator in with the organisation's identity provider, and take the initiator from the verified token.",
				Patient: "We could not confirm who is starting this call. Your care team will contact you.",
			},
			{
				ID: InitiatorProvider, Clauses: []ClauseID{"P1"}, Owner: OwnerClinician,
				Summary: "The initiator is the health or care provider, in a role that may start consultations.",
				Remedy:  "Have the clinician start the call. A patient or carer joins it and never starts it.",
				Patient: "Your clinician starts the call. Please wait until they do.",
			},
		},
		Run: func(p *Pass) {
			if !p.Call.WithPatient() {
				return
			}
			i := &p.Call.Initiator
			if i.Verified != Yes {
				p.reportWords(InitiatorKnown, "initiator.verified", i.Verified.String(), Yes.String())
			}
			switch {
			case i.Party != Provider:
				p.reportWords(InitiatorProvider, "initiator.party", i.Party.String(), Provider.String())
			case len(roles) > 0 && (i.Role == "" || !admits(roles, i.Role)):
				p.Report(InitiatorProvider, Fault{Fact: "initiator.role", Found: CodeValue(i.Role), Expected: Phrase("a role that the gate admits")})
			}
		},
	}
}

func admits(roles []RoleCode, role RoleCode) bool {
	for _, r := range roles {
		if r == role {
			return true
		}
	}
	return false
}

// OwnOrganisation returns the check that the initiator acts for the controller, or for an
// organisation that the controller has a recorded agreement with (P1, R1). Agreed reports
// whether there is one with the given organisation for the call that p judges, until when
// it holds and in which record it stands; nil stands for no agreements.
func OwnOrganisation(agreed func(p *Pass, organisation ODSCode) bool) *Check {
	return &Check{
		Name: "organisation",
		Doc:  "The initiator acts for the controller, or for an organisation that it has a recorded agreement with.",
		Rules: []Rule{{
			ID: InitiatorOrganisation, Clauses: []ClauseID{"P1", "R1"}, Owner: OwnerClinician, Overridable: true,
			Summary: "The initiator acts for the controller, or for an organisation with a recorded agreement.",
			Remedy:  "Start the call in a role at the controller's organisation, or have the IG lead record the agreement between the two organisations.",
			Patient: "This call could not be started by this organisation. Your care team will contact you.",
		}},
		Run: func(p *Pass) {
			i := &p.Call.Initiator
			if i.Organisation.Valid() && (i.Organisation == p.Call.Controller || agreed != nil && agreed(p, i.Organisation)) {
				return
			}
			p.Report(InitiatorOrganisation, Fault{
				Fact: "initiator.organisation", Found: CodeValue(i.Organisation), Expected: CodeValue(p.Call.Controller),
			})
		},
	}
}
