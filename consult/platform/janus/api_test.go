package janus_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/janus"
)

// A pretender stands in for a Janus that answers as no Janus should. It answers each request by its
// name, in order, the last of them again and again.
type pretender struct {
	answers map[string][]string

	mu    sync.Mutex
	asked []string
}

// pretend starts one. What is not given is answered as by a Janus that does as it is asked.
func pretend(t *testing.T, answers map[string][]string) (*janus.Server, *pretender) {
	t.Helper()
	p := &pretender{answers: map[string][]string{
		"session": {`{"janus":"success","data":{"id":1}}`},
		"attach":  {`{"janus":"success","data":{"id":2}}`},
		"create":  {answered(`{"videoroom":"created"}`), answered(`{"error_code":429}`)},
		"list":    {answered(`{"list":[` + listed + `]}`)},
		"destroy": {answered(`{"videoroom":"destroyed"}`)},
	}}
	for name, texts := range answers {
		p.answers[name] = texts
	}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	return &janus.Server{URL: server.URL + "/janus/", AdminKey: adminKey, Client: server.Client()}, p
}

// answered wraps what the plugin answers.
func answered(data string) string {
	return `{"janus":"success","plugindata":{"plugin":"janus.plugin.videoroom","data":` + data + `}}`
}

func (p *pretender) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var request struct {
		Janus string
		Body  struct{ Request string }
	}
	_ = json.NewDecoder(r.Body).Decode(&request) // what cannot be read has no name
	name := request.Body.Request
	switch {
	case request.Janus == "create":
		name = "session"
	case name == "":
		name = request.Janus
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = append(p.asked, name)
	texts := p.answers[name]
	if len(texts) == 0 {
		panic(http.ErrAbortHandler) // the connection breaks
	}
	if len(texts) > 1 {
		p.answers[name] = texts[1:]
	}
	if to, redirects := strings.CutPrefix(texts[0], "redirect "); redirects {
		http.Redirect(w, r, to, http.StatusTemporaryRedirect)
		return
	}
	_, _ = io.WriteString(w, texts[0])
}

func (p *pretender) names() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.asked, " ")
}

func TestAnswersThatAreNot(t *testing.T) {
	t.Parallel()
	for why, row := range map[string]struct {
		name, answer string
		want         error
	}{
		"no JSON":                            {"session", `<html>`, platform.ErrMalformed},
		"a member twice":                     {"session", `{"janus":"error","janus":"success"}`, platform.ErrMalformed},
		"of another type":                    {"session", `{"janus":"success","data":{"id":"1"}}`, platform.ErrMistyped},
		"of an answer that is still to come": {"session", `{"janus":"ack"}`, platform.ErrMistyped},
		"longer than all rooms are":          {"list", answered(`{"list":["` + strings.Repeat("a", 8<<20) + `"]}`), platform.ErrTooLong},
		"without a list":                     {"list", answered(`{}`), platform.ErrMistyped},
		"with a list that is null":           {"list", answered(`{"list":null}`), platform.ErrMistyped},
		"without data":                       {"list", `{"janus":"success"}`, platform.ErrMistyped},
		"with data that are null":            {"list", answered(`null`), platform.ErrMistyped},
		"an entry with a member twice":       {"list", answered(`{"list":[{"record":true,"record":false}]}`), platform.ErrMalformed},
		"an entry that is deep":              {"list", answered(`{"list":[{"room":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `}]}`), platform.ErrTooDeep},
		"another room":                       {"list", answered(`{"list":[{"room":"1"}]}`), janus.ErrNoRoom},
		"elsewhere":                          {"session", `redirect https://elsewhere.invalid/`, platform.ErrElsewhere},
		"elsewhere on the same host":         {"list", `redirect /janus`, platform.ErrElsewhere},
		"nothing":                            {"list", ``, platform.ErrMalformed},
	} {
		t.Run(why, func(t *testing.T) {
			t.Parallel()
			server, _ := pretend(t, map[string][]string{row.name: {row.answer}})
			_, err := server.Room(t.Context(), janus.Number(1), "")
			require.ErrorIs(t, err, row.want)
			assert.NotContains(t, err.Error(), "127.0.0.1")
		})
	}
}

