package signin_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/examples/clinic/signin"
)

func isOver(s *signin.Session) bool {
	select {
	case <-s.Done():
		return true
	default:
		return false
	}
}

func TestASessionThatEndsSaysSo(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(t *testing.T, c *clinic, b *browser, s *signin.Session){
		"signed out": func(t *testing.T, _ *clinic, b *browser, s *signin.Session) {
			require.Equal(t, http.StatusSeeOther, b.post("/sign-out", url.Values{"csrf": {s.CSRF()}}).status)
		},
		"signed in anew": func(_ *testing.T, _ *clinic, b *browser, _ *signin.Session) { b.signIn("staff", "bryn") },
		"too many sessions": func(t *testing.T, c *clinic, _ *browser, _ *signin.Session) {
			c.Bound(1, 10)
			c.browser(t).signIn("patient", "sam")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t)
			b := c.browser(t)
			b.signIn("staff", "amina")
			s := b.session()
			require.False(t, isOver(s))
			end(t, c, b, s)
			assert.True(t, isOver(s))
			_, err := s.Who(t.Context())
			assert.ErrorIs(t, err, signin.ErrEnded)
		})
	}
}

// TestWhoSignsInAgainStays: what lasts with a session goes on with the one that follows it, and ends with that.
func TestWhoSignsInAgainStays(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	b := c.browser(t)
	b.signIn("staff", "amina")
	first, cookie := b.session(), b.cookie("clinic-session")
	said := b.signIn("staff", "amina")
	second := b.session()
	assert.NotEqual(t, cookie, b.cookie("clinic-session"), "the id is a new one all the same")
	assert.NotEqual(t, first.CSRF(), said.CSRF)
	assert.False(t, isOver(first), "nobody has left")
	_, err := first.Who(t.Context())
	assert.ErrorIs(t, err, signin.ErrEnded, "the sign-in of before counts no more")
	_, err = second.Who(t.Context())
	assert.NoError(t, err)
	c.browser(t).signIn("staff", "amina")
	assert.False(t, isOver(second), "another browser is another stay")

	require.Equal(t, http.StatusSeeOther, b.post("/sign-out", url.Values{"csrf": {second.CSRF()}}).status)
	assert.True(t, isOver(first))
	assert.True(t, isOver(second))
	b.signIn("staff", "amina")
	assert.False(t, isOver(b.session()), "which was signed out stays so, and does not end what comes after")
	assert.True(t, isOver(second))
}

func TestASessionEndsWithItsLife(t *testing.T) {
	t.Parallel()
	c := newClinic(t, func(s *signin.Service) { s.Live(2 * time.Second) })
	b := c.browser(t)
	b.get(b.choose(b.begin("staff", "/who"), "amina"))
	s := b.session()
	require.False(t, isOver(s))
	require.Eventually(t, func() bool { return isOver(s) }, 20*time.Second, 10*time.Millisecond)
	_, err := s.Who(t.Context())
	assert.ErrorIs(t, err, signin.ErrEnded)
}
