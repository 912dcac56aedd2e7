package consult

import (
	"errors"
	"log/slog"
	"slices"
)

// Errors of decoding codes. They quote no input.
var (
	errODSCode = errors.New("is not an ODS code: 3 to 10 capital letters and digits")
	errSlug    = errors.New("is not an identifier: 1 to 64 letters, digits and . _ - beginning with a letter or digit")
	errRuleID  = errors.New("is not the id of a rule: subject, dot, what must hold, in lower case")
	errOpaque  = errors.New("is not an opaque identifier: 1 to 128 letters, digits and . _ ~ : - without spaces")
)

// An ODSCode is the code of an organisation in the Organisation Data Service, such as
// "Z99901". It names the controller. The zero ODSCode names nobody.
type ODSCode string

// Valid reports whether the code has the form of an ODS code. It does not look it up.
func (c ODSCode) Valid() bool { return len(c) >= 3 && len(c) <= 10 && within(string(c), inODSCode) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (c *ODSCode) UnmarshalText(text []byte) error {
	return unmarshalCode(c, text, errODSCode)
}

// A ProductID names a product, or a third party's product inside it, in the same
// spelling on every record: "example-meet". The zero ProductID names none.
type ProductID string

// Valid reports whether the id has the form of an identifier: 1 to 64 letters, digits
// and the characters . _ - of which the first is a letter or digit.
func (id ProductID) Valid() bool { return slug(string(id)) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (id *ProductID) UnmarshalText(text []byte) error { return unmarshalCode(id, text, errSlug) }

// A RecordID names a record on file. It has the form of a [ProductID] and is unique
// among the records of its kind.
type RecordID string

// Valid reports whether the id has the form of an identifier.
func (id RecordID) Valid() bool { return slug(string(id)) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (id *RecordID) UnmarshalText(text []byte) error { return unmarshalCode(id, text, errSlug) }

// A SourceID names who or what established a group of facts: "livekit", "cis2", "mdm".
// It has the form of a [ProductID]. The zero SourceID is no source.
type SourceID string

// Valid reports whether the id has the form of an identifier.
func (id SourceID) Valid() bool { return slug(string(id)) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (id *SourceID) UnmarshalText(text []byte) error { return unmarshalCode(id, text, errSlug) }

// A RoleCode is the job role in which somebody acts, in the coding of the identity
// provider: "R8000" in NHS CIS2. It has the form of a [ProductID]. The zero RoleCode is unknown.
type RoleCode string

// Valid reports whether the code has the form of an identifier.
func (c RoleCode) Valid() bool { return slug(string(c)) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (c *RoleCode) UnmarshalText(text []byte) error { return unmarshalCode(c, text, errSlug) }

// A CallID is the platform's own opaque id of a call. It must not be made from anything
// about the patient. The zero CallID names none.
type CallID string

// Valid reports whether the id has the form of an opaque identifier: 1 to 128 letters,
// digits and the characters . _ ~ : -
func (id CallID) Valid() bool { return opaque(string(id)) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (id *CallID) UnmarshalText(text []byte) error { return unmarshalCode(id, text, errOpaque) }

// A StaffID is the opaque id of a member of staff: the subject of a verified token, never
// a name. It identifies a person, so it logs as a placeholder and findings never show it.
type StaffID string

// Valid reports whether the id has the form of an opaque identifier, as a [CallID].
func (id StaffID) Valid() bool { return opaque(string(id)) }

// LogValue implements [slog.LogValuer]: a log never shows who it is.
func (id StaffID) LogValue() slog.Value {
	if id == "" {
		return slog.StringValue("none")
	}
	return slog.StringValue("withheld")
}

// UnmarshalText implements [encoding.TextUnmarshaler].
func (id *StaffID) UnmarshalText(text []byte) error { return unmarshalCode(id, text, errOpaque) }

// The classes of characters in codes, by byte. Codes are looked at on the deciding path.
const (
	inODSCode = 1 << iota // capital letters and digits
	inWord                // letters and digits
	inSlug                // and . _ -
	inOpaque              // and ~ :
	inFact                // letters, digits and . _ - [ ]
)

var classes = func() (c [256]uint8) {
	for b := range c {
		switch {
		case '0' <= b && b <= '9', 'A' <= b && b <= 'Z':
			c[b] = inODSCode | inWord | inSlug | inOpaque | inFact
		case 'a' <= b && b <= 'z':
			c[b] = inWord | inSlug | inOpaque | inFact
		case b == '.', b == '_', b == '-':
			c[b] = inSlug | inOpaque | inFact
		case b == '~', b == ':':
			c[b] = inOpaque
		case b == '[', b == ']':
			c[b] = inFact
		}
	}
	return c
}()

// within reports whether every character of s is in the class. It does not stop at the first that
// is not: most are, and a loop without a branch takes less time.
func within(s string, class uint8) bool {
	for i := range len(s) {
		class &= classes[s[i]]
	}
	return class != 0
}

func slug(s string) bool {
	return s != "" && len(s) <= 64 && classes[s[0]]&inWord != 0 && within(s, inSlug)
}

func opaque(s string) bool { return s != "" && len(s) <= 128 && within(s, inOpaque) }

func alphanumeric(b byte) bool { return classes[b]&inWord != 0 }

type code interface {
	~string
	Valid() bool
}

// unmarshalCode sets *c to text, or returns invalid where it is not a valid code.
func unmarshalCode[C code](c *C, text []byte, invalid error) error {
	if got := C(text); got.Valid() {
		*c = got
		return nil
	}
	return invalid
}

// Products is a set of products: the third parties inside a product, the recipients of
// data. It is immutable, so that it may be shared between calls and records. The zero
// Products is empty; see [Recipients] for a fact that may rightly be empty.
type Products struct{ ids []ProductID } // sorted, without repeats; never modified

// ProductsOf returns the set of the given products.
func ProductsOf(ids ...ProductID) Products { return Products{sortedWords(ids)} }

// Len returns the number of members.
func (p Products) Len() int { return len(p.ids) }

// Empty reports whether the set has no member.
func (p Products) Empty() bool { return len(p.ids) == 0 }

// IsZero reports whether the set has no member; it serves encoders.
func (p Products) IsZero() bool { return len(p.ids) == 0 }

// Has reports whether id is in the set.
func (p Products) Has(id ProductID) bool {
	_, found := slices.BinarySearch(p.ids, id)
	return found
}

// Equal reports whether the sets have the same members.
func (p Products) Equal(q Products) bool { return slices.Equal(p.ids, q.ids) }

// All calls yield with each member in order, until it returns false.
func (p Products) All(yield func(ProductID) bool) {
	for _, id := range p.ids {
		if !yield(id) {
			return
		}
	}
}

// Union returns the members of either set.
func (p Products) Union(q Products) Products {
	return Products{sortedWords(slices.Concat(p.ids, q.ids))}
}

// Without returns the members that has is false for. It does not allocate where there is
// none.
func (p Products) Without(has func(ProductID) bool) Products {
	var rest []ProductID
	for _, id := range p.ids {
		if !has(id) {
			rest = append(rest, id)
		}
	}
	return Products{rest}
}

// Words returns the members in order.
func (p Products) Words() []string {
	words := make([]string, 0, len(p.ids))
	for _, id := range p.ids {
		words = append(words, string(id))
	}
	return words
}

// String returns the members in order, joined by a comma and a space.
func (p Products) String() string { return joined(p.Words()) }

// AddWord adds a member; see [Set.AddWord]. It is for decoding, before the set is shared.
func (p *Products) AddWord(text []byte) error {
	var id ProductID
	if err := id.UnmarshalText(text); err != nil {
		return err
	}
	at, had := slices.BinarySearch(p.ids, id)
	if had {
		return errRepeated
	}
	p.ids = slices.Insert(p.ids, at, id)
	return nil
}

// MarshalJSON writes the set as a list of ids in order.
func (p Products) MarshalJSON() ([]byte, error) { return wordList(p.Words()), nil }
