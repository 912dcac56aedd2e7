package main

import (
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/register/folder"
	"github.com/preconsult/preconsult/notice"
)

// TestReadinessIsAsTheServerIsSet: what refuses every call refuses the trial, which differs from no call in what the server knows.
func TestReadinessIsAsTheServerIsSet(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	jo := h.visitor(t)
	jo.signIn("/readiness", "jo")
	require.Contains(t, jo.page, "A call that starts now may start.")
	for _, s := range switches {
		if s.Name == "patient" || s.Name == "dpia" {
			continue // of one page alone, and a record
		}
		jo.turn(s.Name, true)
		jo.get("/readiness")
		assert.NotContains(t, jo.page, "may start.", s.Name)
		assert.Contains(t, jo.page, "A call that starts now is refused", s.Name)
		jo.turn(s.Name, false)
	}
	jo.get("/readiness")
	assert.Contains(t, jo.page, "A call that starts now may start.")
}

// TestRoomsThatArePublic: every patient gets to the page of a visit, and no further.
func TestRoomsThatArePublic(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.settings.turn("public", true)
	maya := h.visitor(t)
	visit := "/visit/" + h.list[0].Link
	maya.signIn(visit, "maya")
	assert.Equal(t, http.StatusOK, maya.status)
	assert.Contains(t, maya.page, "Your video consultation")
	for _, path := range []string{"/room", "/socket"} {
		maya.get(visit + path)
		assert.Equal(t, http.StatusForbidden, maya.status, path)
	}
	h.settings.turn("public", false)
	maya.get(visit)
	assert.Equal(t, http.StatusForbidden, maya.status)
}

// TestWhatIsSaidOfRecording is the same on every page of a call, and true.
func TestWhatIsSaidOfRecording(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	amina, sam := h.starts(t), h.visitor(t)
	visit := "/visit/" + h.list[0].Link
	sam.signIn(visit, "sam")
	for _, on := range []bool{false, true} {
		h.settings.turn("recording", on)
		amina.get("/calls/" + string(h.list[0].ID))
		assert.Contains(t, amina.page, h.settings.recording())
		for _, path := range []string{visit, visit + "/room"} {
			sam.get(path)
			assert.Contains(t, sam.page, h.settings.recording())
			assert.Equal(t, !on, strings.Contains(sam.page, "not recorded"), path)
		}
	}
}

// TestTheDPIAIsTheirs: the switch changes a line of the record as it stands, and takes back no more than that.
func TestTheDPIAIsTheirs(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	name := filepath.Join(h.dir, "dpia.yaml")
	read := func() string {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		return string(text)
	}
	h.rewrite(t, "dpia.yaml", "title: Video consultations with patients", "title: Ours")
	own := read()
	jo := h.visitor(t)
	jo.signIn("/switchboard", "jo")
	jo.turn("dpia", true)
	yesterday := "review_due: " + time.Now().UTC().AddDate(0, 0, -1).Format(time.DateOnly)
	assert.Contains(t, read(), yesterday)
	assert.Contains(t, read(), "title: Ours")
	jo.turn("dpia", true)
	jo.turn("dpia", false)
	assert.Equal(t, own, read(), "also where it was turned on twice")
	jo.turn("dpia", false)
	assert.Equal(t, own, read())

	jo.turn("dpia", true)
	h.rewrite(t, "dpia.yaml", yesterday, "review_due: 2030-01-01")
	jo.turn("dpia", false)
	assert.Contains(t, read(), "review_due: 2030-01-01", "what somebody has changed meanwhile stays")

	require.NoError(t, os.Remove(name))
	jo.get("/switchboard")
	jo.post("/switchboard", "switch", "dpia", "on", "yes")
	assert.Equal(t, http.StatusInternalServerError, jo.status)
	assert.Contains(t, jo.page, "The DPIA was not changed")
	assert.False(t, h.settings.is("dpia"), "nothing is on that was not done")
}

// TestTheDPIAOfTheNextStart: the program that ends puts back the line of its switch, and nothing else.
func TestTheDPIAOfTheNextStart(t *testing.T) {
	t.Parallel()
	now := time.Now()
	yesterday := "review_due: " + now.UTC().AddDate(0, 0, -1).Format(time.DateOnly)
	for _, test := range []struct {
		reason    string
		on        bool
		meanwhile func(own string) string // made of the record while the switch is as it is
		want      func(own string) string
	}{
		{"off", false, func(own string) string { return own }, func(own string) string { return own }},
		{"on", true, func(own string) string { return reviewDue.ReplaceAllString(own, yesterday) }, func(own string) string { return own }},
		{"on, and somebody has set another day", true,
			func(own string) string { return reviewDue.ReplaceAllString(own, "review_due: 2030-01-01") },
			func(own string) string { return reviewDue.ReplaceAllString(own, "review_due: 2030-01-01") }},
		{"on, and the line is gone", true,
			func(own string) string { return reviewDue.ReplaceAllString(own, "") },
			func(own string) string { return reviewDue.ReplaceAllString(own, "") }},
		{"on, and the record is gone", true, func(string) string { return "" }, func(string) string { return "" }},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			dir, err := layOut(filepath.Join(t.TempDir(), "records"), now)
			require.NoError(t, err)
			c, err := newClinic("http://127.0.0.1:1", dir, slog.New(slog.DiscardHandler))
			require.NoError(t, err)
			name := filepath.Join(dir, "dpia.yaml")
			own, err := os.ReadFile(name)
			require.NoError(t, err)
			if test.on {
				require.NoError(t, c.due.runOut(name, true, now))
			}
			if text := test.meanwhile(string(own)); text == "" {
				require.NoError(t, os.Remove(name))
			} else {
				require.NoError(t, replace(name, text))
			}
			require.NoError(t, c.close())
			left, err := os.ReadFile(name)
			assert.Equal(t, test.want(string(own)), string(left), "%v", err)
		})
	}
}

