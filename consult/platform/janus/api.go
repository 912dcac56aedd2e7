package janus

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/preconsult/preconsult/consult/platform"
)

// plugin is the name of VideoRoom in Janus.
const plugin = "janus.plugin.videoroom"

// maxAnswer is the size that an answer may have. The list has all rooms, 700 bytes each, so it may be longer
// than a document.
const maxAnswer = 8 << 20

// Codes of errors that Janus answers with.
const (
	CodeNoSuchRoom   = 426 // there is no such room
	CodeRoomExists   = 427 // there is a room of this id
	CodeMissing      = 429 // a member is missing, such as admin_key, secret or pin
	CodeInvalid      = 430 // a member has the wrong type, such as an id that is text without string_ids
	CodeUnauthorized = 433 // admin_key, secret or pin is wrong, or the token not in the list of those allowed
)

// An Error is a refusal by Janus.
type Error struct {
	Request string // what was asked for, as Janus calls it: "create"
	Code    int    // the code of Janus or the plugin
}

// Error implements error. It quotes nothing of the answer.
func (e *Error) Error() string {
	return fmt.Sprintf("janus: %s is refused with error %d", e.Request, e.Code)
}

// A handle is a session with the plugin, in which it can be asked.
type handle struct {
	server  *Server
	session string // the path of the session
	path    string // the path of the handle in it
}

// An answer is what is read of what Janus answers.
type answer struct {
	Janus string `json:"janus"`
	Data  struct {
		ID uint64 `json:"id"`
	} `json:"data"`
	Error struct {
		Code int `json:"code"`
	} `json:"error"`
	Plugin struct {
		Data jsontext.Value `json:"data"`
	} `json:"plugindata"`
}

// An envelope is a request of the Janus API.
type envelope struct {
	Janus       string `json:"janus"`
	Transaction string `json:"transaction"`
	APISecret   Secret `json:"apisecret,omitempty"`
	Plugin      string `json:"plugin,omitempty"`
	Body        any    `json:"body,omitempty"`
}

// A message is the body of a request to the plugin, where it is not a [Request].
type message struct {
	Name     string `json:"request"`
	Room     RoomID `json:"room,omitzero"`
	Secret   Secret `json:"secret,omitempty"`
	AdminKey Secret `json:"admin_key,omitempty"`
}

// attach begins a session. Whoever does closes it.
func (s *Server) attach(ctx context.Context) (*handle, error) {
	begun, err := s.ask(ctx, "", "session", envelope{Janus: "create"})
	if err != nil {
		return nil, err
	}
	h := &handle{server: s, session: "/" + strconv.FormatUint(begun.Data.ID, 10)}
	attached, err := s.ask(ctx, h.session, "attach", envelope{Janus: "attach", Plugin: plugin})
	if err != nil {
		h.close(ctx)
		return nil, err
	}
	h.path = h.session + "/" + strconv.FormatUint(attached.Data.ID, 10)
	return h, nil
}

// close ends the session, also where the context has ended. Janus ends one that is not closed after a minute.
func (h *handle) close(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_, _ = h.server.ask(ctx, h.session, "destroy", envelope{Janus: "destroy"}) // or it ends by itself
}

// ask asks the plugin and returns what it answers. The request is in the body as well.
func (h *handle) ask(ctx context.Context, request string, body any) (jsontext.Value, error) {
	a, err := h.server.ask(ctx, h.path, request, envelope{Janus: "message", Body: body})
	if err != nil {
		return nil, err
	}
	var refused struct {
		Code int `json:"error_code"`
	}
	switch err := json.Unmarshal(a.Plugin.Data, &refused); {
	case err != nil || a.Plugin.Data.Kind() != '{':
		return nil, platform.ErrMistyped
	case refused.Code != 0:
		return nil, &Error{request, refused.Code}
	}
	return a.Plugin.Data, nil
}

// ask sends a request of the Janus API to a path below the server's.
func (s *Server) ask(ctx context.Context, path, request string, body envelope) (answer, error) {
	body.Transaction = "preconsult" // the same each time: over HTTP, an answer belongs to its request
	body.APISecret = s.APISecret
	text, err := s.post(ctx, path, body)
	if err != nil {
		return answer{}, err
	}
	var a answer
	if err := json.Unmarshal(text, &a); err != nil {
		if _, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
			return answer{}, platform.ErrMalformed
		}
		return answer{}, platform.ErrMistyped
	}
	switch {
	case a.Janus == "error" && a.Error.Code != 0:
		return answer{}, &Error{request, a.Error.Code}
	case a.Janus != "success": // as "ack" is, of what comes later
		return answer{}, platform.ErrMistyped
	}
	return a, nil
}

// post sends a body and returns what is answered. It is [platform.Fetch] for longer answers, and follows no
// redirect at all: Janus has none, and the body has keys in it.
func (s *Server) post(ctx context.Context, path string, body any) ([]byte, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(s.URL, "/")+path, bytes.NewReader(text))
	if err != nil {
		return nil, errors.New("janus: the URL of the server is not one")
	}
	request.Header.Set("Content-Type", "application/json")
	client := http.Client{Timeout: platform.DefaultTimeout}
	if s.Client != nil {
		client = *s.Client
	}
	if client.Timeout == 0 {
		client.Timeout = platform.DefaultTimeout
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return platform.ErrElsewhere }
	response, err := client.Do(request)
	if err != nil {
		if wrapped, ok := errors.AsType[*url.Error](err); ok {
			err = wrapped.Err // without the address
		}
		return nil, fmt.Errorf("janus: asking the server: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, &platform.StatusError{Code: response.StatusCode}
	}
	answered, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("janus: reading the answer: %w", err)
	case len(answered) > maxAnswer:
		return nil, platform.ErrTooLong
	}
	return answered, nil
}
