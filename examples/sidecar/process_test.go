package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestMain is the program itself where a test has started it as a process of its own.
func TestMain(m *testing.M) {
	if os.Getenv("SIDECAR_TEST_PROCESS") != "" {
		main()
	}
	os.Exit(m.Run())
}

// A process is the program, running as a process of its own.
type process struct {
	command    *exec.Cmd
	dir        string // the folder of the demonstration
	url, admin string
	token      string
	log        <-chan string // lines of its log after the first; closed when it has ended
	ended      chan struct{} // closed when it has ended
}

// start starts the program as its demonstration, with further options, and waits until it serves.
func start(t *testing.T, options ...string) *process {
	t.Helper()
	p := &process{dir: filepath.Join(t.TempDir(), "demo")}
	serving := []string{"-listen", "127.0.0.1:0", "-admin", "127.0.0.1:0"}
	if !strings.Contains(strings.Join(options, " "), "-records") {
		serving = append(serving, "-demo", p.dir)
	}
	p.launch(t, append(serving, options...))
	token, err := os.ReadFile(filepath.Join(p.dir, "token"))
	if err == nil {
		p.token = string(bytes.TrimSpace(token))
	}
	return p
}

func (p *process) launch(t *testing.T, args []string) {
	t.Helper()
	p.command = exec.Command(os.Args[0], args...)
	p.command.Env = append(os.Environ(), "SIDECAR_TEST_PROCESS=1")
	pipe, err := p.command.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, p.command.Start())
	t.Cleanup(func() { p.kill() })

	lines := bufio.NewScanner(pipe)
	for p.url == "" && lines.Scan() {
		var line struct{ Msg, Decisions, Admin string }
		require.NoErrorf(t, json.Unmarshal(lines.Bytes(), &line), "the log is JSON: %s", lines.Text())
		if line.Msg == "serving" {
			p.url, p.admin = line.Decisions, line.Admin
		}
	}
	require.NotEmpty(t, p.url, "it serves")
	log := make(chan string, 1000)
	p.log, p.ended = log, make(chan struct{})
	go func() {
		defer close(p.ended)
		defer close(log)
		for lines.Scan() {
			select {
			case log <- lines.Text():
			default: // nobody reads
			}
		}
	}()
}

// logLine returns the next line of its log.
func (p *process) logLine(t *testing.T) string {
	t.Helper()
	select {
	case line := <-p.log:
		return line
	case <-time.After(20 * time.Second):
		t.Fatal("there is no such line in the log")
		return ""
	}
}

// kill takes the program away in the middle of whatever it does.
func (p *process) kill() {
	_ = p.command.Process.Kill() // it may be gone
	_ = p.command.Wait()
}

// stop has the program stop as an operating system would, and returns its exit code.
func (p *process) stop(t *testing.T) int {
	t.Helper()
	require.NoError(t, p.command.Process.Signal(syscall.SIGTERM))
	<-p.ended            // waiting for it cuts off what of its log has not been read
	_ = p.command.Wait() // the exit code is what is asked for
	return p.command.ProcessState.ExitCode()
}

var client = &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}

// post sends a document as the demonstration's caller, and returns what came of it.
func (p *process) post(ctx context.Context, path, body string) (status int, document []byte, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url+path, strings.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+p.token)
	answer, err := client.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer answer.Body.Close()
	document, err = io.ReadAll(answer.Body)
	return answer.StatusCode, document, err
}

// An answer is what a platform reads of an answer to its question.
type answer struct {
	Decision bool
	Context  struct {
		ID       string
		Outcome  string
		Findings []struct{ Rule struct{ ID string } }
		Permit   struct{ Reference string }
	}
}

// ask asks about the call of call.json with facts as of now, changed as pairs of texts say.
func (p *process) ask(ctx context.Context, changes ...string) (status int, of answer, err error) {
	status, document, err := p.post(ctx, "/access/v1/evaluation", question(changes...))
	if err == nil && status == http.StatusOK {
		err = json.Unmarshal(document, &of)
	}
	return status, of, err
}

// redeem starts the call with a reference.
func (p *process) redeem(ctx context.Context, reference string) (status int, err error) {
	status, _, err = p.post(ctx, "/permit/v1/redeem", `{"reference": "`+reference+`", "call": "call-7c41"}`)
	return status, err
}

func question(changes ...string) string {
	text, err := os.ReadFile("call.json")
	if err != nil {
		panic(err) // it lies beside this file
	}
	changes = append(changes, "NOW", time.Now().Add(-time.Second).UTC().Format(time.RFC3339))
	return strings.NewReplacer(changes...).Replace(string(text))
}

// get returns the status and text at an address.
func get(t *testing.T, url string) (int, string) {
	t.Helper()
	answer, err := client.Get(url)
	require.NoError(t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer.StatusCode, string(text)
}

// recorded returns the decisions in a journal that are whole.
func recorded(t *testing.T, journal string) []line {
	t.Helper()
	text, err := os.ReadFile(journal)
	require.NoError(t, err)
	var lines []line
	for text := range bytes.Lines(text) {
		var l line
		if json.Unmarshal(text, &l) == nil && l.ID != "" {
			lines = append(lines, l)
		}
	}
	return lines
}

// A line is what is read of a line of the journal.
type line struct {
	ID, Stage, Outcome, Redeems string
}
