package rooms_test

import (
	"net/http/httptest"
	"testing"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/examples/clinic/rooms"
)

func TestWhoMaySayWhat(t *testing.T) {
	t.Parallel()
	const put = websocket.StatusPolicyViolation // put out
	const bye = websocket.StatusNormalClosure
	const provider, patient = consult.Provider, consult.Patient
	for _, test := range []struct {
		why    string
		stage  rooms.Stage
		from   consult.Party
		says   string
		closed websocket.StatusCode // of whom says it; 0: it stays open
		hears  bool                 // whether the other one hears it
		want   rooms.Stage
	}{
		{"nothing is relayed before the room is open", rooms.Closed, provider, offers, put, false, rooms.Closed},
		{"nor the other way", rooms.Closed, patient, candidates, put, false, rooms.Closed},
		{"admitting does not open a room", rooms.Closed, provider, admits, put, false, rooms.Closed},
		{"who hangs up a call that has not begun goes", rooms.Closed, provider, hangsUp, bye, false, rooms.Closed},
		{"the patient too", rooms.Closed, patient, hangsUp, bye, false, rooms.Closed},

		{"nothing reaches who is not admitted", rooms.Waiting, provider, offers, put, false, rooms.Waiting},
		{"not even an address", rooms.Waiting, provider, candidates, put, false, rooms.Waiting},
		{"nothing comes from who is not admitted", rooms.Waiting, patient, answers, put, false, rooms.Waiting},
		{"not even an address of theirs", rooms.Waiting, patient, candidates, put, false, rooms.Waiting},
		{"patients do not admit themselves", rooms.Waiting, patient, admits, put, false, rooms.Waiting},
		{"the provider admits", rooms.Waiting, provider, admits, 0, false, rooms.Open},
		{"the provider ends the call before it begins", rooms.Waiting, provider, hangsUp, bye, false, rooms.Ended},
		{"who is not in the call has none to end, and goes", rooms.Waiting, patient, hangsUp, bye, false, rooms.Waiting},

		{"the provider calls", rooms.Open, provider, offers, 0, true, rooms.Open},
		{"the patient does not call", rooms.Open, patient, offers, put, false, rooms.Open},
		{"the patient answers", rooms.Open, patient, answers, 0, true, rooms.Open},
		{"the provider has nothing to answer", rooms.Open, provider, answers, put, false, rooms.Open},
		{"an address of the provider", rooms.Open, provider, candidates, 0, true, rooms.Open},
		{"an address of the patient", rooms.Open, patient, candidates, 0, true, rooms.Open},
		{"admitting twice is a button pressed twice", rooms.Open, provider, admits, 0, false, rooms.Open},
		{"patients do not admit, at any time", rooms.Open, patient, admits, put, false, rooms.Open},
		{"the provider hangs up", rooms.Open, provider, hangsUp, bye, false, rooms.Ended},
		{"the patient hangs up", rooms.Open, patient, hangsUp, bye, false, rooms.Ended},

		{"what is no message", rooms.Open, provider, `offer`, put, false, rooms.Open},
		{"what only the server says", rooms.Open, provider, `{"type":"state"}`, put, false, rooms.Open},
		{"a signal with something else in it", rooms.Open, provider,
			`{"type":"signal","description":{"type":"offer","sdp":"v=0"},"note":"x"}`, put, false, rooms.Open},
	} {
		t.Run(test.stage.String()+": "+test.why, func(t *testing.T) {
			t.Parallel()
			inClinic(t, nil, func(t *testing.T, c *clinic) {
				if test.stage != rooms.Closed {
					c.opens("call-1")
				}
				in := map[consult.Party]*member{provider: c.joins("call-1", provider), patient: c.joins("call-1", patient)}
				if test.stage == rooms.Open {
					in[provider].says(admits)
				}
				require.Equal(t, test.stage, c.rooms.State("call-1").Stage)
				from, to := in[test.from], in[provider+patient-test.from]
				to.hears()
				from.says(test.says)
				var want []string
				if test.hears {
					want = []string{test.says}
				}
				assert.Equal(t, want, to.signals())
				assert.Equal(t, test.closed, from.closed())
				assert.Equal(t, test.want, c.rooms.State("call-1").Stage)
				ended := test.want == rooms.Ended
				assert.Equal(t, ended, to.closed() == bye, "the other one is told that the call has ended, and only then")
			})
		})
	}
}

