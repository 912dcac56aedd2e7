package cel

import (
	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/examples/peers/task"
)

// The facts of a call as rules name them. Enumerations are words and sets are lists of words; nil
// stands for a set that is not known.
type (
	callFacts struct {
		Controller string `json:"controller"`
		Product    string `json:"product"`
		Version    int64  `json:"version"`
		Purpose    string `json:"purpose"`
	}
	initiatorFacts struct {
		Sourced      bool   `json:"sourced"` // whether it is known who established the facts
		At           int64  `json:"at"`
		Verified     string `json:"verified"`
		Party        string `json:"party"`
		Organisation string `json:"organisation"`
	}
	roomFacts struct {
		Sourced            bool   `json:"sourced"`
		At                 int64  `json:"at"`
		Recording          string `json:"recording"`
		RecordingAuthority string `json:"recording_authority"`
		Transcription      string `json:"transcription"`
		Scribe             string `json:"scribe"`
		Encryption         string `json:"encryption"`
		ServerCapture      string `json:"server_capture"`
		Visibility         string `json:"visibility"`
		Admission          string `json:"admission"`
	}
	deviceFacts struct {
		Sourced  bool   `json:"sourced"`
		At       int64  `json:"at"`
		Standing string `json:"standing"`
	}
	clientFacts struct {
		Sourced bool  `json:"sourced"`
		At      int64 `json:"at"`
		Version int64 `json:"version"`
		Server  int64 `json:"server"`
	}
	dataFacts struct {
		Sourced    bool     `json:"sourced"`
		At         int64    `json:"at"`
		Purposes   []string `json:"purposes"`
		Categories []string `json:"categories"`
		Subjects   []string `json:"subjects"`
		Recipients []string `json:"recipients"` // beside the product itself
		Access     []string `json:"access"`
		Storage    []string `json:"storage"`
		Overseas   []string `json:"overseas"` // those of access and storage that are not the United Kingdom
	}
)

func callOf(c *consult.Call) *callFacts {
	return &callFacts{string(c.Controller), string(c.Product.ID), task.Ordinal(c.Product.Version), c.Purpose.String()}
}

func initiatorOf(i *consult.Initiator) *initiatorFacts {
	return &initiatorFacts{i.Source != "", task.Instant(i.At), i.Verified.String(), i.Party.String(), string(i.Organisation)}
}

func roomOf(r *consult.Room) *roomFacts {
	return &roomFacts{
		Sourced: r.Source != "", At: task.Instant(r.At),
		Recording: r.Recording.String(), RecordingAuthority: r.RecordingAuthority.String(),
		Transcription: r.Transcription.String(), Scribe: r.Scribe.String(),
		Encryption: r.Encryption.String(), ServerCapture: r.ServerCapture.String(),
		Visibility: r.Visibility.String(), Admission: r.Admission.String(),
	}
}

func deviceOf(d *consult.Device) *deviceFacts {
	return &deviceFacts{d.Source != "", task.Instant(d.At), d.Standing.String()}
}

func clientOf(c *consult.Client) *clientFacts {
	return &clientFacts{c.Source != "", task.Instant(c.At), task.Ordinal(c.Version), task.Ordinal(c.Server)}
}

func dataOf(c *consult.Call) *dataFacts {
	d := &c.Data
	recipients, recipientsKnown := d.Recipients.Known()
	access, accessKnown := d.Access.Known()
	storage, storageKnown := d.Storage.Known()
	overseas, overseasKnown := d.Overseas()
	beside := recipients.Without(func(id consult.ProductID) bool { return id == c.Product.ID })
	return &dataFacts{
		Sourced: d.Source != "", At: task.Instant(d.At),
		Purposes: known(d.Purposes, !d.Purposes.Empty()), Categories: known(d.Categories, !d.Categories.Empty()),
		Subjects: known(d.Subjects, !d.Subjects.Empty()), Recipients: known(beside, recipientsKnown),
		Access: known(access, accessKnown), Storage: known(storage, storageKnown), Overseas: known(overseas, overseasKnown),
	}
}

// known returns the words of a set, which may be none, or nil where it is not known.
func known(set interface{ Words() []string }, known bool) []string {
	if !known {
		return nil
	}
	return set.Words()
}
