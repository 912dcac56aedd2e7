package bigbluebutton_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/bigbluebutton"
)

const secret = "the secret of the test"

// A standIn answers as BigBlueButton's API reference says that it does: it has meetings, makes one that is
// there already by doing nothing, and refuses what is not signed. It shows what the package asks for, and
// not what BigBlueButton does.
type standIn struct {
	mu       sync.Mutex
	made     int                   // how many meetings were
	meetings map[string]url.Values // the parameters that each was made by, with its createTime
	asked    []string
	instead  map[string]string // what is answered in place of the answer to a call
}

// start starts one, and returns the server that it stands in for.
func start(t testing.TB) (*bigbluebutton.Server, *standIn) {
	t.Helper()
	b := &standIn{meetings: map[string]url.Values{}, instead: map[string]string{}}
	server := httptest.NewServer(b)
	t.Cleanup(server.Close)
	return &bigbluebutton.Server{URL: server.URL + "/bigbluebutton/api/", Secret: platform.NewSecret(secret), Client: server.Client()}, b
}

func (b *standIn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	call := strings.TrimPrefix(r.URL.Path, "/bigbluebutton/api/")
	b.asked = append(b.asked, call)
	query, checksum, _ := strings.Cut(r.URL.RawQuery, "&checksum=")
	sum := sha256.Sum256([]byte(call + query + secret))
	p := r.URL.Query()
	id := p.Get("meetingID")
	meeting, exists := b.meetings[id]
	instead, has := b.instead[call]
	switch {
	case strings.HasPrefix(instead, "redirect "):
		http.Redirect(w, r, strings.TrimPrefix(instead, "redirect "), http.StatusFound)
	case instead == "break":
		panic(http.ErrAbortHandler)
	case has:
		_, _ = io.WriteString(w, instead)
	case checksum != hex.EncodeToString(sum[:]):
		failed(w, "checksumError")
	case call == "create" && exists:
		succeeded(w, "<meetingID>%s</meetingID><createTime>%s</createTime><messageKey>duplicateWarning</messageKey>", id, meeting.Get("createTime"))
	case call == "create":
		b.made++
		p.Set("createTime", fmt.Sprint(1531155809613+b.made))
		b.meetings[id] = p
		succeeded(w, "<meetingID>%s</meetingID><createTime>%s</createTime>", id, p.Get("createTime"))
	case !exists:
		failed(w, "notFound")
	case call == "getMeetingInfo":
		succeeded(w, "<meetingID>%s</meetingID><createTime>%s</createTime><recording>%t</recording>", id, meeting.Get("createTime"), meeting.Get("record") == "true")
	case call == "end":
		delete(b.meetings, id)
		succeeded(w, "<messageKey>sentEndMeetingRequest</messageKey>")
	case call == "join" && p.Get("createTime") != meeting.Get("createTime"):
		failed(w, "mismatchCreateTimeParam")
	case call == "join" && p.Get("guest") == "true" && meeting.Get("guestPolicy") == "ASK_MODERATOR":
		_, _ = io.WriteString(w, "waiting")
	case call == "join":
		_, _ = io.WriteString(w, "joined as "+p.Get("role"))
	default:
		http.NotFound(w, r)
	}
}

func succeeded(w io.Writer, format string, args ...any) {
	fmt.Fprintf(w, "<response><returncode>SUCCESS</returncode>"+format+"</response>", args...)
}

func failed(w io.Writer, key string) {
	fmt.Fprintf(w, "<response><returncode>FAILED</returncode><messageKey>%s</messageKey></response>", key)
}

func (b *standIn) names() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.Join(b.asked, " ")
}

// meeting returns the parameters that a meeting was made by, or nil.
func (b *standIn) meeting(id string) url.Values {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.meetings[id]
}
