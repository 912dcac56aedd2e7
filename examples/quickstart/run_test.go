package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// A trial is one run of the program.
type trial struct {
	args     []string
	stdin    string
	terminal int // the width of the terminal that both outputs are; 0 for none
	env      map[string]string
}

// do runs the program at a quarter past ten of the day of the demonstration.
func (r trial) do(t *testing.T) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), r.args, surroundings{
		stdin:    strings.NewReader(r.stdin),
		stdout:   &out,
		stderr:   &errs,
		now:      func() time.Time { return shippedInstant.Add(15 * time.Minute) },
		getenv:   func(name string) string { return r.env[name] },
		terminal: func(io.Writer) (int, bool) { return r.terminal, r.terminal > 0 },
	})
	return code, out.String(), errs.String()
}

// golden compares what was printed with a file in testdata, or writes it there.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; write it with: go test ./quickstart -update", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s is another (-want +got); if that is meant: go test ./quickstart -update\n%s", path, diff)
	}
}

// anExample returns what -print-call prints, with parts replaced: old, new, old, new, …
func anExample(t *testing.T, replace ...string) string {
	t.Helper()
	code, call, stderr := trial{args: []string{"-print-call"}}.do(t)
	if code != exitAllowed || stderr != "" {
		t.Fatalf("-print-call: exit code %d, %s", code, stderr)
	}
	for i := 0; i < len(replace); i += 2 {
		if !strings.Contains(call, replace[i]) {
			t.Fatalf("the call has no %q", replace[i])
		}
		call = strings.ReplaceAll(call, replace[i], replace[i+1])
	}
	return call
}

func TestExitCodes(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "call.json")
	if err := os.WriteFile(file, []byte(anExample(t)), 0o600); err != nil {
		t.Fatal(err)
	}
	empty := t.TempDir()
	for _, test := range []struct {
		name, reason   string
		trial          trial
		code           int
		stdout, stderr string // what they contain; empty where there must be nothing
	}{
		{"help", "help was asked for", trial{args: []string{"-h"}}, 0, "-max-fact-age AGE", ""},
		{"file", "the call is the example, judged as it was printed", trial{args: []string{file}}, 0, "ALLOWED", ""},
		{"standard input", "the same", trial{args: []string{"-"}, stdin: anExample(t)}, 0, "ALLOWED", ""},
		{
			"own records", "the shipped records are read from their folder, where nothing differs",
			trial{args: []string{"-records", "records", "-"}, stdin: anExample(t)}, 0, "ALLOWED", "",
		},
		{"records alone", "the folder has no fault", trial{args: []string{"-records", "records"}}, 0, "19 records, and no fault", ""},
		{
			"refused", "the room records by itself",
			trial{args: []string{"-"}, stdin: anExample(t, `"recording": "off"`, `"recording": "automatic"`)}, 1, "recording.default refuses", "",
		},
		{"nothing known", "every fact is unknown", trial{args: []string{"-"}, stdin: "{}"}, 1, "call.identified refuses", ""},
		{
			"stale", "the facts are an hour older than the instant",
			trial{args: []string{"-at", "2026-11-23T11:15:00Z", "-"}, stdin: anExample(t)}, 1, "-max-fact-age 24h lets facts pass", "",
		},
		{
			"older facts", "a greater age is allowed",
			trial{args: []string{"-at", "2026-11-23T11:15:00Z", "-max-fact-age", "2h", "-"}, stdin: anExample(t)}, 0, "ALLOWED", "",
		},
		{
			"records run out", "at that instant every review is overdue",
			trial{args: []string{"-at", "2028-11-23T10:15:00Z", "-max-fact-age", "20000h", "-"}, stdin: anExample(t)}, 1, "dpia.current refuses", "",
		},
		{"later demonstration", "at another instant the demonstration may end otherwise", trial{args: []string{"-at", "2028-11-23T10:00:00Z"}}, 0, "dpia.current refuses", ""},
		{"strict demonstration", "with younger facts asked for, it may end otherwise", trial{args: []string{"-max-fact-age", "30s"}}, 0, "facts.fresh refuses", ""},
		{"unknown option", "there is none of that name", trial{args: []string{"-colour"}}, 2, "", "-colour"},
		{"bad instant", "tomorrow is no instant", trial{args: []string{"-at", "tomorrow"}}, 2, "", "is not an instant such as"},
		{"bad age", "an age has a unit", trial{args: []string{"-max-fact-age", "5"}}, 2, "", "is not an age such as 5m"},
		{"negative age", "an age is positive", trial{args: []string{"-max-fact-age", "-5m"}}, 2, "", "is not an age such as 5m"},
		{"two calls", "one at a time", trial{args: []string{file, "-json"}}, 2, "", `"-json" is one too many`},
		{"print and judge", "one or the other", trial{args: []string{"-print-call", file}}, 2, "", "leave out one of the two"},
		{"print as JSON", "it is JSON anyway", trial{args: []string{"-print-call", "-json"}}, 2, "", "goes with -at alone"},
		{"JSON of records", "there is no decision to print", trial{args: []string{"-records", "records", "-json"}}, 2, "", "-json needs a call"},
		{"no such file", "the call is not there", trial{args: []string{filepath.Join(empty, "no.json")}}, 2, "", "the call cannot be read: open"},
		{"no such folder", "the records are not there", trial{args: []string{"-records", filepath.Join(empty, "no")}}, 2, "", "cannot be read: no such file or directory"},
		{"empty folder", "nobody means a folder without records", trial{args: []string{"-records", empty}}, 2, "", "holds no record"},
		{"no JSON", "the call is no JSON", trial{args: []string{"-"}, stdin: "id: call-1"}, 2, "", "standard input:1: "},
		{"two JSON texts", "one call at a time", trial{args: []string{"-"}, stdin: "{} {}"}, 2, "", "1 fault in the call"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := test.trial.do(t)
			if code != test.code {
				t.Errorf("exit code: got %d, want %d, because %s", code, test.code, test.reason)
			}
			for name, printed := range map[string][2]string{"standard output": {stdout, test.stdout}, "standard error": {stderr, test.stderr}} {
				got, want := printed[0], printed[1]
				if !strings.Contains(got, want) || want == "" && got != "" {
					t.Errorf("%s: got %q, want %q in it", name, got, want)
				}
			}
		})
	}
}

