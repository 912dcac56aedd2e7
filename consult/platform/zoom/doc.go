/*
Package zoom says what Zoom's API proves of a meeting before a call, hands out its URLs for a permit, and
reports recordings that a decision forbade.

	api := &zoom.API{Client: client} // a client that adds the application's access token
	seen, err := api.Read(ctx, call.ID, zoom.Where{Meeting: 85746065, User: host})
	...
	call.Room = seen.Room()
	decision, err := gate.Decide(ctx, &call)
	if permit, ok := decision.Permit(); ok {
		urls, err := api.Release(ctx, gate, permit, seen)
	}

# Facts

[API.Read] reads the meeting, and the settings of its host where the application names one. Facts are made
of what Zoom returned, never of what was asked for: Zoom passes over settings that stand in the wrong
place, and overwrites others. A meeting whose settings do not say auto_recording falls back to its host's,
so that absent is unknown; the same goes for every other setting.

The host's settings alone say who may record and what becomes of captions; without them, both are unknown.
Beside what the meeting says, they make facts worse and never better: where the host's meetings
record by default, an account may have locked that, and "none" in the meeting is not believed.

Not in any of these documents, and so never claimed: where media and recordings are
(additional_data_center_regions is in requests only), what participants do with the Zoom client of their own
account, and telephones, which nothing encrypts on their way to Zoom.

# Start

A meeting lives in Zoom's cloud, and whoever has its URLs can open it there. So they are what is kept back:
[API.Release] reads the meeting again, compares it with the reading that the decision rests on, redeems the
permit, and only then returns them, the patient's and the provider's apart. Zoom's own invitations and
reminders to the host are beyond its reach. [Strict] has every value on which safety depends.

# Afterwards

A [Webhook] takes the events that Zoom sends, and reports a recording that the decision forbade. Zoom sends
them for recordings in its cloud; of one on somebody's own computer it says nothing.
*/
package zoom
