package consult

import (
	"errors"
	"time"
)

// A Date is a day in the calendar, as people write it on a record: the day a review
// is due, the day a measure was confirmed. A day begins and ends at midnight UTC.
// The zero Date means that no day is given; no rule takes it for a day to come.
//
// Where the exact moment counts (an approval, the end of a waiver) records hold a
// [time.Time] with its zone instead.
type Date struct {
	day int32 // days since 1970-01-01, plus one
}

const daySeconds = 24 * 60 * 60

var errDate = errors.New("is not a date in the form 2006-01-02")

// DateOf returns the day of the given year, month and day of the month, which are
// brought into range as [time.Date] does. Years outside 1970 to 9999 give the zero Date.
func DateOf(year int, month time.Month, day int) Date {
	return DateAt(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// lastSecond is the last second of the year 9999.
const lastSecond = 253402300799

// DateAt returns the day, in UTC, in which the instant lies, or the zero Date outside the years
// 1970 to 9999.
func DateAt(t time.Time) Date {
	s := t.Unix()
	if s < 0 || s > lastSecond {
		return Date{}
	}
	return Date{int32(s/daySeconds) + 1}
}

// IsZero reports whether no day is given.
func (d Date) IsZero() bool { return d.day == 0 }

// Start returns the first instant of the day, in UTC; of the zero Date, the zero Time.
func (d Date) Start() time.Time {
	if d.day == 0 {
		return time.Time{}
	}
	return time.Unix(int64(d.day-1)*daySeconds, 0).UTC()
}

// End returns the first instant after the day, in UTC; of the zero Date, the zero Time.
// What is due on a day is overdue from then on.
func (d Date) End() time.Time {
	if d.day == 0 {
		return time.Time{}
	}
	return time.Unix(int64(d.day)*daySeconds, 0).UTC()
}

// String returns the date in the form 2006-01-02, or "none" for the zero Date.
func (d Date) String() string {
	if d.day == 0 {
		return "none"
	}
	return d.Start().Format(time.DateOnly)
}

// MarshalText implements [encoding.TextMarshaler]. The zero Date is the empty text.
func (d Date) MarshalText() ([]byte, error) {
	if d.day == 0 {
		return []byte{}, nil
	}
	return []byte(d.String()), nil
}

// UnmarshalText implements [encoding.TextUnmarshaler]: a date in the form 2006-01-02,
// or the empty text for the zero Date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	t, err := time.Parse(time.DateOnly, string(text))
	if err != nil || t.Year() < 1970 {
		return errDate
	}
	*d = DateAt(t)
	return nil
}

// Before reports whether d is an earlier day than e. The zero Date is before all others.
func (d Date) Before(e Date) bool { return d.day < e.day }
