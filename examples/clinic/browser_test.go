package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/examples/clinic/rooms"
)

// find returns the path of a program or file. Where it is not there the test is skipped, with what to install; in
// continuous integration, which the environment variable CI says, it fails.
func find(t *testing.T, path string, err error, install string) string {
	t.Helper()
	if err == nil {
		return path
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("%v, and continuous integration tests in a real browser: %s", err, install)
	}
	t.Skipf("%v: %s", err, install)
	return ""
}

// openBrowser starts a browser with a camera and a microphone that are made up.
func openBrowser(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	chromium := find(t, path, err, "apt-get install -y --no-install-recommends chromium")
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium), chromedp.NoSandbox,
		chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("use-fake-ui-for-media-stream", true),
		chromedp.Flag("allow-loopback-in-peer-connection", true)) // where there is no other interface
	allocated, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(allocated)
	t.Cleanup(end)
	require.NoError(t, chromedp.Do(ctx), "the browser does not start")
	return ctx
}

// A tab is a window of the browser.
type tab struct {
	t    *testing.T
	h    *house
	ctx  context.Context
	name string
}

func (h *house) tab(t *testing.T, of context.Context, name string, width, height int64) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(of)
	t.Cleanup(cancel)
	ctx, stop := context.WithTimeout(ctx, 10*time.Minute)
	t.Cleanup(stop)
	w := &tab{t, h, ctx, name}
	w.do(chromedp.EmulateViewport(width, height))
	return w
}

func (w *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	require.NoError(w.t, chromedp.Do(w.ctx, steps...), w.name)
}

// eval returns what an expression of the page's comes to.
func eval[T any](w *tab, expression string) T {
	w.t.Helper()
	v, err := chromedp.Run(w.ctx, chromedp.Evaluate[T](expression))
	require.NoErrorf(w.t, err, "%s: %s", w.name, expression)
	return v
}

// until waits until an expression of the page's is true.
func (w *tab) until(expression string) {
	w.t.Helper()
	require.Eventuallyf(w.t, func() bool {
		v, err := chromedp.Run(w.ctx, chromedp.Evaluate[bool](expression))
		return err == nil && v
	}, 3*time.Minute, 100*time.Millisecond, "%s never came to: %s", w.name, expression)
}

func (w *tab) open(path string) { w.t.Helper(); w.do(chromedp.Navigate(w.h.base + path)) }

// enter presses a button or follows a link: by keyboard, since the mouse misses what a text moves as it is aimed at.
func (w *tab) enter(selector string) {
	w.t.Helper()
	w.do(chromedp.SendKeys(chromedp.CSS(selector), kb.Enter))
}

// press presses a button or follows a link, and waits for the page that has the given text in its main part.
func (w *tab) press(selector, text string) {
	w.t.Helper()
	w.enter(selector)
	w.sees(text)
}

// sees waits until the main part of the page has a text.
func (w *tab) sees(text string) {
	w.t.Helper()
	w.until(fmt.Sprintf("(document.querySelector('main')?.innerText ?? '').includes(%q)", text))
}

// signIn goes to a page as somebody who is not signed in yet.
func (w *tab) signIn(path, person, text string) {
	w.t.Helper()
	w.open(path)
	w.press("button[value="+person+"]", text)
}

const (
	connected = "document.querySelector('main').dataset.connection === 'connected'"
	frames    = "Number(document.querySelector('video[data-remote]').dataset.frames ?? 0)"
)

// call holds a call of the given appointment in two windows, until both sides see each other.
func (h *house) call(t *testing.T, ctx context.Context, n int) (provider, patient *tab) {
	t.Helper()
	a := h.list[n]
	provider, patient = h.tab(t, ctx, "provider", 1280, 900), h.tab(t, ctx, "patient", 390, 844)
	provider.open("/calls/" + string(a.ID) + "/card")
	provider.press("button.go", "Call with")
	patient.open("/visit/" + a.Link)
	patient.press("a.go", "Your consultation with")
	provider.until("!document.querySelector('[data-action=admit]').disabled && !document.querySelector('[data-action=mute]').disabled")
	provider.enter("[data-action=admit]")
	for _, w := range []*tab{provider, patient} {
		w.until(connected)
		w.sees2frames()
	}
	return provider, patient
}

// sees2frames waits until the picture of the other side moves.
func (w *tab) sees2frames() {
	w.t.Helper()
	w.until(fmt.Sprintf("%s > %d", frames, eval[int](w, frames)+2))
}

