/*
Package daily says what Daily's API proves of a room before a call, makes rooms and meeting tokens for a
permit, judges tokens that exist, and reports recordings that a decision forbade.

	api := &daily.API{Key: platform.NewSecret(key)}
	seen, err := api.Read(ctx, call.ID) // the room of the call's name
	...
	call.Room = seen.Facts()
	call.Room.Scribe = consult.CaptureOff // nobody sends a bot into it
	decision, err := gate.Decide(ctx, &call)
	if permit, ok := decision.Permit(); ok {
		entry, err := api.Enter(ctx, gate, permit, seen)
	}

# Facts

Daily returns of a room what differs from its defaults, and the defaults are the domain's where it has
set them. So [API.Read] reads both, and what neither sets is what Daily documents as its default. Of a room whose
domain was not read, everything is unknown that the room does not say.

Recording that a room allows, any participant may start. Recording, transcription and rights that a token
gives go before what the room says: [Inspect] reads a token, and [Claims.In] says what becomes of the
facts of a room when somebody joins it with one. Tokens that others make with the domain's API key are beyond this
package; so is recording that somebody starts by the REST API.

Not in any of these documents, and so never claimed: encryption among the participants, bots and scribes
that join as participants do, and where media go. Daily is WebRTC, which sends no media that are not
encrypted (RFC 8827, section 6.5); a telephone that dials in is another matter.

# Start

[API.Create] makes a room that is private, records nothing, and lets in whom the provider admits.
[API.Enter] reads the room again, compares it with the reading that the decision rests on, redeems the permit, and
signs a token for the provider: for this room, for a few minutes, and with no right to record. Where the
room lets people knock, the patient gets no token, since any token goes past the waiting room. Where it
does not, the patient gets one, without an owner's rights; it opens the room as well, if the patient is first.

# Afterwards

A [Webhook] takes the events that Daily sends, and reports a recording that the decision forbade.
*/
package daily
