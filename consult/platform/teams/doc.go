/*
Package teams says what Microsoft Graph proves of a Teams meeting before a call, and hands out its join
URL for a permit.

	api := &teams.API{Client: client} // a client that adds the application's access token
	seen, err := api.Read(ctx, call.ID, teams.Where{User: organiser, Meeting: id, Group: teams.NoTeam})
	...
	call.Room = seen.Room()
	call.Room.Scribe = consult.CaptureOff // as the tenancy's administration has Copilot
	decision, err := gate.Decide(ctx, &call)
	if permit, ok := decision.Permit(); ok {
		url, err := api.JoinURL(ctx, gate, permit, seen)
	}

# Facts

[API.Read] reads the onlineMeeting, and the group of the team that it belongs to. A team that is
Public is open to everybody in the tenancy: in a tenancy as large as NHSmail, to more than a million
people. An absent property is unknown, and so is a value that Graph did not name when this package was written;
the lobby's scope unknownFutureValue is one. [API.Read] asks Graph to name what it would otherwise
call that.

What Graph does not say, this package does not either: Copilot and other notes (Room.Scribe is always
unknown; the application fills in what the tenancy's administration says), where media and recordings are,
and who was invited by name. Recording for compliance, which a policy of the tenancy starts by itself, is in no
property of a meeting: have the administration confirm that none applies to the organiser. A telephone
that dials in is not encrypted on its way to Microsoft.

# Start

A meeting lives in Microsoft's cloud, and whoever has its join URL can open it there. So the join URL
is what is kept back: [API.JoinURL] reads the meeting again, compares it with the reading that the decision
rests on, redeems the permit, and only then returns it. Patient and provider get the same URL; Teams tells the
organiser by their account. Where the organiser's own calendar shows the URL, nothing here can keep
it back: create meetings by [API.Create], which puts them in no calendar.

[Strict] has every value on which safety depends. A meeting that runs takes no change of
recordAutomatically any more, so change it before.

# Afterwards

Graph sends no notification of which it is certain that a recording begins, so that there is no webhook
here. List the recordings of a call after it, and report one that the decision forbade
by [platform.Watch].
*/
package teams
