package readiness

import (
	"fmt"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance"
)

// An Instant is a point in time as a page shows it, in the zone that it comes in.
type Instant struct{ At time.Time }

// IsZero reports whether there is none.
func (i Instant) IsZero() bool { return i.At.IsZero() }

// String returns date and time: "15 June 2026, 10:00".
func (i Instant) String() string { return i.At.Format("2 January 2006, 15:04") }

// Clock returns the time of the day to the second.
func (i Instant) Clock() string { return i.At.Format("15:04:05") }

// Machine returns the instant for the attribute datetime.
func (i Instant) Machine() string { return i.At.Format(time.RFC3339) }

// A Day is a day as a page shows it.
type Day struct{ consult.Date }

// String returns the day: "12 October 2026".
func (d Day) String() string { return d.Start().Format("2 January 2006") }

// Machine returns the day for the attribute datetime.
func (d Day) Machine() string { return d.Date.String() }

// lastDay returns the last day on which something that ends at an instant still holds. Records name
// last days, and the library ends them at the midnight that follows, which nobody would look up.
func lastDay(until time.Time) Day {
	if until.IsZero() {
		return Day{}
	}
	return Day{consult.DateAt(until.Add(-time.Nanosecond))}
}

// daysLeft returns how many days come after today before the last one is over; none where that is
// today, and fewer where it is past.
func daysLeft(until, now time.Time) int {
	days := int(lastDay(until).Start().Sub(consult.DateAt(now).Start()) / (24 * time.Hour))
	if days == 0 && !now.Before(until) {
		return -1 // it ended earlier today
	}
	return days
}

func left(days int) string {
	switch {
	case days == -1:
		return "overdue by 1 day"
	case days < 0:
		return fmt.Sprintf("overdue by %d days", -days)
	case days == 0:
		return "today is the last day"
	case days == 1:
		return "1 day left"
	default:
		return fmt.Sprintf("%d days left", days)
	}
}

// kinds are the kinds of record in words, in the order in which a page lists them.
var kinds = []struct{ kind, word string }{
	{guidance.KindDPIA, "DPIA"},
	{guidance.KindScreening, "DPIA screening"},
	{guidance.KindAssessment, "Risk assessment"},
	{guidance.KindProcurement, "Procurement"},
	{guidance.KindNotice, "Privacy notice"},
	{guidance.KindController, "Organisation"},
	{guidance.KindWaiver, "Waiver"},
}

func kindWord(kind string) string {
	for _, k := range kinds {
		if k.kind == kind {
			return k.word
		}
	}
	return kind
}

func ownerWord(o consult.Owner) string {
	switch o {
	case consult.OwnerPlatform:
		return "Platform"
	case consult.OwnerClinician:
		return "Clinician"
	case consult.OwnerIGLead:
		return "IG lead"
	case consult.OwnerDPO:
		return "Data protection officer"
	case consult.OwnerProcurement:
		return "Procurement"
	default:
		return "Nobody is named"
	}
}

// counted returns a number with its noun: "1 rule", "2 rules".
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
