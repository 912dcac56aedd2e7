package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/notice"
)

// TestWhereDataGo says all that the notice tells and all that the server is set to.
func TestWhereDataGo(t *testing.T) {
	t.Parallel()
	norway, err := consult.ParseCountry("NO")
	require.NoError(t, err)
	uk, us := consult.In(consult.UnitedKingdom), consult.In(consult.UnitedKingdom, unitedStates)
	names := func(transfers ...notice.Transfer) *notice.Record { return &notice.Record{Overseas: transfers} }
	const (
		set    = "US, which the privacy notice does not name"
		stored = " What a call leaves behind is stored in US."
	)
	for _, test := range []struct {
		reason          string
		notice          *notice.Record
		storage, access consult.Places
		want            string
	}{
		{"neither", names(), consult.Nowhere(), uk, "They stay in the United Kingdom."},
		{"no notice", nil, consult.Nowhere(), uk, "They stay in the United Kingdom."},
		{"stored at home", names(), uk, uk, "They stay in the United Kingdom."},
		{"set alone", names(), us, us, "They can be reached from " + set + "." + stored},
		{"only reached", names(), consult.Nowhere(), us, "They can be reached from " + set + "."},
		{"only stored, from where it can be reached", names(), us, uk, "They can be reached from " + set + "." + stored},
		{"set without a notice", nil, us, us, "They can be reached from US, of which no privacy notice tells." + stored},
		{"told and set", names(notice.Transfer{Country: unitedStates, Mechanism: notice.Addendum}), us, us,
			"They can be reached from US, under the UK addendum to the European standard contractual clauses." + stored},
		{"told alone", names(notice.Transfer{Country: norway, Mechanism: notice.Regulations}), consult.Nowhere(), uk,
			"They can be reached from NO, which UK regulations approve of."},
		{"told of another one", names(notice.Transfer{Country: norway, Mechanism: notice.Regulations}), consult.Nowhere(), us,
			"They can be reached from NO, which UK regulations approve of; " + set + "."},
		{"not known", names(), consult.Places{}, uk, "The practice does not know all of the places that they go to."},
	} {
		assert.Equal(t, test.want, places(test.notice, consult.Data{Storage: test.storage, Access: test.access}), test.reason)
	}
}

// TestThePatientOfABrokenGlass reads where data go in the call that was let start, and not only what the notice tells.
func TestThePatientOfABrokenGlass(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.settings.turn("abroad", true)
	amina, sam := h.visitor(t), h.visitor(t)
	amina.signIn("/calls/"+string(h.list[0].ID)+"/card", "amina")
	amina.post("/calls/"+string(h.list[0].ID)+"/override", "need", "emergency")
	require.Contains(t, amina.page, "Call with Sam Sample")
	sam.signIn("/visit/"+h.list[0].Link, "sam")
	assert.NotContains(t, sam.page, "They stay in the United Kingdom.")
	assert.Contains(t, sam.page, "US, which the privacy notice does not name")
	assert.Contains(t, sam.page, "is stored in US.")
}

// TestTwoNoticesAtOnce: patients read the one that their call is judged by.
func TestTwoNoticesAtOnce(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	text, err := os.ReadFile(filepath.Join(h.dir, "privacy-notice.yaml"))
	require.NoError(t, err)
	other := strings.NewReplacer("id: brackenford-video", "id: brackenford-video-2", "Be somewhere private", "Be where nobody overhears you", "https://www", "https://other").Replace(string(text))
	other = reviewDue.ReplaceAllString(other, "review_due: "+time.Now().UTC().AddDate(0, 0, -1).Format(time.DateOnly))
	require.NoError(t, replace(filepath.Join(h.dir, "another-notice.yaml"), other))
	amina, sam := h.visitor(t), h.visitor(t)
	amina.signIn("/today", "amina")
	require.Eventually(t, func() bool {
		amina.get("/calls/" + string(h.list[0].ID) + "/card")
		return strings.Contains(amina.page, "notice.current (")
	}, time.Minute, 50*time.Millisecond, "that one is due for review")
	assert.Contains(t, amina.page, "brackenford-video-2")
	sam.signIn("/visit/"+h.list[0].Link, "sam")
	assert.Contains(t, sam.page, "Be where nobody overhears you")
	assert.Contains(t, sam.page, "https://other")
}

// TestAfterMidnight an appointment of the day before is not one of today, to either side.
func TestAfterMidnight(t *testing.T) {
	t.Parallel()
	h := openHouse(t, func(h *house) { h.list[0].At = h.list[0].At.AddDate(0, 0, -1) })
	amina, sam, maya := h.visitor(t), h.visitor(t), h.visitor(t)
	before, today := h.list[0].At, h.list[1].At
	amina.signIn("/today", "amina")
	assert.Contains(t, amina.page, before.Format("15:04")+" on "+before.Format("2 January 2006")+", Sam Sample</h2>")
	assert.Contains(t, amina.page, today.Format("15:04")+" Maya Sample</h2>")
	sam.signIn("/visit/"+h.list[0].Link, "sam")
	assert.Contains(t, sam.page, "at "+before.Format("15:04")+" on "+before.Format("2 January 2006")+". You do not")
	maya.signIn("/visit/"+h.list[1].Link, "maya")
	assert.Contains(t, maya.page, "at "+today.Format("15:04")+" today. You do not")
}
