// Package schema writes the JSON Schema (2020-12) of a kind of record, for the editors that
// records are written in and for whoever makes them by program.
//
//	docs, err := schema.Comments("consult", "dpia")
//	…
//	text, err := schema.Of(reflect.TypeFor[dpia.Record](), "dpia", docs, nil)
//
// The schema follows the rules by which package
// [github.com/preconsult/preconsult/consult/register/folder] reads documents: the same names,
// the same required members, the same words. Its descriptions are the comments of the Go
// types and fields. It is an aid, and the folder is the judge. Where they differ:
//
//   - Validators check the form of dates and times only if told to.
//   - A text may be as many characters long as the folder allows bytes.
//   - An editor wants quotes around YAML texts that look like numbers, such as the version
//     1.10, and the folder does not need them.
//
// The output depends on nothing but the type, the kind and the comments, so that a test can
// hold a committed schema to it.
package schema
