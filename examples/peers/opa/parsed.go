package opa

import (
	"slices"
	"strconv"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/examples/peers/task"
)

// The words of the enumerations and the names of members are terms that are made once. [ast.InternedTerm]
// finds them.
func init() {
	ast.InternStringTerm(slices.Concat(
		[]string{
			"now", "early", "late", "controller", "purpose", "product", "id", "version", "initiator", "room", "device", "client", "data", "source", "at",
			"verified", "party", "organisation", "recording", "recording_authority", "transcription", "scribe", "encryption", "server_capture",
			"visibility", "admission", "standing", "server", "purposes", "categories", "subjects", "recipients", "access", "storage", "overseas",
		},
		words[consult.Purpose](), words[consult.YesNo](), words[consult.Party](), words[consult.Recording](), words[consult.RecordingAuthority](),
		words[consult.Capture](), words[consult.Encryption](), words[consult.Visibility](), words[consult.Admission](), words[consult.DeviceStanding](),
		words[consult.ProcessingPurpose](), words[consult.DataCategory](), words[consult.DataSubject](), consult.AllCountries().Words(),
	)...)
}

// words returns the texts of an enumeration.
func words[E consult.Enum]() (all []string) {
	for e := E(1); e.String() != "invalid"; e++ {
		all = append(all, e.String())
	}
	return all
}

// members are those of an object that is being made.
type members [][2]*ast.Term

func (m *members) add(name string, term *ast.Term) {
	*m = append(*m, [2]*ast.Term{ast.InternedTerm(name), term})
}

func (m *members) text(name, text string) {
	if text != "" {
		m.add(name, ast.StringTerm(text))
	}
}

func (m *members) number(name string, n int64) {
	if n != 0 {
		m.add(name, &ast.Term{Value: ast.Number(strconv.FormatInt(n, 10))})
	}
}

func (m *members) word(name, word string) {
	if word != "unknown" {
		m.add(name, ast.InternedTerm(word))
	}
}

func (m *members) set(name string, words []string) {
	terms := make([]*ast.Term, len(words))
	for i, w := range words {
		terms[i] = ast.InternedTerm(w)
	}
	m.add(name, ast.SetTerm(terms...))
}

func (m *members) observed(o *consult.Observed) {
	m.text("source", string(o.Source))
	m.number("at", task.Instant(o.At))
}

// parsedInput returns a call as the policy reads it, as values of OPA's own. It is what [input] makes.
func parsedInput(call *consult.Call, now time.Time) ast.Value {
	early, late := task.Bounds(call, now)
	in, group := make(members, 0, 11), make(members, 0, 10)
	in.number("now", task.Instant(now))
	in.number("early", task.Instant(early))
	in.number("late", task.Instant(late))
	in.text("controller", string(call.Controller))
	in.word("purpose", call.Purpose.String())

	group.text("id", string(call.Product.ID))
	group.number("version", task.Ordinal(call.Product.Version))
	in.add("product", ast.ObjectTerm(group...))

	group = group[:0]
	group.observed(&call.Initiator.Observed)
	group.word("verified", call.Initiator.Verified.String())
	group.word("party", call.Initiator.Party.String())
	group.text("organisation", string(call.Initiator.Organisation))
	in.add("initiator", ast.ObjectTerm(group...))

	group = group[:0]
	group.observed(&call.Room.Observed)
	group.word("recording", call.Room.Recording.String())
	group.word("recording_authority", call.Room.RecordingAuthority.String())
	group.word("transcription", call.Room.Transcription.String())
	group.word("scribe", call.Room.Scribe.String())
	group.word("encryption", call.Room.Encryption.String())
	group.word("server_capture", call.Room.ServerCapture.String())
	group.word("visibility", call.Room.Visibility.String())
	group.word("admission", call.Room.Admission.String())
	in.add("room", ast.ObjectTerm(group...))

	group = group[:0]
	group.observed(&call.Device.Observed)
	group.word("standing", call.Device.Standing.String())
	in.add("device", ast.ObjectTerm(group...))

	group = group[:0]
	group.observed(&call.Client.Observed)
	group.number("version", task.Ordinal(call.Client.Version))
	group.number("server", task.Ordinal(call.Client.Server))
	in.add("client", ast.ObjectTerm(group...))

	group = group[:0]
	group.processed(&call.Data)
	in.add("data", ast.ObjectTerm(group...))
	return ast.NewObject(in...)
}

func (m *members) processed(data *consult.Data) {
	m.observed(&data.Observed)
	if !data.Purposes.Empty() {
		m.set("purposes", data.Purposes.Words())
	}
	if !data.Categories.Empty() {
		m.set("categories", data.Categories.Words())
	}
	if !data.Subjects.Empty() {
		m.set("subjects", data.Subjects.Words())
	}
	if recipients, ok := data.Recipients.Known(); ok {
		m.set("recipients", recipients.Words())
	}
	if access, ok := data.Access.Known(); ok {
		m.set("access", access.Words())
	}
	if storage, ok := data.Storage.Known(); ok {
		m.set("storage", storage.Words())
	}
	if overseas, ok := data.Overseas(); ok {
		m.set("overseas", overseas.Words())
	}
}
