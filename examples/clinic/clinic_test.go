package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/examples/clinic/rooms"
)

// TestACallThatMayStart: the clinician signs in, sees the card, and starts; then the room waits for the patient.
func TestACallThatMayStart(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	amina := h.visitor(t)
	amina.signIn("/today", "amina")
	assert.Contains(t, amina.page, "Sam Sample")
	assert.Contains(t, amina.page, "Dr Amina Example, GP")
	a := h.list[0]
	amina.get("/calls/" + string(a.ID) + "/card")
	require.Contains(t, amina.page, "The call may start")
	for _, clause := range []string{"P1", "P2", "D2", "R1", "P5"} {
		assert.Contains(t, amina.page, "<strong>"+clause+"</strong>", "the card has every clause")
	}
	assert.Equal(t, rooms.Closed, h.rooms.State(a.ID).Stage, "a card starts nothing")
	amina.post("/calls/" + string(a.ID) + "/start")
	assert.Contains(t, amina.page, "Call with Sam Sample")
	assert.Equal(t, rooms.Waiting, h.rooms.State(a.ID).Stage)
	assert.Equal(t, rooms.Closed, h.rooms.State(h.list[1].ID).Stage, "and no other call")
}

// TestSwitches: each thing that is turned on is answered by its rule, and nothing starts; turned off, the call starts.
func TestSwitches(t *testing.T) {
	t.Parallel()
	for _, s := range switches {
		if s.Name == "patient" {
			continue // a test of its own
		}
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			h := openHouse(t)
			amina := h.visitor(t)
			amina.signIn("/switchboard", "amina")
			amina.turn(s.Name, true)
			card := "/calls/" + string(h.list[0].ID) + "/card"
			if s.Name == "dpia" {
				require.Eventually(t, func() bool {
					amina.get(card)
					return strings.Contains(amina.page, "dpia.current")
				}, time.Minute, 50*time.Millisecond)
			}
			amina.get(card)
			for _, rule := range s.Rules {
				assert.Contains(t, amina.page, string(rule)+" (")
			}
			if s.Name == "recorder" {
				assert.Contains(t, amina.page, "Nothing was decided")
				assert.Contains(t, amina.page, "without a record there is no permit")
			}
			amina.get("/switchboard")
			amina.post("/calls/" + string(h.list[0].ID) + "/start")
			assert.Equal(t, rooms.Closed, h.rooms.State(h.list[0].ID).Stage, "nothing starts: %s", amina.page)
			assert.GreaterOrEqual(t, amina.status, 400)

			amina.turn(s.Name, false)
			require.Eventually(t, func() bool {
				amina.get(card)
				return strings.Contains(amina.page, "The call may start")
			}, time.Minute, 50*time.Millisecond)
		})
	}
}

// TestPatientCannotStart, whatever the page offers: they are told what a patient may be told, and no more.
func TestPatientCannotStart(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	a := h.list[0]
	sam := h.visitor(t)
	sam.signIn("/visit/"+a.Link, "sam")
	require.Contains(t, sam.page, "Your video consultation")
	assert.NotContains(t, sam.page, "Start the call myself")

	amina := h.visitor(t)
	amina.signIn("/switchboard", "amina")
	amina.turn("patient", true)
	sam.get("/visit/" + a.Link)
	require.Contains(t, sam.page, "Start the call myself")
	sam.post("/visit/" + a.Link + "/start")
	assert.Equal(t, http.StatusForbidden, sam.status)
	assert.Contains(t, sam.page, "Your clinician starts the call. Please wait until they do.")
	assert.NotContains(t, sam.page, "initiator.", "a patient reads no rules")
	assert.Equal(t, rooms.Closed, h.rooms.State(a.ID).Stage)
	d := h.decisions()
	require.NotEmpty(t, d)
	assert.Contains(t, d[len(d)-1].Broken(), switches[2].Rules[0])

	sam.post("/calls/" + string(a.ID) + "/start")
	assert.Equal(t, http.StatusUnauthorized, sam.status, "nor as staff")
	assert.Equal(t, rooms.Closed, h.rooms.State(a.ID).Stage)
}

// TestAdministratorCannotStart: the practice admits job roles, and hers is none of them.
func TestAdministratorCannotStart(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	jo := h.visitor(t)
	jo.signIn("/today", "jo")
	jo.get("/calls/" + string(h.list[0].ID) + "/card")
	assert.Contains(t, jo.page, "The call may not start")
	assert.Contains(t, jo.page, "initiator.provider")
	assert.NotContains(t, jo.page, "Break the glass", "and nobody can go before this rule")
	assert.Contains(t, jo.page, "At least one of these rules cannot be overridden.")
	jo.post("/calls/" + string(h.list[0].ID) + "/start")
	assert.Equal(t, http.StatusForbidden, jo.status)
	assert.Equal(t, rooms.Closed, h.rooms.State(h.list[0].ID).Stage)
}

