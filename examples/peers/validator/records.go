package validator

// The records as they are validated. In each, early, late and version are of the call, so that its
// own instants and versions can be compared with them. A pointer to a value is nil where the rule
// does not bind; as "required" is content with a pointer to false or to 0, the tags of such a field
// say what the value is to be.

type dpia struct {
	early      int64   `validate:"-"`
	late       int64   `validate:"-"`
	status     string  `validate:"eq=approved" rule:"dpia.approved!"`
	approvedAt int64   `validate:"required,ltefield=early" rule:"dpia.approved!"`
	advice     string  `validate:"oneof=accepted overruled" rule:"dpia.approved!"`
	reasons    *bool   `validate:"omitnil,eq=true" rule:"dpia.approved!"` // nil unless the advice was overruled
	reviewEnds int64   `validate:"gtfield=late" rule:"dpia.current"`
	changedAt  int64   `validate:"omitempty,gtfield=late" rule:"dpia.current"`
	residual   string  `validate:"oneof=low medium high" rule:"dpia.residual"`
	regulator  string  `validate:"ne=must-not" rule:"dpia.residual"`
	leave      *string `validate:"omitnil,eq=may-proceed" rule:"dpia.residual"`      // nil unless a high risk remains
	leaveFrom  *int64  `validate:"omitnil,ne=0,ltefield=early" rule:"dpia.residual"` // likewise
}

type screening struct {
	early      int64  `validate:"-"`
	late       int64  `validate:"-"`
	required   string `validate:"eq=no" rule:"dpia.decided"`
	reasons    bool   `validate:"required" rule:"dpia.decided"`
	decidedAt  int64  `validate:"required,ltefield=early" rule:"dpia.decided"`
	seenAt     int64  `validate:"required,ltefield=early" rule:"dpia.decided"`
	reviewEnds int64  `validate:"gtfield=late" rule:"dpia.decided"`
}

type assessment struct {
	early          int64  `validate:"-"`
	late           int64  `validate:"-"`
	version        int64  `validate:"-"`
	assessedAt     int64  `validate:"required,ltefield=early" rule:"risk.assessed!"`
	adoptedAt      *int64 `validate:"omitnil,ne=0,ltefield=early" rule:"risk.own"` // nil where it is the controller's own
	clinicalSafety bool   `validate:"required" rule:"risk.whole"`
	security       bool   `validate:"required" rule:"risk.whole"`
	operation      bool   `validate:"required" rule:"risk.whole"`
	sendsKnown     bool   `validate:"required" rule:"risk.considered"`
	encryption     string `validate:"ne=unknown" rule:"risk.considered"`
	recording      string `validate:"ne=unknown" rule:"risk.considered"`
	ownSoftware    bool   `validate:"required" rule:"risk.considered"`
	enhanced       bool   `validate:"required" rule:"risk.considered"`
	reviewEnds     int64  `validate:"gtfield=late" rule:"risk.current"`
	from           int64  `validate:"required,ltefield=version" rule:"risk.current"`
	through        int64  `validate:"gtefield=version" rule:"risk.current"`
	cites          bool   `validate:"required" rule:"risk.reference"`
}

type procurement struct {
	early        int64 `validate:"-"`
	late         int64 `validate:"-"`
	version      int64 `validate:"-"`
	decidedAt    int64 `validate:"required,ltefield=early" rule:"procurement.route!"`
	route        any   `validate:"required" rule:"procurement.route"` // by the kind of organisation, nil for none
	dtacAt       int64 `validate:"required,ltefield=early" rule:"procurement.threshold"`
	from         int64 `validate:"required,ltefield=version" rule:"procurement.threshold"`
	through      int64 `validate:"gtefield=version" rule:"procurement.threshold"`
	listing      *listing
	contract     *bool `validate:"omitnil,eq=true" rule:"procurement.contract"` // nil where there is no processor
	contractEnds int64 `validate:"omitempty,gtfield=late" rule:"procurement.contract"`
	recourse     *bool `validate:"omitnil,eq=true" rule:"procurement.recourse"` // nil where the product is not free
	recourseEnds int64 `validate:"omitempty,gtfield=late" rule:"procurement.recourse"`
	serviceLevel *bool `validate:"omitnil,eq=true" rule:"procurement.recourse"`
}

type practiceRoute struct {
	route string `validate:"oneof=buying-catalogue commissioner" rule:"procurement.route"`
}

type trustRoute struct {
	route string `validate:"eq=own-route" rule:"procurement.route"`
}

type otherRoute struct {
	route string `validate:"oneof=buying-catalogue commissioner own-route" rule:"procurement.route"`
}

type listing struct {
	listed         string `validate:"-"`
	sameThresholds bool   `validate:"required_unless=listed yes" rule:"procurement.threshold"`
}

type notice struct {
	early       int64 `validate:"-"`
	late        int64 `validate:"-"`
	address     bool  `validate:"required" rule:"notice.published!"`
	publishedAt int64 `validate:"required,ltefield=early" rule:"notice.published!"`
	withdrawnAt int64 `validate:"omitempty,gtfield=late" rule:"notice.published!"`
	offer       *bool `validate:"omitnil,eq=true" rule:"notice.offer"` // nil between colleagues
	way         *bool `validate:"omitnil,eq=true" rule:"notice.offer"`
	secureUse   *bool `validate:"omitnil,eq=true" rule:"notice.secure-use"` // likewise, and where the product is not named
	reviewEnds  int64 `validate:"gtfield=late" rule:"notice.current"`
	approved    bool  `validate:"required" rule:"notice.current"`
}
