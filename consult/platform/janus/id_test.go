package janus_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform/janus"
)

func TestID(t *testing.T) {
	t.Parallel()
	numbers, texts := &janus.Server{}, &janus.Server{StringIDs: true}
	assert.Equal(t, janus.Text("call-0001"), texts.ID("call-0001"))

	// The same by another way: the first 14 hexadecimal digits are 56 bits, of which 53 are kept.
	sum := sha256.Sum256([]byte("call-0001"))
	n, err := strconv.ParseUint(hex.EncodeToString(sum[:])[:14], 16, 64)
	require.NoError(t, err)
	assert.Equal(t, janus.Number(n/8), numbers.ID("call-0001"))

	seen := map[janus.RoomID]bool{}
	for i := range 10_000 {
		id := numbers.ID(consult.CallID(fmt.Sprintf("call-%04d", i)))
		n, err := strconv.ParseUint(id.String(), 10, 64)
		require.NoError(t, err)
		assert.Less(t, n, uint64(1)<<53, "JavaScript holds it without loss")
		assert.False(t, seen[id])
		seen[id] = true
	}
}

func TestRoomIDInJSON(t *testing.T) {
	t.Parallel()
	for text, id := range map[string]janus.RoomID{
		`9007199254740991`: janus.Number(9007199254740991), // 53 bits: more than a float64 is needed for some
		`9007199254740993`: janus.Number(9007199254740993),
		`"1"`:              janus.Text("1"), // which is not the number
		`"call-0001"`:      janus.Text("call-0001"),
	} {
		var got janus.RoomID
		require.NoError(t, json.Unmarshal([]byte(text), &got))
		assert.Equal(t, id, got)
		back, err := json.Marshal(id)
		require.NoError(t, err)
		assert.Equal(t, text, string(back))
	}
	assert.NotEqual(t, janus.Number(1), janus.Text("1"))
	assert.Equal(t, "1", janus.Number(1).String())
}
