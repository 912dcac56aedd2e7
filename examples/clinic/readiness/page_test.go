package readiness_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/register/folder"
	"github.com/preconsult/preconsult/examples/clinic/readiness"
	"github.com/preconsult/preconsult/risk"
)

const hostile = `</desc></svg><script>alert(1)</script>"' onload="x`

// fullPage returns the page with everything on it that it can show, in texts that mean harm.
func fullPage(t *testing.T) string {
	t.Helper()
	rig := consulttest.NewRig(t, consulttest.NoticeOverdue, consulttest.NoReference, waive(risk.RuleCurrent), consulttest.AssessmentOverdue, func(r *consulttest.Records) {
		r.DPIAs[0].Title = hostile
		r.DPIAs[0].Mitigations[1].Measure = hostile
		r.Assessments[0].Risks = []risk.Risk{rated(2, 4), rated(5, 5), rated(4, 4)}
		for i := range r.Assessments[0].Risks {
			r.Assessments[0].Risks[i].Description = hostile
			r.Assessments[0].Risks[i].Accepted.By = hostile
		}
	})
	var all []consult.Decision
	for i, change := range []consulttest.CallChange{nil, consulttest.OpenLink, consulttest.Public} {
		call := consulttest.Call()
		if change != nil {
			change(&call)
		}
		call.ID = consult.CallID(fmt.Sprintf("call-%d", i))
		all = append(all, rig.Decide(t, call))
	}
	all[0].Call.ID = hostile // a gate takes none, but a page is no gate
	call := consulttest.Call()
	status := folder.Status{
		AsOf: consulttest.Now, StaleSince: consulttest.Now, Files: 7, Records: 6,
		Faults: folder.Faults{{File: "a.yaml", Line: 3, Path: hostile, Problem: hostile}},
	}
	v := readiness.NewView(&rig.On.Records, status, consulttest.Practice, call.Product, rig.Decide(t, call), all, consulttest.Now)
	var page bytes.Buffer
	require.NoError(t, readiness.Template().ExecuteTemplate(&page, "readiness", v))
	return page.String()
}

// voids are elements without an end, which HTML leaves open.
var voids = regexp.MustCompile(`<(br|hr|img|input|link|meta)\b[^>]*>`)

