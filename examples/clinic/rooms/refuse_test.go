package rooms_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/examples/clinic/rooms"
)

func TestWhoIsTurnedAwayHearsWhy(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ why, reason, want string }{
		{"the reason", "You are signed out.", "You are signed out."},
		{"no reason", "", ""},
		{"as long as there is room for", strings.Repeat("x", 123), strings.Repeat("x", 123)},
		{"a longer one is cut", strings.Repeat("x", 124), strings.Repeat("x", 123)},
		{"not through a letter", strings.Repeat("é", 62), strings.Repeat("é", 61)},
		{"what is no text is left out: browsers take it for a broken connection", "signed\xff out", "signed out"},
	} {
		t.Run(test.why, func(t *testing.T) {
			t.Parallel()
			inClinic(t, nil, func(t *testing.T, c *clinic) {
				m, _, err := c.dial("refused?reason="+url.QueryEscape(test.reason), http.Header{"Origin": {"http://clinic.example"}})
				require.NoError(t, err, "a page cannot see how a handshake was answered")
				go m.listen(t.Context())
				synctest.Wait()
				assert.Empty(t, m.hears())
				assert.Equal(t, websocket.StatusPolicyViolation, m.closed())
				var end websocket.CloseError
				require.ErrorAs(t, m.end, &end)
				assert.Equal(t, test.want, end.Reason)
			})
		})
	}
}

func TestWhoIsTurnedAwayWithoutAWebsocket(t *testing.T) {
	t.Parallel()
	const reason = "You are signed out."
	handshake := http.Header{
		"Connection": {"Upgrade"}, "Upgrade": {"websocket"}, "Origin": {"http://other.example"},
		"Sec-Websocket-Version": {"13"}, "Sec-Websocket-Key": {"MDEyMzQ1Njc4OWFiY2RlZg=="},
	}
	for _, test := range []struct {
		why    string
		header http.Header
		says   bool // whether the reason is said
	}{
		{"a request that asks for none", http.Header{}, true},
		{"one that asks for something else", http.Header{"Connection": {"Upgrade"}, "Upgrade": {"h2c"}}, true},
		{"a page of another site", handshake, false},
	} {
		w, req := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "http://clinic.example/", nil)
		req.Header = test.header
		rooms.Refuse(w, req, reason)
		assert.Equal(t, http.StatusForbidden, w.Code, test.why)
		assert.Equal(t, test.says, w.Body.String() == reason+"\n", "%s: %s", test.why, w.Body)
	}
}
