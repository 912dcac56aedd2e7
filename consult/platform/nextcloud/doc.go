/*
Package nextcloud puts a gate in front of calls in Nextcloud Talk. Talk's signalling server, also called its
high-performance backend, asks an HTTP service whether a client may say hello and whether it may join a
room; a [Backend] is that service. A provider's join redeems the permit and opens the call, and a patient is let
in once it is open.

	backend, err := nextcloud.New(gate, secret, nil)
	...
	http.Handle("/ocs/v2.php/apps/spreed/api/v1/signaling/backend", backend)
	...
	ticket, err := backend.Provider(permit)       // the clinician's client says hello with it
	ticket, err := backend.Patient(permit.Call()) // and the patient's with this one

A client says hello with {"version": "1.0", "auth": {"url": …, "params": {"ticket": …}}}, where the url is the
backend's whole address, and joins the room whose id is that of the call.

# Before Nextcloud

Where there is a Nextcloud, it issues the clients' tickets, and the application says which of its users
opens the call. The backend judges every join and passes what it lets through on to Nextcloud, which has
its say as before:

	backend, err := nextcloud.New(gate, secret, &nextcloud.Options{Nextcloud: cloud})
	...
	err = backend.Await(permit, "dr-lee") // the call's id is the conversation's token

# Facts

[Documents] hold what Nextcloud's own documents say, and [Documents.Room] is what they prove of a call.

# Promises

  - A call opens where the server asks for a provider's join, the gate redeems the permit without an
    error, and the answer is still wanted: never because somebody else joined.
  - A request whose signature is missing or wrong is answered 403, before it is read as JSON. Whatever
    goes wrong refuses.
  - Patients get the right to send sound and video, providers also to share the screen and to
    control, and nobody gets more. Before Nextcloud, it is Nextcloud that gives rights.

# What it relies on

The operator has to see to it that
  - the signalling server's [backend] section has allowall = false, a secret for this backend that nobody
    else knows, and a URL that leads here. A request carries no time, so that whoever can read the traffic
    between server and backend can send it again: use https, or loopback;
  - [clients] internalsecret is not set, or known to nobody who must not join: internal clients, such
    as Talk's recording server and its SIP bridge, join any room without the backend being asked;
  - no hello-v2-token-key stands in the capabilities that the server finds at the backend's URL, where there is no
    Nextcloud: the server would take tokens signed by that key for a hello;
  - before Nextcloud, requests to …/apps/spreed/api/v1, v2 and v3/signaling/backend come here and nowhere else.

# What it cannot promise

The server is not asked again while a session stays in a room, nor when a connection is resumed within
half a minute: [Backend.Close] keeps people from joining and puts nobody out. The server carries signals and, with
an MCU, media; clients that know one another's addresses need neither. Permits and tickets are kept in memory,
so that a restart forgets them, and several instances do not share them.
*/
package nextcloud
