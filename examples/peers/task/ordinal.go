package task

import (
	"strconv"
	"strings"

	"github.com/preconsult/preconsult/consult"
)

// Ordinal returns a number that orders versions of up to four numbers below 10,000 each and
// without a pre-release as they order, and is 0 for the unknown version alone.
func Ordinal(v consult.Version) int64 {
	if !v.Known() {
		return 0
	}
	var ordinal int64
	places := 0
	for part := range strings.SplitSeq(v.String(), ".") {
		n, err := strconv.ParseInt(part, 10, 64)
		if err != nil {
			return 0 // a pre-release, which nobody is to rely on
		}
		ordinal = 10_000*ordinal + n
		places++
	}
	for ; places < 4; places++ {
		ordinal *= 10_000
	}
	return ordinal + 1
}

// versions returns the ends of the first of some ranges of versions, or zeros.
func versions(ranges []consult.Versions) (from, through int64) {
	if len(ranges) == 0 {
		return 0, 0
	}
	return Ordinal(ranges[0].From), Ordinal(ranges[0].Through)
}
