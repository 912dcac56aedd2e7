package task

import (
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/dpia"
	"github.com/preconsult/preconsult/notice"
	"github.com/preconsult/preconsult/risk"
)

// A Sheet is the records as an engine for flat data takes them: enumerations are words, sets are
// lists of words, texts are whether they are there, versions are what [Ordinal] makes of them,
// and instants what [Instant] does; a day is the instant at which it begins, or after it where
// something ends with it. It is made once, when records are filed.
type Sheet struct {
	Controllers map[consult.ODSCode]*Controller
	Notices     map[consult.ODSCode]*Notice
	Products    map[consult.Key]*Product
}

// A Controller is what is on file about an organisation.
type Controller struct {
	Kind     string   `json:"kind"`
	Contact  bool     `json:"contact"`  // whether anybody is known to ask
	Partners []string `json:"partners"` // organisations that there is an agreement with
}

// A Product is what is on file about a product of a controller. What is not is nil.
type Product struct {
	DPIA        *DPIA        `json:"dpia,omitempty"`
	Screening   *Screening   `json:"screening,omitempty"`
	Assessment  *Assessment  `json:"assessment,omitempty"`
	Procurement *Procurement `json:"procurement,omitempty"`
}

// A Scope is the processing that was assessed.
type Scope struct {
	Purposes   []string `json:"purposes"`
	Categories []string `json:"categories"`
	Subjects   []string `json:"subjects"`
	Recipients []string `json:"recipients"`
	Access     []string `json:"access"`
	Storage    []string `json:"storage"`
	Captures   []string `json:"captures"` // recording, transcription, scribe
}

// A DPIA is a data protection impact assessment.
type DPIA struct {
	Scope      Scope  `json:"scope"`
	Status     string `json:"status"`
	Advice     string `json:"advice"`
	Reasons    bool   `json:"reasons"`
	ApprovedAt int64  `json:"approved_at"`
	ChangedAt  int64  `json:"changed_at"` // when the first change since the approval that was not assessed takes place
	ReviewEnds int64  `json:"review_ends"`
	Residual   string `json:"residual"`
	Regulator  string `json:"regulator"`
	AnsweredAt int64  `json:"answered_at"`
}

// A Screening is the decision whether a DPIA is required.
type Screening struct {
	Scope      Scope  `json:"scope"`
	Required   string `json:"required"`
	Reasons    bool   `json:"reasons"`
	SeenAt     int64  `json:"seen_at"`
	DecidedAt  int64  `json:"decided_at"`
	ReviewEnds int64  `json:"review_ends"`
}

// An Assessment is a local risk assessment.
type Assessment struct {
	AssessedAt   int64    `json:"assessed_at"`
	AssessedBy   string   `json:"assessed_by"`
	AdoptedAt    int64    `json:"adopted_at"`
	ReviewEnds   int64    `json:"review_ends"`
	From         int64    `json:"from"` // the versions that were assessed; both 0 where none was
	Through      int64    `json:"through"`
	Kinds        []string `json:"kinds"`
	SendsKnown   bool     `json:"sends_known"`
	Sends        []string `json:"sends"`
	Encryption   string   `json:"encryption"`
	Recording    string   `json:"recording"`
	OwnSoftware  bool     `json:"own_software"`
	Enhanced     bool     `json:"enhanced"`
	LowestClient int64    `json:"lowest_client"`
	LowestServer int64    `json:"lowest_server"`
	Cites        bool     `json:"cites"`
}

// A Procurement is how a product was procured.
type Procurement struct {
	DecidedAt      int64  `json:"decided_at"`
	Route          string `json:"route"`
	DTACAt         int64  `json:"dtac_at"`
	From           int64  `json:"from"`
	Through        int64  `json:"through"`
	Listed         string `json:"listed"`
	SameThresholds bool   `json:"same_thresholds"`
	Free           string `json:"free"`
	Processor      string `json:"processor"`
	Contract       bool   `json:"contract"`
	ContractEnds   int64  `json:"contract_ends"` // 0 where no end is fixed
	ServiceLevel   bool   `json:"service_level"`
}

// A Notice is a privacy notice.
type Notice struct {
	Address      bool     `json:"address"`
	PublishedAt  int64    `json:"published_at"`
	WithdrawnAt  int64    `json:"withdrawn_at"`
	Offer        bool     `json:"offer"`
	Way          bool     `json:"way"`
	Products     []string `json:"products"`
	Secured      []string `json:"secured"` // the products that it gives guidance on secure use for
	ThirdParties []string `json:"third_parties"`
	Overseas     []string `json:"overseas"` // the countries that it names with a mechanism
	Approved     bool     `json:"approved"` // whether the published text is the one approved
	ReviewEnds   int64    `json:"review_ends"`
}

