package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"

	"github.com/preconsult/preconsult/examples/clinic/rooms"
	"github.com/preconsult/preconsult/examples/clinic/signin"
)

// overrides counts how often somebody went ahead, on record.
func (h *house) overrides() (n int) {
	for _, d := range h.decisions() {
		if d.Stage == consult.StageOverride {
			n++
		}
	}
	return n
}

// TestTwoRefusedCards in two tabs are two refusals, and each can be gone ahead of.
func TestTwoRefusedCards(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.settings.turn("abroad", true)
	amina := h.visitor(t)
	amina.signIn("/today", "amina")
	for _, a := range h.list {
		amina.get("/calls/" + string(a.ID) + "/card")
		require.Contains(t, amina.page, "Break the glass")
	}
	for _, a := range h.list {
		amina.post("/calls/"+string(a.ID)+"/override", "need", "emergency")
		assert.Contains(t, amina.page, "Call with "+a.Patient.Name)
		assert.Equal(t, rooms.Waiting, h.rooms.State(a.ID).Stage)
		amina.get("/today")
	}
}

// TestAButtonThatIsPressedTwice goes ahead once, and leads to the call both times.
func TestAButtonThatIsPressedTwice(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason string
		press  func(t *testing.T, amina *visitor, one func(*testing.T, visitor))
	}{
		{"one after the other", func(t *testing.T, amina *visitor, one func(*testing.T, visitor)) {
			one(t, *amina)
			one(t, *amina)
		}},
		{"at once", func(t *testing.T, amina *visitor, one func(*testing.T, visitor)) {
			var both sync.WaitGroup
			for range 2 {
				both.Go(func() { t.Run("press", func(t *testing.T) { one(t, *amina) }) })
			}
			both.Wait()
		}},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			h := openHouse(t)
			h.settings.turn("abroad", true)
			amina := h.visitor(t)
			call := "/calls/" + string(h.list[0].ID)
			amina.signIn(call+"/card", "amina")
			test.press(t, amina, func(t *testing.T, v visitor) { // with the page as it was
				v.t = t
				v.post(call+"/override", "need", "urgent")
				assert.Contains(t, v.page, "Call with Sam Sample")
			})
			assert.Equal(t, 1, h.overrides())
			h.rooms.End(h.list[0].ID)
			amina.post(call+"/override", "need", "urgent")
			assert.Contains(t, amina.page, "Before the call with Sam Sample", "a call that is over is not gone back to")
			assert.Equal(t, 1, h.overrides())
		})
	}
}

// TestWhoGoesAheadDoesSoToTheEnd, also where the browser waits no longer for the first answer since the button was pressed again:
// it is on record that they went ahead, and so they are to find the call.
func TestWhoGoesAheadDoesSoToTheEnd(t *testing.T) {
	t.Parallel()
	var recorded atomic.Pointer[context.CancelFunc]
	var alone atomic.Bool
	h := openHouse(t, func(h *house) {
		h.ledger.changed = func() {
			if leave := recorded.Swap(nil); leave != nil { // at the first record
				alone.Store(!h.refusals.ahead.TryLock())
				(*leave)()
			}
		}
	})
	h.settings.turn("abroad", true)
	amina, a := h.visitor(t), h.list[0]
	amina.signIn("/calls/"+string(a.ID)+"/card", "amina")
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	request := httptest.NewRequestWithContext(ctx, http.MethodPost, "/", strings.NewReader("need=emergency"))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.SetPathValue("call", string(a.ID))
	at, err := url.Parse(h.base)
	require.NoError(t, err)
	for _, cookie := range amina.client.Jar.Cookies(at) {
		request.AddCookie(cookie)
	}
	by, ok := h.signin.Session(request, consult.Provider)
	require.True(t, ok)
	recorded.Store(&leave)
	answer := httptest.NewRecorder()
	h.override(answer, request, by)
	require.Error(t, ctx.Err())
	assert.True(t, alone.Load(), "the second press waits for what comes of the first")
	assert.Equal(t, "/calls/"+string(a.ID), answer.Header().Get("Location"))
	assert.Equal(t, rooms.Waiting, h.rooms.State(a.ID).Stage)
}

// TestNobodyGoesAheadUnverified: where it cannot be told who somebody is, their refusal is kept and nothing is recorded.
func TestNobodyGoesAheadUnverified(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	request := httptest.NewRequest(http.MethodPost, "/", nil)
	request.SetPathValue("call", string(h.list[0].ID))
	answer := httptest.NewRecorder()
	h.override(answer, request, &signin.Session{})
	assert.Equal(t, http.StatusServiceUnavailable, answer.Code)
	assert.Contains(t, answer.Body.String(), "Nobody can tell who you are")
	assert.Empty(t, h.decisions())
}