// TestARoomThatDoesNotHoldIsDestroyed covers what no real server shows: a Janus that makes another room
// than it was asked for, or whose answer is lost.
func TestARoomThatDoesNotHoldIsDestroyed(t *testing.T) {
	t.Parallel()
	entry := func(old, changed string) string {
		id := (&janus.Server{}).ID("call-0001").String()
		return answered(`{"list":[` + strings.NewReplacer(`"room":1,`, `"room":`+id+`,`, old, changed).Replace(listed) + `]}`)
	}
	guards := []string{answered(`{"error_code":429}`), answered(`{"publishers":[]}`)}
	for why, answers := range map[string]map[string][]string{
		"it is recorded":              {"list": {entry(`"record":false`, `"record":true`)}, "listforwarders": guards},
		"its recording is not locked": {"list": {entry(`"lock_record":true`, `"lock_record":false`)}, "listforwarders": guards},
		"it has a folder":             {"list": {entry(`"/dev/null"`, `"/tmp"`)}, "listforwarders": guards},
		"it is not private":           {"list": {entry(`"is_private":true`, `"is_private":false`)}, "listforwarders": guards},
		"it has no pin":               {"list": {entry(`"pin_required":true`, `"pin_required":false`)}, "listforwarders": guards},
		"it has no secret":            {"list": {entry(``, ``)}, "listforwarders": {answered(`{"publishers":[]}`)}},
		"it is forwarded":             {"list": {entry(``, ``)}, "listforwarders": {guards[0], answered(`{"publishers":[{"forwarders":[{}]}]}`)}},
		"it cannot be read":           {"list": {`{}`}},
		"the connection breaks":       {"create": {}},
		"anybody can make it":         {"create": {answered(`{"videoroom":"created"}`), answered(`{"error_code":427}`)}},
	} {
		t.Run(why, func(t *testing.T) {
			t.Parallel()
			server, asked := pretend(t, answers)
			gate, permit := permitted(t, server, "call-0001")
			ticket, err := server.Open(t.Context(), gate, permit)
			require.Error(t, err)
			assert.Zero(t, ticket)
			assert.True(t, strings.HasSuffix(asked.names(), " destroy destroy"), "the room, then the session: %s", asked.names())
		})
	}
	t.Run("one that holds is not", func(t *testing.T) {
		t.Parallel()
		server, asked := pretend(t, map[string][]string{"list": {entry(``, ``)}, "listforwarders": guards})
		gate, permit := permitted(t, server, "call-0001")
		_, err := server.Open(t.Context(), gate, permit)
		require.NoError(t, err)
		assert.Equal(t, "session attach create create list listforwarders listforwarders destroy", asked.names(), "of which the last is the session")
	})
}

// TestSecretsStaySecret holds that neither a log nor an error shows a key, pin or token.
func TestSecretsStaySecret(t *testing.T) {
	t.Parallel()
	ticket := janus.Ticket{Room: janus.Number(1), Secret: "hush-1"}
	ticket.Provider = janus.Join{Request: "join", PType: "publisher", Room: janus.Number(1), Pin: "hush-2", Token: "hush-3"}
	server := &janus.Server{URL: "http://127.0.0.1:1/janus", AdminKey: "hush-4", APISecret: "hush-5"}
	request, err := janus.DecodeRequest([]byte(`{"room":1,"admin_key":"hush-6","secret":"hush-7","pin":"hush-8","allowed":["hush-9"]}`))
	require.NoError(t, err)

	var log strings.Builder
	for _, handler := range []slog.Handler{slog.NewJSONHandler(&log, nil), slog.NewTextHandler(&log, nil)} {
		slog.New(handler).Info("all", "ticket", ticket, "join", ticket.Provider, "secret", ticket.Secret, "server", server, "request", request)
	}
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		fmt.Fprintf(&log, format+format+format+format, ticket, *server, request, ticket.Secret)
	}
	_, err = server.Room(t.Context(), janus.Number(1), "hush-10")
	require.Error(t, err)
	log.WriteString(err.Error())
	_, err = (&janus.Server{URL: "http://hush-11\x7f"}).Room(t.Context(), janus.Number(1), "")
	require.Error(t, err)
	log.WriteString(err.Error())
	assert.NotContains(t, log.String(), "hush")

	text, err := json.Marshal(ticket.Provider)
	require.NoError(t, err)
	assert.JSONEq(t, `{"request":"join","ptype":"publisher","room":1,"pin":"hush-2","token":"hush-3"}`, string(text), "it is sent to Janus")
}

func TestStatus(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	_, err := (&janus.Server{URL: server.URL}).Room(t.Context(), janus.Number(1), "")
	assert.Equal(t, &platform.StatusError{Code: http.StatusNotFound}, err)
}
