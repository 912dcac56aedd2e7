package rooms_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/examples/clinic/rooms"
)

// mobile has a page lose the way to the clinic, and not find it, while gone is true in it.
const mobile = `{ const Real = WebSocket; window.WebSocket = class extends Real {
	constructor(url) { super(window.gone ? new URL("/nowhere", url) : url); window.newest = this; }
	send(text) { super.send(text); window.said = [...(window.said ?? []), JSON.parse(text)]; }
} }`

// TestComingBack is the call in a real browser, when pages lose the clinic and find it again. The parts share the browser.
func TestComingBack(t *testing.T) {
	h := newHouse(t, allowMedia)

	t.Run("before the clinic has noticed that the patient was away", func(t *testing.T) {
		h.opens(t, "unnoticed")
		provider, patient := h.joins(t, "unnoticed", consult.Provider, mobile), h.joins(t, "unnoticed", consult.Patient, mobile)
		for _, x := range []*tab{provider, patient} {
			x.waits(`!document.querySelector("[data-action=mute]").disabled`)
		}
		// A telephone that changes from one network to another closes its sockets, of which the server is told nothing.
		value[any](patient, `{ gone = true; newest.close = () => {}; newest.onclose({ code: 1006 }); undefined }`)
		patient.says("Connection to the clinic lost. Reconnecting…")
		provider.presses("admit")
		provider.waits(`window.said.some(m => m.description?.type === "offer")`)
		value[any](patient, `{ gone = false; undefined }`)
		for _, x := range []*tab{provider, patient} {
			x.is("connection", "connected")
			x.sees()
		}
	})

	for _, test := range []struct {
		why    string
		id     consult.CallID
		hungUp bool
	}{
		{"an older page does not take the call from a newer one", "older", false},
		{"nor does it end the call, where somebody has hung up in it meanwhile", "older-hung-up", true},
	} {
		t.Run(test.why, func(t *testing.T) {
			h.opens(t, test.id)
			provider, laptop := h.joins(t, test.id, consult.Provider), h.joins(t, test.id, consult.Patient, mobile)
			provider.presses("admit")
			laptop.is("connection", "connected")
			value[any](laptop, `{ gone = true; newest.close(); undefined }`)
			laptop.is("clinic", "lost")
			if test.hungUp {
				laptop.presses("hang-up")
				laptop.is("connection", "ended")
			}
			telephone := h.joins(t, test.id, consult.Patient)
			telephone.is("connection", "connected")
			telephone.sees()
			value[any](laptop, `{ gone = false; undefined }`)
			laptop.says("It goes on there.")
			laptop.is("connection", "ended")
			for _, x := range []*tab{provider, telephone} {
				x.sees()
				x.says("You are connected with")
			}
			assert.Equal(t, rooms.State{Stage: rooms.Open, Provider: true, Patient: true}, h.rooms.State(test.id))
		})
	}

	t.Run("who is turned away is told so, and does not try for ever", func(t *testing.T) {
		provider, patient := h.inCall(t, "refused")
		h.refuses.Store(true)
		defer h.refuses.Store(false)
		h.wires.cut()
		for _, x := range []*tab{provider, patient} {
			x.is("clinic", "refused")
			x.is("connection", "ended")
			x.says("Load the page again to come back. You may have to sign in again.")
		}
	})
}
