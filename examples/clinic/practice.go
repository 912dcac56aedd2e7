package main

import (
	"crypto/rand"
	"strings"
	"time"

	"github.com/preconsult/preconsult/consult"

	"github.com/preconsult/preconsult/examples/clinic/signin"
)

// The made-up practice, and the platform itself as records name it.
const (
	practice                      = "Brackenford Surgery"
	controller  consult.ODSCode   = "Z99901"
	productID   consult.ProductID = "clinic"
	version                       = "1.0.0"
	platformSet consult.SourceID  = "clinic-settings" // what the server itself is set to
	devices     consult.SourceID  = "device-register"
	browser     consult.SourceID  = "browser"
)

// people are those who can sign in. None of them exists.
var people = []signin.Person{
	{ID: "amina", Name: "Dr Amina Example", Post: "GP", Party: consult.Provider, Role: "R8000", Organisation: controller},
	{ID: "jo", Name: "Jo Example", Post: "Practice administrator", Party: consult.Provider, Role: "R8008", Organisation: controller},
	{ID: "sam", Name: "Sam Sample", Post: "Patient", Party: consult.Patient},
	{ID: "maya", Name: "Maya Sample", Post: "Patient", Party: consult.Patient},
}

// clinician is whose list it is.
var clinician = people[0]

// starters are the job roles that may start a consultation here.
var starters = []consult.RoleCode{"R8000", "R8001"}

// laptops says by person how the device register has the device that they work on.
var laptops = map[string]consult.DeviceStanding{"amina": consult.DeviceCorporate, "jo": consult.DeviceCorporate}

// An appointment is one consultation of the day on which the program has started.
type appointment struct {
	ID      consult.CallID
	Patient signin.Person
	At      time.Time
	Link    string // the part of the patient's address that nobody can guess
}

// day returns the date of an appointment that is not of today, as after a midnight that the program has seen. That of one that is
// of today is empty.
func (a *appointment) day(now time.Time) string {
	year, month, day := now.In(a.At.Location()).Date()
	if y, m, d := a.At.Date(); y == year && m == month && d == day {
		return ""
	}
	return a.At.Format("2 January 2006")
}

// when says when an appointment is, in a sentence.
func (a *appointment) when(now time.Time) string {
	at := a.At.Format("15:04")
	if day := a.day(now); day != "" {
		return at + " on " + day
	}
	return at + " today"
}

// today returns today's list: each patient once, from the hour that it is.
func today(now time.Time) []*appointment {
	var list []*appointment
	at := now.Truncate(time.Hour)
	for _, p := range people {
		if p.Party != consult.Patient {
			continue
		}
		// The id is in decisions and logs, and so has nothing of the link in it.
		id := consult.CallID("call-" + strings.ToLower(rand.Text()[:8]))
		list = append(list, &appointment{id, p, at, rand.Text()})
		at = at.Add(20 * time.Minute)
	}
	return list
}
