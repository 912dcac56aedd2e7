// Package records reads all the records that the suite of package guidance judges calls by
// from one folder, and follows it as it changes.
//
//	on, err := records.Open(folder.Dir("/etc/preconsult/records"), nil)
//	…
//	go on.Watch(ctx)
//	gate, err := consult.NewGate(recorder, guidance.Checks(&on.Records), &consult.Options{Waivers: on.Waivers})
//
// A document is one record, in YAML or JSON, in the folder or any folder in it; its member
// kind tells what it is: controller, dpia, dpia-screening, risk-assessment, procurement,
// privacy-notice or waiver. One folder serves one practice or ten thousand. Package
// [github.com/preconsult/preconsult/consult/register/folder] says how documents are read, and how
// to change the folder while it is watched.
//
// # Schemas
//
// The folder schema beside this package has a JSON Schema for each kind, generated from the
// Go types, so that an editor completes and checks records as they are typed. A YAML document
// names its schema in a comment on the first line, a JSON document in its member $schema:
//
//	# yaml-language-server: $schema=…/consult/guidance/records/schema/dpia.json
package records

//go:generate go run ./internal/schemas

import (
	"errors"
	"io/fs"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance"
	"github.com/preconsult/preconsult/consult/register/folder"
	"github.com/preconsult/preconsult/dpia"
	"github.com/preconsult/preconsult/notice"
	"github.com/preconsult/preconsult/risk"
)

// A Folder is a folder of records and the registers that are filled from it. It is made by
// [Open] and safe for concurrent use.
type Folder struct {
	*folder.Folder   // reloads and watches
	guidance.Records // the registers, which share their snapshots
}

// Open reads the folder. Nil options stand for the zero options. The error lists every fault
// of every document; then there are no registers.
func Open(fsys fs.FS, options *folder.Options) (*Folder, error) {
	on := new(Folder)
	opened, err := folder.Open(fsys, options, kinds(&on.Records)...)
	if err != nil {
		return nil, err
	}
	on.Folder = opened
	return on, nil
}

// kinds are the kinds of record, each into its register.
func kinds(into *guidance.Records) []folder.Kind {
	return []folder.Kind{
		folder.Into[risk.Controller](&into.Controllers, guidance.KindController),
		folder.Into[dpia.Record](&into.DPIAs, guidance.KindDPIA),
		folder.Into[dpia.Screening](&into.Screenings, guidance.KindScreening),
		folder.Into[risk.Assessment](&into.Assessments, guidance.KindAssessment),
		folder.Into[risk.Procurement](&into.Procurements, guidance.KindProcurement),
		folder.Into[notice.Record](&into.Notices, guidance.KindNotice),
		folder.Into(&into.Waivers, guidance.KindWaiver, waivable(guidance.Rules())),
	}
}

// waivable returns the check that a waiver is for one of the rules, and one that can be waived:
// a misspelt one would never hold, and nobody would know.
func waivable(rules []consult.Rule) func(*consult.Waiver) error {
	return func(w *consult.Waiver) error {
		for _, r := range rules {
			switch {
			case r.ID != w.Rule:
			case r.Waivable:
				return nil
			default:
				return errors.New("rule: cannot be waived: its remedy is the only way")
			}
		}
		return errors.New("rule: is not a rule of the suite: see the table of rules of package guidance")
	}
}
