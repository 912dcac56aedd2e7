package risk

import "github.com/preconsult/preconsult/consult"

// Scheme is a way of rating risks. Ratings of different schemes are never compared: the
// same numbers mean different things in them.
type Scheme uint8

// The schemes. The zero Scheme is unknown.
const (
	SchemeUnknown Scheme = iota
	NPSA5x5              // likelihood times consequence, 1 to 25: the risk matrix of the National Patient Safety Agency (2008)
	DCB0129              // a table of likelihood and consequence, 1 to 5: clinical safety standards DCB0129 and DCB0160, untailored
	ICO3x3               // the assessor's overall rating, 1 to 3: the template of the data protection regulator
)

var schemeWords = consult.Words[Scheme]{"unknown", "npsa-5x5", "dcb0129", "ico-3x3"}

// String returns the text.
func (s Scheme) String() string { return schemeWords.Text(s) }

// MarshalText implements [encoding.TextMarshaler].
func (s Scheme) MarshalText() ([]byte, error) { return schemeWords.Marshal(s) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (s *Scheme) UnmarshalText(text []byte) error { return schemeWords.Unmarshal(s, text) }

// greatest has the greatest score of each scheme.
var greatest = [...]int{NPSA5x5: 25, DCB0129: 5, ICO3x3: 3}

// A Rating rates a risk in a scheme. The zero Rating is unknown.
type Rating struct {
	// Scheme is the way of rating. Required.
	Scheme Scheme `json:"scheme"`
	// Likelihood is the row of the scheme, from the least likely: 1 to 5 (in DCB0129 very low,
	// low, medium, high, very high), in ICO3x3 1 to 3 (remote, possible, probable). Required.
	Likelihood int `json:"likelihood"`
	// Consequence is the column of the scheme, from the least harmful: 1 to 5 (in DCB0129
	// minor, significant, considerable, major, catastrophic), in ICO3x3 its severity, 1 to 3
	// (minimal, significant, severe). Required.
	Consequence int `json:"consequence"`
	// Overall is the assessor's overall rating: 1 low, 2 medium, 3 high. ICO3x3 needs it, since
	// its template does not say how likelihood and severity make one; a rating of another
	// scheme has none, and is no rating with one.
	Overall int `json:"overall,omitzero"`
}

// dcb0129 has the acceptability of a risk by likelihood (very low to very high) and
// consequence (minor to catastrophic), as NHS England uses it. It is a table and not a
// product; who tailors it rates in another scheme.
var dcb0129 = [5][5]int{
	{1, 1, 2, 2, 3},
	{1, 2, 2, 3, 4},
	{2, 2, 3, 3, 4},
	{2, 3, 3, 4, 5},
	{3, 4, 4, 5, 5},
}

// Score returns the rating as a number of its scheme, and whether it is a rating of it.
func (r Rating) Score() (int, bool) {
	within := func(highest int) bool {
		return 1 <= r.Likelihood && r.Likelihood <= highest && 1 <= r.Consequence && r.Consequence <= highest
	}
	switch {
	case r.Scheme == NPSA5x5 && within(5) && r.Overall == 0:
		return r.Likelihood * r.Consequence, true
	case r.Scheme == DCB0129 && within(5) && r.Overall == 0:
		return dcb0129[r.Likelihood-1][r.Consequence-1], true
	case r.Scheme == ICO3x3 && within(3) && 1 <= r.Overall && r.Overall <= 3:
		return r.Overall, true
	}
	return 0, false
}