// TestLinkOfAnother is useless: to another patient, and to staff.
func TestLinkOfAnother(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	maya := h.visitor(t)
	maya.signIn("/visit/"+h.list[0].Link, "maya")
	assert.Equal(t, http.StatusForbidden, maya.status)
	assert.Contains(t, maya.page, "This link is not yours")
	for _, path := range []string{"/room", "/socket"} {
		maya.get("/visit/" + h.list[0].Link + path)
		assert.Equal(t, http.StatusForbidden, maya.status, path)
	}
	maya.get("/visit/" + h.list[1].Link)
	assert.Equal(t, http.StatusOK, maya.status)
	maya.get("/visit/" + strings.Repeat("A", 22))
	assert.Equal(t, http.StatusForbidden, maya.status, "a link that nobody has")
	maya.get("/visit/" + h.list[1].Link)
	maya.post("/visit/" + h.list[0].Link + "/start")
	assert.Equal(t, http.StatusForbidden, maya.status)
	assert.Contains(t, maya.page, "This link is not yours", "the same as who looks at it")

	amina := h.visitor(t)
	amina.signIn("/today", "amina")
	for _, path := range []string{"", "/room"} {
		amina.get("/visit/" + h.list[0].Link + path)
		assert.Contains(t, amina.page, "patients", "staff are shown to where patients sign in")
		assert.NotContains(t, amina.page, "Your ")
	}
	amina.get("/visit/" + h.list[0].Link + "/socket")
	assert.Equal(t, http.StatusForbidden, amina.status, "which is no page to come back to")
	amina.get("/today")
	amina.post("/visit/" + h.list[0].Link + "/start")
	assert.Equal(t, http.StatusUnauthorized, amina.status)
}

// TestBreakingTheGlass: where every rule that refuses allows it, a clinician goes ahead, on record, and somebody is told.
func TestBreakingTheGlass(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.rewrite(t, "dpia.yaml", "status: approved", "status: withdrawn")
	amina := h.visitor(t)
	amina.signIn("/today", "amina")
	a := h.list[0]
	card := "/calls/" + string(a.ID) + "/card"
	require.Eventually(t, func() bool {
		amina.get(card)
		return strings.Contains(amina.page, "dpia.approved")
	}, time.Minute, 50*time.Millisecond)
	require.Contains(t, amina.page, "Break the glass")
	assert.Contains(t, amina.page, "written to the program’s log")
	assert.Contains(t, amina.page, "<li>dpia.approved: ", "by the clause is which rule it is")
	assert.Contains(t, amina.page, "<title>Refused: before the call")
	amina.post("/calls/"+string(a.ID)+"/override", "need", "curiosity")
	assert.Equal(t, rooms.Closed, h.rooms.State(a.ID).Stage, "not without a need")
	amina.get(card)
	amina.post("/calls/"+string(a.ID)+"/override", "need", "emergency")
	assert.Contains(t, amina.page, "Call with Sam Sample")
	assert.Equal(t, rooms.Waiting, h.rooms.State(a.ID).Stage)
	decisions := h.decisions()
	require.NotEmpty(t, decisions)
	made := decisions[len(decisions)-2] // before that permit was redeemed
	require.NotNil(t, made.Override)
	assert.Equal(t, "amina", string(made.Override.Clinician))
	told := h.logs.String()
	assert.Equal(t, 1, strings.Count(told, "goes ahead of a refusal"), "the escalation contact was told, once")
	assert.Contains(t, told, "level=WARN")
	for _, id := range []string{string(a.ID), made.ID.String(), "dpia.approved"} {
		assert.Contains(t, told, id)
	}
	assert.NotContains(t, told, "Sam", "by ids alone")
}

// TestPatientsPage has what the notice on record tells, and follows it.
func TestPatientsPage(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	sam := h.visitor(t)
	sam.signIn("/visit/"+h.list[0].Link, "sam")
	for _, told := range []string{"The call is not recorded.", "in a waiting room", "Be somewhere private", "They stay in the United Kingdom.", "The practice’s own video service", "Dr Amina Example"} {
		assert.Contains(t, sam.page, told)
	}
	h.rewrite(t, "privacy-notice.yaml", "Be somewhere private", "Be where nobody overhears you")
	require.Eventually(t, func() bool {
		sam.get("/visit/" + h.list[0].Link)
		return strings.Contains(sam.page, "Be where nobody overhears you")
	}, time.Minute, 50*time.Millisecond)
}

// TestPagesOfStaff are for nobody else, and every page has the policy that lets nothing else run.
func TestPagesOfStaff(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	for _, path := range []string{"/today", "/readiness", "/switchboard", "/calls/" + string(h.list[0].ID) + "/card", "/calls/" + string(h.list[0].ID)} {
		answer, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Get(h.base + path)
		require.NoError(t, err)
		answer.Body.Close()
		assert.Equal(t, http.StatusSeeOther, answer.StatusCode, path)
		assert.Contains(t, answer.Header.Get("Location"), "/sign-in?as=staff", path)
		assert.Contains(t, answer.Header.Get("Content-Security-Policy"), "default-src 'none'", path)
	}
	sam := h.visitor(t)
	sam.signIn("/visit/"+h.list[0].Link, "sam")
	sam.get("/today")
	assert.NotContains(t, sam.page, "Today’s list</h1>", "a patient's sign-in is none of staff")
}

// TestForms without the token of the session, or from elsewhere, do nothing.
func TestForms(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	amina := h.visitor(t)
	card := "/calls/" + string(h.list[0].ID) + "/card"
	amina.signIn(card, "amina")
	start := "/calls/" + string(h.list[0].ID) + "/start"
	amina.post(start, "csrf", "guessed")
	assert.Equal(t, http.StatusForbidden, amina.status)
	amina.get(card)
	amina.from = "cross-site"
	amina.post(start)
	assert.Equal(t, http.StatusForbidden, amina.status, "with the right token too")
	assert.Equal(t, rooms.Closed, h.rooms.State(h.list[0].ID).Stage)
	amina.from = "same-origin"
	amina.get(card)
	amina.post(start)
	assert.Equal(t, rooms.Waiting, h.rooms.State(h.list[0].ID).Stage, "the page itself starts it")
}
