package main

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/examples/clinic/rooms"
	"github.com/preconsult/preconsult/examples/clinic/signin"
)

// connects opens the websocket of a page, as the visitor.
func (v *visitor) connects(path string) (*websocket.Conn, *http.Response) {
	v.t.Helper()
	conn, answer, err := websocket.Dial(v.t.Context(), v.h.base+path, &websocket.DialOptions{HTTPClient: v.client})
	if err != nil {
		require.NotNil(v.t, answer, err)
		return nil, answer
	}
	v.t.Cleanup(func() { conn.CloseNow() })
	return conn, answer
}

// ends reads until the connection is closed, and returns how.
func ends(t *testing.T, conn *websocket.Conn) websocket.StatusCode {
	t.Helper()
	for {
		if _, _, err := conn.Read(t.Context()); err != nil {
			return websocket.CloseStatus(err)
		}
	}
}

// isTurnedAway asserts that a page hears that the websocket is not for the visitor, and so ceases to try.
func (v *visitor) isTurnedAway(path, reason string) {
	v.t.Helper()
	conn, _ := v.connects(path)
	if assert.NotNil(v.t, conn, reason) {
		assert.Equal(v.t, websocket.StatusPolicyViolation, ends(v.t, conn), reason)
	}
	v.get(path)
	assert.Equal(v.t, http.StatusForbidden, v.status, reason)
}

// starts has the first call of the day opened by Dr Amina Example.
func (h *house) starts(t *testing.T) *visitor {
	t.Helper()
	amina := h.visitor(t)
	amina.signIn("/calls/"+string(h.list[0].ID)+"/card", "amina")
	amina.post("/calls/" + string(h.list[0].ID) + "/start")
	require.Equal(t, rooms.Waiting, h.rooms.State(h.list[0].ID).Stage, amina.page)
	return amina
}

// TestACallIsWhoseStartedIt: the rest of the staff gets neither its page nor its connection.
func TestACallIsWhoseStartedIt(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	call := "/calls/" + string(h.list[0].ID)
	jo := h.visitor(t)
	jo.signIn("/today", "jo")
	jo.isTurnedAway(call+"/socket", "nor may they wait in a room that is closed")
	amina := h.starts(t)
	jo.get(call)
	assert.Equal(t, http.StatusForbidden, jo.status)
	assert.Contains(t, jo.page, "Dr Amina Example holds this call")
	jo.isTurnedAway(call+"/socket", "whose call it is not")
	assert.False(t, h.rooms.State(h.list[0].ID).Provider)
	jo.get("/today")
	assert.Contains(t, jo.page, "Dr Amina Example holds this call")
	assert.NotContains(t, jo.page, "Go back to the call")
	jo.post(call+"/override", "need", "emergency")
	assert.Equal(t, http.StatusForbidden, jo.status)

	amina.get(call)
	assert.Contains(t, amina.page, "Call with Sam Sample")
	conn, _ := amina.connects(call + "/socket")
	require.NotNil(t, conn)
	require.Eventually(t, func() bool { return h.rooms.State(h.list[0].ID).Provider }, 10*time.Second, 5*time.Millisecond)
}

// TestPagesThatAreTurnedAway hear why, whichever call it is and whoever they are.
func TestPagesThatAreTurnedAway(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	call, visit := "/calls/"+string(h.list[0].ID)+"/socket", "/visit/"+h.list[0].Link+"/socket"
	amina, maya := h.visitor(t), h.visitor(t)
	amina.signIn("/today", "amina")
	maya.signIn("/visit/"+h.list[1].Link, "maya")
	for _, test := range []struct {
		reason string
		*visitor
		path string
	}{
		{"nobody is signed in, as staff", h.visitor(t), call},
		{"nobody is signed in, as a patient", h.visitor(t), visit},
		{"staff are no patient", amina, visit},
		{"a patient is no staff", maya, call},
		{"another patient's", maya, visit},
		{"nobody's link", maya, "/visit/nobody/socket"},
		{"nobody holds the call", amina, call},
		{"no such call", amina, "/calls/none/socket"},
	} {
		test.isTurnedAway(test.path, test.reason)
	}
}

// TestAPermitTakesNoCallOver: who may start calls too does not get into one that somebody else has open.
func TestAPermitTakesNoCallOver(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	a := h.list[0]
	amina := h.starts(t)
	amina.get("/calls/" + string(a.ID) + "/card")
	h.holders.mu.Lock()
	h.holders.of[a.ID] = signin.Person{ID: "another", Name: "Dr Another Example"}
	h.holders.mu.Unlock()
	amina.post("/calls/" + string(a.ID) + "/start")
	assert.Equal(t, http.StatusForbidden, amina.status)
	assert.Contains(t, amina.page, "Dr Another Example holds this call")
	assert.Equal(t, "another", h.holder(a.ID).ID)
	h.rooms.End(a.ID)
	amina.get("/calls/" + string(a.ID) + "/card")
	amina.post("/calls/" + string(a.ID) + "/start")
	assert.Equal(t, "amina", h.holder(a.ID).ID, "one that has ended is nobody's")
}

// TestWhoSignsOutIsOut of the call, of either side, and hears of no more changes.
func TestWhoSignsOutIsOut(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	a := h.list[0]
	amina, sam := h.starts(t), h.visitor(t)
	sam.signIn("/visit/"+a.Link, "sam")
	provider, _ := amina.connects("/calls/" + string(a.ID) + "/socket")
	require.NotNil(t, provider)
	patient, _ := sam.connects("/visit/" + a.Link + "/socket")
	require.NotNil(t, patient)
	require.Eventually(t, func() bool {
		return h.rooms.State(a.ID) == rooms.State{Stage: rooms.Waiting, Provider: true, Patient: true}
	}, 10*time.Second, 5*time.Millisecond)
	answer, err := amina.client.Get(h.base + "/readiness/events")
	require.NoError(t, err)
	defer answer.Body.Close()
	require.Equal(t, http.StatusOK, answer.StatusCode)
	events := bufio.NewScanner(answer.Body)
	require.True(t, events.Scan())

	sam.post("/sign-out")
	assert.Equal(t, websocket.StatusPolicyViolation, ends(t, patient))
	assert.Equal(t, rooms.State{Stage: rooms.Waiting, Provider: true}, h.rooms.State(a.ID), "the other side stays")
	amina.get("/today")
	amina.post("/sign-out")
	assert.Equal(t, websocket.StatusPolicyViolation, ends(t, provider))
	for events.Scan() {
	}
	assert.NoError(t, events.Err(), "the page hears the end of it")
}

// TestDuring ends a request with the session, and forgets both when the request is over.
func TestDuring(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, cease := during(httptest.NewRequest(http.MethodGet, "/", nil), nil)
		synctest.Wait()
		assert.Error(t, r.Context().Err(), "nobody is signed in")
		cease()
	})
}
