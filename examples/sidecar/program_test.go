package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult/hook"
)

// find returns where a program is. Where it is not installed the test is skipped, with what to install; in continuous
// integration, which the environment variable CI says, it fails.
func find(t *testing.T, program, install string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err == nil {
		return path
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("%v, and continuous integration tests with it: %s", err, install)
	}
	t.Skipf("%v: %s", err, install)
	return ""
}

// TestPlatformInAnotherLanguage runs the client in JavaScript: a call that may start, and ones that may not.
func TestPlatformInAnotherLanguage(t *testing.T) {
	t.Parallel()
	p := start(t)
	for _, test := range []struct {
		reason string
		args   []string
		want   []string
		code   int
	}{
		{"all is well", nil, []string{"Room call-7c41 is open, by decision "}, 0},
		{"it records by itself", []string{"room.recording=automatic"},
			[]string{"The call may not start.", "recording.default (P2): room.recording is automatic. For platform: ", "To the patient: "}, 1},
		{"a fact is spelt as nothing is", []string{"room.recording=perhaps"}, []string{"The call may not start: nothing was decided. context.room.recording: is not one of: unknown, off"}, 1},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			command := exec.Command(find(t, "node", "install Node.js 20 or later"), append([]string{"client.mjs"}, test.args...)...)
			command.Env = append(os.Environ(), "URL="+p.url, "TOKEN="+p.token)
			out, err := command.CombinedOutput()
			assert.Equal(t, test.code, command.ProcessState.ExitCode(), "%v: %s", err, out)
			for _, want := range test.want {
				assert.Contains(t, string(out), want)
			}
		})
	}
	text, err := os.ReadFile("client.mjs")
	require.NoError(t, err)
	assert.LessOrEqual(t, strings.Count(string(text), "\n"), 60, "it is a client of 60 lines")
}

// TestRefusedAtTheDoor: where the permit turns out to hold no more, the client in JavaScript says what was found as well.
func TestRefusedAtTheDoor(t *testing.T) {
	t.Parallel()
	refused := decided(t)
	answer := func(w http.ResponseWriter, status int, document []byte) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write(document)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /access/v1/evaluation", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, []byte(`{"decision": true, "context": {"permit": {"reference": "r"}}}`))
	})
	mux.HandleFunc("POST /permit/v1/redeem", func(w http.ResponseWriter, _ *http.Request) {
		status, document := hook.Refusal(&refused, true).Document()
		answer(w, status, document)
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	command := exec.Command(find(t, "node", "install Node.js 20 or later"), "client.mjs")
	command.Env = append(os.Environ(), "URL="+server.URL, "TOKEN=t")
	out, _ := command.CombinedOutput() // how it ended is asked for below
	assert.Equal(t, 1, command.ProcessState.ExitCode(), "%s", out)
	assert.Contains(t, string(out), "The call may not start: Each finding says what was found, who can mend it, and how.")
	assert.Contains(t, string(out), "  recording.default (P2): room.recording is ")
	assert.NotContains(t, string(out), "undefined")
}

// TestTheReadmesCommands runs what the README says in a shell, and holds that it prints what the README shows.
func TestTheReadmesCommands(t *testing.T) {
	t.Parallel()
	p := start(t)
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	blocks := regexp.MustCompile("```sh\n([^`]*)```\n\nprints[^`]*```json\n([^`]*)```").FindAllStringSubmatch(string(readme), -1)
	require.Len(t, blocks, 2, "the README shows a refusal and a permit")
	for _, block := range blocks {
		find(t, "curl", "apt-get install -y curl")
		command := exec.Command(find(t, "bash", "apt-get install -y bash"), "-euo", "pipefail", "-c", block[1])
		command.Dir = filepath.Join("..", "..") // the folder of the repository
		command.Env = append(os.Environ(), "URL="+p.url, "TOKEN="+p.token)
		out, err := command.CombinedOutput()
		require.NoError(t, err, "%s", out)
		assert.Equal(t, masked(block[2]), masked(string(out)))
	}
}

// masked returns an output without what differs each time: ids, references and instants.
func masked(text string) string {
	text = regexp.MustCompile(`"[0-9a-f]{32}"|"[A-Za-z0-9_-]{22}"`).ReplaceAllString(text, `"…"`)
	text = regexp.MustCompile(`"\d{4}-\d\d-\d\dT[^"]*"`).ReplaceAllString(text, `"instant"`)
	return strings.TrimSpace(text)
}

// TestObserve lets everything start, and has on record what it would have refused.
func TestObserve(t *testing.T) {
	t.Parallel()
	p := start(t, "-observe", "-v")
	_, a, err := p.ask(t.Context(), `"recording": "off"`, `"recording": "automatic"`)
	require.NoError(t, err)
	assert.True(t, a.Decision)
	assert.Equal(t, "refused", a.Context.Outcome)
	status, err := p.redeem(t.Context(), a.Context.Permit.Reference)
	require.NoError(t, err)
	assert.Equal(t, 200, status)
	line := <-p.log
	assert.Contains(t, line, `"msg":"call decided"`)
	assert.Contains(t, line, "recording.default")
	_, metrics := get(t, p.admin+"/metrics")
	assert.Contains(t, metrics, `preconsult_decisions_total{outcome="refused",stage="redeem"} 1`)
	assert.Contains(t, metrics, `preconsult_findings_total{effect="refuses",rule="recording.default"} 2`)
}

// TestHealth says how it is to whoever looks after it, and nothing of what it decides.
func TestHealth(t *testing.T) {
	t.Parallel()
	p := start(t)
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/metrics": 200, "/": 404} {
		status, text := get(t, p.admin+path)
		assert.Equal(t, want, status, path)
		assert.NotContains(t, text, p.token, path)
	}
	_, text := get(t, p.admin+"/readyz")
	assert.Contains(t, text, `"status":"ready"`)
	assert.Contains(t, text, `"records":5`)
	status, _ := get(t, p.url+"/metrics")
	assert.Equal(t, 404, status, "platforms do not see them")
	status, text = get(t, p.url+"/.well-known/authzen-configuration")
	assert.Equal(t, 200, status)
	assert.Contains(t, text, `"access_evaluation_endpoint":"`+p.url+`/access/v1/evaluation"`)
}
