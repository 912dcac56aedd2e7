// Package folder keeps registers that are filled from a folder of documents, and follow it as
// it changes.
//
//	var dpias *register.Register[dpia.Record]
//	var notices *register.Register[notice.Record]
//	records, err := folder.Open(folder.Dir("/etc/preconsult/records"), nil,
//		folder.Into(&dpias, "dpia"),
//		folder.Into(&notices, "privacy-notice"),
//	)
//	…
//	go records.Watch(ctx)
//
// # Documents
//
// A record is one file, YAML (.yaml, .yml) or JSON (.json), in the folder or in any folder in
// it. Its member kind says what it is a record of; all other members are those of the Go type
// that was named for the kind, and a member $schema, for editors, which is not looked at:
//
//	# yaml-language-server: $schema=../schemas/dpia.json
//	kind: dpia
//	id: video-2026
//	controller: Z99901
//
// Where a member is text, YAML takes what is written: 1.10, 2026-01-31 and NO need no quotes.
// Files and folders whose names begin with . or _ are passed over, and so are files of other
// kinds. The version of a record is that of the bytes of its file.
//
// # All or nothing
//
// One fault in one file, and nothing is taken from the folder: [Open] fails, and later the
// registers keep what they had. The error is [Faults], with everything that is wrong in every
// file. While the registers keep what they had they are stale: [Folder.Status] says why and
// since when, their snapshot is no longer renewed, and a gate refuses once it is older than
// the gate allows.
//
// The registers of one folder change together. A folder that changes while it is read is read
// again, until two looks at it agree, so that what is taken was there at one time.
//
// # Writing to the folder
//
// Write a file under a name that begins with a dot, then rename it: a file that is half
// written may be a document too. Where several files change together, put them in a folder
// of their own and swap a link, as Kubernetes does with a ConfigMap and git-sync with a
// checkout. [Dir] follows both, and a folder that is put in the place of another.
//
// # Safety
//
// Open folders with [Dir], which does not leave the folder, whatever links are in
// it. [os.DirFS] follows links to anywhere. A link to a file is read; one to a folder is not
// entered. The number and the size of files are bounded, see [Options].
package folder
