package document_test

import (
	"strconv"
	"strings"
	"time"

	"github.com/preconsult/preconsult/consult"
)

// record has a field of every sort that documents are made of.
type record struct {
	ID          consult.RecordID                  `json:"id"`
	Controller  consult.ODSCode                   `json:"controller"`
	Title       string                            `json:"title,omitzero"`
	Open        bool                              `json:"open,omitzero"`
	Count       int                               `json:"count,omitzero"`
	Small       uint8                             `json:"small,omitzero"`
	Signed      int8                              `json:"signed,omitzero"`
	Screening   consult.YesNo                     `json:"screening,omitzero"`
	Country     consult.Country                   `json:"country,omitzero"`
	Due         consult.Date                      `json:"due,omitzero"`
	Approved    time.Time                         `json:"approved,omitzero"`
	Lowest      consult.Version                   `json:"lowest,omitempty"`
	Range       consult.Versions                  `json:"range,omitzero"`
	Categories  consult.Set[consult.DataCategory] `json:"categories,omitzero"`
	Countries   consult.Countries                 `json:"countries,omitzero"`
	Products    consult.Products                  `json:"products,omitzero"`
	Storage     consult.Places                    `json:"storage,omitzero"`
	Mitigations []mitigation                      `json:"mitigations,omitzero"`
	Notes       []string                          `json:"notes,omitzero"`
	Author      *person                           `json:"author,omitzero"`
	Base        `json:"base,omitzero"`
	Cache       map[string]string `json:"-"`
	_           int               // not exported, so not in documents
}

type mitigation struct {
	Measure string        `json:"measure"`
	Due     consult.Date  `json:"due"`
	Done    consult.YesNo `json:"done,omitzero"`
}

type person struct {
	Role consult.RoleCode `json:"role"`
	Next *person          `json:"next,omitzero"`
}

// Base is embedded, and an ordinary member.
type Base struct {
	Source consult.SourceID `json:"source"`
}

// typical returns a YAML record of about 60 lines.
func typical(n int) string {
	var b strings.Builder
	b.WriteString(`# A data protection impact assessment, as people write it.
id: video-` + strconv.Itoa(n) + `
controller: Z99901
title: Video consultations with patients at home
open: true
count: 12
screening: yes
country: GB
due: 2027-01-31
approved: 2026-05-11T09:00:00Z
lowest: 1.10
range:
  from: 1.10
  through: 2.0.1
categories: [identity, contact, audio-visual, health]
countries: [GB, NO, IE]
products:
  - example-meet
  - captions
storage:
  state: listed
  countries: [GB]
base:
  source: folder
mitigations:
`)
	for i := range 9 {
		b.WriteString("  - measure: Measure number " + strconv.Itoa(i) + " that was agreed with the team\n    due: 2027-02-0" + strconv.Itoa(i+1) + "\n    done: no\n")
	}
	b.WriteString("notes:\n  - first note\n  - second note\nauthor:\n  role: R8000\n  next:\n    role: R8001\n")
	return b.String()
}
