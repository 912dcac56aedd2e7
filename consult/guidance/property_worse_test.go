package guidance_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
)

// A worsening makes one fact of a call worse and reports whether it could. What is worse is
// what gives the patient less protection, or says less.
type worsening struct {
	fact string
	do   func(w *world, r consulttest.Chooser) bool
	// trades says why other rules may be broken for it, so that only the refusal has to stay.
	trades string
}

// down moves a fact down an order from the best to the worst.
func down[T comparable](fact *T, r consulttest.Chooser, order ...T) bool {
	i := slices.Index(order, *fact)
	if i < 0 || i == len(order)-1 {
		return false
	}
	*fact = order[i+1+r.IntN(len(order)-i-1)]
	return true
}

// set sets a fact to the worst that it can be.
func set[T comparable](fact *T, to T) bool {
	worse := *fact != to
	*fact = to
	return worse
}

// add adds a member to what is processed, or makes it unknown.
func add[E consult.Enum](fact *consult.Set[E], r consulttest.Chooser, greatest E) bool {
	if fact.Empty() {
		return false
	}
	if r.IntN(4) == 0 {
		*fact = consult.SetOf[E]()
		return true
	}
	more := fact.Union(consult.SetOf(E(1 + r.IntN(int(greatest)))))
	return set(fact, more)
}

// spread adds a country, or makes it unknown which there are.
func spread(fact *consult.Places, r consulttest.Chooser) bool {
	countries, known := fact.Known()
	if !known {
		return false
	}
	if r.IntN(4) == 0 {
		*fact = pick(r, consult.Places{}, consult.Places{State: consult.PlacesListed})
		return true
	}
	more := countries.Union(consult.CountriesOf(pick(r, gb, ie, us)))
	return set(fact, consult.Places{State: consult.PlacesListed, Countries: more})
}

func older(fact *consult.Version, r consulttest.Chooser) bool {
	if !fact.Known() {
		return false
	}
	*fact = pick(r, consult.Version{}, version("0.1"))
	return true
}

var captureOrder = []consult.Capture{
	consult.CaptureOff, consult.CaptureOnRequest, consult.CaptureTransient, consult.CaptureAutomatic, consult.CaptureUnknown,
}

const otherRecords = "the call is judged by other records, or by none"

