package rooms

import (
	"regexp"
	"slices"
)

// pageName is what a page may call itself.
var pageName = regexp.MustCompile(`^[A-Za-z0-9-]{0,64}$`)

// maxReplaced is how many replaced pages of a party a room remembers. Nobody has as many that still try to connect.
const maxReplaced = 32

// The pages of one party of a call, as far as they have a name. The zero pages are those of who has not been here.
type pages struct {
	newest   string   // which the place is for
	replaced []string // by newer ones, the latest of them last
}

// turn reports whether it is a page's turn to have the place, and notes that it is the newest if so. It is not where a
// newer one has replaced it: two pages that both connect anew would otherwise take the call from each other for ever,
// and one that was left behind would take it from the one that is in use.
func (s *pages) turn(page string) bool {
	switch {
	case page == "" || page == s.newest:
		return true
	case slices.Contains(s.replaced, page):
		return false
	case s.newest != "":
		s.replaced = append(s.replaced, s.newest)
		s.replaced = s.replaced[max(0, len(s.replaced)-maxReplaced):]
	}
	s.newest = page
	return true
}
