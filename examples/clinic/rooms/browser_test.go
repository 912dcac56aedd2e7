package rooms_test

import (
	"context"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/examples/clinic/rooms"
	"github.com/preconsult/preconsult/examples/clinic/web"
)

// layout has what the scripts need, and nothing else.
var layout = template.Must(template.New("").Parse(`<!doctype html><html lang="en"><title>A call</title>
{{- if .Call}}
<main tabindex="-1" data-call data-socket="/calls/{{.Call}}/socket?as={{.Party}}" data-party="{{.Party}}">
<video data-remote width="320" height="240"></video><video data-local width="160" height="120"></video>
<p data-status aria-live="polite"></p>
{{- if eq .Party "provider"}}<button type="button" data-action="admit">Let the patient in</button>{{end}}
<button type="button" data-action="mute">Mute</button>
<button type="button" data-action="camera">Camera off</button>
<button type="button" data-action="hang-up">Hang up</button>
<p data-problem role="alert"></p>
</main><script type="module" src="/static/call.js"></script>
{{- else}}
<section data-devices><button type="button" data-action="test">Test camera and microphone</button>
<video data-preview width="160" height="120"></video>
<label>Camera <select data-choose="camera"></select></label>
<label>Microphone <select data-choose="microphone"></select></label>
<label>Level <meter data-level></meter></label>
<p data-status aria-live="polite"></p></section><script type="module" src="/static/devices.js"></script>
{{- end}}`))

// A house has rooms, pages for them, and a browser.
type house struct {
	*consulttest.Rig
	rooms   *rooms.Rooms
	url     string
	wires   *wires
	away    atomic.Bool // whether sockets are turned down, as when the server is restarted
	refuses atomic.Bool // whether it refuses them, as those of somebody signed out
	browser context.Context
}

func newHouse(t *testing.T, flags ...chromedp.ExecAllocatorOption) *house {
	t.Helper()
	chromium := find(t, "chromium", "apt-get install -y --no-install-recommends chromium")
	h := &house{Rig: consulttest.NewRig(t)}
	h.rooms = rooms.New(h.Gate, nil)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("Content-Security-Policy", web.Policy)
		_ = layout.Execute(w, map[string]string{"Call": req.FormValue("call"), "Party": req.FormValue("party")})
	})
	mux.Handle("GET /static/", http.FileServerFS(rooms.Static))
	mux.HandleFunc("GET /calls/{call}/socket", func(w http.ResponseWriter, req *http.Request) {
		if h.away.Load() {
			http.Error(w, "The server is about to start.", http.StatusServiceUnavailable)
			return
		}
		if h.refuses.Load() {
			rooms.Refuse(w, req, "You are signed out.")
			return
		}
		var as consult.Party
		_ = as.UnmarshalText([]byte(req.FormValue("as"))) // else it is unknown, and turned down
		h.rooms.Socket(w, req, consult.CallID(req.PathValue("call")), as)
	})
	server := httptest.NewUnstartedServer(mux)
	h.wires = &wires{Listener: server.Listener}
	server.Listener = h.wires
	server.Start()
	h.url = server.URL
	t.Cleanup(func() { h.rooms.Close(); server.Close() })

	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium), chromedp.NoSandbox,
		chromedp.Flag("use-fake-device-for-media-stream", true),
		chromedp.Flag("allow-loopback-in-peer-connection", true), // where there is no other interface
	)
	allocated, stop := chromedp.NewExecAllocator(context.Background(), append(options, flags...)...)
	t.Cleanup(stop)
	browser, end := chromedp.NewContext(allocated)
	t.Cleanup(end)
	require.NoError(t, chromedp.Do(browser), "the browser does not start")
	h.browser = browser
	return h
}

// allowMedia answers the browser's question whether a page may use camera and microphone.
var allowMedia = chromedp.Flag("use-fake-ui-for-media-stream", true)

// refuseMedia answers it with no.
var refuseMedia = chromedp.Flag("use-fake-ui-for-media-stream", "deny")

// find returns the path of a program. Where it is not installed the test is skipped, with what to install; in continuous
// integration, which the environment variable CI says, it fails.
func find(t *testing.T, program, install string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err == nil {
		return path
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("%s is not installed, and continuous integration tests in a real browser: %s", program, install)
	}
	t.Skipf("%s is not installed: %s", program, install)
	return ""
}

// opens has the room of a call opened.
func (h *house) opens(t *testing.T, id consult.CallID) {
	t.Helper()
	_, err := h.rooms.Open(t.Context(), h.Permit(t, ask(id)))
	require.NoError(t, err)
}

