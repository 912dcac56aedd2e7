//go:build !race

package wire_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/wire"
)

// TestAllocations holds what reading a call and writing a decision down cost in memory: both happen to every question of a
// platform. The race detector allocates by itself, so that it is not run under it.
func TestAllocations(t *testing.T) {
	data := vectors(t, "call")["ok-whole"].document
	call, err := wire.DecodeCall(data)
	require.NoError(t, err)
	d := recorded(t, consult.Call{})
	for name, of := range map[string]struct {
		most float64
		do   func() error
	}{
		"DecodeCall, every member given":    {64, func() error { _, err := wire.DecodeCall(data); return err }},
		"EncodeCall":                        {1, func() error { _, err := wire.EncodeCall(&call); return err }},
		"EncodeDecision, every rule broken": {27, func() error { _, err := wire.EncodeDecision(&d); return err }},
	} {
		var failed error
		allocs := testing.AllocsPerRun(100, func() {
			if err := of.do(); err != nil {
				failed = err
			}
		})
		require.NoError(t, failed, name)
		assert.LessOrEqual(t, allocs, of.most, name)
	}
}
