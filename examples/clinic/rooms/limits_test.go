package rooms_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/examples/clinic/rooms"
)

func TestWhoIsLetConnect(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		why, path, origin string
		want              int
	}{
		{"the provider", "call-1/provider", "http://clinic.example", http.StatusSwitchingProtocols},
		{"the patient, by a program that sends no origin", "call-1/patient", "", http.StatusSwitchingProtocols},
		{"a page that has a name", "call-1/patient?page=0a-Z", "", http.StatusSwitchingProtocols},
		{"a page of another site, in the browser of somebody signed in", "call-1/provider", "http://other.example", http.StatusForbidden},
		{"the same host with another port is another origin", "call-1/provider", "http://clinic.example:81", http.StatusForbidden},
		{"somebody of no party", "call-1/unknown", "", http.StatusForbidden},
		{"a carer, for whom there is no place", "call-1/carer", "", http.StatusForbidden},
		{"a machine", "call-1/system", "", http.StatusForbidden},
		{"what is no id of a call", "%20/provider", "", http.StatusBadRequest},
		{"a page with a name that is none", "call-1/patient?page=%22", "", http.StatusBadRequest},
		{"a page with too long a name", "call-1/patient?page=" + strings.Repeat("x", 65), "", http.StatusBadRequest},
	} {
		t.Run(test.why, func(t *testing.T) {
			t.Parallel()
			inClinic(t, nil, func(t *testing.T, c *clinic) {
				header := http.Header{}
				if test.origin != "" {
					header.Set("Origin", test.origin)
				}
				m, response, err := c.dial(test.path, header)
				require.NotNil(t, response, err)
				assert.Equal(t, test.want, response.StatusCode)
				if err == nil {
					go m.listen(t.Context())
				}
			})
		})
	}
}

func TestAMessageOnlyHasSoManyBytes(t *testing.T) {
	t.Parallel()
	sized := func(size int) string {
		const rest = `{"type":"signal","description":{"type":"offer","sdp":""}}`
		return strings.Replace(rest, `""`, `"`+strings.Repeat("x", size-len(rest))+`"`, 1)
	}
	for _, test := range []struct {
		why  string
		size int
		want websocket.StatusCode
	}{
		{"as long as may be", 64 << 10, 0},
		{"one byte longer", 64<<10 + 1, websocket.StatusMessageTooBig},
		{"much longer", 1 << 20, websocket.StatusMessageTooBig},
	} {
		t.Run(test.why, func(t *testing.T) {
			t.Parallel()
			inClinic(t, nil, func(t *testing.T, c *clinic) {
				provider, patient := c.pair("call-1")
				patient.conn.SetReadLimit(-1)
				provider.says(sized(test.size))
				assert.Equal(t, test.want, provider.closed())
				assert.Equal(t, test.want == 0, len(patient.signals()) == 1)
			})
		})
	}
}

func TestBytesAreNoMessage(t *testing.T) {
	t.Parallel()
	inClinic(t, nil, func(t *testing.T, c *clinic) {
		provider, patient := c.pair("call-1")
		require.NoError(t, provider.conn.Write(t.Context(), websocket.MessageBinary, []byte(offers)))
		synctest.Wait()
		assert.Equal(t, websocket.StatusPolicyViolation, provider.closed())
		assert.Empty(t, patient.signals())
	})
}

func TestAFloodIsStopped(t *testing.T) {
	t.Parallel()
	inClinic(t, nil, func(t *testing.T, c *clinic) {
		provider, patient := c.pair("call-1") // one message was said
		for range 99 {
			provider.says(candidates)
		}
		assert.Len(t, patient.signals(), 99, "a browser may find many addresses at once")
		time.Sleep(time.Second)
		for range 20 {
			provider.says(candidates)
		}
		assert.Len(t, patient.signals(), 20, "and some more in time")
		require.Equal(t, websocket.StatusCode(0), provider.closed())
		provider.says(candidates)
		assert.Empty(t, patient.signals())
		assert.Equal(t, websocket.StatusPolicyViolation, provider.closed())
	})
}

func TestWhoDoesNotListenIsDropped(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		why  string
		then func(provider *member)
	}{
		{"too much has to be kept for them", func(provider *member) {
			for range 80 {
				provider.says(candidates)
			}
		}},
		{"a message takes too long", func(provider *member) {
			provider.says(candidates)
			time.Sleep(11 * time.Second)
		}},
	} {
		t.Run(test.why, func(t *testing.T) {
			t.Parallel()
			inClinic(t, nil, func(t *testing.T, c *clinic) {
				provider, _ := c.pair("call-1")
				_, _, err := c.dial("call-1/patient", nil)
				require.NoError(t, err)
				synctest.Wait()
				require.True(t, provider.last().Peer)
				test.then(provider)
				assert.Equal(t, rooms.State{Stage: rooms.Open, Provider: true}, c.rooms.State("call-1"))
				assert.Equal(t, websocket.StatusCode(0), provider.closed(), "the other one stays")
				patient := c.joins("call-1", consult.Patient)
				provider.hears()
				time.Sleep(time.Minute)
				patient.hears()
				talk(t, provider, patient)
			})
		})
	}
}

func TestWhoAnswersNoPingIsDropped(t *testing.T) {
	t.Parallel()
	inClinic(t, nil, func(t *testing.T, c *clinic) {
		provider, _ := c.pair("call-1")
		transport := &http.Transport{DialContext: c.dials.dial, DisableKeepAlives: true}
		conn, _, err := websocket.Dial(t.Context(), "http://clinic.example/call-1/patient", &websocket.DialOptions{
			HTTPClient:     &http.Client{Transport: transport},
			OnPingReceived: func(context.Context, []byte) bool { return false },
		})
		require.NoError(t, err)
		mute := &member{t: t, conn: conn} // which reads what it is sent all the same
		go mute.listen(t.Context())
		time.Sleep(24 * time.Second)
		assert.True(t, c.rooms.State("call-1").Patient, "it has some seconds to answer")
		time.Sleep(2 * time.Second)
		assert.False(t, c.rooms.State("call-1").Patient)
		assert.False(t, provider.last().Peer)
	})
}

func TestTheServerLetsHearOfItself(t *testing.T) {
	t.Parallel()
	inClinic(t, nil, func(t *testing.T, c *clinic) {
		_, patient := c.pair("call-1")
		time.Sleep(46 * time.Second)
		assert.Len(t, patient.hears(), 3, "every 15 seconds, so that pages notice when it does not")
		assert.Equal(t, websocket.StatusCode(0), patient.closed())
	})
}

func TestClosingDoesNotWaitForWhoDoesNotListen(t *testing.T) {
	t.Parallel()
	inClinic(t, nil, func(t *testing.T, c *clinic) {
		c.pair("call-1")
		_, _, err := c.dial("call-1/patient", nil)
		require.NoError(t, err)
		synctest.Wait()
		before := time.Now()
		c.rooms.Close()
		assert.LessOrEqual(t, time.Since(before), 3*time.Second)
	})
}
