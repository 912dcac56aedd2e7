package rooms

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestARoomThatIsAboutToBeOpenedMakesNoPlace(t *testing.T) {
	t.Parallel()
	r := New(nil, &Options{MaxRooms: 1})
	defer r.Close()
	require.NoError(t, r.reserve("call-1"))
	r.mu.Lock()
	r.tidy(r.rooms["call-1"]) // as when the gate has refused
	r.mu.Unlock()
	require.NoError(t, r.reserve("call-1"), "and then another permit is about to be redeemed")
	assert.ErrorIs(t, r.reserve("call-2"), ErrFull, "else that permit would be used up for a room that is gone")
}
