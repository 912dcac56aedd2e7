package main

import (
	"fmt"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance"
	"github.com/preconsult/preconsult/consult/guidance/records"
)

// A paper is what people get to read.
type paper struct {
	out   *console
	named map[consult.ClauseID]bool // the clauses that were named on it
}

func newPaper(out *console) *paper {
	return &paper{out: out, named: map[consult.ClauseID]bool{}}
}

// The columns of a page.
const (
	margin = 2  // of everything that belongs to a call
	deeper = 4  // of what stands under a heading
	detail = 6  // of what stands under a rule
	column = 10 // of labels
)

// opening says what there is to see, and as of when.
func (p *paper) opening(calls int, on *records.Folder, at time.Time) {
	p.out.line(bold, "preconsult, quickstart")
	p.out.text(0, plain, fmt.Sprintf("%s, judged before they start by %s of three made-up organisations, as NHS England's guidance of %s asks. "+
		"The clock stands at %s, %s, so that this reads the same whenever it runs.",
		count(calls, "video call"), count(on.Status().Records, "record"), edition(), day(at), clockTime(at)))
	p.out.line(plain, "")
	p.out.item(margin, bold, "Z99901", column, plain, "Brackenford Surgery, a GP practice")
	p.out.item(margin, bold, "RZ999", column, plain, "Tallow Vale NHS Trust")
	p.out.item(margin, bold, "NZ999", column, plain, "Lantern Community Care, a provider of home nursing")
}

// scene opens the part of the page that belongs to a call of the demonstration.
func (p *paper) scene(n, of int, s *scene) {
	p.out.line(plain, "")
	p.out.rule()
	number := fmt.Sprintf("%d of %d  ", n, of)
	p.out.item(0, faint, number, len(number), bold, s.title)
	p.out.rule()
	p.out.text(margin, plain, s.why)
	p.out.line(plain, "")
}

// heading opens a part of a call.
func (p *paper) heading(text string) {
	p.out.line(plain, "")
	p.out.text(margin, bold, text)
}

// fact writes a line with a label, under a heading.
func (p *paper) fact(label, text string) {
	p.out.item(deeper, faint, label, max(column, len(label)+2), plain, text)
}

// hint tells who runs the program how to go on.
func (p *paper) hint(text string) {
	p.out.line(plain, "")
	p.out.text(0, plain, text)
}

// closing ends the demonstration.
func (p *paper) closing(decisions int) {
	p.out.line(plain, "")
	p.out.rule()
	p.out.text(0, plain, fmt.Sprintf("%s were recorded, each before anybody had it. No record, no permit.", count(decisions, "decision")))
	p.legend()
	p.hint("Next: quickstart -h says how to judge calls and records of your own. The records that were " +
		"used here are in examples/quickstart/records, with comments.")
}

// legend says what the clauses ask that were named.
func (p *paper) legend() {
	if len(p.named) == 0 {
		return
	}
	p.out.line(plain, "")
	p.out.text(0, bold, "The clauses named above, in this library's words")
	for _, c := range guidance.Clauses() {
		if p.named[c.ID] {
			p.out.item(margin, bold, string(c.ID), 5, plain, c.Summary)
		}
	}
	p.out.text(margin, faint, guidance.Page)
}

// inventory says what a folder of records holds.
func (p *paper) inventory(dir string, on *records.Folder) {
	p.out.text(0, plain, fmt.Sprintf("%s: %s, and no fault in any.", dir, count(on.Status().Records, "record")))
	for _, kind := range []struct {
		name string
		n    int
	}{
		{guidance.KindController, on.Controllers.Len()},
		{guidance.KindDPIA, on.DPIAs.Len()},
		{guidance.KindScreening, on.Screenings.Len()},
		{guidance.KindAssessment, on.Assessments.Len()},
		{guidance.KindProcurement, on.Procurements.Len()},
		{guidance.KindNotice, on.Notices.Len()},
		{guidance.KindWaiver, on.Waivers.Len()},
	} {
		p.out.item(margin, plain, fmt.Sprintf("%6d", kind.n), 8, plain, kind.name)
	}
	p.hint("Name a file with a call to have it judged by them. quickstart -print-call prints one to start from.")
}

// edition returns the day of the guidance's edition.
func edition() string {
	var d consult.Date
	if err := d.UnmarshalText([]byte(guidance.Edition)); err != nil {
		return guidance.Edition
	}
	return day(d.Start())
}

func day(t time.Time) string { return t.UTC().Format("2 January 2006") }

// clockTime returns the time of day of an instant.
func clockTime(t time.Time) string { return t.UTC().Format("15:04:05") + " UTC" }
