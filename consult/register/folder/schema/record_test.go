package schema_test

import (
	"time"

	"github.com/preconsult/preconsult/consult"
)

// Record has a field of every sort. Its comments for the schema are those of its twin in
// testdata/source.
type Record struct {
	ID          consult.RecordID                  `json:"id"`
	Controller  consult.ODSCode                   `json:"controller"`
	Title       string                            `json:"title,omitzero"`
	Open        bool                              `json:"open,omitzero"`
	Count       int                               `json:"count,omitzero"`
	Small       uint8                             `json:"small,omitzero"`
	Screening   consult.YesNo                     `json:"screening"`
	Country     consult.Country                   `json:"country,omitempty"`
	Due         consult.Date                      `json:"due,omitzero"`
	Approved    time.Time                         `json:"approved,omitzero"`
	Lowest      consult.Version                   `json:"lowest,omitzero"`
	Range       consult.Versions                  `json:"range,omitzero"`
	Categories  consult.Set[consult.DataCategory] `json:"categories,omitzero"`
	Countries   consult.Countries                 `json:"countries,omitzero"`
	Products    consult.Products                  `json:"products,omitzero"`
	Storage     consult.Places                    `json:"storage,omitzero"`
	Mitigations []Mitigation                      `json:"mitigations,omitzero"`
	Notes       []string                          `json:"notes,omitzero"`
	Author      *Person                           `json:"author,omitzero"`
	Base        `json:"base,omitzero"`
	Inline      struct {
		Letter Letter `json:"letter"`
	} `json:"inline,omitzero"`
	Secret  string    `json:"-"`
	Generic Box[Base] `json:"generic,omitzero"`
	Free    Free      `json:"free,omitzero"`
	Bag     Bag       `json:"bag,omitzero"`
}

type Mitigation struct {
	Measure string       `json:"measure"`
	Due     consult.Date `json:"due"`
}

type Person struct {
	Role consult.RoleCode `json:"role"`
	Next *Person          `json:"next,omitzero"`
}

type Base struct {
	Source consult.SourceID `json:"source"`
}

type Box[T any] struct {
	In T `json:"in"`
}

// Letter reads itself, and has a pattern in the options.
type Letter string

func (l *Letter) UnmarshalText(text []byte) error {
	if len(text) != 1 || text[0] < 'a' || text[0] > 'z' {
		return errLetter
	}
	*l = Letter(text)
	return nil
}

// Free reads itself, and has no pattern.
type Free string

func (f *Free) UnmarshalText(text []byte) error {
	*f = Free(text)
	return nil
}

// Bag is a set of words that does not say of what.
type Bag []string

func (b *Bag) AddWord(text []byte) error {
	*b = append(*b, string(text))
	return nil
}
