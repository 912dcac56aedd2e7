package readiness

import (
	"fmt"
	"time"
)

// A Timeline is what runs out, as a picture and as a list.
type Timeline struct {
	Deadlines []Deadline // by their ends, the earliest first: what is overdue stands at the top
	Lanes     []Lane     // one for each kind of record that something of runs out
	Months    []Month
	Height    int    // of the picture
	Foot      int    // where the lanes end
	Ahead     int    // how many months the picture reaches ahead: 12, or 24 where something is later
	Summary   string // what the picture shows, for those who do not see it
	Overdue   int    // how many are overdue
	Later     int    // how many are later than the picture reaches
}

// A Lane is a row of the timeline, for one kind of record.
type Lane struct {
	Name      string
	Y, Height int
	Middle    int
	Points    []Point
}

// Baseline returns where the name of the lane stands.
func (l Lane) Baseline() int { return l.Middle + 5 }

// A Point is a deadline in the picture.
type Point struct {
	X, Y    int // of its middle
	Number  int // of the deadline in the list
	Urgency string
	Bears   bool
}

// Diamond returns the corners of a diamond around the point.
func (p Point) Diamond() string {
	return diamond(p.X, p.Y, 15)
}

func diamond(x, y, r int) string {
	return fmt.Sprintf("%d,%d %d,%d %d,%d %d,%d", x, y-r, x+r, y, x, y+r, x-r, y)
}

// Baseline returns where the number of the point stands.
func (p Point) Baseline() int { return p.Y + 5 }

// Square returns the upper left corner of a square around the point.
func (p Point) Square() struct{ X, Y int } { return struct{ X, Y int }{p.X - 11, p.Y - 11} }

// A Month is a line in the picture, at the month's first day.
type Month struct {
	X    int
	Name string // "Feb"; in January with the year; empty where there is no room
}

// The picture's measures. What is overdue stands in a strip before today, and what is too far ahead
// in one at the end, since neither has a place on the scale.
const (
	timelineWidth = 960
	overdueFrom   = 140
	today         = 210
	scaleEnd      = 900
	timelineTop   = 52
	laneHeight    = 38
	apart         = 28 // of two marks in one row
)

// Width returns how wide the picture is.
func (t Timeline) Width() int { return timelineWidth }

// Today returns where today's line stands.
func (t Timeline) Today() int { return today }

// OverdueFrom returns where the strip of what is overdue begins.
func (t Timeline) OverdueFrom() int { return overdueFrom }

// OverdueMid returns the middle of that strip.
func (t Timeline) OverdueMid() int { return (overdueFrom + today) / 2 }

// OverdueWide returns how wide it is.
func (t Timeline) OverdueWide() int { return today - overdueFrom }

// LaterMid returns the middle of the strip of what is later than the scale reaches.
func (t Timeline) LaterMid() int { return (scaleEnd + timelineWidth) / 2 }

// Top returns where the lanes begin.
func (t Timeline) Top() int { return timelineTop }

// LanesHigh returns how high all lanes are together.
func (t Timeline) LanesHigh() int { return t.Foot - timelineTop }

// timelineOf returns the timeline of what runs out.
func timelineOf(all []Deadline, now time.Time) Timeline {
	t := Timeline{Deadlines: all, Ahead: 12}
	for i := range all {
		if d := &all[i]; d.Overdue() {
			t.Overdue++
		} else if d.until.After(now.AddDate(1, 0, 0)) {
			t.Ahead = 24
			if d.until.After(now.AddDate(2, 0, 0)) {
				t.Later++
			}
		}
	}
	t.months(now)
	y := timelineTop
	for _, kind := range kinds {
		lane := Lane{Name: kind.word, Y: y}
		var rows []int // where the last mark of each row is
		for i := range all {
			d := &all[i]
			if d.kind != kind.kind {
				continue
			}
			x, row := t.at(d, now), 0
			for row < len(rows) && rows[row]+apart > x {
				row++
			}
			if row == len(rows) {
				rows = append(rows, 0)
			}
			if d.Overdue() && row > 0 && rows[row] == 0 {
				x = t.OverdueMid()
			}
			rows[row] = x
			lane.Points = append(lane.Points, Point{X: x, Y: y + laneHeight/2 + row*laneHeight, Number: d.Number, Urgency: d.Urgency(), Bears: d.Bears})
		}
		if lane.Height = len(rows) * laneHeight; lane.Height > 0 {
			lane.Middle = lane.Y + lane.Height/2
			y += lane.Height
			t.Lanes = append(t.Lanes, lane)
		}
	}
	t.Foot, t.Height = y, y+8
	t.Summary = t.summary()
	return t
}

func (t *Timeline) end(now time.Time) time.Time { return now.AddDate(0, t.Ahead, 0) }

// x returns where an instant stands on the scale.
func (t *Timeline) x(at, now time.Time) int {
	return today + int(float64(scaleEnd-today)*float64(at.Sub(now))/float64(t.end(now).Sub(now)))
}

func (t *Timeline) at(d *Deadline, now time.Time) int {
	switch {
	case d.Overdue():
		return t.OverdueMid()
	case d.until.After(t.end(now)):
		return t.LaterMid()
	default:
		return t.x(d.until, now)
	}
}

func (t *Timeline) months(now time.Time) {
	for first := time.Date(now.Year(), now.Month()+1, 1, 0, 0, 0, 0, now.Location()); first.Before(t.end(now)); first = first.AddDate(0, 1, 0) {
		month := Month{X: t.x(first, now)}
		if t.Ahead == 12 || first.Month()%3 == 1 {
			month.Name = first.Format("Jan")
		}
		if first.Month() == time.January {
			month.Name = first.Format("Jan 2006")
		}
		t.Months = append(t.Months, month)
	}
}

func (t *Timeline) summary() string {
	if len(t.Deadlines) == 0 {
		return "Nothing on file has an end."
	}
	text := fmt.Sprintf("%s, the next %d months: %d overdue", counted(len(t.Deadlines), "end", "ends"), t.Ahead, t.Overdue)
	if t.Later > 0 {
		text += fmt.Sprintf(", %d after that", t.Later)
	}
	for i := range t.Deadlines {
		if d := &t.Deadlines[i]; !d.Overdue() {
			return text + fmt.Sprintf(". Next: %s, %s %s, on %s.", d.What, d.Record.Kind, d.Record.ID, d.Last)
		}
	}
	return text + "."
}
