package opa

import (
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/examples/peers/task"
)

// input returns a call as the policy reads it, as a document.
func input(call *consult.Call, now time.Time) document {
	early, late := task.Bounds(call, now)
	product, device, client := make(document, 2), observed(&call.Device.Observed, 1), observed(&call.Client.Observed, 2)
	put(product, "id", string(call.Product.ID))
	put(product, "version", task.Ordinal(call.Product.Version))
	put(device, "standing", known(call.Device.Standing.String()))
	put(client, "version", task.Ordinal(call.Client.Version))
	put(client, "server", task.Ordinal(call.Client.Server))
	d := document{
		"now": task.Instant(now), "early": task.Instant(early), "late": task.Instant(late), "product": product,
		"initiator": initiator(&call.Initiator), "room": room(&call.Room), "device": device, "client": client, "data": processed(&call.Data),
	}
	put(d, "controller", string(call.Controller))
	put(d, "purpose", known(call.Purpose.String()))
	return d
}

// observed returns a group of facts with room for so many more.
func observed(o *consult.Observed, more int) document {
	d := make(document, 2+more)
	put(d, "source", string(o.Source))
	put(d, "at", task.Instant(o.At))
	return d
}

func initiator(i *consult.Initiator) document {
	d := observed(&i.Observed, 3)
	put(d, "verified", known(i.Verified.String()))
	put(d, "party", known(i.Party.String()))
	put(d, "organisation", string(i.Organisation))
	return d
}

func room(r *consult.Room) document {
	d := observed(&r.Observed, 8)
	put(d, "recording", known(r.Recording.String()))
	put(d, "recording_authority", known(r.RecordingAuthority.String()))
	put(d, "transcription", known(r.Transcription.String()))
	put(d, "scribe", known(r.Scribe.String()))
	put(d, "encryption", known(r.Encryption.String()))
	put(d, "server_capture", known(r.ServerCapture.String()))
	put(d, "visibility", known(r.Visibility.String()))
	put(d, "admission", known(r.Admission.String()))
	return d
}

// processed returns what is processed. An empty set of purposes, categories or subjects is not known.
func processed(data *consult.Data) document {
	d := observed(&data.Observed, 7)
	if !data.Purposes.Empty() {
		d["purposes"] = object(data.Purposes.Words())
	}
	if !data.Categories.Empty() {
		d["categories"] = object(data.Categories.Words())
	}
	if !data.Subjects.Empty() {
		d["subjects"] = object(data.Subjects.Words())
	}
	if recipients, ok := data.Recipients.Known(); ok {
		d["recipients"] = object(recipients.Words())
	}
	if access, ok := data.Access.Known(); ok {
		d["access"] = object(access.Words())
	}
	if storage, ok := data.Storage.Known(); ok {
		d["storage"] = object(storage.Words())
	}
	if overseas, ok := data.Overseas(); ok {
		d["overseas"] = object(overseas.Words())
	}
	return d
}
