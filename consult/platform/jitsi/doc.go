/*
Package jitsi is the adapter for Jitsi Meet: tokens for one call with the fewest rights, the service that
Prosody asks before it makes a room, and what tokens and settings prove of a call.

	server, err := jitsi.New(gate, &jitsi.Options{AppID: "clinic", Secret: platform.NewSecret(secret), Domain: "meet.example.org"})
	...
	http.Handle("/jitsi/", http.StripPrefix("/jitsi", server.Reservations(platform.NewSecret(bearer))))
	...
	token, err := server.Provider(permit, clinician) // the room opens when Prosody asks for it
	token, err := server.Patient(call.ID, guest)     // [ErrNotOpen] until then

The room has the name of the call. Where Prosody does not have mod_reservations, [Server.Open] redeems the
permit and opens the call at once.

# Tokens

In Jitsi a token that says nothing about features grants all of them, and one that says something denies
what it does not mention. The tokens of this package mention every feature that is known and grant none,
save chat where [Options] says so; they are for one room, for minutes, and make a moderator of the provider
alone. [Server.Inspect] holds a token that somebody else made to the same.

# Facts

[Facts] reads the [Claims] of the token with the most rights, the client's [Config], and what the operator
says of the [Deployment]. What clients do is never proved by a setting that they can overwrite: encryption end
to end, and recording in the browser. No region is proved either.

# What it relies on

The operator has to see to it that
  - Prosody has authentication = "token", this app_id and app_secret, and allow_empty_token = false, and
    that there is no guest domain on which people come in without a token;
  - the modules token_verification and token_affiliation are loaded on the conference component, and Jicofo
    and muc_wait_for_host make nobody owner by themselves (enable-auto-owner = false,
    wait_for_host_disable_auto_owners = true);
  - filter_iq_jibri and filter_iq_rayo are loaded where Jibri and Jigasi are connected;
  - reservations is loaded, with reservations_api_prefix leading here and the bearer in
    reservations_api_headers, and https or loopback between. For [Options].Lobby also muc_lobby_rooms,
    persistent_lobby, and reservations_enable_lobby_support = true.

# What it cannot promise

Prosody asks for the first join of a room alone. So patients get no token before the call is open, and
a token that a patient has from before, of the same call, lasts as long as it does. A moderator who makes
somebody else a moderator gives them their own features, which are none. Prosody keeps a refusal for about half a
minute and more. State is kept in memory: a restart forgets which calls are open.

Jitsi's own modules are in no package that tests can install, so that this package is tested against
their source: mod_reservations.lua, util.lib.lua, token/util.lib.lua and mod_token_affiliation.lua.
*/
package jitsi
