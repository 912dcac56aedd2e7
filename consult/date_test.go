package consult_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
)

func TestDateText(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason string
		text   string
		want   consult.Date
		ok     bool
	}{
		{"a day", "2026-05-11", consult.DateOf(2026, time.May, 11), true},
		{"the empty text is no day", "", consult.Date{}, true},
		{"the first day there is", "1970-01-01", consult.DateOf(1970, time.January, 1), true},
		{"the last day there is", "9999-12-31", consult.DateOf(9999, time.December, 31), true},
		{"29 February of a leap year", "2028-02-29", consult.DateOf(2028, time.February, 29), true},
		{"29 February of another year", "2026-02-29", consult.Date{}, false},
		{"a day before the first", "1969-12-31", consult.Date{}, false},
		{"a month of one digit", "2026-5-11", consult.Date{}, false},
		{"the British order", "11/05/2026", consult.Date{}, false},
		{"an instant", "2026-05-11T12:00:00Z", consult.Date{}, false},
		{"a space after it", "2026-05-11 ", consult.Date{}, false},
		{"the text of no day", "none", consult.Date{}, false},
		{"a name", "Mrs Jones", consult.Date{}, false},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			before := consult.DateOf(2000, time.January, 1)
			got := before
			err := got.UnmarshalText([]byte(tt.text))
			if !tt.ok {
				require.Error(t, err)
				assertQuotesNothing(t, err, tt.text)
				assert.Equal(t, before, got)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, tt.want, got)
			text, err := got.MarshalText()
			require.NoError(t, err)
			assert.Equal(t, tt.text, string(text))
		})
	}
}

func TestDateDay(t *testing.T) {
	t.Parallel()
	d := consult.DateOf(2026, time.May, 11)
	assert.Equal(t, time.Date(2026, time.May, 11, 0, 0, 0, 0, time.UTC), d.Start())
	assert.Equal(t, time.Date(2026, time.May, 12, 0, 0, 0, 0, time.UTC), d.End())
	assert.Equal(t, "2026-05-11", d.String())
	assert.False(t, d.IsZero())

	var none consult.Date
	assert.True(t, none.IsZero())
	assert.Equal(t, "none", none.String())
	assert.Zero(t, none.Start(), "no day has no start")
	assert.Zero(t, none.End(), "and no end")
	assert.True(t, none.Before(d), "no day is no day to come")
	assert.False(t, d.Before(none))
	assert.False(t, d.Before(d))
	assert.True(t, d.Before(consult.DateOf(2026, time.May, 12)))
}

func TestDateOf(t *testing.T) {
	t.Parallel()
	london := time.FixedZone("BST", 3600)
	tests := []struct {
		reason string
		got    consult.Date
		want   string
	}{
		{"a day out of range is brought into it", consult.DateOf(2026, time.April, 31), "2026-05-01"},
		{"also into the first year", consult.DateOf(1969, time.December, 32), "1970-01-01"},
		{"a year before 1970", consult.DateOf(1969, time.December, 31), "none"},
		{"a year after 9999", consult.DateOf(10000, time.January, 1), "none"},
		{"the zero Time", consult.DateAt(time.Time{}), "none"},
		{"the day of an instant is its day in UTC", consult.DateAt(time.Date(2026, time.May, 11, 0, 30, 0, 0, london)), "2026-05-10"},
		{"the last moment of a day", consult.DateAt(time.Date(2026, time.May, 11, 23, 59, 59, 999, time.UTC)), "2026-05-11"},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, tt.got.String())
		})
	}
}

func FuzzDate(f *testing.F) {
	for _, seed := range []string{"", "2026-05-11", "1970-01-01", "9999-12-31", "2028-02-29", "2026-02-30", "2026-5-1", "2026-05-11 ", "0000-00-00", "-001-01-01"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var d consult.Date
		if err := d.UnmarshalText([]byte(text)); err != nil {
			assert.Zero(t, d)
			return
		}
		back, err := d.MarshalText()
		require.NoError(t, err)
		assert.Equal(t, text, string(back), "a date has one text")
		if text != "" {
			assert.Equal(t, d, consult.DateAt(d.Start()), "a day holds its start")
			assert.Equal(t, d, consult.DateAt(d.End().Add(-1)), "and the moment before its end")
		}
	})
}
