package guidance_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/dpia"
	"github.com/preconsult/preconsult/notice"
	"github.com/preconsult/preconsult/risk"
)

// An axis is a fact with all the values that are tried.
type axis struct {
	size int
	set  func(i int)
}

// every returns the axis of an enumeration: each of its values up to the greatest, the
// unknown one among them.
func every[E ~uint8](fact *E, greatest E) axis {
	return axis{int(greatest) + 1, func(i int) { *fact = E(i) }}
}

// among returns the axis of some values of a fact.
func among[T any](fact *T, values ...T) axis {
	return axis{len(values), func(i int) { *fact = values[i] }}
}

// combine visits every combination of the values of the axes.
func combine(axes []axis, visit func()) {
	if len(axes) == 0 {
		visit()
		return
	}
	for i := range axes[0].size {
		axes[0].set(i)
		combine(axes[1:], visit)
	}
}

var allPlaces = []consult.Places{
	{}, {State: consult.PlacesListed}, {State: consult.PlacesNone, Countries: consult.CountriesOf(gb)}, {Countries: consult.CountriesOf(gb)},
	consult.Nowhere(), consult.In(gb), consult.In(gb, ie), consult.In(gb, us),
}

// TestEveryCombination holds the gate against the oracle on every combination of the
// enumerated facts of a group, and of those that a rule joins across groups.
func TestEveryCombination(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, why string
		records   func(w *world) []axis // for each combination of these, records are filed anew
		call      func(w *world) []axis // and each combination of these is judged by them
		want      int
	}{
		{
			"room", "the room as a whole",
			nil, func(w *world) []axis { return append(room(w), admission(w)...) }, 5 * 4 * 5 * 5 * 4 * 3 * 4 * 4,
		},
		{
			"purpose", "what the purpose and the patients in it decide of the room",
			nil, func(w *world) []axis { return append(room(w), purpose(w), subjects(w)) }, 5 * 4 * 5 * 5 * 4 * 3 * 3 * 2,
		},
		{
			"drift", "the room is held against the room as assessed",
			func(w *world) []axis {
				c := &w.Assessments[0].Considered
				return []axis{every(&c.Encryption, consult.EncryptionEndToEnd), every(&c.Recording, consult.AuthorityParticipants)}
			},
			func(w *world) []axis {
				r := &w.Call.Room
				return []axis{
					every(&r.Encryption, consult.EncryptionEndToEnd), every(&r.ServerCapture, consult.No),
					every(&r.RecordingAuthority, consult.AuthorityParticipants), every(&r.Recording, consult.RecordingAutomatic),
				}
			}, 4 * 4 * 4 * 3 * 4 * 5,
		},
		{
			"captures", "what can take place in the room is held against what the DPIA covers",
			func(w *world) []axis {
				sets := []consult.Set[dpia.CaptureKind]{consult.SetOf[dpia.CaptureKind]()}
				for _, kind := range []dpia.CaptureKind{dpia.Recording, dpia.Transcription, dpia.Scribe} {
					for _, set := range sets {
						sets = append(sets, set.Union(consult.SetOf(kind)))
					}
				}
				return []axis{among(&w.DPIAs[0].Scope.Captures, sets...)}
			},
			func(w *world) []axis {
				r := &w.Call.Room
				return []axis{
					every(&r.Recording, consult.RecordingAutomatic), every(&r.Transcription, consult.CaptureAutomatic),
					every(&r.Scribe, consult.CaptureAutomatic), purpose(w), subjects(w),
				}
			}, 8 * 5 * 5 * 5 * 3 * 2,
		},
		{
			"initiator", "who starts the call, for whom, for every purpose",
			func(w *world) []axis {
				a := &w.Controllers[0].Agreements[0]
				return []axis{among(&a.Reference, "", "synthetic"), among(&a.Until, consult.Date{}, days(w.Now, -1), days(w.Now, 1))}
			},
			func(w *world) []axis {
				i := &w.Call.Initiator
				return []axis{
					every(&i.Verified, consult.No), every(&i.Party, consult.System), among(&i.Role, "", "R0001", "no role"),
					among(&i.Organisation, "", practice, partner, stranger, "test01"), purpose(w),
				}
			}, 2 * 3 * 3 * 5 * 3 * 5 * 3,
		},
		{
			"device and client", "what the provider's side runs, against what is safe",
			func(w *world) []axis {
				l := &w.Assessments[0].LowestSafe
				return []axis{versions(&l.Client), versions(&l.Server)}
			},
			func(w *world) []axis {
				c := &w.Call.Client
				return []axis{every(&w.Call.Device.Standing, consult.DevicePersonalUnmanaged), versions(&c.Version), versions(&c.Server)}
			}, 5 * 5 * 5 * 5 * 5,
		},
		{
			"data", "what is processed, for every purpose, against one DPIA and one notice",
			nil,
			func(w *world) []axis {
				d := &w.Call.Data
				return []axis{
					among(&d.Recipients, consult.Recipients{}, consult.NoRecipients(), consult.RecipientsOf(cloud), consult.RecipientsOf(analytics),
						consult.Recipients{State: consult.RecipientsListed}, consult.Recipients{State: consult.RecipientsNone, Products: consult.ProductsOf(cloud)}),
					among(&d.Access, allPlaces...), among(&d.Storage, allPlaces...),
					among(&d.Categories, consult.SetOf[consult.DataCategory](), consult.SetOf(consult.AudioVisualData), consult.SetOf(consult.HealthData), consult.SetOf(consult.DeviceData)),
					among(&d.Subjects, consult.SetOf[consult.DataSubject](), consult.SetOf(consult.Patients), consult.SetOf(consult.Children), consult.SetOf(consult.Carers), consult.SetOf(consult.Staff)),
					among(&d.Purposes, consult.SetOf[consult.ProcessingPurpose](), consult.SetOf(consult.DirectCare), consult.SetOf(consult.Research)), purpose(w),
				}
			}, 6 * 8 * 8 * 4 * 5 * 3 * 3,
		},
		{
			"places", "where data go, against the assessment, the DPIA and the notice",
			func(w *world) []axis {
				transfers := func(to ...notice.Transfer) []notice.Transfer { return to }
				return []axis{
					among(&w.Assessments[0].Considered.SendsData, allPlaces...),
					among(&w.Notices[0].Overseas, nil, transfers(notice.Transfer{Country: ie}), transfers(notice.Transfer{Country: ie, Mechanism: notice.Addendum}),
						transfers(notice.Transfer{Country: us, Mechanism: notice.Derogation})),
					among(&w.DPIAs[0].Scope.Access, consult.Countries{}, consult.CountriesOf(gb), consult.CountriesOf(gb, ie, us)),
				}
			},
			func(w *world) []axis {
				return []axis{among(&w.Call.Data.Access, allPlaces...), among(&w.Call.Data.Storage, allPlaces...), purpose(w), subjects(w)}
			}, 8 * 4 * 3 * 8 * 8 * 3 * 2,
		},
		{
			"approval", "the standing of the DPIA, with what remains of the risk",
			func(w *world) []axis {
				d := &w.DPIAs[0]
				return []axis{
					every(&d.Approval.Status, dpia.Withdrawn), every(&d.Approval.Advice, dpia.Overruled), among(&d.Approval.Reasons, "", "synthetic"),
					every(&d.Residual, dpia.High), every(&d.Regulator.Outcome, dpia.MustNot),
					among(&d.Regulator.Answered, consult.Date{}, days(w.Now, -1), days(w.Now, 1)),
				}
			}, nil, 6 * 3 * 2 * 4 * 3 * 3,
		},
		{
			"mitigation", "a plan or a confirmation, with all that belongs to it or without",
			func(w *world) []axis {
				m := &w.DPIAs[0].Mitigations[0]
				return []axis{
					every(&m.State, dpia.InPlace), among(&m.Measure, "", "synthetic"), among(&m.Owner, "", "dpo"), among(&m.Evidence, "", "synthetic"),
					among(&m.Due, consult.Date{}, days(w.Now, -1), days(w.Now, 0)), among(&m.Confirmed, consult.Date{}, days(w.Now, 0), days(w.Now, 1)),
				}
			}, nil, 3 * 2 * 2 * 2 * 3 * 3,
		},
		{
			"screening", "no DPIA, and a screening with all that belongs to it or without",
			func(w *world) []axis {
				w.DPIAs = nil
				s := &w.Screenings[0]
				return []axis{
					every(&s.Required, consult.No), among(&s.Reasons, "", "synthetic"), among(&s.SeenByDPO, time.Time{}, w.Now, w.Now.Add(1)),
					among(&s.Decided, time.Time{}, w.Now, w.Now.Add(1)), among(&s.ReviewDue, consult.Date{}, days(w.Now, -1), days(w.Now, 0)),
				}
			},
			func(w *world) []axis {
				return []axis{among(&w.Call.Data.Purposes, consult.SetOf[consult.ProcessingPurpose](), consult.SetOf(consult.DirectCare), consult.SetOf(consult.Research))}
			}, 3 * 2 * 3 * 3 * 3 * 3,
		},
		{
			"rating", "every rating of every scheme, with and without an appetite for it or an acceptance",
			func(w *world) []axis {
				c, r := &w.Controllers[0], &w.Assessments[0].Risks[0]
				return []axis{
					every(&r.Residual.Scheme, risk.ICO3x3), numbers(&r.Residual.Likelihood, 7), numbers(&r.Residual.Consequence, 7), numbers(&r.Residual.Overall, 5),
					among(&c.Appetite, nil, []risk.Limit{{Scheme: risk.NPSA5x5, Highest: 6}, {Scheme: risk.DCB0129, Highest: 2}, {Scheme: risk.ICO3x3, Highest: 1}}),
					among(&r.Accepted, risk.Acceptance{}, risk.Acceptance{By: "senior", At: w.Now}),
				}
			}, nil, 4 * 7 * 7 * 5 * 2 * 2,
		},
		{
			"procurement", "the route, the thresholds and the terms, for every kind of organisation",
			func(w *world) []axis {
				p := &w.Procurements[0]
				return []axis{
					every(&w.Controllers[0].Kind, risk.OtherProvider), every(&p.Route, risk.OwnRoute),
					every(&p.OnCommissionersList, consult.No), among(&p.SameThresholds, "", "synthetic"),
					every(&p.Processor, consult.No), every(&p.Free, consult.No), among(&p.ServiceLevel, "", "synthetic"),
					among(&p.Contract, risk.Contract{}, risk.Contract{Reference: "synthetic"}, risk.Contract{Reference: "synthetic", Until: days(w.Now, -1)}),
				}
			},
			func(w *world) []axis { return []axis{versions(&w.Call.Product.Version)} }, 6 * 4 * 3 * 2 * 3 * 3 * 2 * 3 * 5,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			now := time.Date(2026, time.June, 15, 10, 0, 0, 0, time.UTC)
			w := compliant(now, now.Add(5*time.Minute))
			j := newJudge(t, maxFactAge, nil)
			var records, call []axis
			if test.records != nil {
				records = test.records(w)
			}
			if test.call != nil {
				call = test.call(w)
			}
			visited, failures := 0, 0
			combine(records, func() {
				j.put(t, w)
				combine(call, func() {
					visited++
					if diff := j.differs(t, &w.Call, w.Now); diff != "" {
						if failures++; failures == 5 {
							t.Fatal("too many differences")
						}
						t.Errorf("%s: %s\n%+v", test.why, diff, w.Call)
					}
				})
			})
			require.Equal(t, test.want, visited, "combinations")
		})
	}
}