// TestADayOfManyDecisions: all are counted, though not all are kept, and the page says how many it shows.
func TestADayOfManyDecisions(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.settings.turn("recording", true)
	jo := h.visitor(t)
	jo.signIn("/calls/"+string(h.list[0].ID)+"/card", "jo")
	made := h.decisions()
	require.Len(t, made, 1)
	for range 600 {
		require.NoError(t, h.ledger.Record(t.Context(), made[0]))
	}
	jo.get("/readiness")
	assert.Contains(t, jo.page, "601 decisions, 601 refused. The last 200 are shown. The newest stands first.")
	assert.Contains(t, jo.page, "and 401 earlier ones today.")
	assert.Len(t, h.decisions(), maxToday)

	before, after := made[0], made[0]
	before.At, after.At = before.At.AddDate(0, 0, -1), after.At.AddDate(0, 0, 1)
	require.NoError(t, h.ledger.Record(t.Context(), before))
	_, count := h.ledger.shown(time.Now())
	assert.Equal(t, 601, count.made, "one of a day that is over")
	require.NoError(t, h.ledger.Record(t.Context(), after))
	_, count = h.ledger.shown(after.At)
	assert.Equal(t, tally{dayOf(after.At), 1, 1}, count, "each day is counted anew")
	_, count = h.ledger.shown(after.At.AddDate(0, 0, 1))
	assert.Zero(t, count, "of a day without a decision")
}

// TestTheNoticeInEffect is the one that the rules judge by.
func TestTheNoticeInEffect(t *testing.T) {
	t.Parallel()
	now := time.Now()
	day := func(n int) time.Time { return now.AddDate(0, 0, n) }
	for _, test := range []struct {
		reason string
		notice notice.Record
		want   bool
	}{
		{"published", notice.Record{Address: "a", Published: day(-1)}, true},
		{"not yet", notice.Record{Address: "a", Published: day(1)}, false},
		{"never", notice.Record{Address: "a"}, false},
		{"nowhere", notice.Record{Published: day(-1)}, false},
		{"withdrawn", notice.Record{Address: "a", Published: day(-2), Withdrawn: day(-1)}, false},
		{"withdrawn at this instant", notice.Record{Address: "a", Published: day(-2), Withdrawn: now}, false},
		{"to be withdrawn", notice.Record{Address: "a", Published: day(-2), Withdrawn: day(1)}, true},
	} {
		assert.Equal(t, test.want, inEffect(&test.notice, now), test.reason)
	}
}

// TestPatientsPageFollowsTheNotice, in what it has and in what it leaves out.
func TestPatientsPageFollowsTheNotice(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	sam := h.visitor(t)
	sam.signIn("/visit/"+h.list[0].Link, "sam")
	sees := func(text string) {
		t.Helper()
		require.Eventually(t, func() bool {
			sam.get("/visit/" + h.list[0].Link)
			return strings.Contains(sam.page, text)
		}, 20*time.Second, 50*time.Millisecond, text)
	}
	const file = "privacy-notice.yaml"
	h.rewrite(t, file, "overseas: []", "overseas:\n  - country: US\n    mechanism: transfer-agreement")
	sees("They can be reached from US, under the international data transfer agreement.")
	h.rewrite(t, file, "  - id: clinic", "  - id: another")
	require.Eventually(t, func() bool {
		sam.get("/visit/" + h.list[0].Link)
		return !strings.Contains(sam.page, "own video service")
	}, 20*time.Second, 50*time.Millisecond, "a product that the notice does not name")
	assert.NotContains(t, sam.page, "How to use it safely")
	h.rewrite(t, file, "address: https://www.brackenford.nhs.example/privacy/video\n", "")
	sees("The practice has not published its privacy notice for video calls at present.")
	assert.Contains(t, sam.page, "Your clinician may see you in another way")
	assert.NotContains(t, sam.page, "will not start", "a clinician may go ahead of it")
	assert.Contains(t, sam.page, h.settings.recording())
	assert.Equal(t, folder.Status{}.Faults, h.on.Status().Faults, "it is a record all the same")
}

// TestIDsGiveNothingAway of the links of patients.
func TestIDsGiveNothingAway(t *testing.T) {
	t.Parallel()
	for _, a := range today(time.Now()) {
		assert.NotContains(t, strings.ToLower(a.Link), strings.TrimPrefix(string(a.ID), "call-"))
		assert.True(t, a.ID.Valid())
	}
}

// TestACallDoesNotStartInThePast: one whose time has come starts now.
func TestACallDoesNotStartInThePast(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	r, err := http.NewRequest(http.MethodGet, "/", nil)
	require.NoError(t, err)
	before := time.Now()
	call := h.describe(t.Context(), r, &appointment{ID: "past", At: before.Add(-time.Hour)}, nil)
	assert.False(t, call.Start.Before(before))
	at := before.Add(time.Hour)
	assert.Equal(t, at, h.describe(t.Context(), r, &appointment{ID: "later", At: at}, nil).Start)
}

func TestWhichRulesAnswer(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "Rule a answers.", answers([]consult.RuleID{"a"}))
	assert.Equal(t, "Rules a and b answer.", answers([]consult.RuleID{"a", "b"}))
	assert.Contains(t, answers(nil), "No record, no permit")
}