// lineOf returns the number of the line that has the part.
func lineOf(text, part string) string {
	before, _, _ := strings.Cut(text, part)
	return strconv.Itoa(1 + strings.Count(before, "\n"))
}

// The faults of a call are printed all at once, by line and path, and quote nothing of it.
func TestBadCall(t *testing.T) {
	t.Parallel()
	call := anExample(t,
		`"recording": "off"`, `"recording": "never, says J. Smith"`,
		`"standing": "corporate"`, `"stnding": "corporate"`)
	code, stdout, stderr := trial{args: []string{"-"}, stdin: call}.do(t)
	if code != exitNothing || stdout != "" {
		t.Errorf("exit code: got %d, want %d; standard output: got %q, want none", code, exitNothing, stdout)
	}
	for _, want := range []string{
		"quickstart: 2 faults in the call",
		"\nstandard input:" + lineOf(call, "never, says") + ": room.recording: is not one of: unknown, off, on-request, buffered, automatic\n",
		"\nstandard input:" + lineOf(call, "stnding") + ": device: ",
	} {
		if !strings.Contains(stderr, want) {
			t.Errorf("standard error: got %q, want %q in it", stderr, want)
		}
	}
	if strings.Contains(stderr, "Smith") {
		t.Errorf("standard error quotes the call: %q", stderr)
	}
}

// Every fault of every record is printed, by file, line and path.
func TestBadRecords(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("records")); err != nil {
		t.Fatal(err)
	}
	// spoil replaces a part of a file, and returns the file and the line.
	spoil := func(file, old, new string) string {
		path := filepath.Join(dir, filepath.FromSlash(file))
		text, err := os.ReadFile(path)
		if err != nil || !bytes.Contains(text, []byte(old)) {
			t.Fatalf("%s has no %q: %v", file, old, err)
		}
		if err := os.WriteFile(path, bytes.Replace(text, []byte(old), []byte(new), 1), 0o600); err != nil {
			t.Fatal(err)
		}
		return path + ":" + lineOf(string(text), old)
	}
	due := spoil("brackenford-surgery/dpia-video-consultations.yaml", "due: 2027-01-29", "due: end of January")
	necessity := spoil("brackenford-surgery/dpia-video-consultations.yaml", "necessity: >-", "neccessity: >-")
	free := spoil("lantern-community-care/procurement-open-clinic.json", `"free": "yes"`, `"free": true`)
	kind := spoil("tallow-vale-trust/privacy-notice.yaml", "kind: privacy-notice", "kind: notice")

	code, stdout, stderr := trial{args: []string{"-records", dir, "-"}, stdin: anExample(t)}.do(t)
	if code != exitNothing || stdout != "" {
		t.Errorf("exit code: got %d, want %d; standard output: got %q, want none", code, exitNothing, stdout)
	}
	for _, want := range []string{
		"quickstart: 4 faults in " + dir,
		"\n" + due + ": mitigations[4].due: is not a date",
		"\n" + necessity + ": unknown member neccessity: did you mean necessity?",
		"\n" + free + ": free: ",
		"\n" + kind + ": kind: ",
	} {
		if !strings.Contains(stderr, want) {
			t.Errorf("standard error: want %q in it, got\n%s", want, stderr)
		}
	}
}

// A folder that takes a while to read shows how far it is, on a terminal.
func TestProgress(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	controller, err := os.ReadFile("records/tallow-vale-trust/controller.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for i := range 600 {
		code := "T" + string(rune('A'+i/26)) + string(rune('A'+i%26))
		text := bytes.ReplaceAll(controller, []byte("RZ999"), []byte(code))
		if err := os.WriteFile(filepath.Join(dir, code+".yaml"), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		name, reason string
		terminal     int
		want         bool
	}{
		{"terminal", "somebody waits", 80, true},
		{"file", "a file of lines that overwrite each other is of no use", 0, false},
	} {
		code, stdout, stderr := trial{args: []string{"-records", dir}, terminal: test.terminal}.do(t)
		if code != exitAllowed {
			t.Errorf("%s: exit code %d: %s", test.name, code, stderr)
		}
		if got := strings.Contains(stderr, "\rreading the records: 600 of 600"); got != test.want {
			t.Errorf("%s: progress shown: got %t, want %t, because %s", test.name, got, test.want, test.reason)
		}
		if !strings.Contains(stdout, "600 records") {
			t.Errorf("%s: got %q, want 600 records in it", test.name, stdout)
		}
	}
}

// What cannot be printed was not said: the exit code is not that of a decision.
func TestOutputThatFails(t *testing.T) {
	t.Parallel()
	var errs bytes.Buffer
	code := run(context.Background(), nil, surroundings{
		stdin: strings.NewReader(""), stdout: fullDisk{}, stderr: &errs, now: time.Now,
		getenv: func(string) string { return "" }, terminal: func(io.Writer) (int, bool) { return 0, false },
	})
	if code != exitNothing || !strings.Contains(errs.String(), "the disk is full") {
		t.Errorf("got exit code %d and %q, want %d and the reason", code, errs.String(), exitNothing)
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("the disk is full") }
