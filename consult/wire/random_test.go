package wire_test

import (
	"fmt"
	"reflect"
	"time"

	"pgregory.net/rapid"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/internal/document"
)

// patterns are the forms of the codes, and of texts.
var patterns = map[reflect.Type]string{
	reflect.TypeFor[consult.CallID]():    `[A-Za-z0-9._~:-]{1,128}`,
	reflect.TypeFor[consult.StaffID]():   `[A-Za-z0-9._~:-]{1,128}`,
	reflect.TypeFor[consult.ODSCode]():   `[A-Z0-9]{3,10}`,
	reflect.TypeFor[consult.ProductID](): `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`,
	reflect.TypeFor[consult.RecordID]():  `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`,
	reflect.TypeFor[consult.SourceID]():  `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`,
	reflect.TypeFor[consult.RoleCode]():  `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`,
	reflect.TypeFor[consult.RuleID]():    `[a-z0-9-]{1,20}\.[a-z0-9-]{1,20}`,
	reflect.TypeFor[string]():            `[ -~äß€😀\n\t]{0,40}`,
	reflect.TypeFor[consult.ClauseID]():  `[A-Z][0-9]`,
}

// A filler sets values by reflection, so that a field that is added is not forgotten. With
// whole, nothing is left at its zero value.
type filler struct {
	t     *rapid.T
	whole bool
}

// fill sets v and everything in it to something valid.
func (f filler) fill(v reflect.Value, path string) {
	t := v.Type()
	if pattern, ok := patterns[t]; ok {
		if code := t != reflect.TypeFor[string](); f.whole || !code || rapid.Bool().Draw(f.t, path+" is there") {
			v.SetString(f.text(pattern, path))
		}
		return
	}
	switch document.ShapeOf(t) {
	case document.Object:
		for field, value := range v.Fields() {
			if field.IsExported() {
				f.fill(value, path+"."+field.Name)
			}
		}
	case document.Pointer:
		if f.whole || rapid.Bool().Draw(f.t, path+" is there") {
			v.Set(reflect.New(t.Elem()))
			filler{f.t, true}.fill(v.Elem(), path) // a record is whole, or is not there
		}
	case document.List:
		if n := f.count(3, path); n > 0 {
			v.Set(reflect.MakeSlice(t, n, n))
			for i := range n {
				f.fill(v.Index(i), fmt.Sprintf("%s[%d]", path, i))
			}
		}
	case document.WordSet:
		f.words(v, path)
	case document.Instant:
		v.Set(reflect.ValueOf(f.instant(path)))
	case document.Boolean:
		v.SetBool(f.whole || rapid.Bool().Draw(f.t, path))
	case document.Coded:
		f.coded(v, path)
	default:
		panic("there is nothing to fill " + path + " with")
	}
}

func (f filler) text(pattern, path string) string {
	s := rapid.StringMatching(pattern).Draw(f.t, path)
	if s == "" && f.whole {
		return "text"
	}
	return s
}

func (f filler) count(most int, path string) int {
	least := 0
	if f.whole {
		least = 1
	}
	return rapid.IntRange(least, most).Draw(f.t, path+" count")
}

func (f filler) words(v reflect.Value, path string) {
	all := document.Words(v.Type())
	if all == nil { // Products
		for range f.count(4, path) {
			id := f.text(patterns[reflect.TypeFor[consult.ProductID]()], path)
			_ = v.Addr().Interface().(interface{ AddWord([]byte) error }).AddWord([]byte(id)) // or it is there already
		}
		return
	}
	for range f.count(6, path) {
		word := rapid.SampledFrom(all).Draw(f.t, path)
		_ = v.Addr().Interface().(interface{ AddWord([]byte) error }).AddWord([]byte(word))
	}
}

func (f filler) instant(path string) time.Time {
	if !f.whole && rapid.Bool().Draw(f.t, path+" is zero") {
		return time.Time{}
	}
	const year0, year10000 = -62167219200, 253402300800
	seconds := rapid.Int64Range(year0, year10000-1).Draw(f.t, path)
	return time.Unix(seconds, rapid.Int64Range(0, 999999999).Draw(f.t, path+" nanoseconds")).UTC()
}

func (f filler) coded(v reflect.Value, path string) {
	switch into := v.Addr().Interface().(type) {
	case *consult.Version:
		if !f.whole && rapid.Bool().Draw(f.t, path+" is unknown") {
			return
		}
		text := rapid.StringMatching(`(0|[1-9][0-9]{0,8})(\.(0|[1-9][0-9]{0,8})){0,3}(-[a-z]{1,5}(\.[1-9]){0,2})?`).Draw(f.t, path)
		var err error
		if *into, err = consult.ParseVersion(text); err != nil {
			panic(err)
		}
	case *consult.DecisionID:
		if f.whole || rapid.Bool().Draw(f.t, path+" is there") {
			*into = consult.DecisionID{rapid.Uint64Min(1).Draw(f.t, path), rapid.Uint64().Draw(f.t, path)}
		}
	case *consult.Value:
		*into = f.value(path)
	default: // an enumeration
		n := len(document.Words(v.Type()))
		least := 0
		if f.whole {
			least = 1
		}
		v.SetUint(uint64(rapid.IntRange(least, n-1).Draw(f.t, path)))
	}
}

func (f filler) value(path string) consult.Value {
	kinds := []consult.Value{
		consult.Phrase("no time"), consult.EnumValue(consult.RecordingBuffered), consult.CodeValue(consult.ODSCode("Z99901")),
		consult.CountriesValue(consult.CountriesOf(consult.UnitedKingdom)), consult.NumberValue(-12),
		consult.DateValue(consult.DateOf(2026, time.May, 11)), consult.TimeValue(time.Unix(1, 0)),
	}
	if !f.whole {
		kinds = append(kinds, consult.Value{})
	}
	return rapid.SampledFrom(kinds).Draw(f.t, path)
}

// randomCall returns a valid call.
func randomCall(t *rapid.T, whole bool) (c consult.Call) {
	filler{t, whole}.fill(reflect.ValueOf(&c).Elem(), "call")
	return c
}

// randomDecision returns a valid decision, as a gate or a person could have made it.
func randomDecision(t *rapid.T, whole bool) (d consult.Decision) {
	f := filler{t, whole}
	for field, value := range reflect.ValueOf(&d).Elem().Fields() {
		switch {
		case !field.IsExported():
		case field.Name == "Relied":
			var list []consult.Reliance
			f.fill(reflect.ValueOf(&list).Elem(), "relied")
			d.Relied = consult.ReliancesOf(list...)
		case field.Name == "Findings":
			for i := range f.count(3, "findings") {
				var one consult.Finding
				f.fill(reflect.ValueOf(&one).Elem(), "finding")
				filler{t, true}.fill(reflect.ValueOf(&one.Rule.ID).Elem(), fmt.Sprintf("findings[%d].rule.id", i))
				d.Findings = append(d.Findings, one)
			}
		case field.Name == "RuleSet":
			d.RuleSet = rapid.StringMatching(`[0-9a-f]{32}`).Draw(t, "rule set")
		case field.Name == "ID" || field.Name == "At":
			filler{t, true}.fill(value, field.Name)
		case field.Name == "Override":
			if whole || rapid.Bool().Draw(t, "override") {
				filler{t, true}.fill(value, field.Name)
			}
		default:
			f.fill(value, field.Name)
		}
	}
	return d
}
