package consult

import (
	"cmp"
	"errors"
	"strconv"
	"strings"
)

var errVersion = errors.New("is not a version: one to four numbers joined by dots, then perhaps - and a pre-release")

// A Version is the version of a product, client or server: a semantic version
// ("1.11.0", "2.0.0-rc.1"), or the shorter and four-part kinds that vendors use
// ("156.0.8078.73"). The zero Version is unknown; "0" is a version.
//
// Versions compare number by number, a missing number counting as zero, then by the
// rules of semantic versioning for the pre-release. Build metadata (after +) is dropped.
// Two versions that compare equal may differ as values ("1.2" and "1.2.0").
type Version struct {
	high, low uint64 // the first two numbers and the last two, so that they compare at once
	count     uint8  // how many numbers are given
	pre       string
}

// with returns the version with one more number. Four fit.
func (v Version) with(n uint32) Version {
	word := &v.high
	if v.count >= 2 {
		word = &v.low
	}
	*word |= uint64(n) << (32 * (1 - v.count%2))
	v.count++
	return v
}

// number returns the number at a place, counting from 0.
func (v Version) number(i uint8) uint32 {
	word := v.high
	if i >= 2 {
		word = v.low
	}
	return uint32(word >> (32 * (1 - i%2)))
}

// ParseVersion reads a version of at most 64 bytes, with or without a leading v. The error quotes no input.
func ParseVersion(text string) (Version, error) {
	if len(text) > 64 {
		return Version{}, errVersion
	}
	text = strings.TrimPrefix(text, "v")
	text, build, hasBuild := strings.Cut(text, "+")
	text, pre, hasPre := strings.Cut(text, "-")
	if hasBuild && !dotted(build, false) || hasPre && !dotted(pre, true) {
		return Version{}, errVersion
	}
	v := Version{pre: strings.Clone(pre)}
	for part := range strings.SplitSeq(text, ".") {
		n, ok := number(part)
		if !ok || v.count == 4 {
			return Version{}, errVersion
		}
		v = v.with(n)
	}
	return v, nil
}

// number reads a decimal number of at most nine digits without leading zeros.
func number(text string) (uint32, bool) {
	if text == "" || len(text) > 9 || len(text) > 1 && text[0] == '0' {
		return 0, false
	}
	var n uint32
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
		n = 10*n + uint32(text[i]-'0')
	}
	return n, true
}

// dotted reports whether text is identifiers joined by dots, as semantic versioning has
// them: letters, digits and hyphens. In a pre-release a number has no leading zero.
func dotted(text string, preRelease bool) bool {
	for part := range strings.SplitSeq(text, ".") {
		if part == "" {
			return false
		}
		digits := true
		for i := range len(part) {
			if !alphanumeric(part[i]) && part[i] != '-' {
				return false
			}
			digits = digits && '0' <= part[i] && part[i] <= '9'
		}
		if preRelease && digits && len(part) > 1 && part[0] == '0' {
			return false
		}
	}
	return true
}

// Known reports whether the version is known.
func (v Version) Known() bool { return v.count > 0 }

// Compare returns -1, 0 or +1 as v is older than, the same as, or newer than w. The
// unknown version is older than all others.
func (v Version) Compare(w Version) int { return v.compare(&w) }

func (v *Version) compare(w *Version) int {
	if v.count == 0 || w.count == 0 {
		return cmp.Compare(min(v.count, 1), min(w.count, 1))
	}
	switch {
	case v.high != w.high:
		return cmp.Compare(v.high, w.high)
	case v.low != w.low:
		return cmp.Compare(v.low, w.low)
	case v.pre == w.pre:
		return 0
	case v.pre == "":
		return +1
	case w.pre == "":
		return -1
	}
	return comparePre(v.pre, w.pre)
}

// comparePre compares pre-releases by item 11 of semantic versioning 2.0.0.
func comparePre(v, w string) int {
	for {
		vPart, vRest, vMore := strings.Cut(v, ".")
		wPart, wRest, wMore := strings.Cut(w, ".")
		if c := compareIdentifiers(vPart, wPart); c != 0 {
			return c
		}
		if !vMore || !wMore {
			return cmp.Compare(len(vRest), len(wRest))
		}
		v, w = vRest, wRest
	}
}

func compareIdentifiers(v, w string) int {
	vNumber, wNumber := allDigits(v), allDigits(w)
	switch {
	case vNumber && wNumber: // no leading zeros, so the longer is the greater
		return cmp.Or(cmp.Compare(len(v), len(w)), cmp.Compare(v, w))
	case vNumber:
		return -1
	case wNumber:
		return +1
	}
	return cmp.Compare(v, w)
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// AppendText implements [encoding.TextAppender]. The unknown version is the empty text.
func (v Version) AppendText(text []byte) ([]byte, error) {
	for i := range v.count {
		if i > 0 {
			text = append(text, '.')
		}
		text = strconv.AppendUint(text, uint64(v.number(i)), 10)
	}
	if v.pre != "" {
		text = append(append(text, '-'), v.pre...)
	}
	return text, nil
}

// String returns the version in the form it was read, without leading v and build
// metadata, or "unknown".
func (v Version) String() string {
	if v.count == 0 {
		return "unknown"
	}
	text, _ := v.AppendText(nil)
	return string(text)
}

// MarshalText implements [encoding.TextMarshaler].
func (v Version) MarshalText() ([]byte, error) { return v.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]. The empty text is the unknown version.
func (v *Version) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*v = Version{}
		return nil
	}
	*v, err = ParseVersion(string(text))
	return err
}

// Versions is a range of versions of a product: those that an assessment looked at.
// The zero Versions holds none.
type Versions struct {
	From    Version `json:"from"`    // the oldest version in the range
	Through Version `json:"through"` // the newest; the same as From for a single version
}

// Holds reports whether v is known and in the range. A range with an unknown end holds
// nothing.
func (r Versions) Holds(v Version) bool { return r.holds(&v) }

func (r *Versions) holds(v *Version) bool {
	return v.count > 0 && r.From.count > 0 && r.Through.count > 0 && r.From.compare(v) <= 0 && v.compare(&r.Through) <= 0
}
