package platform

import "github.com/preconsult/preconsult/consult"

// Rests reports whether a decision rests on what was read of a room: every fact that the reading
// knows is in the decision as it was read. What the reading does not know, the application may have
// had from elsewhere. Source and time are not compared, since a room is read again before it opens.
func Rests(decided, read consult.Room) bool {
	return same(decided.Recording, read.Recording) &&
		same(decided.RecordingAuthority, read.RecordingAuthority) &&
		same(decided.Transcription, read.Transcription) &&
		same(decided.Scribe, read.Scribe) &&
		same(decided.Encryption, read.Encryption) &&
		same(decided.ServerCapture, read.ServerCapture) &&
		same(decided.Visibility, read.Visibility) &&
		same(decided.Admission, read.Admission)
}

// same reports whether a fact is as it was read, or was not read at all.
func same[E comparable](decided, read E) bool {
	var unknown E
	return read == unknown || read == decided
}
