package readiness

import (
	"fmt"
	"time"

	"github.com/preconsult/preconsult/risk"
)

// A Standing says where a residual risk is against the appetite of the organisation.
type Standing uint8

// The standings of a risk. The zero Standing is the worst.
const (
	NotAccepted Standing = iota // over the appetite, or not rated, and accepted by nobody
	Accepted                    // over the appetite, and accepted by somebody for now
	Within                      // within the appetite
)

// String returns the standing as one lower-case word, as classes of the style sheet have it.
func (s Standing) String() string { return [...]string{"not-accepted", "accepted", "within"}[s] }

// Symbol returns a character whose shape is that of the risk's mark in the matrix.
func (s Standing) Symbol() string { return [...]string{"◆", "■", "●"}[s] }

// A Risk is a residual risk of the assessment.
type Risk struct {
	Number      int    // its place in the assessment, from 1, by which the matrix refers to it
	Kind        string // "clinical-safety"
	Description string
	Scheme      string // in which it is rated, in words
	Rating      string // in words of the scheme
	Standing    Standing
	Words       string // the standing in words: "over the appetite, accepted by senior to 14 August 2026"

	rating risk.Rating
}

// InMatrix reports whether the risk has a place in the 5 × 5 matrix.
func (r Risk) InMatrix() bool {
	_, ok := r.rating.Score()
	return ok && r.rating.Scheme == risk.NPSA5x5
}

func risksOf(a *risk.Assessment, c *risk.Controller, now time.Time) []Risk {
	var all []Risk
	for i := range a.Risks {
		on := &a.Risks[i]
		r := Risk{Number: i + 1, Kind: on.Kind.String(), Description: on.Description, rating: on.Residual}
		r.Scheme, r.Rating = rated(on.Residual)
		r.Standing, r.Words = standing(on, c, now)
		all = append(all, r)
	}
	return all
}

func standing(r *risk.Risk, c *risk.Controller, now time.Time) (Standing, string) {
	score, ok := r.Residual.Score()
	highest, stated := appetite(c, r.Residual.Scheme)
	over := fmt.Sprintf("over the appetite of %d", highest)
	switch {
	case !ok:
		return NotAccepted, "no rating of its scheme, which nobody can accept"
	case stated && score <= highest:
		return Within, fmt.Sprintf("within the appetite of %d", highest)
	case !stated:
		over = "no appetite is stated in this scheme"
	}
	switch by := &r.Accepted; {
	case by.By == "" || by.At.IsZero() || by.At.After(now):
		return NotAccepted, over + ", and nobody accepted it"
	case by.Until.IsZero():
		return Accepted, fmt.Sprintf("%s, accepted by %s", over, by.By)
	case !now.Before(by.Until.End()):
		return NotAccepted, fmt.Sprintf("%s; it was accepted by %s to %s, which is past", over, by.By, Day{by.Until})
	default:
		return Accepted, fmt.Sprintf("%s, accepted by %s to %s", over, by.By, Day{by.Until})
	}
}
