package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestOptions(t *testing.T) {
	t.Parallel()
	const whole = "-records r -callers c -journal j "
	for _, test := range []struct{ reason, args, want string }{
		{"nothing shows how it works", "", ""},
		{"a platform is served with these three", whole, ""},
		{"a certificate does in place of a token", "-records r -journal j -tls-cert c -tls-key k -client-ca a -client n", ""},
		{"who may ask is never everybody", "-records r -journal j", "-callers or -client-ca is missing"},
		{"no record, no permit", "-records r -callers c", "-journal is missing"},
		{"there is nothing to judge by", "-callers c -journal j", "-records is missing"},
		{"two ways at once", whole + "-demo d", "-demo makes records"},
		{"tokens would be read on the way", whole + "-listen 0.0.0.0:8181", "-listen is not on loopback, so that tokens"},
		{"all addresses is elsewhere too", whole + "-listen :8181", "-listen is not on loopback"},
		{"a name may be anywhere", whole + "-listen example.org:8181", "-listen is not on loopback"},
		{"with TLS it may be elsewhere, with an address", whole + "-listen 0.0.0.0:8181 -tls-cert c -tls-key k -url https://a.example", ""},
		{"who is elsewhere says where", whole + "-listen 0.0.0.0:8181 -tls-cert c -tls-key k", "give the address"},
		{"nobody has to sign in there", whole + "-admin 0.0.0.0:8182 -tls-cert c -tls-key k", "-admin is not on loopback"},
		{"a port is missing", whole + "-listen 127.0.0.1", "-listen is not an address"},
		{"a certificate without its key", whole + "-tls-cert c", "go together"},
		{"an authority without names lets nobody in", whole + "-tls-cert c -tls-key k -client-ca a", "-client-ca needs"},
		{"a name without an authority", whole + "-client n", "-client needs -client-ca"},
		{"no connections", "-connections 0", "must be more than 0"},
		{"no time", "-stop-after 0s", "must be more than 0"},
		{"a stray word", "serve", "an argument too many"},
		{"a misspelt option", "-record r", "not defined: -record"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			_, err := parseOptions(strings.Fields(test.args))
			if test.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, test.want)
		})
	}
	_, err := parseOptions([]string{"-h"})
	require.ErrorIs(t, err, flag.ErrHelp)
}

// TestTheHelpNamesEveryOption, and each line of it fits a terminal.
func TestTheHelpNamesEveryOption(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	require.Equal(t, 0, run(t.Context(), []string{"-h"}, &stdout, &stderr))
	for _, name := range []string{"records", "callers", "client-ca", "client", "journal", "flush", "issuers", "observe", "listen", "admin",
		"url", "tls-cert", "tls-key", "connections", "stop-after", "demo", "v", "h"} {
		assert.Contains(t, stdout.String(), " -"+name+" ")
	}
	for line := range strings.Lines(stdout.String()) {
		assert.LessOrEqual(t, len(line), 90, line)
	}
}

// TestWhatCannotStart says what is wrong, in one line, and ends with 2.
func TestWhatCannotStart(t *testing.T) {
	t.Parallel()
	dir, err := prepare(filepath.Join(t.TempDir(), "demo"), time.Now())
	require.NoError(t, err)
	write := func(name, text string) string {
		name = filepath.Join(t.TempDir(), name)
		require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
		return name
	}
	records, callers, journal := dir+"/records", dir+"/callers", dir+"/journal"
	for _, test := range []struct {
		reason string
		args   []string
		want   string
	}{
		{"a misspelt option", []string{"-nothing"}, "-nothing"},
		{"a demonstration where there is something", []string{"-demo", dir}, "is there already"},
		{"a demonstration in no folder", []string{"-demo", dir + "/no/where"}, "cannot be made"},
		{"no records", []string{"-records", dir + "/none", "-callers", callers, "-journal", journal}, "none cannot be taken:\n.: cannot be read"},
		{"no callers", []string{"-records", records, "-callers", dir + "/none", "-journal", journal}, "the callers cannot be read"},
		{"half a line", []string{"-records", records, "-callers", write("c", "\nclinic\n"), "-journal", journal}, ":2: is not a name and a token"},
		{"two tokens of a name", []string{"-records", records, "-callers", write("c", "a "+strings.Repeat("1", 32)+"\na "+strings.Repeat("2", 32)), "-journal", journal}, ":2: is a second token"},
		{"a token that can be guessed", []string{"-records", records, "-callers", write("c", "clinic hunter2"), "-journal", journal}, ":1: the second word is no token"},
		{"name and token the wrong way round", []string{"-records", records, "-callers", write("c", strings.Repeat("hunter2", 5)+" clinic"), "-journal", journal}, ":1: the second word is no token"},
		{"nobody", []string{"-records", records, "-callers", write("c", "# nobody yet\n"), "-journal", journal}, "there are no callers"},
		{"a journal that is a folder", []string{"-records", records, "-callers", callers, "-journal", dir}, "the journal cannot be opened"},
		{"a certificate that is none", []string{"-records", records, "-callers", callers, "-journal", journal, "-tls-cert", callers, "-tls-key", callers}, "certificate or key"},
		{"a port that does not exist", []string{"-records", records, "-callers", callers, "-journal", journal, "-listen", "127.0.0.1:1000000"}, "cannot listen for platforms"},
		{"the same for health", []string{"-records", records, "-callers", callers, "-journal", journal, "-listen", "127.0.0.1:0", "-admin", "127.0.0.1:1000000"}, "cannot listen for health"},
		{"issuers that are not there", []string{"-records", records, "-callers", callers, "-journal", journal, "-issuers", dir + "/none"}, "the issuers cannot be read"},
		{"a record that is none", []string{"-records", filepath.Dir(write("x.yaml", "kind: dpia\n")), "-callers", callers, "-journal", journal}, "x.yaml:1: "},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr bytes.Buffer
			require.Equal(t, 2, run(t.Context(), test.args, &stdout, &stderr))
			assert.Contains(t, stderr.String(), test.want)
			assert.NotContains(t, stderr.String(), "hunter2", "no token is quoted")
			assert.Empty(t, stdout.String())
		})
	}
}
