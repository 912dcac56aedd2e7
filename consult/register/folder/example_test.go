package folder_test

import (
	"fmt"
	"testing/fstest"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/register"
	"github.com/preconsult/preconsult/consult/register/folder"
)

// A protocol is a kind of record of one's own.
type protocol struct {
	ID         consult.RecordID  `json:"id"`
	Controller consult.ODSCode   `json:"controller"`
	Countries  consult.Countries `json:"countries"`
	ReviewBy   consult.Date      `json:"review_by,omitzero"`
}

func (p protocol) RecordID() consult.RecordID { return p.ID }
func (p protocol) Keys() []consult.Key        { return []consult.Key{{Controller: p.Controller}} }

// A folder is read as a whole. Here it is in memory; in service, it is os.OpenRoot(dir).FS().
func Example() {
	fsys := fstest.MapFS{"a81001/video.yaml": {Data: []byte(`
kind: protocol
id: video
controller: Z99901
countries: [GB, NO]
review_by: 2027-01-31
`)}}
	var protocols *register.Register[protocol]
	records, err := folder.Open(fsys, nil, folder.Into(&protocols, "protocol"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for filed := range protocols.All() {
		fmt.Println(filed.Ref.ID, filed.Record.Countries, filed.Record.ReviewBy)
	}
	fmt.Println(records.Status().Records, "record")
	// Output:
	// video GB, NO 2027-01-31
	// 1 record
}

// Everything that is wrong is told at once, with its file and line.
func ExampleFaults() {
	fsys := fstest.MapFS{
		"a81001/video.yaml": {Data: []byte("kind: protocol\nid: video\ncontroler: Z99901\ncountries: [GB, UK]\n")},
		"a81002/video.json": {Data: []byte(`{"kind": "protocol", "id": "phone", "controller": "A81002"}`)},
	}
	var protocols *register.Register[protocol]
	_, err := folder.Open(fsys, nil, folder.Into(&protocols, "protocol"))
	fmt.Println(err)
	// Output:
	// a81001/video.yaml:1: controller: is missing
	// a81001/video.yaml:3: unknown member controler: did you mean controller?
	// a81001/video.yaml:4: countries[1]: is not an assigned ISO 3166-1 alpha-2 code in capital letters (the United Kingdom is GB)
	// a81002/video.json:1: countries: is missing
}
