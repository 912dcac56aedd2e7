package bigbluebutton_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/bigbluebutton"
)

// permitted returns a gate and a permit of it for a call that runs as the server's meetings do.
func permitted(t *testing.T, server *bigbluebutton.Server, id consult.CallID, changes ...consulttest.CallChange) (*consult.Gate, consult.Permit) {
	t.Helper()
	rig := consulttest.NewRig(t)
	call := consulttest.Call()
	call.ID = id
	call.Room = server.Create(id).Facts(consulttest.Now)
	for _, change := range changes {
		change(&call)
	}
	decision, err := rig.Gate.Decide(t.Context(), &call)
	require.NoError(t, err)
	consulttest.RequireAllowed(t, decision)
	permit, ok := decision.Permit()
	require.True(t, ok)
	return rig.Gate, permit
}

func visit(t *testing.T, address bigbluebutton.JoinURL) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, string(address), nil)
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return string(text)
}

func TestOpen(t *testing.T) {
	t.Parallel()
	server, bbb := start(t)
	server.RecordingReady = "https://clinic.example/recorded?from=bbb"
	gate, permit := permitted(t, server, "call-0001")
	ticket, err := server.Open(t.Context(), gate, permit)
	require.NoError(t, err)
	assert.Equal(t, "create getMeetingInfo", bbb.names())

	asked := bbb.meeting("call-call-0001")
	for name, want := range map[string]string{
		"record": "false", "autoStartRecording": "false", "allowStartStopRecording": "false", "meetingKeepEvents": "false",
		"breakoutRoomsRecord": "false", "guestPolicy": "ASK_MODERATOR", "duration": "240", "name": "Consultation",
		"meta_bbb-recording-ready-url": server.RecordingReady,
	} {
		assert.Equal(t, want, asked.Get(name), name)
	}
	assert.Equal(t, facts(), server.Create("call-0001").Facts(consulttest.Now))

	assert.Equal(t, "joined as MODERATOR", visit(t, ticket.Provider))
	assert.Equal(t, "waiting", visit(t, ticket.Patient))
	forged := bigbluebutton.JoinURL(strings.Replace(string(ticket.Patient), "role=VIEWER", "role=MODERATOR", 1))
	assert.Contains(t, visit(t, forged), "checksumError")

	query, err := server.Verify("join", string(ticket.Patient))
	require.NoError(t, err)
	join, err := bigbluebutton.DecodeJoin(query)
	require.NoError(t, err)
	assert.True(t, join.Waits())
	assert.Equal(t, asked.Get("createTime"), join.CreateTime)

	require.NoError(t, server.Close(t.Context(), "call-0001"))
	assert.Equal(t, &bigbluebutton.Error{Call: "end", Key: "notFound"}, server.Close(t.Context(), "call-0001"))

	gate, permit = permitted(t, server, "call-0001")
	_, err = server.Open(t.Context(), gate, permit)
	require.NoError(t, err)
	assert.Contains(t, visit(t, ticket.Provider), "mismatchCreateTimeParam", "the addresses of a meeting are not those of the next")
}