// A tab is a page in the browser.
type tab struct {
	t    *testing.T
	name string
	ctx  context.Context
}

// visit opens a page in a tab, and runs scripts in it before those of its own. What a page throws, or is stopped by the
// policy from doing, fails the test.
func (h *house) visit(t *testing.T, name, query string, first ...string) *tab {
	t.Helper()
	ctx, leave := chromedp.NewContext(h.browser)
	require.NoError(t, chromedp.Do(ctx))
	var mu sync.Mutex
	var wrong []string
	console, read := chromedp.Console(ctx), make(chan struct{})
	go func() {
		defer close(read)
		for m, err := range console {
			if err == nil && (m.IsException() || strings.Contains(m.Text, "Content Security Policy")) {
				mu.Lock()
				wrong = append(wrong, m.String())
				mu.Unlock()
			}
		}
	}()
	t.Cleanup(func() {
		leave()
		<-read
		require.Empty(t, wrong, name)
	})
	x := &tab{t: t, name: name, ctx: ctx}
	for _, script := range first {
		_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
		require.NoError(t, err)
	}
	require.NoError(t, chromedp.Do(ctx, chromedp.Navigate(h.url+"/"+query)))
	return x
}

// joins opens the page of a party of a call.
func (h *house) joins(t *testing.T, id consult.CallID, as consult.Party, first ...string) *tab {
	t.Helper()
	return h.visit(t, fmt.Sprintf("%s of %s", as, id), fmt.Sprintf("?call=%s&party=%s", id, as), first...)
}

// value returns what an expression is in a page.
func value[T any](x *tab, expression string) T {
	x.t.Helper()
	v, err := chromedp.Run(x.ctx, chromedp.Evaluate[T](expression))
	require.NoError(x.t, err, "%s: %s", x.name, expression)
	return v
}

// waits returns when an expression is true in a page.
func (x *tab) waits(expression string) {
	x.t.Helper()
	_, err := chromedp.Run(x.ctx, chromedp.Poll[bool](expression,
		chromedp.WithPollingInterval(50*time.Millisecond), chromedp.WithPollingTimeout(2*time.Minute)))
	if err != nil {
		main := value[string](x, `JSON.stringify({...document.body.querySelector("main, section").dataset, text: document.body.innerText})`)
		require.NoError(x.t, err, "%s: %s\n%s", x.name, expression, main)
	}
}

// says waits until the status of a page has a text in it.
func (x *tab) says(text string) {
	x.t.Helper()
	x.waits(fmt.Sprintf(`document.querySelector("[data-status]").textContent.includes(%q)`, text))
}

// is waits until the page says so in its attributes.
func (x *tab) is(name, value string) {
	x.t.Helper()
	x.waits(fmt.Sprintf(`document.querySelector("main, section").dataset.%s === %q`, name, value))
}

// presses presses a button once it can be pressed: by keyboard, since the mouse misses a button that a text moves as it
// is aimed at.
func (x *tab) presses(action string) {
	x.t.Helper()
	button := chromedp.CSS(fmt.Sprintf(`[data-action="%s"]`, action))
	require.NoError(x.t, chromedp.Do(x.ctx, chromedp.WaitEnabled(button), chromedp.SendKeys(button, kb.Enter)), x.name)
}

// sees waits until a page has shown some more frames of the other side.
func (x *tab) sees() {
	x.t.Helper()
	frames := value[int](x, `Number(document.querySelector("[data-remote]").dataset.frames)`)
	x.waits(fmt.Sprintf(`(v => v.videoWidth > 0 && Number(v.dataset.frames) > %d)(document.querySelector("[data-remote]"))`, frames+10))
}

// inCall has both in a call, each seeing the other.
func (h *house) inCall(t *testing.T, id consult.CallID) (provider, patient *tab) {
	t.Helper()
	h.opens(t, id)
	provider, patient = h.joins(t, id, consult.Provider), h.joins(t, id, consult.Patient)
	provider.presses("admit")
	for _, x := range []*tab{provider, patient} {
		x.is("connection", "connected")
		x.sees()
	}
	return provider, patient
}

// wires are the connections to a server, which can be cut.
type wires struct {
	net.Listener
	mu  sync.Mutex
	all []net.Conn
}

func (w *wires) Accept() (net.Conn, error) {
	c, err := w.Listener.Accept()
	if err == nil {
		w.mu.Lock()
		w.all = append(w.all, c)
		w.mu.Unlock()
	}
	return c, err
}

func (w *wires) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.all {
		c.Close()
	}
	w.all = nil
}
