package readiness

import (
	"fmt"

	"github.com/preconsult/preconsult/risk"
)

// A Band is a step of the NPSA's risk matrix: what a product of likelihood and consequence amounts to.
type Band struct {
	Name          string // also the class of the style sheet: "low", "moderate", "high", "extreme"
	Lowest, Upper int    // the products that are in it
}

// Range returns the products that are in the band: "8 to 12".
func (b Band) Range() string { return fmt.Sprintf("%d to %d", b.Lowest, b.Upper) }

// bands are those of the NPSA's "A risk matrix for risk managers" (2008).
var bands = [...]Band{{"low", 1, 3}, {"moderate", 4, 6}, {"high", 8, 12}, {"extreme", 15, 25}}

func bandOf(product int) Band {
	for _, b := range bands {
		if product <= b.Upper {
			return b
		}
	}
	return bands[len(bands)-1]
}

// scales are what the numbers of a scheme are called, from 1. Schemes are never mixed: each has words
// of its own, and only the NPSA's has a place in the matrix.
var scales = map[risk.Scheme]struct {
	name                             string
	likelihood, consequence, overall []string
}{
	risk.NPSA5x5: {
		name:        "NPSA 5 × 5",
		likelihood:  []string{"rare", "unlikely", "possible", "likely", "almost certain"},
		consequence: []string{"negligible", "minor", "moderate", "major", "catastrophic"},
	},
	risk.DCB0129: {
		name:        "DCB0129",
		likelihood:  []string{"very low", "low", "medium", "high", "very high"},
		consequence: []string{"minor", "significant", "considerable", "major", "catastrophic"},
		overall:     []string{"1 of 5", "2 of 5", "3 of 5", "4 of 5", "5 of 5"},
	},
	risk.ICO3x3: {
		name:        "ICO 3 × 3",
		likelihood:  []string{"remote", "possible", "probable"},
		consequence: []string{"minimal", "significant", "severe"},
		overall:     []string{"low", "medium", "high"},
	},
}

// rated returns a rating in words, and the name of its scheme.
func rated(r risk.Rating) (scheme, words string) {
	scale, known := scales[r.Scheme]
	score, ok := r.Score()
	if !known || !ok {
		if known {
			return scale.name, "no rating of this scheme"
		}
		return "No scheme", "not rated"
	}
	overall := fmt.Sprintf("%d, %s", score, bandOf(score).Name)
	if scale.overall != nil {
		overall = scale.overall[score-1]
	}
	return scale.name, fmt.Sprintf("%s (likelihood %s, consequence %s)",
		overall, scale.likelihood[r.Likelihood-1], scale.consequence[r.Consequence-1])
}

// appetite returns the highest score in a scheme that the controller accepts, and whether it states
// one. A register takes one limit a scheme.
func appetite(c *risk.Controller, s risk.Scheme) (highest int, stated bool) {
	if c == nil {
		return 0, false
	}
	for _, limit := range c.Appetite {
		if limit.Scheme == s {
			return limit.Highest, true
		}
	}
	return 0, false
}