func TestSignalsAreWrittenAnew(t *testing.T) {
	t.Parallel()
	inClinic(t, nil, func(t *testing.T, c *clinic) {
		provider, patient := c.pair("call-1")
		provider.says(` { "description" : { "sdp" : "v\u003d0" , "type" : "offer" } , "type" : "signal" } `)
		assert.Equal(t, []string{offers}, patient.signals(), "what is passed on is what was understood")
	})
}

func TestTwoCallsAtOnceStayApart(t *testing.T) {
	t.Parallel()
	inClinic(t, nil, func(t *testing.T, c *clinic) {
		provider1, patient1 := c.pair("call-1")
		provider2, patient2 := c.pair("call-2")
		talk(t, provider1, patient1)
		assert.Empty(t, provider2.hears())
		assert.Empty(t, patient2.hears())
		talk(t, provider2, patient2)
		assert.Empty(t, provider1.hears())
		assert.Empty(t, patient1.hears())
		provider1.says(hangsUp)
		assert.Empty(t, patient2.hears(), "the end of a call is none of the other's business")
		talk(t, provider2, patient2)
	})
}

func TestWhatIsSaidToNobodyIsLost(t *testing.T) {
	t.Parallel()
	inClinic(t, nil, func(t *testing.T, c *clinic) {
		provider, patient := c.pair("call-1")
		patient.conn.CloseNow()
		provider.says(offers)
		assert.Equal(t, websocket.StatusCode(0), provider.closed(), "nobody can know that the other one has just gone")
		assert.Equal(t, rooms.State{Stage: rooms.Open, Provider: true}, c.rooms.State("call-1"))
		assert.False(t, provider.last().Peer)
		patient = c.joins("call-1", consult.Patient)
		assert.Empty(t, patient.signals(), "nothing is kept")
		provider.hears()
		talk(t, provider, patient)
	})
}

func TestNobodyIsAdmittedWhoIsNotThere(t *testing.T) {
	t.Parallel()
	inClinic(t, nil, func(t *testing.T, c *clinic) {
		c.opens("call-1")
		provider := c.joins("call-1", consult.Provider)
		provider.says(admits)
		assert.Equal(t, websocket.StatusCode(0), provider.closed(), "they may have gone as the button was pressed")
		assert.Equal(t, rooms.Waiting, c.rooms.State("call-1").Stage)
	})
}

func TestTheApplicationEndsACall(t *testing.T) {
	t.Parallel()
	inClinic(t, nil, func(t *testing.T, c *clinic) {
		provider, patient := c.pair("call-1")
		c.rooms.End("call-2") // which there is none of
		talk(t, provider, patient)
		c.rooms.End("call-1")
		late := c.joins("call-1", consult.Patient)
		for _, m := range []*member{provider, patient, late} {
			assert.Equal(t, "ended", m.last().Room)
			assert.Equal(t, websocket.StatusNormalClosure, m.closed())
		}
	})
}

// TestOverTCP is the one test of this file over a real network.
func TestOverTCP(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	r := rooms.New(rig.Gate, nil)
	server := httptest.NewServer(handler(r))
	t.Cleanup(func() { r.Close(); server.Close() })
	_, err := r.Open(t.Context(), rig.Permit(t, ask("call-1")))
	require.NoError(t, err)
	dial := func(party string) *websocket.Conn {
		conn, _, err := websocket.Dial(t.Context(), server.URL+"/call-1/"+party, nil)
		require.NoError(t, err)
		return conn
	}
	patient := dial("patient")
	read := func() string {
		_, data, err := patient.Read(t.Context())
		require.NoError(t, err)
		return string(data)
	}
	assert.JSONEq(t, `{"type":"state","room":"waiting","you":"patient","admitted":false,"begun":false,"peer":false}`, read())
	provider := dial("provider")
	for _, says := range []string{admits, offers, hangsUp} {
		require.NoError(t, provider.Write(t.Context(), websocket.MessageText, []byte(says)))
	}
	assert.JSONEq(t, `{"type":"state","room":"waiting","you":"patient","admitted":false,"begun":false,"peer":true}`, read())
	assert.JSONEq(t, `{"type":"state","room":"open","you":"patient","admitted":true,"begun":true,"peer":true}`, read())
	assert.Equal(t, offers, read())
	assert.JSONEq(t, `{"type":"state","room":"ended","you":"patient","admitted":false,"begun":true,"peer":true}`, read())
}
