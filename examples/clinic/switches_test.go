package main

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/preconsult/preconsult/examples/clinic/rooms"
)

// TestSwitchesInABrowser turns each switch as a person does, and reads which rule answers; a patient who presses the button that
// should not be there reads what a patient may be told.
func TestSwitchesInABrowser(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	ctx := openBrowser(t)
	staff, patient := h.tab(t, ctx, "staff", 1280, 900), h.tab(t, ctx, "patient", 390, 844)
	staff.signIn("/switchboard", "amina", "Switchboard")
	a := h.list[0]
	patient.signIn("/visit/"+a.Link, "sam", "Your video consultation")
	card := "/calls/" + string(a.ID) + "/card"
	before := h.tab(t, ctx, "card of before", 1280, 900) // on which the start can still be pressed
	for _, s := range switches {
		before.reload(card, "The call may start")
		turn := func(then string) {
			staff.open("/switchboard")
			button := "section[aria-labelledby=switch-" + s.Name + "] button"
			staff.enter(button)
			staff.until("location.hash === '#switch-" + s.Name + "' && document.querySelector('" + button + "')?.textContent === '" + then + " " + s.Title + "'")
		}
		turn("Turn off")
		switch s.Name {
		case "patient":
			patient.open("/visit/" + a.Link)
			patient.press("form[action$='/start'] button", "The call cannot start")
			assert.Contains(t, eval[string](patient, "document.querySelector('.verdict').innerText"), "Your clinician starts the call.")
			assert.NotContains(t, eval[string](patient, "document.body.innerText"), "initiator.")
		case "recorder":
			staff.open(card)
			staff.sees("Nothing was decided, so the call cannot start")
		default:
			staff.reload(card, string(s.Rules[0]))
			for _, rule := range s.Rules {
				staff.sees(string(rule))
			}
		}
		if s.Name != "patient" {
			before.press("button.go", map[bool]string{false: "The call may not start", true: "The decision could not be recorded"}[s.Name == "recorder"])
		}
		assert.Equal(t, rooms.Closed, h.rooms.State(a.ID).Stage, "%s: nothing starts", s.Name)
		turn("Turn on")
		staff.reload(card, "The call may start")
	}
}

// reload opens a page over and over until its main part has a text: a record that changes on disk takes a moment to count.
func (w *tab) reload(path, text string) {
	w.t.Helper()
	for range 100 {
		w.open(path)
		if eval[bool](w, "document.querySelector('main').innerText.includes('"+text+"')") {
			return
		}
	}
	w.sees(text)
}
