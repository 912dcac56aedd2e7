package bigbluebutton

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// A Server is a BigBlueButton server, as the application reaches it. Its fields are not to be changed once it
// is used; it is then safe for concurrent use.
type Server struct {
	// URL is the address of its API, as "bbb-conf --secret" prints it, with "api" after it:
	// "https://bbb.example/bigbluebutton/api".
	URL string
	// Secret is its shared secret, securitySalt of bbb-web.properties.
	Secret platform.Secret
	// Longest is how long a meeting may last, in whole minutes. It ends then, whoever is in it. Zero stands for
	// DefaultLongest.
	Longest time.Duration
	// ProviderName and PatientName are what each side is called in the meeting. Empty stands for "Clinician"
	// and "Patient". A name identifies the patient to the server, so leave it empty if you can.
	ProviderName, PatientName string
	// RecordingReady is the address of the application at which it serves [Server.Recorded]. Empty stands for
	// none.
	RecordingReady string
	// Client is the application's. Nil stands for one with [platform.DefaultTimeout].
	Client *http.Client
}

// DefaultLongest is how long a meeting may last where the Server does not say.
const DefaultLongest = 4 * time.Hour

// An Error is an answer by which BigBlueButton says that a call failed.
type Error struct {
	Call string // the call, such as "create"
	Key  string // its messageKey, such as "idNotUnique"; empty where it is none
}

// Error implements error.
func (e *Error) Error() string {
	return fmt.Sprintf("bigbluebutton: %s failed: %q", e.Call, e.Key)
}

// succeeded returns the error of an answer, if any.
func (r response) succeeded(call string) error {
	switch r["returncode"] {
	case "SUCCESS":
		return nil
	case "FAILED":
		return &Error{call, key(r["messageKey"])}
	default:
		return ErrXML
	}
}

// key returns a messageKey that is one: up to 64 letters.
func key(s string) string {
	for _, b := range []byte(s) {
		if b < 'A' || b > 'z' || b > 'Z' && b < 'a' {
			return ""
		}
	}
	if len(s) > 64 {
		return ""
	}
	return s
}

// Meeting returns the meeting of a call as it is. The error is [ErrCallID], [ErrXML], an [*Error], or one of
// the connection.
func (s *Server) Meeting(ctx context.Context, call consult.CallID) (Meeting, error) {
	id, err := MeetingID(call)
	if err != nil {
		return Meeting{}, err
	}
	data, err := s.get(ctx, "getMeetingInfo", url.Values{"meetingID": {id}})
	if err != nil {
		return Meeting{}, err
	}
	m, err := DecodeMeeting(data)
	if err == nil && m.MeetingID != id {
		return Meeting{}, ErrXML
	}
	return m, err
}

// Close ends the meeting of a call, and everybody leaves it. BigBlueButton answers before it has ended. A
// meeting that is not there is an [*Error].
func (s *Server) Close(ctx context.Context, call consult.CallID) error {
	id, err := MeetingID(call)
	if err != nil {
		return err
	}
	_, err = s.ask(ctx, "end", url.Values{"meetingID": {id}})
	return err
}

// ask makes a call and returns an answer that says it succeeded.
func (s *Server) ask(ctx context.Context, call string, p url.Values) (response, error) {
	data, err := s.get(ctx, call, p)
	if err != nil {
		return nil, err
	}
	r, err := decode(data)
	if err != nil {
		return nil, err
	}
	return r, r.succeeded(call)
}

// get makes a call and returns what is answered. It is [platform.Fetch] for XML, and follows no redirect: the
// API's own calls have none.
func (s *Server) get(ctx context.Context, call string, p url.Values) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.sign(call, p), nil)
	if err != nil {
		return nil, errors.New("bigbluebutton: the URL of the server is not one")
	}
	var client http.Client
	if s.Client != nil {
		client = *s.Client
	}
	if client.Timeout == 0 {
		client.Timeout = platform.DefaultTimeout
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return platform.ErrElsewhere }
	answer, err := client.Do(request)
	if err != nil {
		if wrapped, ok := errors.AsType[*url.Error](err); ok {
			err = wrapped.Err // without the address, which is signed
		}
		return nil, fmt.Errorf("bigbluebutton: asking the server: %w", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, &platform.StatusError{Code: answer.StatusCode}
	}
	data, err := io.ReadAll(io.LimitReader(answer.Body, platform.MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("bigbluebutton: reading the answer: %w", err)
	}
	return data, nil
}

// LogValue implements [slog.LogValuer]: a log shows the address of the server, and no secret.
func (s *Server) LogValue() slog.Value { return slog.GroupValue(slog.String("url", s.URL)) }
