// Package preconsult is the root of a library of typed checks that a video consultation
// passes before it starts.
//
// Before a call, the library establishes that the consultation is initiated by the health
// or care provider, is not recorded by default, is covered by a data protection impact
// assessment, rests on a local risk assessment, and is disclosed in the privacy notice, as
// NHS England's guidance for information governance professionals asks (edition of 11 May
// 2026). A refusal says which rule is broken, from which clause, who can mend it and how. An
// allowed call gets a permit, and what starts calls takes a permit.
//
// This package holds no code. Begin with
//
//   - [github.com/preconsult/preconsult/consult]: calls, checks, the gate, decisions, permits;
//   - [github.com/preconsult/preconsult/consult/guidance]: the whole suite of checks, and the
//     trace between the guidance's clauses and the library's rules;
//   - [github.com/preconsult/preconsult/consult/guidance/records]: the records that calls are
//     judged by, read from a folder of YAML and JSON documents.
//
// The records and their checks are in [github.com/preconsult/preconsult/dpia],
// [github.com/preconsult/preconsult/risk] and [github.com/preconsult/preconsult/notice];
// registers of them in [github.com/preconsult/preconsult/consult/register]; the JSON form of calls and
// decisions in [github.com/preconsult/preconsult/consult/wire]; adapters for video platforms below
// [github.com/preconsult/preconsult/consult/platform]; middleware, and a decision point for platforms in
// other languages, in [github.com/preconsult/preconsult/consult/hook]; who starts a call, from a verified sign-in, in the
// module github.com/preconsult/preconsult/consult/identity; the test kit in
// [github.com/preconsult/preconsult/consult/consulttest].
//
// # What it is not
//
// The library is no legal advice, and it is no substitute for the assessments that it asks
// for: it tells whether they are on file and fit the call, not whether they are good.
//
// # Compatibility
//
// Ids of rules and clauses, the members of records, and the wire form of calls and decisions
// never change their meaning within a major version. New rules may come with a new edition
// of the guidance; an edition is a decision of the importing program, by the version of the module
// that it requires. Until version 1, changes that break programs are possible; each stands in
// the change log with what to do.
package preconsult
