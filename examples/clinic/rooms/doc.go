// Package rooms has the rooms of the clinic, in which a provider and a patient see and hear each other.
//
//	rooms := rooms.New(gate, nil)
//	decision, err := rooms.Open(ctx, permit)             // when the provider starts the call
//	rooms.Socket(w, req, call, consult.Patient)          // for each of the two, once they are known
//
// Only a permit opens a room: [Rooms.Open] takes one and redeems it at the gate, and the call that it opens is the
// permit's. Until then, until the provider has admitted the patient, and after the call has ended, nothing is relayed.
//
// A room ends when the provider hangs up, or the patient whom the provider has admitted; when it has waited for too long
// for the patient to be admitted (Options.MaxWait); and when the provider has left an open one for too long, or nobody is
// in it (Options.Idle).
//
// # Media
//
// Picture and sound go from browser to browser by WebRTC, encrypted between the two. This server relays what they need
// to find each other: an offer of the provider, an answer of the patient, and the addresses of both. It sees no
// media, keeps nothing of what it relays, and logs nothing of it. There is no STUN or TURN server: browsers find each
// other on one machine or in one local network.
//
// # Messages
//
// They are JSON texts on the websocket of [Rooms.Socket]. The server says how the room is, at every change and every
// Options.Heartbeat:
//
//	{"type":"state","room":"waiting","you":"patient","admitted":false,"begun":false,"peer":true,"page":"5f0c…"}
//
// Room is the text of a [Stage]. Begun says whether the patient was admitted since the room was opened, and so tells a
// call that has ended from one that did not begin. Peer says whether the other one is there, and page which page of
// theirs it is: a page names itself by the parameter page of the socket's address when it connects, and keeps the name
// when it reconnects. Another name means that the other one has loaded the page anew, so that the two have to find each
// other from scratch. The page before it has no place any more: its socket is closed with the code 4001 whenever it
// connects. Where somebody has connected anew before their old socket was closed, the other one is told first that they
// were away: what was sent to the old socket last may be lost.
//
// Participants say {"type":"admit"}, which is the provider's to say, {"type":"hang-up"}, and one of
//
//	{"type":"signal","description":{"type":"offer","sdp":"…"}}
//	{"type":"signal","candidate":{"candidate":"…","sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"…"}}
//
// which the other one is given, written anew from what was understood of it. Whoever says anything else, or says it
// when it is not allowed, is disconnected with the close code for a violated policy; so is who has signed out meanwhile,
// and whoever is turned away by [Refuse].
//
// # Pages
//
// The scripts in [Static] are the other half: call.js is the call, and devices.js a test of camera and microphone before
// it. Each says at its top what a page has to have.
package rooms
