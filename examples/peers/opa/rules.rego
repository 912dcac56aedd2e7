# The rules that a call may break. The call is input, what is on file is data, and "broken" is the
# set of the ids of those that it breaks.
#
# Each rule says what must hold, inside a "not". What is not known, or not on file, is left out of
# input and data, so it is undefined, and the "not" of something undefined is true: the rule is
# broken. A rule that said what is forbidden would be silent about a fact that nobody supplied.
#
# It takes rego.v2 to write them so: without it, the parts of an expression are looked up before its
# "not", and not input.room.recording in {"off"} is undefined where the fact is missing. What stands
# beside the "not", as a condition of the rule, must be known to be defined where the rule binds.
package consultation

import rego.v2

# What is on file. What counts only from some day on has a name of its own below.

controller := data.controllers[input.controller]

record := data.products[input.controller][input.product.id]

# What the call is. A call of an unknown purpose is judged as a consultation.

consultation if not input.purpose == "colleagues"

patients if {
	consultation or
		not input.data.subjects or
		not input.data.categories or
		input.data.subjects.patients or
		input.data.subjects.children or
		input.data.categories.health
}

# Facts

broken contains "facts.fresh" if not {
	input.initiator.source
	input.room.source
	input.device.source
	input.client.source
	input.data.source
	observed := [input.initiator.at, input.room.at, input.device.at, input.client.at, input.data.at]
	min(observed) > input.now - 300000000000 # less than five minutes ago
	max(observed) <= input.now
}

# The initiator

broken contains "initiator.known" if {
	consultation
	not input.initiator.verified == "yes"
}

broken contains "initiator.provider" if {
	consultation
	not input.initiator.party == "provider"
}

broken contains "initiator.organisation" if not {
	input.initiator.organisation == input.controller or controller.partners[input.initiator.organisation]
}

# The room

broken contains "recording.default" if {
	patients
	not input.room.recording in {"off", "on-request"}
}

broken contains "transcription.default" if {
	patients
	not {
		input.room.transcription in {"off", "on-request", "transient"}
		input.room.scribe in {"off", "on-request", "transient"}
	}
}

broken contains "recording.authority" if not input.room.recording_authority in {"nobody", "host"}

broken contains "encryption.known" if not input.room.encryption in {"transport", "end-to-end"}

broken contains "encryption.consistent" if not {
	input.room.server_capture == "no" or {
		input.room.server_capture == "yes"
		not input.room.encryption == "end-to-end"
	}
}

broken contains "visibility.private" if not input.room.visibility == "private"

broken contains "admission.controlled" if not input.room.admission in {"waiting-room", "named-guests"}

# Device and software

broken contains "device.protected" if not input.device.standing in {"corporate", "personal-compliant"}

broken contains "client.updated" if not {
	assessment := record.assessment
	input.client.version >= assessment.lowest_client
	input.client.server >= assessment.lowest_server
}

# The data protection impact assessment. What took effect has begun by input.early, and what is in
# effect has not ended by input.late.

approved := dpia if {
	dpia := record.dpia
	dpia.status == "approved"
	dpia.approved_at <= input.early
	dpia.advice == "accepted" or {
		dpia.advice == "overruled"
		dpia.reasons
	}
}

exempt := screening if {
	screening := record.screening
	screening.required == "no"
	screening.reasons
	screening.decided_at <= input.early
	screening.seen_at <= input.early
	screening.review_ends > input.late
}

broken contains "dpia.decided" if {
	not record.dpia
	not exempt
}

broken contains "dpia.approved" if {
	record.dpia
	not approved
}

broken contains "dpia.current" if {
	dpia := approved
	not {
		dpia.review_ends > input.late
		not dpia.changed_at <= input.late
	}
}

broken contains "dpia.residual" if {
	dpia := approved
	not {
		{
			dpia.residual in {"low", "medium"}
			not dpia.regulator == "must-not"
		} or {
			dpia.residual == "high"
			dpia.regulator == "may-proceed"
			dpia.answered_at <= input.early
		}
	}
}

scope := approved.scope

scope := exempt.scope if not record.dpia

