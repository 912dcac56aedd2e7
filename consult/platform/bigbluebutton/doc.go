/*
Package bigbluebutton connects calls to a BigBlueButton server: what a meeting proves of a call, and a meeting
that a permit opens.

	server := &bigbluebutton.Server{URL: "https://bbb.example/bigbluebutton/api", Secret: platform.NewSecret(secret)}

	call.Room = server.Create(call.ID).Facts(time.Now()) // the meeting as Open will ask for it
	...
	ticket, err := server.Open(ctx, gate, permit) // redeems the permit
	// send the clinician to ticket.Provider, and the patient to ticket.Patient

# Facts

A [Create] is the parameters by which a meeting is made, [DecodeCreate] reads them from the URL of anybody, and
[Server.Verify] tells whether it is signed. A [Meeting] is what getMeetingInfo answers; it says whether the
meeting is set to record, and nothing else that decides how a call runs.

A parameter that is absent is what BigBlueButton's own settings say (bbb-web.properties), which is unknown here,
but for record: BigBlueButton takes it for false, whatever its settings.

A meeting with record=true captures from its start, although a moderator has not pressed the button: events and
chat always, and media on some versions and settings. It counts as [consult.RecordingBuffered]. One with
record=false has no button.

BigBlueButton has no end-to-end encryption: its servers mix and forward the media.

# Start

[Server.Open] asks for a meeting that cannot be recorded or transcribed and keeps no events, and for join URLs
that hold for this meeting alone, by its createTime. The clinician joins as moderator. The patient joins as
guest and viewer, and waits until the clinician lets them in. Open refuses a meeting that is there already,
since create then changes nothing, and reads back what was made. Whoever has a join URL can use it as often as
the meeting lasts: give each to nobody else.

# Afterwards

[Server.Recorded] serves the callback by which BigBlueButton says that a recording is ready.

# What the operator sets

The server is of version 2.5 or later, which knows disabledFeatures. In bbb-web.properties: securitySalt, which
nobody but the application has; sha256 among supportedChecksumAlgorithms; pluginManifests empty, since a plugin
could feed a scribe; and disableRecordingDefault=true where no call is ever recorded. Nothing of it can be asked
for, so nothing of it is checked. Whoever dials in by telephone, where the operator has set a number up for it,
does not wait to be let in.

# What it cannot promise

Moderators can open the waiting room to all. What participants record with software of their own is beyond any
meeting. BigBlueButton takes a whole machine, so this package is tested against its documentation and not
against the server.
*/
package bigbluebutton
