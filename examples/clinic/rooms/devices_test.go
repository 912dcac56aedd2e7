package rooms_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
)

// gated has a page count what it has open of camera, microphone and sound, and has it wait for each until the test lets
// it go on.
const gated = `{
	window.asked = []; // what lets the page go on
	window.streams = [];
	window.sounds = [];
	const { getUserMedia } = MediaDevices.prototype;
	MediaDevices.prototype.getUserMedia = async function (wanted) {
		const go = new Promise((resolve) => asked.push(resolve));
		const stream = await getUserMedia.call(this, wanted);
		streams.push(stream);
		await go;
		return stream;
	};
	const Real = AudioContext;
	window.AudioContext = class extends Real { constructor() { super(); sounds.push(this); } };
	window.on = () => [
		streams.filter((s) => s.getTracks().some((t) => t.readyState === "live")).length,
		sounds.filter((s) => s.state !== "closed").length,
	].join();
}`

// TestTheTest is the test of camera and microphone in a real browser. The parts share the browser.
func TestTheTest(t *testing.T) {
	h := newHouse(t, allowMedia)

	t.Run("the patient tests camera and microphone", func(t *testing.T) {
		x := h.visit(t, "devices", "")
		x.presses("test")
		x.is("camera", "works")
		x.is("microphone", "works") // the device of the test beeps
		x.says("Your camera works. Your microphone works.")
		x.waits(`document.querySelector("meter").value > 0 && document.querySelector("[data-preview]").videoWidth > 0`)
		assert.NotEmpty(t, value[string](x, `document.querySelector("[data-choose=camera]").value`))
	})
	const ready = `document.querySelector("[data-action=test]").getAttribute("aria-disabled") === "false"`
	const choose = `document.querySelector("[data-choose=camera]").dispatchEvent(new Event("change"))`
	for _, test := range []struct{ why, first, then string }{
		{"two choices in a row, as arrow keys make them", "1", "2"},
		{"the later one is there first", "2", "1"},
	} {
		t.Run("one camera is on: "+test.why, func(t *testing.T) {
			x := h.visit(t, test.why, "", gated)
			x.presses("test")
			x.waits(`streams.length === 1`)
			x.presses("test")
			value[any](x, `void asked[0]()`)
			x.waits(ready + ` && on() === "1,1"`)
			assert.Equal(t, 1, value[int](x, `asked.length`), "pressing the button again does not ask again")
			assert.Equal(t, "test", value[string](x, `document.activeElement.dataset.action`), "the focus does not get lost")

			value[bool](x, choose+` && `+choose)
			x.waits(`streams.length === 3`)
			value[any](x, fmt.Sprintf(`void asked[%s]()`, test.first))
			value[any](x, fmt.Sprintf(`void asked[%s]()`, test.then))
			x.waits(ready + ` && on() === "1,1"`)
			x.waits(`document.querySelector("[data-preview]").srcObject.active`)

			value[bool](x, choose)
			x.waits(`streams.length === 4`)
			value[any](x, `{ dispatchEvent(new Event("pagehide")); asked[3](); undefined }`)
			x.waits(`on() === "0,0"`)
		})
	}
}
