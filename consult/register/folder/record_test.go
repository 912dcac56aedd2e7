package folder_test

import (
	"time"

	"github.com/preconsult/preconsult/consult"
)

// assessment is a record with fields of every sort.
type assessment struct {
	ID          consult.RecordID                  `json:"id"`
	Controller  consult.ODSCode                   `json:"controller,omitzero"`
	Title       string                            `json:"title,omitzero"`
	Due         consult.Date                      `json:"due,omitzero"`
	Approved    time.Time                         `json:"approved,omitzero"`
	Lowest      consult.Version                   `json:"lowest,omitzero"`
	Screening   consult.YesNo                     `json:"screening,omitzero"`
	Categories  consult.Set[consult.DataCategory] `json:"categories,omitzero"`
	Products    consult.Products                  `json:"products,omitzero"`
	Storage     consult.Places                    `json:"storage,omitzero"`
	Mitigations []mitigation                      `json:"mitigations,omitzero"`
}

type mitigation struct {
	Measure string        `json:"measure"`
	Due     consult.Date  `json:"due"`
	Done    consult.YesNo `json:"done"`
}

func (a assessment) RecordID() consult.RecordID { return a.ID }

func (a assessment) Keys() []consult.Key {
	if a.Controller == "" {
		return nil
	}
	keys := make([]consult.Key, 0, a.Products.Len()+1)
	for product := range a.Products.All {
		keys = append(keys, consult.Key{Controller: a.Controller, Product: product})
	}
	return append(keys, consult.Key{Controller: a.Controller})
}