// TestACall is held in two windows of a real browser: the clinician starts it, the patient waits and is let in, and each sees
// the other.
func TestACall(t *testing.T) {
	t.Parallel()
	axe := axeCore(t)
	h := openHouse(t)
	ctx := openBrowser(t)
	h.tab(t, ctx, "staff", 800, 600).signIn("/today", "amina", "Today’s list")
	h.tab(t, ctx, "sam", 800, 600).signIn("/visit/"+h.list[0].Link, "sam", "Your video consultation")
	provider, patient := h.call(t, ctx, 0)
	assert.Equal(t, rooms.Open, h.rooms.State(h.list[0].ID).Stage)
	assert.Positive(t, eval[int](provider, "document.querySelector('video[data-remote]').videoWidth"))
	assert.Positive(t, eval[int](patient, "document.querySelector('video[data-remote]').videoWidth"))

	const admit = "document.querySelector('[data-action=admit]')"
	assert.Equal(t, "none", eval[string](provider, "getComputedStyle("+admit+").display"), "who is in needs not be let in")
	assert.Equal(t, "mute", eval[string](provider, "document.activeElement.dataset.action"), "the focus is not on what ends the call")
	for _, w := range []*tab{provider, patient} {
		w.fits(axe, w.name+" in the call")
	}

	patient.do(chromedp.Click(chromedp.CSS("[data-action=mute]")))
	patient.until("document.querySelector('[data-action=mute]').getAttribute('aria-pressed') === 'true'")
	assert.Equal(t, "Mute", eval[string](patient, "document.querySelector('[data-action=mute]').textContent"), "pressed, it has the same name")

	provider.enter("[data-action=hang-up]")
	for _, w := range []*tab{provider, patient} {
		w.until("document.querySelector('main').dataset.room === 'ended'")
	}
	assert.Equal(t, rooms.Ended, h.rooms.State(h.list[0].ID).Stage)
}

// TestTwoCallsAtOnce stay apart: when one ends the other goes on.
func TestTwoCallsAtOnce(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	one, two := openBrowser(t), openBrowser(t) // since a browser is signed in as one patient at a time
	for i, ctx := range []context.Context{one, two} {
		h.tab(t, ctx, "staff", 800, 600).signIn("/today", "amina", "Today’s list")
		h.tab(t, ctx, "patient", 800, 600).signIn("/visit/"+h.list[i].Link, h.list[i].Patient.ID, "Your video consultation")
	}
	first, _ := h.call(t, one, 0)
	second, patient := h.call(t, two, 1)
	first.enter("[data-action=hang-up]")
	first.until("document.querySelector('main').dataset.room === 'ended'")
	for _, w := range []*tab{second, patient} {
		w.sees2frames()
		assert.Equal(t, "open", eval[string](w, "document.querySelector('main').dataset.room"))
	}
}

// TestARecordThatChanges while the readiness page is open: the page says it, and the next start is refused. To who is signed in
// no longer it says that, and where to sign in.
func TestARecordThatChanges(t *testing.T) {
	t.Parallel()
	var advance func(time.Duration)
	h := openHouse(t, func(h *house) { advance = h.late(t) })
	ctx := openBrowser(t)
	w := h.tab(t, ctx, "readiness", 1280, 900)
	w.signIn("/readiness", "jo", "A call that starts now may start.")
	staff := h.tab(t, openBrowser(t), "staff", 1280, 900)
	staff.signIn("/calls/"+string(h.list[0].ID)+"/card", "amina", "The call may start")
	h.rewrite(t, "dpia.yaml", "status: approved", "status: withdrawn")
	w.sees("A call that starts now is refused")
	w.sees("dpia.approved")

	staff.press("button.go", "The call may not start") // on the card of before
	assert.Equal(t, rooms.Closed, h.rooms.State(h.list[0].ID).Stage)
	w.sees("call-") // which is among the decisions of today

	const signedOut = "You are no longer signed in."
	another := h.tab(t, w.ctx, "another tab", 1280, 900)
	another.open("/readiness")
	w.open("/today")
	w.press(".who button", "starts only with a permit")
	another.sees(signedOut)
	staff.open("/readiness")
	staff.until("!!document.getElementById('readiness')")
	advance(time.Hour + time.Minute)
	h.rewrite(t, "dpia.yaml", "status: withdrawn", "status: approved")
	staff.sees(signedOut)
	advance(0)
	staff.press("#readiness-link a", "Readiness")
}