// walk calls f with every element of a page, which it reads as XML: strictly, so that whatever is left
// open or not quoted fails.
func walk(t *testing.T, page string, f func(xml.StartElement)) {
	t.Helper()
	require.False(t, voids.MatchString(page))
	page = regexp.MustCompile(` hidden>`).ReplaceAllString(page, ` hidden="">`)
	d := xml.NewDecoder(strings.NewReader("<main>" + page + "</main>"))
	d.Entity = xml.HTMLEntity
	for {
		token, err := d.Token()
		if err == io.EOF {
			return
		}
		require.NoError(t, err)
		if e, ok := token.(xml.StartElement); ok {
			f(e)
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func TestPage(t *testing.T) {
	page := fullPage(t)
	ids, elements := map[string]bool{}, map[string]int{}
	var referred []string
	walk(t, page, func(e xml.StartElement) {
		elements[e.Name.Local]++
		for _, a := range e.Attr {
			assert.NotEqual(t, "style", a.Name.Local, "the policy forbids styles in attributes")
			assert.False(t, strings.HasPrefix(a.Name.Local, "on"), "the policy forbids scripts in attributes")
			switch a.Name.Local {
			case "id":
				assert.False(t, ids[a.Value], "two elements have the id %s", a.Value)
				ids[a.Value] = true
			case "aria-labelledby":
				referred = append(referred, strings.Fields(a.Value)...)
			case "href":
				if on, ok := strings.CutPrefix(a.Value, "#"); ok {
					referred = append(referred, on)
				}
			}
		}
		switch e.Name.Local {
		case "section":
			assert.NotEmpty(t, attribute(e, "aria-labelledby"), "a landmark has a name")
		case "details":
			assert.NotEmpty(t, attribute(e, "id"), "it is found again by its id when the page updates itself")
		case "th":
			assert.NotEmpty(t, attribute(e, "scope"))
		}
		if strings.Contains(attribute(e, "class"), "readiness-scroll") {
			assert.Equal(t, "0", attribute(e, "tabindex"), "what scrolls is reached by the keyboard")
			assert.NotEmpty(t, attribute(e, "aria-label"))
			assert.NotEmpty(t, attribute(e, "id"))
		}
	})
	for _, id := range referred {
		assert.True(t, ids[id], "nothing has the id %s", id)
	}
	assert.Zero(t, elements["script"]+elements["style"], "the policy forbids scripts and styles in the page")
	assert.Equal(t, 1, elements["h1"])
	assert.Equal(t, 28, strings.Count(page, "data-clause="))
	assert.Equal(t, 3, strings.Count(page, "data-decision="))
	assert.NotContains(t, page, "<script")
	assert.Greater(t, strings.Count(page, "&lt;script&gt;"), 5, "hostile texts are there, and only as text")
	assert.NotContains(t, page, "ZgotmplZ", "a text stands where no template can make it safe")
}

// A picture is XML by itself, has a name and a description, and each mark stands where the view has it.
func TestPictures(t *testing.T) {
	pictures := regexp.MustCompile(`(?s)<svg class="readiness-(matrix|timeline)".*?</svg>`).FindAllString(fullPage(t), -1)
	require.Len(t, pictures, 2)
	for _, picture := range pictures {
		marks := map[string]int{}
		var root xml.StartElement
		d := xml.NewDecoder(strings.NewReader(picture))
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			require.NoError(t, err)
			e, ok := token.(xml.StartElement)
			if !ok {
				continue
			}
			if root.Name.Local == "" {
				root = e
			}
			if class := attribute(e, "class"); strings.HasPrefix(class, "readiness-mark") {
				marks[class]++
			}
			assert.NotContains(t, []string{"script", "style", "foreignObject"}, e.Name.Local)
		}
		assert.Equal(t, "img", attribute(root, "role"))
		assert.Contains(t, picture, "<title id=")
		assert.Contains(t, picture, "<desc id=")
		if attribute(root, "class") == "readiness-matrix" {
			assert.Equal(t, map[string]int{"readiness-mark readiness-risk-within": 1, "readiness-mark readiness-risk-not-accepted": 2}, marks)
			assert.Contains(t, picture, `points="104,8 168,8`, "the appetite has an edge")
		} else {
			assert.Equal(t, 2, marks["readiness-mark readiness-due-overdue"])
		}
	}
}

// The page shows what the view says in words, so that nothing depends on a colour or a picture.
func TestPageSaysItInWords(t *testing.T) {
	page := fullPage(t)
	for _, words := range []string{
		"A call that starts now is refused: 2 rules are broken.", "Broken", "Kept", "Waived", "Advice",
		"overdue by 1 day", "over the appetite of 8", "8 high: risk 1", "Waiver <code>waiver-1</code> accepts it to",
		"The records in force are not the ones in the folder.", "Privacy notice", "IG lead",
	} {
		assert.Contains(t, page, words)
	}
}

// The page is the whole of what changes, and a layout that shows part of it gets that part.
func TestBodyAlone(t *testing.T) {
	v := readiness.NewView(nil, folder.Status{}, consulttest.Practice, consult.Product{}, consult.Decision{}, nil, consulttest.Now)
	v.EventsAt = "/elsewhere"
	var body bytes.Buffer
	require.NoError(t, readiness.Template().ExecuteTemplate(&body, "readiness-body", struct{ View readiness.View }{v}.View))
	assert.True(t, strings.HasPrefix(strings.TrimSpace(body.String()), `<div id="readiness"`))
	assert.Contains(t, body.String(), `data-events="/elsewhere"`)
	walk(t, body.String(), func(xml.StartElement) {})
}

func TestDecisionsOfToday(t *testing.T) {
	rig := consulttest.NewRig(t)
	var all []consult.Decision
	for _, at := range []time.Duration{-11 * time.Hour, -time.Hour, 0, -time.Minute, -9*time.Hour - 30*time.Minute} {
		now := consulttest.Now.Add(at)
		rig.Clock.Set(now)
		d := rig.Decide(t, consulttest.CallAt(now, now))
		d.Call.ID = consult.CallID(now.Format("at-15-04"))
		all = append(all, d)
	}
	calls := func(zone *time.Location) (calls []consult.CallID) {
		v := readiness.NewView(nil, folder.Status{}, consulttest.Practice, consult.Product{}, consult.Decision{}, all, consulttest.Now.In(zone))
		for _, d := range v.Decisions.Shown {
			calls = append(calls, d.Call)
		}
		return calls
	}
	assert.Equal(t, []consult.CallID{"at-10-00", "at-09-59", "at-09-00", "at-00-30"}, calls(time.UTC), "the newest first, and of today only")
	assert.Equal(t, []consult.CallID{"at-10-00", "at-09-59", "at-09-00"}, calls(time.FixedZone("west", -3600)), "the day is that of the clock on the wall")

	many := make([]consult.Decision, 230)
	for i := range many {
		many[i] = all[2]
	}
	v := readiness.NewView(nil, folder.Status{}, consulttest.Practice, consult.Product{}, consult.Decision{}, many, consulttest.Now)
	assert.Len(t, v.Decisions.Shown, 200)
	assert.Equal(t, 30, v.Decisions.More)
	assert.Equal(t, 230, v.Decisions.Total)
}

func TestDecisionShowsItsFindings(t *testing.T) {
	rig := consulttest.NewRig(t, consulttest.RiskNotAccepted, waive(risk.RuleTolerable))
	d := rig.Decide(t, consulttest.Call(consulttest.RecordingOn, consulttest.OpenLink))
	v := readiness.NewView(nil, folder.Status{}, consulttest.Practice, consult.Product{}, consult.Decision{}, []consult.Decision{d}, consulttest.Now)
	require.Len(t, v.Decisions.Shown, 1)
	shown := v.Decisions.Shown[0]
	assert.Equal(t, "Refused", shown.Outcome)
	assert.Equal(t, "Before the call", shown.Stage)
	assert.Equal(t, []readiness.RulesBy{
		{Effect: "Refuses", IDs: []consult.RuleID{consult.RecordingDefault}},
		{Effect: "Waived", IDs: []consult.RuleID{risk.RuleTolerable}},
		{Effect: "Advice", IDs: []consult.RuleID{consult.AdmissionControlled}},
	}, shown.Rules)
	require.Len(t, shown.Findings, 3)
	f := shown.Findings[1]
	assert.Equal(t, consult.RecordingDefault, f.Rule)
	assert.Equal(t, []consult.ClauseID{"P2"}, f.Clauses)
	assert.Equal(t, "room.recording", f.Fault.Fact)
	assert.Equal(t, "Platform", f.Owner)
	assert.NotEmpty(t, f.Remedy)
}

func TestStatic(t *testing.T) {
	for _, name := range []string{"readiness.css", "readiness.js"} {
		text, err := fs.ReadFile(readiness.Static, name)
		require.NoError(t, err)
		assert.NotRegexp(t, `https?://|innerHTML|insertAdjacentHTML|\beval\b|@import|url\(`, string(text), "nothing comes from elsewhere, and no text becomes markup")
	}
}
