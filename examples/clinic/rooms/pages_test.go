package rooms_test

import (
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/examples/clinic/rooms"
)

func TestWhoComesBackHasTheirPlaceAgain(t *testing.T) {
	t.Parallel()
	for _, as := range []consult.Party{consult.Provider, consult.Patient} {
		inClinic(t, nil, func(t *testing.T, c *clinic) {
			both := map[consult.Party]*member{}
			both[consult.Provider], both[consult.Patient] = c.pair("call-1")
			lost, other := both[as], both[consult.Provider+consult.Patient-as]
			both[as] = c.joins("call-1", as)
			assert.Equal(t, websocket.StatusCode(4001), lost.closed(), "there is one place")
			heard := other.told()
			require.Len(t, heard, 2)
			assert.False(t, heard[0].Peer, "what the other one has sent last may be lost, so that it has to find them anew")
			assert.True(t, heard[1].Peer)
			assert.True(t, both[as].last().Admitted, "who was admitted stays so")
			talk(t, both[consult.Provider], both[consult.Patient])
		})
	}
}

func TestWhoWasReplacedIsNotHeard(t *testing.T) {
	t.Parallel()
	inClinic(t, nil, func(t *testing.T, c *clinic) {
		_, patient := c.pair("call-1")
		deaf, _, err := c.dial("call-1/provider", nil) // does not hear that it is replaced, and goes on
		require.NoError(t, err)
		synctest.Wait()
		provider := c.joins("call-1", consult.Provider)
		deaf.says(offers)
		assert.Empty(t, patient.signals())
		deaf.says(hangsUp)
		talk(t, provider, patient)
	})
}

func TestAReplacedPageDoesNotComeBack(t *testing.T) {
	t.Parallel()
	const turnedAway, let = websocket.StatusCode(4001), websocket.StatusCode(0)
	many := func(count int) (names []string) {
		for i := range count {
			names = append(names, strconv.Itoa(i))
		}
		return names
	}
	for _, test := range []struct {
		why   string
		pages []string // that were there, one after the other
		away  bool     // whether the newest has lost the connection
		comes string
		want  websocket.StatusCode
	}{
		{"a page that a newer one has replaced", []string{"a", "b"}, false, "a", turnedAway},
		{"the newer one keeps its place when it is away for a moment", []string{"a", "b"}, true, "a", turnedAway},
		{"the first of three", []string{"a", "b", "c"}, false, "a", turnedAway},
		{"the newest, which connects anew", []string{"a", "b"}, false, "b", let},
		{"the newest, once it has noticed that the connection was lost", []string{"a", "b"}, true, "b", let},
		{"a page that was not here before", []string{"a", "b"}, false, "c", let},
		{"a page without a name may be any", []string{"a", "b"}, false, "", let},
		{"a page without a name replaces none for good", []string{"a", ""}, false, "a", let},
		{"the oldest that is remembered", many(33), false, "0", turnedAway},
		{"an older one is forgotten: what a room remembers is bounded", many(34), false, "0", let},
	} {
		for _, as := range []consult.Party{consult.Provider, consult.Patient} {
			t.Run(as.String()+": "+test.why, func(t *testing.T) {
				t.Parallel()
				inClinic(t, nil, func(t *testing.T, c *clinic) {
					provider, patient := c.pair("call-1")
					other := map[consult.Party]*member{consult.Provider: patient, consult.Patient: provider}[as]
					var newest *member
					for _, name := range test.pages {
						newest = c.loads("call-1", as, name)
					}
					if test.away {
						newest.conn.CloseNow()
						synctest.Wait()
					}
					other.hears()
					m := c.loads("call-1", as, test.comes)
					assert.Equal(t, test.want, m.closed())
					if test.want == let {
						assert.True(t, other.last().Peer)
						return
					}
					assert.Empty(t, m.hears(), "it is not in the room")
					assert.Empty(t, other.hears(), "and nobody is told of it")
					m.says(hangsUp)
					assert.Equal(t, rooms.Open, c.rooms.State("call-1").Stage, "it has no call to end")
					if !test.away {
						assert.Zero(t, newest.closed(), "the newest stays")
					}
				})
			})
		}
	}
}

func TestAReplacedPageDoesNotComeBackBeforeTheStart(t *testing.T) {
	t.Parallel()
	inClinic(t, nil, func(t *testing.T, c *clinic) {
		for _, page := range []string{"laptop", "telephone"} {
			c.loads("call-1", consult.Patient, page).conn.CloseNow()
			synctest.Wait()
			time.Sleep(rooms.DefaultIdle - 1)
			assert.Zero(t, c.rooms.State("call-1"), "nobody is there")
		}
		assert.Equal(t, websocket.StatusCode(4001), c.loads("call-1", consult.Patient, "laptop").closed())
		time.Sleep(time.Nanosecond)
		synctest.Wait()
		assert.Zero(t, c.loads("call-1", consult.Patient, "laptop").closed(), "which pages were there is not known for ever")
	})
}

func TestAReplacedPageEndsNoCallAtTheLastMoment(t *testing.T) {
	t.Parallel()
	inClinic(t, nil, func(t *testing.T, c *clinic) {
		provider, _ := c.pair("call-1")
		patient := c.loads("call-1", consult.Patient, "telephone")
		provider.hears()
		patient.hears()
		late, _, err := c.dial("call-1/patient?page=of-patient", nil) // hangs up before it hears that it has no place
		require.NoError(t, err)
		late.says(hangsUp)
		talk(t, provider, patient)
	})
}
