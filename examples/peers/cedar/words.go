package cedar

import (
	"maps"
	"math"

	"github.com/cedar-policy/cedar-go"

	"github.com/preconsult/preconsult/consult"
)

// words are the enumerations of a call as values of Cedar's, made once.
type words struct {
	yesNo      enumeration[consult.YesNo]
	party      enumeration[consult.Party]
	recording  enumeration[consult.Recording]
	authority  enumeration[consult.RecordingAuthority]
	capture    enumeration[consult.Capture]
	encryption enumeration[consult.Encryption]
	visibility enumeration[consult.Visibility]
	admission  enumeration[consult.Admission]
	standing   enumeration[consult.DeviceStanding]
	purposes   sets[consult.ProcessingPurpose]
	categories sets[consult.DataCategory]
	subjects   sets[consult.DataSubject]
	countries  countries
}

func newWords() *words {
	w := &words{
		yesNo: enumerate[consult.YesNo](), party: enumerate[consult.Party](), recording: enumerate[consult.Recording](),
		authority: enumerate[consult.RecordingAuthority](), capture: enumerate[consult.Capture](), encryption: enumerate[consult.Encryption](),
		visibility: enumerate[consult.Visibility](), admission: enumerate[consult.Admission](), standing: enumerate[consult.DeviceStanding](),
		purposes: subsets[consult.ProcessingPurpose](), categories: subsets[consult.DataCategory](), subjects: subsets[consult.DataSubject](),
	}
	for i := range w.countries {
		w.countries[i] = cedar.String(consult.Country(i).String())
	}
	return w
}

// An enumeration has the words of one, by its values; the last is that of whatever is no value of it.
type enumeration[E consult.Enum] []cedar.Value

func enumerate[E consult.Enum]() (all enumeration[E]) {
	for e := E(0); ; e++ {
		all = append(all, cedar.String(e.String()))
		if e.String() == "invalid" {
			return all
		}
	}
}

func (all enumeration[E]) of(e E) cedar.Value { return all[min(int(e), len(all)-1)] }

// sets has all the sets of an enumeration, a thousand for the greatest.
type sets[E consult.Enum] map[consult.Set[E]]cedar.Value

func subsets[E consult.Enum]() sets[E] {
	all := sets[E]{0: cedar.NewSet()}
	for e := E(1); e.String() != "invalid"; e++ {
		for without := range maps.Clone(all) {
			with := without.Union(consult.SetOf(e))
			all[with] = set(with.Words())
		}
	}
	return all
}

func (all sets[E]) of(s consult.Set[E]) cedar.Value {
	if value, ok := all[s]; ok {
		return value
	}
	return set(s.Words()) // with a member that is no value of the enumeration
}

// countries has the codes of the countries.
type countries [math.MaxUint8 + 1]cedar.Value

func (all *countries) of(s consult.Countries) cedar.Set {
	values := make([]cedar.Value, 0, 8)
	for country := range s.All {
		values = append(values, all[country])
	}
	return cedar.NewSet(values...)
}
