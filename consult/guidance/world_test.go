package guidance_test

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/guidance"
	"github.com/preconsult/preconsult/dpia"
	"github.com/preconsult/preconsult/notice"
	"github.com/preconsult/preconsult/risk"
)

// The organisations and products of the ready-made worlds.
const (
	practice  = consulttest.Practice
	partner   = consulttest.Partner
	stranger  = consulttest.Stranger
	meet      = consulttest.Meet
	cloud     = consulttest.Cloud
	analytics = consulttest.Analytics
)

var (
	gb = consult.UnitedKingdom
	ie = country("IE")
	us = country("US")
)

// maxFactAge is longer than the facts of the ready-made worlds are old.
const maxFactAge = consult.DefaultMaxFactAge

type (
	world   = consulttest.World
	records = consulttest.Records
)

// compliant returns a world in which no rule is broken.
func compliant(now, start time.Time) *world { return consulttest.NewWorld(now, start) }

// seeded returns the chooser of a seed.
func seeded(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0x5eed)) }

// drawn makes choices by drawing them from rapid.
type drawn struct{ t *rapid.T }

func (d drawn) IntN(n int) int { return rapid.IntRange(0, n-1).Draw(d.t, "choice") }

// pick returns one of the options.
func pick[T any](r consulttest.Chooser, options ...T) T { return options[r.IntN(len(options))] }

// group returns what says where a group of facts comes from.
func group(w *world, r consulttest.Chooser) *consult.Observed {
	return pick(r, &w.Call.Initiator.Observed, &w.Call.Room.Observed, &w.Call.Device.Observed, &w.Call.Client.Observed, &w.Call.Data.Observed)
}

// days returns the day so many days from now.
func days(now time.Time, n int) consult.Date { return consult.DateAt(now.AddDate(0, 0, n)) }

// judge decides and reads calls: one gate and one oracle over the same records.
type judge struct {
	now     time.Time
	on      *consulttest.Registers
	options consult.Options
	checks  []*consult.Check
	gate    *consult.Gate
	oracle  *onFile
}

// newJudge returns a judge whose checks are arranged by arrange, where it is not nil.
func newJudge(t testing.TB, maxAge time.Duration, arrange func([]*consult.Check)) *judge {
	t.Helper()
	on, err := consulttest.NewRegisters(records{})
	require.NoError(t, err)
	j := &judge{on: on, checks: guidance.Checks(&on.Records)}
	if arrange != nil {
		arrange(j.checks)
	}
	j.options = consult.Options{
		Clock: func() time.Time { return j.now }, MaxFactAge: maxAge, Waivers: on.Waivers,
		Escalate: func(context.Context, consult.Decision) error { return nil },
	}
	j.gate, err = consult.NewGate(consult.Discard, j.checks, &j.options)
	require.NoError(t, err)
	return j
}

// put puts the records of a world on file, for the gate and for the oracle. Records that
// cannot be meant never get on file, for either.
func (j *judge) put(t testing.TB, w *world) {
	t.Helper()
	r := w.Records.Meant()
	require.NoError(t, j.on.Put(r))
	j.oracle = filed(&r)
}

// decide decides a call at an instant.
func (j *judge) decide(t testing.TB, call *consult.Call, now time.Time) consult.Decision {
	t.Helper()
	j.now = now
	d, err := j.gate.Decide(context.Background(), call)
	require.NoError(t, err)
	return d
}

// filed files records as a program without registers would.
func filed(r *records) *onFile {
	f := &onFile{
		controllers:  map[consult.ODSCode]*risk.Controller{},
		dpias:        map[consult.Key][]*dpia.Record{},
		screenings:   map[consult.Key][]*dpia.Screening{},
		assessments:  map[consult.Key][]*risk.Assessment{},
		procurements: map[consult.Key][]*risk.Procurement{},
		notices:      map[consult.ODSCode][]*notice.Record{},
	}
	for _, c := range r.Controllers {
		f.controllers[c.Code] = &c
	}
	inOrder := slices.SortedFunc(slices.Values(r.DPIAs), func(a, b dpia.Record) int { return cmp.Compare(a.ID, b.ID) })
	for _, d := range inOrder { // of DPIAs that are alike, the first is done without
		for product := range d.Scope.Products.All {
			key := consult.Key{Controller: d.Controller, Product: product}
			f.dpias[key] = append(f.dpias[key], &d)
		}
	}
	for _, s := range r.Screenings {
		for product := range s.Scope.Products.All {
			key := consult.Key{Controller: s.Controller, Product: product}
			f.screenings[key] = append(f.screenings[key], &s)
		}
	}
	for _, a := range r.Assessments {
		key := consult.Key{Controller: a.Controller, Product: a.Product}
		f.assessments[key] = append(f.assessments[key], &a)
	}
	for _, p := range r.Procurements {
		key := consult.Key{Controller: p.Controller, Product: p.Product}
		f.procurements[key] = append(f.procurements[key], &p)
	}
	for _, n := range r.Notices {
		f.notices[n.Controller] = append(f.notices[n.Controller], &n)
	}
	return f
}

func version(text string) consult.Version {
	v, err := consult.ParseVersion(text)
	if err != nil {
		panic(err) // a constant of these tests
	}
	return v
}

func country(code string) consult.Country {
	c, err := consult.ParseCountry(code)
	if err != nil {
		panic(err) // a constant of these tests
	}
	return c
}