var worsenings = []worsening{
	{"id", func(w *world, _ consulttest.Chooser) bool { return set(&w.Call.ID, "") }, ""},
	{"controller", func(w *world, _ consulttest.Chooser) bool { return set(&w.Call.Controller, "") }, otherRecords},
	{"product.id", func(w *world, _ consulttest.Chooser) bool { return set(&w.Call.Product.ID, "") }, otherRecords},
	{"product.version", func(w *world, _ consulttest.Chooser) bool { return set(&w.Call.Product.Version, consult.Version{}) }, ""},
	{"purpose", func(w *world, r consulttest.Chooser) bool {
		return down(&w.Call.Purpose, r, consult.Colleagues, consult.Consultation, consult.PurposeUnknown)
	}, "a consultation without a notice breaks notice.published, and a call between colleagues notice.overseas"},
	{"start", func(w *world, _ consulttest.Chooser) bool { return set(&w.Call.Start, time.Time{}) },
		"a record that would have ended before the start, or begun after it, may be in effect now"},
	{"observed", func(w *world, r consulttest.Chooser) bool {
		o := group(w, r)
		*o = pick(r,
			consult.Observed{At: o.At}, consult.Observed{Source: o.Source},
			consult.Observed{Source: o.Source, At: w.Now.Add(1)}, consult.Observed{Source: o.Source, At: w.Now.Add(-maxFactAge)})
		return true
	}, ""},
	{"initiator.verified", func(w *world, r consulttest.Chooser) bool {
		return down(&w.Call.Initiator.Verified, r, consult.Yes, consult.No, consult.Unknown)
	}, ""},
	{"initiator.party", func(w *world, r consulttest.Chooser) bool {
		return down(&w.Call.Initiator.Party, r, consult.Provider, consult.Carer, consult.Patient, consult.System, consult.PartyUnknown)
	}, ""},
	{"initiator.organisation", func(w *world, r consulttest.Chooser) bool {
		if w.Call.Initiator.Organisation == w.Call.Controller {
			return set(&w.Call.Initiator.Organisation, pick[consult.ODSCode](r, partner, stranger, ""))
		}
		return set(&w.Call.Initiator.Organisation, "") // of two others, it is the agreements that tell
	}, ""},
	{"room.recording", func(w *world, r consulttest.Chooser) bool {
		return down(&w.Call.Room.Recording, r,
			consult.RecordingOff, consult.RecordingOnRequest, consult.RecordingBuffered, consult.RecordingAutomatic, consult.RecordingUnknown)
	}, ""},
	{"room.recording_authority", func(w *world, r consulttest.Chooser) bool {
		return down(&w.Call.Room.RecordingAuthority, r,
			consult.AuthorityNobody, consult.AuthorityHost, consult.AuthorityParticipants, consult.AuthorityUnknown)
	}, ""},
	{"room.transcription", func(w *world, r consulttest.Chooser) bool {
		return down(&w.Call.Room.Transcription, r, captureOrder...)
	}, ""},
	{"room.scribe", func(w *world, r consulttest.Chooser) bool { return down(&w.Call.Room.Scribe, r, captureOrder...) }, ""},
	{"room.encryption", func(w *world, r consulttest.Chooser) bool {
		if w.Call.Room.Encryption == consult.EncryptionEndToEnd && w.Call.Room.ServerCapture == consult.Yes {
			return false // a claim that cannot be true is no better than a weaker one that can
		}
		return down(&w.Call.Room.Encryption, r,
			consult.EncryptionEndToEnd, consult.EncryptionTransport, consult.EncryptionNone, consult.EncryptionUnknown)
	}, ""},
	{"room.server_capture", func(w *world, r consulttest.Chooser) bool {
		return down(&w.Call.Room.ServerCapture, r, consult.No, consult.Yes, consult.Unknown)
	}, ""},
	{"room.visibility", func(w *world, r consulttest.Chooser) bool {
		return down(&w.Call.Room.Visibility, r,
			consult.VisibilityPrivate, consult.VisibilityTenancy, consult.VisibilityPublic, consult.VisibilityUnknown)
	}, ""},
	{"room.admission", func(w *world, r consulttest.Chooser) bool {
		return down(&w.Call.Room.Admission, r,
			consult.AdmissionWaitingRoom, consult.AdmissionNamedGuests, consult.AdmissionLink, consult.AdmissionUnknown)
	}, ""},
	{"device.standing", func(w *world, r consulttest.Chooser) bool {
		return down(&w.Call.Device.Standing, r, consult.DeviceCorporate, consult.DevicePersonalCompliant,
			consult.DevicePersonalManaged, consult.DevicePersonalUnmanaged, consult.DeviceUnknown)
	}, ""},
	{"client.version", func(w *world, r consulttest.Chooser) bool { return older(&w.Call.Client.Version, r) }, ""},
	{"client.server", func(w *world, r consulttest.Chooser) bool { return older(&w.Call.Client.Server, r) }, ""},
	{"data.categories", func(w *world, r consulttest.Chooser) bool {
		return add(&w.Call.Data.Categories, r, consult.GeneticOrBiometric)
	}, ""},
	{"data.subjects", func(w *world, r consulttest.Chooser) bool { return add(&w.Call.Data.Subjects, r, consult.Staff) }, ""},
	{"data.purposes", func(w *world, r consulttest.Chooser) bool { return add(&w.Call.Data.Purposes, r, consult.Improvement) }, ""},
	{"data.recipients", func(w *world, r consulttest.Chooser) bool {
		known, ok := w.Call.Data.Recipients.Known()
		if !ok {
			return false
		}
		more := consult.Recipients{State: consult.RecipientsListed, Products: known.Union(consult.ProductsOf(pick(r, cloud, analytics)))}
		w.Call.Data.Recipients = pick(r, more, more, more, consult.Recipients{})
		return true
	}, ""},
	{"data.access", func(w *world, r consulttest.Chooser) bool { return spread(&w.Call.Data.Access, r) }, ""},
	{"data.storage", func(w *world, r consulttest.Chooser) bool { return spread(&w.Call.Data.Storage, r) }, ""},
}

// TestWorseNeverPasses holds that making one fact worse never turns a refusal into a pass, not
// even for a clinician who goes ahead; nor mends a rule, but where another rule is broken for it.
func TestWorseNeverPasses(t *testing.T) {
	t.Parallel()
	const worlds = 1_000
	r, j := seeded(0x303), newJudge(t, 10*time.Minute, nil)
	refused, worse := map[string]int{}, map[string]int{}
	for range worlds {
		w := consulttest.Random(r)
		j.put(t, w)
		before, beforeOverride := j.decide(t, &w.Call, w.Now), j.decided(t, w, w.Now)
		call := w.Call
		for _, worsen := range worsenings {
			w.Call = call
			if !worsen.do(w, r) {
				continue
			}
			after, afterOverride := j.decide(t, &w.Call, w.Now), j.decided(t, w, w.Now)
			why := func() string {
				return fmt.Sprintf("worse %s\nbefore %v\nafter %v\nfrom %+v\nto %+v\nchanges %v",
					worsen.fact, found(&beforeOverride), found(&afterOverride), call, w.Call, w.Changes)
			}
			if !beforeOverride.Allows() && !assert.False(t, afterOverride.Allows(), "a clinician may go ahead for it: %s", why()) {
				return
			}
			if !before.Allows() {
				refused[worsen.fact]++
				require.False(t, after.Allows(), "the call starts for it: %s", why())
			} else if !after.Allows() {
				worse[worsen.fact]++
			}
			if worsen.trades != "" {
				continue
			}
			for _, effect := range []consult.Effect{consult.Refuses, consult.Advises} {
				kept := after.Rules(effect)
				for _, id := range before.Rules(effect) {
					require.True(t, slices.Contains(kept, id), "%s is mended: %s", id, why())
				}
			}
		}
	}
	for _, worsen := range worsenings {
		assert.Greater(t, refused[worsen.fact], worlds/10, "%s was hardly ever made worse in a refused call", worsen.fact)
		if worsen.fact != "room.admission" {
			assert.Positive(t, worse[worsen.fact], "%s was made worse, and no call refused for it", worsen.fact)
		}
	}
}
