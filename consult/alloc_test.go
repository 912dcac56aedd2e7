//go:build !race

package consult_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/preconsult/preconsult/consult"
)

// TestAllowedDecisionAllocatesNothing is not run under the race detector, which drops what
// pools hold at random.
func TestAllowedDecisionAllocatesNothing(t *testing.T) {
	source := shelfOf(&edition{asOf: noon, ages: true})
	ref := &consult.RecordRef{Kind: "dpia", ID: "a"}
	check := checking("relying", func(p *consult.Pass) {
		p.Under(source, consult.Key{})
		p.Relies(ref, "review", noon.AddDate(0, 1, 0))
	})
	gate := gateOf(t, consult.Options{}, append(soundChecks(), check)...)
	call, ctx := soundCall(), context.Background()
	allowed := true
	allocs := testing.AllocsPerRun(1000, func() {
		d, err := gate.Decide(ctx, &call)
		allowed = allowed && err == nil && d.Outcome == consult.Allowed
	})
	assert.True(t, allowed)
	assert.Zero(t, allocs)

	refused := call
	refused.Room.Recording, refused.Room.Visibility, refused.Device.Standing = 0, 0, 0
	refused.Initiator.Party, refused.Initiator.Verified = 0, 0
	refused.Room.Encryption, refused.Room.Transcription, refused.Room.Scribe = 0, 0, 0
	allocs = testing.AllocsPerRun(1000, func() {
		d, err := gate.Decide(ctx, &refused)
		allowed = allowed && err == nil && len(d.Findings) == 8
	})
	assert.True(t, allowed)
	assert.LessOrEqual(t, allocs, 3.0, "a refusal with eight findings")
}
