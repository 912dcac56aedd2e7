/*
Package livekit is the adapter for LiveKit, self-hosted or in the cloud: what the server and an
application's tokens say of a call, as facts, and a permit to a room and a token that joins it and does
no more.

	server := &livekit.Server{URL: "https://livekit.example", Key: key, Secret: platform.NewSecret(secret), Deployment: d}
	server.Deployment.AutoCreate, err = server.Probe(ctx)
	...
	room, err := server.Room(ctx, call.ID)                         // as a rule it is not there yet
	call.Room = livekit.Facts(room, server.Deployment, time.Now()) // and the gate decides
	...
	token, err := server.Open(ctx, gate, permit, clinician)        // redeems, makes the room, joins the provider
	token, err = server.Patient(call.ID, guest)                    // joins the patient, and opens nothing

In LiveKit whoever holds the API secret makes the rooms and signs the tokens, so that what is not signed
does not start. That is what this package stands on, and these are its settings:

  - room.auto_create is false in the server's configuration. It is true by default, and any join token then
    opens its room, with what the token says of recording. [Server.Probe] asks the server which it is;
    where it is not known to be off, [Facts] leaves unknown what depends on it, and the gate refuses.
  - All join tokens come from this package, or pass [Server.Inspect].
  - The server's webhooks go to [Server.Webhook]. Room metadata is kept small, since an event that is
    longer than [platform.MaxBytes] is not read.
  - Clients reach the server by wss alone, and the URL is https wherever the way to it is not trusted.

# Facts

[Facts] reads one of three documents: a [Room] as the server lists it, a [Configuration] that the
application is going to create a room with, and the [Claims] of a token. What a server cannot be asked,
such as whether an egress service or agents are connected, the [Deployment] says in the operator's name;
its zero value says nothing, and what rests on it is then unknown.

A room that is not there is judged as the one that Open makes: neither egress nor agents, nor a preset.
One that is there was made by somebody, and LiveKit's API does not say with what: whether participants'
or tracks' egress starts by itself is held in RoomInternal, which no call returns. So its recording is
unknown wherever an egress service is connected, and no new decision allows it. A provider who comes
back into a call that runs needs no decision; see [Server.Rejoin].

Never proved, whatever the documents say: end-to-end encryption, which clients do among themselves and
receivers do not enforce, and the region, which is the node's or the project's and not the room's. Media
are encrypted on their way to the server, since WebRTC has no other kind; a telephone that comes in
through a gateway is not WebRTC.

# What it cannot promise

Who holds the API secret can record any room at any time, and so can a token with roomRecord, which is
not bound to a room. Tokens can be used again until they expire, and for about a minute after. Webhooks
come afterwards and stop nothing: [Server.Close] ends a call. An application in LiveKit Cloud has
settings of its project that no API gives; they are for the Deployment to say.

The package sends and reads LiveKit's documented JSON, and compiles no SDK. Its tests run against
livekit-server 1.11.
*/
package livekit
