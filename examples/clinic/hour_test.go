package main

import (
	"html"
	"net/http"
	"regexp"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/examples/clinic/rooms"
	"github.com/preconsult/preconsult/examples/clinic/signin"
)

// late has the sign-ins of a house go by a clock that is as much later as the function returned is told.
func (h *house) late(t *testing.T) func(time.Duration) {
	t.Helper()
	clock := make(chan time.Duration, 1)
	clock <- 0
	now := func() time.Time {
		by := <-clock
		clock <- by
		return time.Now().Add(by)
	}
	service, err := signin.NewAt(h.base, people, h.signInPage, now)
	require.NoError(t, err)
	require.NoError(t, h.signin.Close())
	h.signin = service
	return func(by time.Duration) { <-clock; clock <- by }
}

// TestAnHourLater the sign-in is no longer believed, and people are asked to sign in again rather than refused.
func TestAnHourLater(t *testing.T) {
	t.Parallel()
	var advance func(time.Duration)
	h := openHouse(t, func(h *house) { advance = h.late(t) })
	card := "/calls/" + string(h.list[0].ID) + "/card"
	amina, sam := h.visitor(t), h.visitor(t)
	amina.signIn(card, "amina")
	require.Contains(t, amina.page, "The call may start")
	sam.signIn("/visit/"+h.list[0].Link, "sam")
	advance(time.Hour + time.Minute)

	before := len(h.decisions())
	for _, path := range []string{"/start", "/override"} {
		v := *amina // with the form of before
		v.post("/calls/" + string(h.list[0].ID) + path)
		assert.Equal(t, http.StatusUnauthorized, v.status, path)
		assert.Contains(t, v.page, "Sign in again", path)
	}
	assert.Len(t, h.decisions(), before, "nothing is decided of nobody")
	for _, v := range []struct {
		*visitor
		path, person, then string
	}{{amina, card, "amina", "The call may start"}, {sam, "/visit/" + h.list[0].Link, "sam", "Your video consultation"}} {
		advance(time.Hour + time.Minute)
		v.get(v.path)
		advance(0) // since the issuers have no clock but the real one
		v.choose(v.person)
		assert.Contains(t, v.page, v.then, "they come back to where they were")
	}
	amina.get(card)
	amina.post("/calls/" + string(h.list[0].ID) + "/start")
	assert.Equal(t, rooms.Waiting, h.rooms.State(h.list[0].ID).Stage)
	advance(time.Hour + time.Minute)
	conn, _ := amina.connects("/calls/" + string(h.list[0].ID) + "/socket")
	require.NotNil(t, conn, "a connection that was lost comes back to a call that was let start")
}

// TestFormsOfAnHourBefore do nothing, and lead back by a sign-in to the page that they are on.
func TestFormsOfAnHourBefore(t *testing.T) {
	t.Parallel()
	var advance func(time.Duration)
	h := openHouse(t, func(h *house) { advance = h.late(t) })
	call, visit := "/calls/"+string(h.list[0].ID), "/visit/"+h.list[0].Link
	for _, test := range []struct{ page, form, person, then string }{
		{call + "/card", call + "/start", "amina", "The call may start"},
		{call + "/card", call + "/override", "amina", "The call may start"},
		{"/switchboard", "/switchboard", "amina", "Switchboard</h1>"},
		{visit, visit + "/start", "sam", "Your video consultation</h1>"},
	} {
		v := h.visitor(t)
		advance(0)
		v.signIn(test.page, test.person)
		advance(time.Hour + time.Minute)
		v.post(test.form, "switch", "recorder", "on", "yes")
		assert.Equal(t, http.StatusUnauthorized, v.status, test.form)
		again := regexp.MustCompile(`href="(/sign-in[^"]+)">Sign in again`).FindStringSubmatch(v.page)
		if !assert.Len(t, again, 2, "%s is a dead end: %s", test.form, v.page) {
			continue
		}
		v.get(html.UnescapeString(again[1]))
		advance(0)
		v.choose(test.person)
		assert.Contains(t, v.page, test.then, test.form)
	}
	assert.False(t, h.settings.is("recorder"))
	assert.Equal(t, rooms.Closed, h.rooms.State(h.list[0].ID).Stage)
}

// TestSigningInAgain, as when the ID token has expired or from another tab, cuts no call; somebody else who signs in ends it.
func TestSigningInAgain(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason, person string
		out            bool
		want           websocket.StatusCode
	}{
		{"the same person goes on", "amina", false, websocket.StatusNormalClosure},
		{"and signs out of all of it", "amina", true, websocket.StatusPolicyViolation},
		{"another person is not in it", "jo", false, websocket.StatusPolicyViolation},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			var advance func(time.Duration)
			h := openHouse(t, func(h *house) { advance = h.late(t) })
			amina := h.starts(t)
			conn, _ := amina.connects("/calls/" + string(h.list[0].ID) + "/socket")
			require.NotNil(t, conn)
			require.Eventually(t, func() bool { return h.rooms.State(h.list[0].ID).Provider }, 10*time.Second, 5*time.Millisecond)
			advance(time.Hour + time.Minute)
			amina.get("/today")
			advance(0)
			amina.choose(test.person)
			require.Contains(t, amina.page, "Today’s list</h1>")
			if test.out {
				amina.post("/sign-out")
			} else {
				_ = conn.Write(t.Context(), websocket.MessageText, []byte(`{"type":"hang-up"}`)) // whether it is heard is what is tested
			}
			assert.Equal(t, test.want, ends(t, conn))
			assert.Equal(t, test.want == websocket.StatusNormalClosure, h.rooms.State(h.list[0].ID).Stage == rooms.Ended)
		})
	}
}
