package main

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestColourOnATerminalOnly(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, reason string
		trial        trial
		want         bool
	}{
		{"terminal", "a person looks at it", trial{terminal: 80}, true},
		{"file", "a program may read it", trial{}, false},
		{"NO_COLOR", "whoever set it wants none (https://no-color.org)", trial{terminal: 80, env: map[string]string{"NO_COLOR": "1"}}, false},
		{"empty NO_COLOR", "empty is as good as not set", trial{terminal: 80, env: map[string]string{"NO_COLOR": ""}}, true},
		{"dumb terminal", "it would show the codes", trial{terminal: 80, env: map[string]string{"TERM": "dumb"}}, false},
		{"JSON", "it is for programs, on a terminal too", trial{args: []string{"-json"}, terminal: 80}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, stdout, _ := test.trial.do(t)
			if got := strings.Contains(stdout, "\x1b["); got != test.want {
				t.Errorf("colour: got %t, want %t, because %s", got, test.want, test.reason)
			}
		})
	}
}

// Colour changes nothing about the text.
func TestColourIsAllThatATerminalChanges(t *testing.T) {
	t.Parallel()
	_, coloured, _ := trial{terminal: defaultWidth}.do(t)
	_, want, _ := trial{}.do(t)
	for _, s := range []style{bold, faint, red, green, yellow, reset} {
		coloured = strings.ReplaceAll(coloured, string(s), "")
	}
	if diff := cmp.Diff(want, coloured); diff != "" {
		t.Errorf("(-file +terminal):\n%s", diff)
	}
}

// No line is wider than the terminal, but for words that are.
func TestWidth(t *testing.T) {
	t.Parallel()
	for terminal, want := range map[int]int{0: 80, 5: 60, 60: 60, 80: 80, 300: 100} {
		_, stdout, _ := trial{terminal: terminal, env: map[string]string{"NO_COLOR": "1"}}.do(t)
		widest := 0
		for line := range strings.Lines(stdout) {
			line = strings.TrimRight(line, "\n")
			if n := utf8.RuneCountInString(line); len(strings.Fields(line)) > 1 {
				widest = max(widest, n)
			}
			if strings.HasSuffix(line, " ") {
				t.Errorf("a terminal of %d: a line ends in a space: %q", terminal, line)
			}
		}
		if widest > want {
			t.Errorf("a terminal of %d: a line has %d characters, want %d at most", terminal, widest, want)
		}
	}
}

func TestHelpFits(t *testing.T) {
	t.Parallel()
	for line := range strings.Lines(help) {
		if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > defaultWidth {
			t.Errorf("a line of the help has %d characters, want %d at most: %q", n, defaultWidth, line)
		}
	}
}

func TestWrap(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{"empty", "", []string{""}},
		{"short", "a call", []string{"a call"}},
		{"just fits", "a call is on", []string{"a call is on"}},
		{"one too many", "a call is off", []string{"a call is", "off"}},
		{"long word", "see https://a.example/privacy now", []string{"see", "https://a.example/privacy", "now"}},
		{"white space", "  a\n\tcall ", []string{"a call"}},
		{"characters, not bytes", "äöü ßßß éééé", []string{"äöü ßßß éééé"}},
	} {
		if diff := cmp.Diff(test.want, wrap(test.text, 12)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

func TestWhatIsNoTerminal(t *testing.T) {
	t.Parallel()
	file, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for name, w := range map[string]io.Writer{"a file": file, "a buffer": new(bytes.Buffer)} {
		if _, ok := terminal(w); ok {
			t.Errorf("%s is taken for a terminal", name)
		}
	}
}