func TestOpenIsRefused(t *testing.T) {
	t.Parallel()
	server, bbb := start(t)
	t.Run("without a permit", func(t *testing.T) {
		gate, _ := permitted(t, server, "call-0001")
		_, err := server.Open(t.Context(), gate, consult.Permit{})
		require.ErrorIs(t, err, consult.ErrNoPermit)
		assert.Empty(t, bbb.names())
	})
	t.Run("a second time", func(t *testing.T) {
		gate, permit := permitted(t, server, "call-0002")
		_, err := server.Open(t.Context(), gate, permit)
		require.NoError(t, err)
		_, err = server.Open(t.Context(), gate, permit)
		require.ErrorIs(t, err, consult.ErrUsed)
		gate, permit = permitted(t, server, "call-0002") // decided elsewhere, as by another process
		_, err = server.Open(t.Context(), gate, permit)
		require.ErrorIs(t, err, bigbluebutton.ErrExists)
		assert.NotNil(t, bbb.meeting("call-call-0002"), "the first meeting stands")
	})
	t.Run("with another secret", func(t *testing.T) {
		other := *server
		other.Secret = platform.NewSecret("guessed")
		gate, permit := permitted(t, &other, "call-0003")
		_, err := other.Open(t.Context(), gate, permit)
		assert.Equal(t, &bigbluebutton.Error{Call: "create", Key: "checksumError"}, err)
	})
	t.Run("without a secret, and the permit is not used up", func(t *testing.T) {
		other := *server
		other.Secret = platform.Secret{}
		gate, permit := permitted(t, &other, "call-0004")
		_, err := other.Open(t.Context(), gate, permit)
		require.ErrorIs(t, err, bigbluebutton.ErrNoSecret)
		_, err = gate.Redeem(t.Context(), permit, permit.Call())
		require.NoError(t, err)
	})
	t.Run("end to end, which it does not do", func(t *testing.T) {
		gate, permit := permitted(t, server, "call-0005", func(c *consult.Call) { c.Room.Encryption = consult.EncryptionEndToEnd })
		_, err := server.Open(t.Context(), gate, permit)
		require.ErrorIs(t, err, bigbluebutton.ErrWeaker)
	})
	t.Run("with an id that is too long", func(t *testing.T) {
		gate, permit := permitted(t, server, consult.CallID(strings.Repeat(":", 128)))
		_, err := server.Open(t.Context(), gate, permit)
		require.ErrorIs(t, err, bigbluebutton.ErrCallID)
	})
}

// TestAMeetingThatDoesNotHoldIsEnded covers a server that makes another meeting than it was asked for, or
// whose answer is lost.
func TestAMeetingThatDoesNotHoldIsEnded(t *testing.T) {
	t.Parallel()
	info := func(elements string) map[string]string {
		return map[string]string{"getMeetingInfo": "<response><returncode>SUCCESS</returncode>" + elements + "</response>"}
	}
	const id, at, off = "<meetingID>call-call-0001</meetingID>", "<createTime>1531155809614</createTime>", "<recording>false</recording>"
	for why, row := range map[string]struct {
		instead map[string]string
		want    error
	}{
		"it is set to record":              {info(id + at + "<recording>true</recording>"), bigbluebutton.ErrOtherMeeting},
		"it does not say whether it is":    {info(id + at), bigbluebutton.ErrOtherMeeting},
		"it says so by nothing":            {info(id + at + "<recording/>"), bigbluebutton.ErrOtherMeeting},
		"it is older":                      {info(id + off + "<createTime>1</createTime>"), bigbluebutton.ErrOtherMeeting},
		"it is of no time":                 {info(id + off), bigbluebutton.ErrOtherMeeting},
		"it is another":                    {info(at + off + "<meetingID>call-2</meetingID>"), bigbluebutton.ErrXML},
		"it is gone":                       {map[string]string{"getMeetingInfo": "<response><returncode>FAILED</returncode><messageKey>notFound</messageKey></response>"}, &bigbluebutton.Error{}},
		"it cannot be read":                {map[string]string{"getMeetingInfo": "<html>"}, bigbluebutton.ErrXML},
		"it is elsewhere":                  {map[string]string{"getMeetingInfo": "redirect https://elsewhere.invalid/"}, platform.ErrElsewhere},
		"the answer to create is none":     {map[string]string{"create": "<html>"}, bigbluebutton.ErrXML},
		"the answer to create is too long": {map[string]string{"create": strings.Repeat(" ", 65<<10)}, bigbluebutton.ErrXML},
		"the connection breaks":            {map[string]string{"create": "break"}, io.EOF},
	} {
		t.Run(why, func(t *testing.T) {
			t.Parallel()
			server, bbb := start(t)
			bbb.instead = row.instead
			gate, permit := permitted(t, server, "call-0001")
			ticket, err := server.Open(t.Context(), gate, permit)
			if _, failed := errors.AsType[*bigbluebutton.Error](row.want); failed {
				require.ErrorAs(t, err, new(*bigbluebutton.Error))
			} else {
				require.ErrorIs(t, err, row.want)
			}
			assert.Zero(t, ticket)
			assert.True(t, strings.HasSuffix(bbb.names(), " end"), bbb.names())
			assert.Nil(t, bbb.meeting("call-call-0001"))
			assert.NotContains(t, err.Error(), "checksum")
		})
	}
}

