package cel

import (
	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/examples/peers/task"
)

// A file is what is on file for a call. What is not is nil, and has() of it is false. Rules ask that
// first, because CEL reads the fields of a nil struct as zeros: 0 is before any instant, and "" is
// none of the words that a rule forbids.
type file struct {
	Controller  *task.Controller  `json:"controller"`
	Notice      *task.Notice      `json:"notice"`
	DPIA        *task.DPIA        `json:"dpia"`
	Screening   *task.Screening   `json:"screening"`
	Assessment  *task.Assessment  `json:"assessment"`
	Procurement *task.Procurement `json:"procurement"`
}

// The places of the fields in the record of a file.
const (
	placeController = iota
	placeNotice
	placeDPIA
	placeScreening
	placeAssessment
	placeProcurement
)

// files are the files of products, and under no product those of controllers alone.
type files[F any] map[consult.Key]*F

// of returns the file of a call.
func (f files[F]) of(call *consult.Call) *F {
	if file, found := f[call.Key()]; found {
		return file
	}
	if file, found := f[consult.Key{Controller: call.Controller}]; found {
		return file
	}
	return new(F)
}

// filed returns the files that records make.
func filed(sheet *task.Sheet) files[file] {
	f := files[file]{}
	for code, c := range sheet.Controllers {
		f[consult.Key{Controller: code}] = &file{Controller: c}
	}
	for code, n := range sheet.Notices {
		f[consult.Key{Controller: code}] = &file{Controller: sheet.Controllers[code], Notice: n}
	}
	for key, p := range sheet.Products {
		f[key] = &file{sheet.Controllers[key.Controller], sheet.Notices[key.Controller], p.DPIA, p.Screening, p.Assessment, p.Procurement}
	}
	return f
}