// Instant returns an instant in nanoseconds since 1970, or 0 for the zero Time.
func Instant(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

// Bounds returns the earlier and the later of now and the start of a call: what is in effect has
// begun by the first and has not ended by the second.
func Bounds(call *consult.Call, now time.Time) (early, late time.Time) {
	early, late = now, now
	switch start := call.Start; {
	case start.After(now):
		late = start
	case !start.IsZero():
		early = start
	}
	return early, late
}

// NewSheet returns the records as flat data.
func NewSheet(records *Records) *Sheet {
	s := &Sheet{map[consult.ODSCode]*Controller{}, map[consult.ODSCode]*Notice{}, map[consult.Key]*Product{}}
	for i := range records.Controllers {
		c := &records.Controllers[i]
		s.Controllers[c.Code] = controller(c)
	}
	for i := range records.Notices {
		n := &records.Notices[i]
		s.Notices[n.Controller] = notified(n)
	}
	for i := range records.DPIAs {
		d := &records.DPIAs[i]
		for _, key := range d.Keys() {
			s.product(key).DPIA = assessed(d)
		}
	}
	for i := range records.Screenings {
		c := &records.Screenings[i]
		for _, key := range c.Keys() {
			s.product(key).Screening = screened(c)
		}
	}
	for i := range records.Assessments {
		a := &records.Assessments[i]
		s.product(consult.Key{Controller: a.Controller, Product: a.Product}).Assessment = considered(a)
	}
	for i := range records.Procurements {
		p := &records.Procurements[i]
		s.product(consult.Key{Controller: p.Controller, Product: p.Product}).Procurement = procured(p)
	}
	return s
}

func (s *Sheet) product(key consult.Key) *Product {
	if s.Products[key] == nil {
		s.Products[key] = new(Product)
	}
	return s.Products[key]
}

func controller(c *risk.Controller) *Controller {
	flat := &Controller{Kind: c.Kind.String(), Contact: c.Contacts != risk.Contacts{}, Partners: []string{}}
	for _, a := range c.Agreements {
		if a.Reference != "" {
			flat.Partners = append(flat.Partners, string(a.Organisation))
		}
	}
	return flat
}

func scope(s *dpia.Scope) Scope {
	return Scope{
		Purposes: s.Purposes.Words(), Categories: s.Categories.Words(), Subjects: s.Subjects.Words(),
		Recipients: s.Recipients.Words(), Access: s.Access.Words(), Storage: s.Storage.Words(), Captures: s.Captures.Words(),
	}
}

func assessed(d *dpia.Record) *DPIA {
	return &DPIA{
		Scope: scope(&d.Scope), Status: d.Approval.Status.String(), Advice: d.Approval.Advice.String(), Reasons: d.Approval.Reasons != "",
		ApprovedAt: Instant(d.Approval.At), ChangedAt: changed(d), ReviewEnds: Instant(d.ReviewDue.End()),
		Residual: d.Residual.String(), Regulator: d.Regulator.Outcome.String(), AnsweredAt: Instant(d.Regulator.Answered.Start()),
	}
}

// changed returns when the first change that counts takes place. One without a day has.
func changed(d *dpia.Record) (first int64) {
	for _, c := range d.Changes {
		if c.Assessed == consult.Yes || !c.On.IsZero() && c.On.Before(consult.DateAt(d.Approval.At)) {
			continue
		}
		if at := max(1, Instant(c.On.Start())); first == 0 || at < first {
			first = at
		}
	}
	return first
}

func screened(s *dpia.Screening) *Screening {
	return &Screening{
		Scope: scope(&s.Scope), Required: s.Required.String(), Reasons: s.Reasons != "",
		SeenAt: Instant(s.SeenByDPO), DecidedAt: Instant(s.Decided), ReviewEnds: Instant(s.ReviewDue.End()),
	}
}

func considered(a *risk.Assessment) *Assessment {
	sends, known := a.Considered.SendsData.Known()
	from, through := versions(a.Versions)
	return &Assessment{
		AssessedAt: Instant(a.Assessed), AssessedBy: string(a.AssessedBy), AdoptedAt: Instant(a.Adopted), ReviewEnds: Instant(a.ReviewDue.End()),
		From: from, Through: through, Kinds: a.Kinds.Words(), SendsKnown: known, Sends: sends.Words(),
		Encryption: a.Considered.Encryption.String(), Recording: a.Considered.Recording.String(),
		OwnSoftware: a.Considered.OwnSoftware != "", Enhanced: a.Considered.Enhanced != "",
		LowestClient: Ordinal(a.LowestSafe.Client), LowestServer: Ordinal(a.LowestSafe.Server), Cites: !a.References.Empty(),
	}
}

func procured(p *risk.Procurement) *Procurement {
	from, through := versions(p.DTAC.Versions)
	return &Procurement{
		DecidedAt: Instant(p.Decided), Route: p.Route.String(), DTACAt: Instant(p.DTAC.Assessed.Start()), From: from, Through: through,
		Listed: p.OnCommissionersList.String(), SameThresholds: p.SameThresholds != "", Free: p.Free.String(), Processor: p.Processor.String(),
		Contract: p.Contract.Reference != "", ContractEnds: Instant(p.Contract.Until.End()), ServiceLevel: p.ServiceLevel != "",
	}
}

func notified(n *notice.Record) *Notice {
	flat := &Notice{
		Address: n.Address != "", PublishedAt: Instant(n.Published), WithdrawnAt: Instant(n.Withdrawn), Offer: n.Offer != "", Way: n.Way != "",
		Products: []string{}, Secured: []string{}, ThirdParties: n.ThirdParties.Words(), Overseas: []string{},
		Approved: n.ApprovedHash == n.PublishedHash && !n.ApprovedHash.IsZero(), ReviewEnds: Instant(n.ReviewDue.End()),
	}
	for _, p := range n.Products {
		flat.Products = append(flat.Products, string(p.ID))
		if p.SecureUse != "" {
			flat.Secured = append(flat.Secured, string(p.ID))
		}
	}
	for _, t := range n.Overseas {
		if t.Mechanism != notice.MechanismUnknown {
			flat.Overseas = append(flat.Overseas, t.Country.String())
		}
	}
	return flat
}