// TestAMeetingIsEndedAlsoWhereNobodyWaitsAnyMore covers a context that ends while the meeting is made.
func TestAMeetingIsEndedAlsoWhereNobodyWaitsAnyMore(t *testing.T) {
	t.Parallel()
	server, bbb := start(t)
	ctx, cancel := context.WithCancel(t.Context())
	server.Client = &http.Client{Transport: cancelAfter{"/create", cancel}}
	gate, permit := permitted(t, server, "call-0001")
	_, err := server.Open(ctx, gate, permit)
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, "create end", bbb.names())
	assert.Nil(t, bbb.meeting("call-call-0001"))
}

// cancelAfter cancels once a call has been answered.
type cancelAfter struct {
	path   string
	cancel context.CancelFunc
}

func (c cancelAfter) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := http.DefaultTransport.RoundTrip(r)
	if strings.HasSuffix(r.URL.Path, c.path) {
		c.cancel()
	}
	return response, err
}

func TestLongest(t *testing.T) {
	t.Parallel()
	for longest, want := range map[time.Duration]string{0: "240", time.Second: "1", 90 * time.Minute: "90", -time.Hour: "1"} {
		server, bbb := start(t)
		server.Longest = longest
		gate, permit := permitted(t, server, "call-0001")
		_, err := server.Open(t.Context(), gate, permit)
		require.NoError(t, err)
		assert.Equal(t, want, bbb.meeting("call-call-0001").Get("duration"), "never 0, which is for ever")
	}
}

// TestSecretsStaySecret holds that neither a log nor an error shows the secret, or what it signed.
func TestSecretsStaySecret(t *testing.T) {
	t.Parallel()
	server := &bigbluebutton.Server{URL: "http://127.0.0.1:1/bigbluebutton/api", Secret: platform.NewSecret("hush")}
	ticket := bigbluebutton.Ticket{Provider: "https://bbb.example/join?checksum=hush", Patient: "https://bbb.example/join?checksum=hush"}
	var log strings.Builder
	for _, handler := range []slog.Handler{slog.NewJSONHandler(&log, nil), slog.NewTextHandler(&log, nil)} {
		slog.New(handler).Info("all", "ticket", ticket, "join", ticket.Patient, "secret", server.Secret, "server", server)
	}
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		fmt.Fprintf(&log, format+format, *server, server.Secret)
	}
	_, err := json.Marshal(map[string]any{"secret": server.Secret})
	require.Error(t, err, "a secret has no encoded form")
	log.WriteString(err.Error())
	_, err = server.Meeting(t.Context(), "call-0001")
	require.Error(t, err)
	log.WriteString(err.Error())
	_, err = (&bigbluebutton.Server{URL: "http://hush\x7f"}).Meeting(t.Context(), "call-0001")
	require.Error(t, err)
	log.WriteString(err.Error())
	assert.NotContains(t, log.String(), "hush")
	assert.NotContains(t, log.String(), "checksum")
}

func TestStatus(t *testing.T) {
	t.Parallel()
	nothing := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(nothing.Close)
	server := &bigbluebutton.Server{URL: nothing.URL, Secret: platform.NewSecret(secret)}
	_, err := server.Meeting(t.Context(), "call-0001")
	assert.Equal(t, &platform.StatusError{Code: http.StatusNotFound}, err)
	require.ErrorIs(t, server.Close(t.Context(), ""), bigbluebutton.ErrCallID)
	_, err = server.Meeting(t.Context(), "")
	require.ErrorIs(t, err, bigbluebutton.ErrCallID)
}
