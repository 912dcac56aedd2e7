package main

import (
	"context"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance"
	"github.com/preconsult/preconsult/consult/guidance/records"
)

// newGate returns a gate that runs the whole suite on the records, waivers among them.
func newGate(recorder consult.Recorder, on *records.Folder, options consult.Options) (*consult.Gate, error) {
	options.Waivers = on.Waivers
	return consult.NewGate(recorder, guidance.Checks(&on.Records), &options)
}

// A journal is a recorder that keeps decisions in memory, for as long as the program runs.
// A platform keeps them where they last.
type journal struct{ decisions []consult.Decision }

// Record implements [consult.Recorder].
func (j *journal) Record(_ context.Context, d consult.Decision) error {
	j.decisions = append(j.decisions, d)
	return nil
}
