/*
Package janus connects calls to the VideoRoom plugin of the Janus WebRTC server: what a room proves of a call,
and a room that a permit opens.

	server := &janus.Server{URL: "https://janus.example/janus", AdminKey: key}

	call.Room = server.Request(call.ID).Facts(time.Now()) // the room as Open will ask for it
	...
	ticket, err := server.Open(ctx, gate, permit) // redeems the permit
	// ticket.Provider and ticket.Patient are what each sends to Janus to join

# Facts

A [Request] is what asks Janus for a room, and a [Room] what Janus lists of one; [Request.Facts] and
[Room.Facts] say what they prove. A member that a request does not have is what Janus documents as its default.
A member that the list does not have is unknown.

Recording needs three settings together, as version 1.1.2 shows. With lock_record off, anybody may start it.
With lock_record on and no secret, anybody may as well. With both, a participant can still have the server
record what they send themselves, by the request joinandconfigure with record and a file name of their choice,
unless rec_dir is a folder that cannot be, such as [NoFolder]. Only where all three hold does the host alone
record.

End-to-end encryption is require_e2ee: Janus turns away whoever offers or asks for media without. It takes the
word of the client for it, which the client's code is to be reviewed for.

# Start

[Server.Open] asks for a room that is private, is not recorded, and can be recorded by nobody in it. Who joins
needs the room's pin and a token of their own; who subscribes needs the pin and to have joined. The room's id is
made from the permit's call: see [Server.ID]. Nobody in the room gets its secret. Then Open reads the room back,
holds it against what was asked for, and checks that Janus asks for the admin_key before it makes a room. A room
that does not hold is destroyed again.

Janus keeps a room until it is destroyed, and lets a token be used again until then: call [Server.Close] when
the call has ended.

# What the operator sets

In janus.plugin.videoroom.jcfg, admin_key, which nobody but the application has; string_ids may be on, then
[Server.StringIDs] is. Both are checked with every call that is opened. Not checked: lock_rtp_forward should be
on, so that forwarding media takes the admin_key too; the Admin API should not be reachable, for it can capture
packets; no_webrtc_encryption, which is for debugging, must be off; and Janus is reached over TLS.

# What it cannot promise

A room is what it was when it was read: whoever has its secret can change it. What participants record with
software of their own is beyond any room. Whoever knows the id of a room can list who is in it, by the names
that clients give, so give none that identifies a patient.
*/
package janus
