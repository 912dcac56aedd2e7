// Package document reads one document, YAML or JSON, strictly into Go values, and reports
// everything that is wrong with it at once, each fault with its line.
//
//	err := document.Decode(data, document.YAML, &record, &document.Options{File: "dpia.yaml", NameMembers: true})
//
// # What a document may hold
//
// Objects, lists, text, true and false, and whole numbers. Both forms are read into the
// same tree and decoded by the same rules:
//
//   - a member that the Go type does not have, or that is given twice, is a fault;
//   - a member is required unless its tag says omitzero or omitempty, or its type is one of
//     Options.Optional;
//   - null is a fault, wherever it stands;
//   - text that its type refuses (an enumeration, a code, a date) is a fault, never a guess;
//   - an instant is RFC 3339 with its zone, and becomes UTC.
//
// YAML is read without its guesses: where the Go type wants text, an unquoted 2026-01-31,
// 1.10, NO or yes is the text that stands there. Anchors, aliases, merge keys, tags, and
// more than one document in a file are faults.
//
// # What a Go type may hold
//
// Structs, slices, pointers, text, bool and integers; [time.Time]; types that implement
// [encoding.TextUnmarshaler]; and sets of words, which are types whose pointer has the
// method AddWord([]byte) error and are read from a list of texts. Every exported field has
// a json tag with its name, or is left out with json:"-". Any other type is an error of
// the program, which [Check] finds.
//
// # What a fault says
//
// A [Fault] never quotes a value of the document, because it may hold anything, a
// patient's name among them. The errors of UnmarshalText and AddWord are shown, so they
// must not quote their input; one that is seen to is replaced.
//
// The functions are safe for concurrent use and keep nothing of the data they are given.
package document
