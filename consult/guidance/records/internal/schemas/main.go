// Command schemas writes the JSON Schema of each kind of record, for editors and for those
// who write records by program. It runs in the folder of package records.
package main

import (
	"log"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance"
	"github.com/preconsult/preconsult/consult/register/folder/schema"
	"github.com/preconsult/preconsult/dpia"
	"github.com/preconsult/preconsult/notice"
	"github.com/preconsult/preconsult/risk"
)

func main() {
	log.SetFlags(0)
	texts, err := schemas("../../..")
	if err != nil {
		log.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		if err := os.WriteFile(filepath.Join("schema", name), texts[name], 0o666); err != nil {
			log.Fatal(err)
		}
	}
}

// schemas returns the text of each schema by the name of its file. The folder root is that of
// the module, whose comments become the descriptions.
func schemas(root string) (map[string][]byte, error) {
	options := &schema.Options{Patterns: map[reflect.Type]string{reflect.TypeFor[notice.Hash](): "^([0-9A-Fa-f]{64})?$"}}
	docs, err := schema.Comments(
		filepath.Join(root, "consult"), filepath.Join(root, "dpia"), filepath.Join(root, "notice"), filepath.Join(root, "risk"),
	)
	if err != nil {
		return nil, err
	}
	texts := map[string][]byte{}
	for kind, record := range map[string]reflect.Type{
		guidance.KindController:  reflect.TypeFor[risk.Controller](),
		guidance.KindDPIA:        reflect.TypeFor[dpia.Record](),
		guidance.KindScreening:   reflect.TypeFor[dpia.Screening](),
		guidance.KindAssessment:  reflect.TypeFor[risk.Assessment](),
		guidance.KindProcurement: reflect.TypeFor[risk.Procurement](),
		guidance.KindNotice:      reflect.TypeFor[notice.Record](),
		guidance.KindWaiver:      reflect.TypeFor[consult.Waiver](),
	} {
		text, err := schema.Of(record, kind, docs, options)
		if err != nil {
			return nil, err
		}
		texts[kind+".json"] = text
	}
	return texts, nil
}