func room(w *world) []axis {
	r := &w.Call.Room
	return []axis{
		every(&r.Recording, consult.RecordingAutomatic), every(&r.RecordingAuthority, consult.AuthorityParticipants),
		every(&r.Transcription, consult.CaptureAutomatic), every(&r.Scribe, consult.CaptureAutomatic),
		every(&r.Encryption, consult.EncryptionEndToEnd), every(&r.ServerCapture, consult.No),
	}
}

func admission(w *world) []axis {
	r := &w.Call.Room
	return []axis{every(&r.Visibility, consult.VisibilityPublic), every(&r.Admission, consult.AdmissionLink)}
}

func purpose(w *world) axis { return every(&w.Call.Purpose, consult.Colleagues) }

// subjects is the axis of whether colleagues process information about patients.
func subjects(w *world) axis {
	w.Call.Data.Categories = consult.SetOf(consult.AudioVisualData)
	return among(&w.Call.Data.Subjects, consult.SetOf(consult.Staff), consult.SetOf(consult.Patients))
}

// versions is the axis of versions around those of the compliant world.
func versions(fact *consult.Version) axis {
	return among(fact, consult.Version{}, version("3.1.6"), version("3.1.7-rc.1"), version("3.1.7"), version("5.4"))
}

func numbers(fact *int, below int) axis { return axis{below, func(i int) { *fact = i }} }
