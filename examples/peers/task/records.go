package task

import (
	"github.com/preconsult/preconsult/dpia"
	"github.com/preconsult/preconsult/notice"
	"github.com/preconsult/preconsult/risk"
)

// Records are what is on file: at most one record of a kind for each controller and product, and
// one notice for each controller. Agreements have no end, and there is one range of versions
// rather than several. The library knows more than that; an engine without quantifiers would need
// a program around it.
type Records struct {
	Controllers  []risk.Controller
	DPIAs        []dpia.Record
	Screenings   []dpia.Screening
	Assessments  []risk.Assessment
	Procurements []risk.Procurement
	Notices      []notice.Record
}
