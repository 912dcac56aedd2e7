package document

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// span is a value with something that cannot be meant as a whole.
type span struct {
	From  string  `json:"from,omitzero"`
	Until string  `json:"until,omitzero"`
	Steps []stage `json:"steps,omitzero"`
}

type stage struct {
	At string `json:"at,omitzero"`
}

func (s span) Validate() error {
	var faults []error
	if s.Until < s.From {
		faults = append(faults, errors.New("until: is before from"))
	}
	for i := range s.Steps {
		if s.Steps[i].At == "" && i == 1 {
			faults = append(faults, errors.New("steps[1].at: is needed"), errors.New("nowhere.at.all: is needed"), errors.New("is odd"))
		}
	}
	return errors.Join(errors.Join(faults...)) // joined twice, as a record of records joins them
}

func TestDecodeAsksTheValueItself(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ reason, text, want string }{
		{"nothing is wrong with it", "from: a\nuntil: b\n", ""},
		{"the line is that of the member", "from: b\nuntil: a\n", "r.yaml:2: until: is before from"},
		{"the line is that of the item, or of the nearest thing around; faults without a path are of the whole", "until: a\nsteps:\n  - at: x\n  - {}\n",
			"r.yaml:1: nowhere.at.all: is needed\nr.yaml:1: is odd\nr.yaml:4: steps[1].at: is needed"},
		{"a fault of a member comes first, since what is wrong then means nothing", "from: b\nuntil: a\nother: c\n", "r.yaml:3: unknown member other"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			var got span
			err := Decode([]byte(test.text), YAML, &got, &Options{File: "r.yaml", NameMembers: true})
			if test.want == "" {
				require.NoError(t, err)
				return
			}
			require.Error(t, err)
			assert.IsType(t, Faults{}, err)
			assert.Contains(t, err.Error(), test.want)
		})
	}
}
