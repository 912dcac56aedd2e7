package consult_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
)

// noon is the instant at which the gates of these tests decide, unless a test sets its watch.
var noon = time.Date(2026, time.May, 11, 12, 0, 0, 0, time.UTC)

// soundCall returns a call that breaks no rule at noon.
func soundCall() consult.Call {
	at := func(source consult.SourceID) consult.Observed {
		return consult.Observed{Source: source, At: noon.Add(-time.Minute)}
	}
	return consult.Call{
		ID:         "call-1",
		Controller: "Z99901",
		Product:    consult.Product{ID: "example-meet", Version: version("3.4.1")},
		Purpose:    consult.Consultation,
		Start:      noon.Add(10 * time.Minute),
		Initiator: consult.Initiator{
			Observed: at("cis2"), Verified: consult.Yes, Party: consult.Provider, Role: "R8000", Organisation: "Z99901",
		},
		Room: consult.Room{
			Observed: at("example-meet"), Recording: consult.RecordingOnRequest, RecordingAuthority: consult.AuthorityHost,
			Transcription: consult.CaptureOff, Scribe: consult.CaptureOff, Encryption: consult.EncryptionTransport,
			ServerCapture: consult.No, Visibility: consult.VisibilityPrivate, Admission: consult.AdmissionWaitingRoom,
		},
		Device: consult.Device{Observed: at("mdm"), Standing: consult.DeviceCorporate},
		Client: consult.Client{Observed: at("example-meet"), Version: version("156.0.8078.73"), Server: version("1.11.0")},
		Data: consult.Data{
			Observed:   at("example-meet"),
			Categories: consult.SetOf(consult.AudioVisualData, consult.HealthData),
			Subjects:   consult.SetOf(consult.Patients, consult.Staff),
			Purposes:   consult.SetOf(consult.DirectCare),
			Recipients: consult.NoRecipients(),
			Access:     consult.In(consult.UnitedKingdom),
			Storage:    consult.Nowhere(),
		},
	}
}

// soundChecks returns all checks on the call itself.
func soundChecks() []*consult.Check {
	return []*consult.Check{
		consult.ProviderInitiated(), consult.OwnOrganisation(nil), consult.NotRecordedByDefault(), consult.Encrypted(),
		consult.Private(), consult.Admitted(), consult.Protected(), consult.Updated(lowestSafe),
	}
}

func lowestSafe(*consult.Pass) (consult.Lowest, *consult.RecordRef, bool) {
	return consult.Lowest{Client: version("156"), Server: version("1.11.0")}, nil, true
}

func version(text string) consult.Version {
	v, err := consult.ParseVersion(text)
	if err != nil {
		panic(err)
	}
	return v
}

// A watch is a clock that a test sets.
type watch struct{ now atomic.Pointer[time.Time] }

func watchAt(t time.Time) *watch {
	w := new(watch)
	w.Set(t)
	return w
}

func (w *watch) Now() time.Time          { return *w.now.Load() }
func (w *watch) Set(t time.Time)         { w.now.Store(&t) }
func (w *watch) Advance(d time.Duration) { w.Set(w.Now().Add(d)) }

// gateOf returns a gate with the given checks, whose clock stands at noon unless the options have another.
func gateOf(tb testing.TB, options consult.Options, checks ...*consult.Check) *consult.Gate {
	tb.Helper()
	if options.Clock == nil {
		options.Clock = watchAt(noon).Now
	}
	gate, err := consult.NewGate(consult.Discard, checks, &options)
	require.NoError(tb, err)
	return gate
}

// decided returns the gate's decision on a call.
func decided(tb testing.TB, gate *consult.Gate, call consult.Call) consult.Decision {
	tb.Helper()
	d, err := gate.Decide(tb.Context(), &call)
	require.NoError(tb, err)
	return d
}

// permitted returns the permit of an allowed decision.
func permitted(tb testing.TB, gate *consult.Gate, call consult.Call) consult.Permit {
	tb.Helper()
	d := decided(tb, gate, call)
	permit, ok := d.Permit()
	require.True(tb, ok, "the decision gives no permit: it breaks %v", d.Broken())
	return permit
}

// found returns the rules of all findings, whatever their effect, each as often as it was found.
func found(d consult.Decision) []consult.RuleID {
	var ids []consult.RuleID
	for _, f := range d.Findings {
		ids = append(ids, f.Rule.ID)
	}
	return ids
}

// checking returns a check with the given rules, or one waivable and overridable rule of the
// check's own name, and the given Run.
func checking(name string, run func(*consult.Pass), rules ...consult.Rule) *consult.Check {
	if len(rules) == 0 {
		rules = []consult.Rule{ruleOf(consult.RuleID(name + ".held"))}
	}
	return &consult.Check{Name: name, Doc: "a check of a test", Rules: rules, Run: run}
}

func ruleOf(id consult.RuleID) consult.Rule {
	return consult.Rule{
		ID: id, Clauses: []consult.ClauseID{"I1"}, Summary: "It holds.", Owner: consult.OwnerPlatform,
		Remedy: "Mend it.", Patient: "Please wait.", Waivable: true, Overridable: true,
	}
}

// breaking returns a check whose one rule, named after it, is always broken.
func breaking(name string) *consult.Check {
	return checking(name, func(p *consult.Pass) {
		p.Report(consult.RuleID(name+".held"), consult.Fault{Fact: name, Found: consult.Phrase("broken")})
	})
}

// passing returns a check that nothing breaks.
func passing() *consult.Check { return checking("passing", func(*consult.Pass) {}) }