broken contains "dpia.covers" if {
	assessed_scope := scope
	not {
		object.subset(assessed_scope.purposes, input.data.purposes)
		object.subset(assessed_scope.categories, input.data.categories)
		object.subset(assessed_scope.subjects, input.data.subjects)
		object.subset(assessed_scope.access, input.data.access)
		object.subset(assessed_scope.storage, input.data.storage)
		object.subset(assessed_scope.recipients, input.data.recipients)
		input.room.recording == "off" or {
			input.room.recording
			assessed_scope.captures.recording
		}
		input.room.transcription == "off" or {
			input.room.transcription
			assessed_scope.captures.transcription
		}
		input.room.scribe == "off" or {
			input.room.scribe
			assessed_scope.captures.scribe
		}
	}
}

# The risk assessment

assessed := assessment if {
	assessment := record.assessment
	assessment.assessed_at <= input.early
}

broken contains "risk.assessed" if not assessed

broken contains "risk.own" if {
	assessment := assessed
	not {
		assessment.assessed_by == input.controller or assessment.adopted_at <= input.early
	}
}

broken contains "risk.whole" if {
	assessment := assessed
	not {
		assessment.kinds["clinical-safety"]
		assessment.kinds.security
		assessment.kinds.operation
	}
}

broken contains "risk.considered" if {
	assessment := assessed
	not {
		assessment.sends
		assessment.encryption
		assessment.recording
		assessment.own_software
		assessment.enhanced
	}
}

broken contains "risk.current" if {
	assessment := assessed
	not {
		assessment.review_ends > input.late
		assessment.from <= input.product.version
		assessment.through >= input.product.version
	}
}

# What was not considered cannot be departed from; that is for risk.considered.
broken contains "risk.drift" if {
	assessment := assessed
	not {
		strength := {"none": 1, "transport": 2, "end-to-end": 3}
		strength[input.room.encryption] >= strength[assessment.encryption] or not assessment.encryption
		reach := {"nobody": 1, "host": 2, "participants": 3}
		reach[input.room.recording_authority] <= reach[assessment.recording] or not assessment.recording
		{
			object.subset(assessment.sends, input.data.access)
			object.subset(assessment.sends, input.data.storage)
		} or not assessment.sends
	}
}

broken contains "risk.reference" if {
	assessment := assessed
	not assessment.cites
}

# Procurement

decided := procurement if {
	procurement := record.procurement
	procurement.decided_at <= input.early
}

bound if {
	procurement := decided
	procurement.contract
	not procurement.contract_ends <= input.late
}

broken contains "procurement.route" if not {
	routes := {
		"gp-practice": {"buying-catalogue", "commissioner"},
		"primary-care-network": {"buying-catalogue", "commissioner"},
		"nhs-trust": {"own-route"},
		"foundation-trust": {"own-route"},
		"other-provider": {"buying-catalogue", "commissioner", "own-route"},
	}
	decided.route in routes[controller.kind]
}

# A controller of an unknown kind is judged as a practice.
broken contains "procurement.threshold" if {
	procurement := decided
	not {
		procurement.dtac_at <= input.early
		procurement.from <= input.product.version
		procurement.through >= input.product.version
		procurement.listed == "yes" or
			procurement.same_thresholds or
			controller.kind in {"nhs-trust", "foundation-trust", "other-provider"}
	}
}

broken contains "procurement.contract" if {
	procurement := decided
	not bound
	not procurement.processor == "no"
}

broken contains "procurement.recourse" if {
	procurement := decided
	not procurement.free == "no"
	not {
		bound
		procurement.service_level
	}
}

broken contains "escalation.known" if not controller.contact

# The privacy notice. A call between colleagues needs one where information about patients is
# processed overseas, or may be.

noticed if {
	consultation or {
		patients
		not count(input.data.overseas) == 0
	}
}

published := notice if {
	notice := data.notices[input.controller]
	notice.address
	notice.published_at <= input.early
	not notice.withdrawn_at <= input.late
}

broken contains "notice.published" if {
	consultation
	not published
}

broken contains "notice.overseas" if {
	noticed
	not object.subset(published.overseas, input.data.overseas)
	published or not consultation # without a notice it is notice.published for a consultation
}

broken contains "notice.current" if {
	noticed
	notice := published
	not {
		notice.review_ends > input.late
		notice.approved
	}
}

broken contains "notice.offer" if {
	consultation
	notice := published
	not {
		notice.offer
		notice.way
	}
}

broken contains "notice.product" if {
	consultation
	notice := published
	not {
		notice.products[input.product.id]
		object.subset(notice.recipients, input.data.recipients)
	}
}

broken contains "notice.secure-use" if {
	consultation
	notice := published
	notice.products[input.product.id]
	not notice.secured[input.product.id]
}
