package rooms_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/examples/clinic/rooms"
)

// TestTheCall is the call in a real browser, one tab for each of the two. The parts share the browser.
func TestTheCall(t *testing.T) {
	h := newHouse(t, allowMedia)

	t.Run("from the waiting room to the end", func(t *testing.T) {
		patient := h.joins(t, "whole", consult.Patient)
		patient.says("The consultation has not started yet.")
		h.opens(t, "whole")
		patient.says("Your clinician is going to let you in.")
		provider := h.joins(t, "whole", consult.Provider)
		provider.says("The patient is in the waiting room.")
		patient.is("connection", "none")
		provider.presses("admit")
		for _, x := range []*tab{provider, patient} {
			x.is("connection", "connected")
			x.sees()
			x.says("You are connected with")
			assert.Empty(t, value[string](x, `document.querySelector("[data-problem]").textContent`))
		}
		patient.presses("hang-up")
		for _, x := range []*tab{provider, patient} {
			x.is("connection", "ended")
			x.says("The call has ended.")
			assert.True(t, value[bool](x, `[...document.querySelectorAll("video")].every(v => v.srcObject === null)`),
				"camera and microphone are let go of")
		}
		assert.Equal(t, rooms.Ended, h.rooms.State("whole").Stage)
	})

	t.Run("a call that nobody was let into has not ended, since it did not begin", func(t *testing.T) {
		h.opens(t, "not-begun")
		provider, patient := h.joins(t, "not-begun", consult.Provider), h.joins(t, "not-begun", consult.Patient)
		provider.says("The patient is in the waiting room.")
		provider.presses("hang-up")
		for range 2 {
			provider.says("The call did not begin: it has waited too long, or was ended before the patient was let in. " +
				"You can start it anew from today's list.")
			patient.says("The call did not begin. Your clinician will start it anew, or call you.")
			// Who comes too late reads the same.
			provider, patient = h.joins(t, "not-begun", consult.Provider), h.joins(t, "not-begun", consult.Patient)
		}
	})

	t.Run("the focus does not get lost", func(t *testing.T) {
		const at = `document.activeElement.dataset.action ?? document.activeElement.localName`
		h.opens(t, "focus")
		provider, patient := h.joins(t, "focus", consult.Provider), h.joins(t, "focus", consult.Patient)
		provider.waits(`!document.querySelector("[data-action=admit]").disabled && !document.querySelector("[data-action=mute]").disabled`)
		value[any](provider, `document.querySelector("[data-action=admit]").focus()`)
		value[any](patient, `void setTimeout(() => location.replace("/?"))`)
		provider.says("The patient is not here yet.")
		assert.Equal(t, "main", value[string](provider, at), "the patient has left as the button was about to be pressed")

		patient = h.joins(t, "focus", consult.Patient)
		provider.presses("admit")
		patient.is("connection", "connected")
		assert.Equal(t, "mute", value[string](provider, at), "where pressing once more does not end the call")

		value[any](patient, `document.querySelector("[data-action=camera]").focus()`)
		provider.presses("hang-up")
		for _, x := range []*tab{provider, patient} {
			x.says("The call has ended.")
			assert.Equal(t, "main", value[string](x, at), x.name)
		}
	})

	t.Run("sound and picture that the browser holds back come with a key", func(t *testing.T) {
		const problem = `document.querySelector("[data-problem]").textContent`
		h.opens(t, "held-back")
		provider, patient := h.joins(t, "held-back", consult.Provider), h.joins(t, "held-back", consult.Patient)
		value[any](patient, `{ window.asked = 0; const { play } = HTMLMediaElement.prototype;
			HTMLMediaElement.prototype.play = function () {
				asked++;
				return window.lets ? play.call(this) : Promise.reject(new DOMException("", "NotAllowedError"));
			}; undefined }`)
		provider.presses("admit")
		patient.is("connection", "connected")
		patient.waits(problem + `.startsWith("Your browser has held back sound and picture.")`)
		before := value[int](patient, `asked`)
		patient.presses("mute")
		patient.waits(fmt.Sprintf(`asked > %d`, before))
		assert.NotEmpty(t, value[string](patient, problem), "a key that the browser does not take for one")
		value[any](patient, `{ lets = true; undefined }`)
		patient.presses("mute")
		patient.waits(problem + ` === ""`)
		patient.sees()
	})

	t.Run("microphone and camera are switched off and on", func(t *testing.T) {
		provider, _ := h.inCall(t, "switches")
		for _, test := range []struct{ action, name, tracks string }{
			{"mute", "Mute", "getAudioTracks"},
			{"camera", "Camera off", "getVideoTracks"},
		} {
			state := `(b => b.getAttribute("aria-pressed") + " " + b.textContent)(document.querySelector("[data-action=` + test.action + `]"))`
			sent := `document.querySelector("[data-local]").srcObject.` + test.tracks + `()[0].enabled`
			assert.Equal(t, "false "+test.name, value[string](provider, state))
			assert.True(t, value[bool](provider, sent))
			provider.presses(test.action)
			assert.Equal(t, "true "+test.name, value[string](provider, state))
			assert.False(t, value[bool](provider, sent))
			provider.presses(test.action)
			assert.Equal(t, "false "+test.name, value[string](provider, state))
			assert.True(t, value[bool](provider, sent))
		}
	})

	t.Run("the call outlives the connection to the clinic", func(t *testing.T) {
		provider, patient := h.inCall(t, "outlives")
		const picture = `document.querySelector("[data-remote]").srcObject.id`
		before := value[string](provider, picture)
		h.away.Store(true)
		defer h.away.Store(false)
		h.wires.cut()
		for _, x := range []*tab{provider, patient} {
			x.says("Connection to the clinic lost; the call goes on. Reconnecting…")
			x.sees()
		}
		assert.Equal(t, rooms.State{Stage: rooms.Open}, h.rooms.State("outlives"))
		h.away.Store(false)
		for _, x := range []*tab{provider, patient} {
			x.says("You are connected with")
			x.sees()
			assert.Equal(t, "connected", value[string](x, `document.querySelector("main").dataset.connection`))
		}
		assert.Equal(t, before, value[string](provider, picture), "it is the same picture all along")
		provider.presses("hang-up")
		patient.says("The call has ended.")
	})

	t.Run("sound and picture come back when the way between the two was broken", func(t *testing.T) {
		h.opens(t, "broken")
		provider, patient := h.joins(t, "broken", consult.Provider), h.joins(t, "broken", consult.Patient)
		loses := func(percent float64) {
			_, err := chromedp.Call(provider.ctx, network.Enable, network.EnableParams{})
			require.NoError(t, err)
			_, err = chromedp.Call(provider.ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
				MatchedNetworkConditions: []*network.Conditions{{DownloadThroughput: -1, UploadThroughput: -1, PacketLoss: percent}},
			})
			require.NoError(t, err)
		}
		// Every attempt has a name of its own in the offer.
		value[any](provider, `{ window.attempts = new Set(); const { send } = WebSocket.prototype;
			WebSocket.prototype.send = function (text) {
				const description = JSON.parse(text).description;
				description && window.attempts.add(description.sdp.match(/a=ice-ufrag:(.*)/)[1]);
				send.call(this, text);
			}; undefined }`)
		loses(0) // the browser only disturbs connections that it was told to before they were made
		provider.presses("admit")
		provider.sees()
		loses(100)
		provider.says("Sound and picture have stopped. Trying to connect again…")
		provider.waits(`window.attempts.size > 1`)
		loses(0)
		for _, x := range []*tab{provider, patient} {
			x.is("connection", "connected")
			x.sees()
		}
	})

	t.Run("hanging up counts although the clinic is not there", func(t *testing.T) {
		provider, patient := h.inCall(t, "offline")
		h.away.Store(true)
		defer h.away.Store(false)
		h.wires.cut()
		patient.says("Connection to the clinic lost")
		patient.presses("hang-up")
		patient.is("connection", "ended")
		h.away.Store(false)
		provider.says("The call has ended.")
		assert.Equal(t, rooms.Ended, h.rooms.State("offline").Stage)
	})

	for _, as := range []consult.Party{consult.Provider, consult.Patient} {
		t.Run("the "+as.String()+" loads the page anew", func(t *testing.T) {
			id := consult.CallID("reload-" + as.String())
			both := map[consult.Party]*tab{}
			both[consult.Provider], both[consult.Patient] = h.inCall(t, id)
			other := both[consult.Provider+consult.Patient-as]
			before := value[string](other, `document.querySelector("[data-remote]").srcObject.id`)
			value[any](both[as], `void setTimeout(() => location.reload())`)
			other.waits(fmt.Sprintf(`![undefined, %q].includes(document.querySelector("[data-remote]").srcObject?.id)`, before))
			for _, x := range both {
				x.is("connection", "connected")
				x.sees()
			}
		})
	}

	t.Run("another window takes the place of the first", func(t *testing.T) {
		provider, patient := h.inCall(t, "windows")
		second := h.joins(t, "windows", consult.Patient)
		patient.says("It goes on there.")
		for _, x := range []*tab{provider, second} {
			x.is("connection", "connected")
			x.sees()
		}
		assert.Equal(t, "replaced", value[string](patient, `document.querySelector("main").dataset.clinic`))
	})

	t.Run("two calls at once stay apart", func(t *testing.T) {
		provider1, patient1 := h.inCall(t, "first")
		provider2, patient2 := h.inCall(t, "second")
		provider1.presses("hang-up")
		patient1.is("connection", "ended")
		for _, x := range []*tab{provider2, patient2} {
			x.sees()
			x.says("You are connected with")
		}
	})
}

// TestWithoutCameraAndMicrophone: who has none, or lets the page use none, sees and hears the other one all the same.
func TestWithoutCameraAndMicrophone(t *testing.T) {
	h := newHouse(t, refuseMedia)
	h.opens(t, "refused")
	provider, patient := h.joins(t, "refused", consult.Provider), h.joins(t, "refused", consult.Patient)
	provider.presses("admit")
	for _, x := range []*tab{provider, patient} {
		x.waits(`document.querySelector("[data-problem]").textContent.includes("may not use your camera. Allow it")`)
		x.is("connection", "connected")
		assert.True(t, value[bool](x, `document.querySelector("[data-action=camera]").disabled`))
	}
	x := h.visit(t, "devices", "")
	x.presses("test")
	x.says("This page may not use your microphone.")
	x.is("camera", "missing")
}
