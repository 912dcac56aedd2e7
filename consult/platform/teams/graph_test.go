package teams_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform/teams"
)

// Ids as Graph has them, of nobody.
const (
	organiser = "dc17674c-81d9-4adb-bfb2-8f6a442e4622"
	meetingID = "MSpkYzE3Njc0Yy04MWQ5LTRhZGItYmZi"
	groupID   = "b320ee12-b1cd-4cca-b648-a437be61c5cd"
	joinURL   = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0"
)

// where is the meeting of these tests.
var where = teams.Where{User: organiser, Meeting: meetingID, Group: teams.NoTeam}

// A graph is a Microsoft Graph of one meeting and one group.
type graph struct {
	mu       sync.Mutex
	meeting  string // the document, answered to every request for a meeting
	group    string
	status   int // answered instead, where it is not 0
	requests []string
	bodies   []string
	prefer   string
}

// stands starts a graph in which the meeting stands as settings have it.
func stands(t *testing.T, settings string) (*graph, *teams.API) {
	t.Helper()
	g := &graph{group: groupSample}
	g.set(settings)
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	return g, &teams.API{Client: server.Client(), Base: server.URL + "/v1.0/", Clock: new(consulttest.Clock).Now}
}

// set changes the settings of the meeting, behind everybody's back.
func (g *graph) set(settings string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.meeting = `{"id":"` + meetingID + `","joinWebUrl":"` + joinURL + `",` + settings[1:]
}

func (g *graph) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	g.requests, g.bodies = append(g.requests, r.Method+" "+r.URL.RequestURI()), append(g.bodies, string(body))
	g.prefer = r.Header.Get("Prefer")
	switch {
	case g.status != 0:
		w.WriteHeader(g.status)
	case r.URL.Path == "/v1.0/groups/"+groupID:
		_, _ = io.WriteString(w, g.group)
	default:
		_, _ = io.WriteString(w, g.meeting)
	}
}
