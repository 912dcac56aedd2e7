package consulttest

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance"
	"github.com/preconsult/preconsult/consult/register"
	"github.com/preconsult/preconsult/dpia"
	"github.com/preconsult/preconsult/notice"
	"github.com/preconsult/preconsult/risk"
)

// Registers are registers of all kinds of record, which change together as those of a folder do.
// They are made by [NewRegisters] and safe for concurrent use.
type Registers struct {
	guidance.Records // for guidance.Checks, and for Options.Waivers
	set              *register.Set
}

// NewRegisters returns registers that hold the given records.
func NewRegisters(records Records) (*Registers, error) {
	set := register.NewSet()
	r := &Registers{set: set, Records: guidance.Records{
		Controllers:  register.New[risk.Controller](set, guidance.KindController),
		DPIAs:        register.New[dpia.Record](set, guidance.KindDPIA),
		Screenings:   register.New[dpia.Screening](set, guidance.KindScreening),
		Assessments:  register.New[risk.Assessment](set, guidance.KindAssessment),
		Procurements: register.New[risk.Procurement](set, guidance.KindProcurement),
		Notices:      register.New[notice.Record](set, guidance.KindNotice),
		Waivers:      register.New[consult.Waiver](set, guidance.KindWaiver),
	}}
	return r, r.Put(records)
}

// Put puts other records on file, all at once, in the place of those that were. The error lists
// all records that a register does not take; then what was on file stays. A decision that is being made keeps
// what it began with.
func (r *Registers) Put(records Records) error {
	next := new(register.Snapshot)
	err := errors.Join(
		put(next, r.Controllers, records.Controllers),
		put(next, r.DPIAs, records.DPIAs),
		put(next, r.Screenings, records.Screenings),
		put(next, r.Assessments, records.Assessments),
		put(next, r.Procurements, records.Procurements),
		put(next, r.Notices, records.Notices),
		put(next, r.Waivers, records.Waivers),
	)
	if err == nil {
		r.set.Swap(next)
	}
	return err
}

func put[T register.Record](into *register.Snapshot, r *register.Register[T], records []T) error {
	filed := make([]*consult.Filed[T], len(records))
	for i, record := range records {
		content, err := json.Marshal(record)
		if err != nil {
			return fmt.Errorf("consulttest: %s %s: %w", r.Kind(), record.RecordID(), err)
		}
		filed[i] = &consult.Filed[T]{Record: record, Ref: register.Ref(r.Kind(), record.RecordID(), content)}
	}
	return r.File(into, filed...)
}
