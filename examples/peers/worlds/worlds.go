// Package worlds has the calls and records that the engines are compared on.
package worlds

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/guidance"
	"github.com/preconsult/preconsult/dpia"
	"github.com/preconsult/preconsult/examples/peers/task"
	"github.com/preconsult/preconsult/notice"
	"github.com/preconsult/preconsult/risk"
)

// A World is a call, the instant at which it is judged, and what is on file.
type World struct {
	Now     time.Time
	Call    consult.Call
	Records task.Records
	Changes []string // what makes it differ from one in which no rule is broken
}

// Random returns a random world of the kind that all engines can be asked about: a random one of
// the library's test kit, simplified as [task.Records] says.
func Random(r consulttest.Chooser) *World {
	w := consulttest.Random(r)
	return &World{Now: w.Now, Call: simpleCall(w.Call), Records: simple(&w.Records), Changes: w.Changes}
}

// Calls returns so many random calls on the records of [Practices].
func Calls(r consulttest.Chooser, n int) []consult.Call {
	calls := make([]consult.Call, n)
	for i := range calls {
		calls[i] = simpleCall(consulttest.RandomCall(r))
	}
	return calls
}

// Practices returns the compliant records of the call of [consulttest.Call], among those of so
// many other organisations.
func Practices(others int) task.Records {
	all := consulttest.OnFile()
	for i := range others {
		other := consulttest.RecordsFor(consult.ODSCode(fmt.Sprintf("PEER%05d", i)), consulttest.Meet, consulttest.Now)
		all.Add(&other)
	}
	return simple(&all)
}

// Rules returns the rules that engines are compared by, in order of their ids: the whole suite
// but [task.LeftOut].
func Rules() []consult.RuleID {
	var ids []consult.RuleID
	for _, rule := range guidance.Rules() {
		if task.LeftOut[rule.ID] == "" {
			ids = append(ids, rule.ID)
		}
	}
	return ids
}

// simpleCall leaves the form of identifiers to the types, and versions in numbers.
func simpleCall(c consult.Call) consult.Call {
	c.Controller, c.Product.ID = valid(c.Controller), valid(c.Product.ID)
	c.Initiator.Organisation = valid(c.Initiator.Organisation)
	for _, o := range []*consult.Observed{&c.Initiator.Observed, &c.Room.Observed, &c.Device.Observed, &c.Client.Observed, &c.Data.Observed} {
		o.Source = valid(o.Source)
	}
	c.Product.Version = released(c.Product.Version)
	c.Client.Version, c.Client.Server = released(c.Client.Version), released(c.Client.Server)
	return c
}

func valid[C interface {
	~string
	Valid() bool
}](code C) C {
	if !code.Valid() {
		return ""
	}
	return code
}

// released returns a version without its pre-release.
func released(v consult.Version) consult.Version {
	text, _, _ := strings.Cut(v.String(), "-")
	if !v.Known() {
		return v
	}
	v, err := consult.ParseVersion(text)
	if err != nil {
		panic(err) // the rest of a version is one
	}
	return v
}

// simple returns the records that can be meant, the first of each kind under each key.
func simple(all *consulttest.Records) task.Records {
	r := task.Records{
		Controllers:  first(all.Controllers),
		DPIAs:        first(all.DPIAs),
		Screenings:   first(all.Screenings),
		Assessments:  first(all.Assessments),
		Procurements: first(all.Procurements),
		Notices:      first(all.Notices),
	}
	for i := range r.Controllers {
		c := &r.Controllers[i]
		c.Agreements = slices.Clone(c.Agreements)
		for j := range c.Agreements {
			c.Agreements[j].Until = consult.Date{}
		}
	}
	for i := range r.Assessments {
		a := &r.Assessments[i]
		a.Versions = single(a.Versions)
		a.LowestSafe = consult.Lowest{Client: released(a.LowestSafe.Client), Server: released(a.LowestSafe.Server)}
	}
	for i := range r.Procurements {
		d := &r.Procurements[i].DTAC
		d.Versions = single(d.Versions)
	}
	return r
}

// single returns the last of the ranges, without pre-releases.
func single(ranges []consult.Versions) []consult.Versions {
	if len(ranges) == 0 {
		return nil
	}
	last := ranges[len(ranges)-1]
	return []consult.Versions{{From: released(last.From), Through: released(last.Through)}}
}

// first returns the records that a register takes, without those that share a key with one before.
// Notices all share that of their controller, and DPIAs any product that both cover.
func first[T interface {
	risk.Controller | dpia.Record | dpia.Screening | risk.Assessment | risk.Procurement | notice.Record
	Keys() []consult.Key
	Validate() error
}](records []T) []T {
	taken := map[consult.Key]bool{}
	return slices.DeleteFunc(slices.Clone(records), func(record T) bool {
		keys := record.Keys()
		if record.Validate() != nil || slices.ContainsFunc(keys, func(k consult.Key) bool { return taken[k] }) {
			return true
		}
		for _, key := range keys {
			taken[key] = true
		}
		return false
	})
}
