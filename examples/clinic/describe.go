package main

import (
	"context"
	"net/http"
	"regexp"
	"time"

	"github.com/preconsult/preconsult/consult"

	"github.com/preconsult/preconsult/examples/clinic/signin"
)

// describe returns the call of an appointment as it would start now: who starts it from the verified sign-in, the device from the
// register, and the rest from the server's own settings. Of the request itself one thing counts, the version that the browser
// says of itself that it has. A sign-in that cannot be verified leaves the initiator unknown.
func (c *clinic) describe(ctx context.Context, r *http.Request, a *appointment, by *signin.Session) consult.Call {
	now := time.Now()
	call := c.asSet(a.ID, later(a.At, now), now)
	call.Device = consult.Device{Observed: consult.Observed{Source: devices, At: now}, Standing: laptops[by.Person().ID]}
	call.Client = consult.Client{Observed: consult.Observed{Source: browser, At: now}, Version: browserVersion(r), Server: product.Version}
	if who, err := by.Who(ctx); err == nil {
		call.Initiator = who.Initiator
	}
	return call
}

// asSet returns what the server itself knows of every call, as it is set.
func (c *clinic) asSet(id consult.CallID, start, now time.Time) consult.Call {
	own := consult.Observed{Source: platformSet, At: now}
	call := consult.Call{
		ID: id, Controller: controller, Product: product, Purpose: consult.Consultation, Start: start,
		Room: c.settings.room(),
		Data: consult.Data{
			Observed:   own,
			Categories: consult.SetOf(consult.IdentityData, consult.ContactData, consult.AudioVisualData, consult.HealthData, consult.DeviceData),
			Subjects:   consult.SetOf(consult.Patients, consult.Staff), Purposes: consult.SetOf(consult.DirectCare),
			Recipients: consult.NoRecipients(),
		},
	}
	call.Room.Observed = own
	call.Data.Storage, call.Data.Access = c.settings.storage()
	return call
}

// later returns the later of two instants: a call whose time has come starts now.
func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

var product = consult.Product{ID: productID, Version: mustVersion(version)}

func mustVersion(text string) consult.Version {
	v, err := consult.ParseVersion(text)
	if err != nil {
		panic(err) // the text is a constant of the program
	}
	return v
}

// browsers are the names under which browsers give their version, those first that others pretend to be.
var browsers = regexp.MustCompile(`(?:Edg|Firefox|Chrome|Version)/(\d+(?:\.\d+){0,3})`)

// browserVersion returns the version that a browser says it has, or the unknown one.
func browserVersion(r *http.Request) consult.Version {
	match := browsers.FindStringSubmatch(r.UserAgent())
	if match == nil {
		return consult.Version{}
	}
	v, err := consult.ParseVersion(match[1])
	if err != nil {
		return consult.Version{}
	}
	return v
}
