// Package readiness is what an information governance lead sees of a video platform: how the
// records on file stand against each clause of the guidance, which risks remain, what runs out
// next, and what was decided today.
//
// [NewView] makes it, as plain data, from the records in force and the decisions so far. It decides
// nothing: what is kept and what is broken is what the gate found in a trial, a call as the
// platform is set and right in everything else, so that what the trial finds is what the records or
// the platform's settings lack.
//
//	view := readiness.NewView(&on.Records, on.Status(), practice, product, trial, today, time.Now())
//
// The templates that [AddTo] adds to a layout show a view: "readiness" is the part of a page inside
// main, of a page that links readiness.css and readiness.js of [Static]. Pictures are SVG; the page
// has no inline style and no inline script, so that a strict content security policy holds.
//
// The page keeps itself up to date. [Events] tells it that something changed, and it fetches
// itself anew. Where the answer is a redirect, that is taken for the application's sign-in: the page says that they are no
// longer signed in, and ceases to look. A [Signal] is what to raise when something changes:
//
//	mux.Handle("GET /readiness/events", readiness.Events(signal.Next))
//	…
//	signal.Raise() // the records changed, or a decision was made
package readiness
