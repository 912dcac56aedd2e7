package register

import (
	"time"

	"github.com/preconsult/preconsult/consult"
)

// Newest returns, of records filed under one key, the one that took effect last and is in
// effect for the call that p judges, or nil; of two that took effect at once, the one with
// the greater id. The instants from and until which a record is in effect are what effect
// returns; a zero until means that it stays. It also returns the instant at which another
// record is to take its place, or the zero Time: one that began between the call's start
// and now never does.
func Newest[T any](p *consult.Pass, filed []*consult.Filed[T], effect func(*T) (from, until time.Time)) (newest *consult.Filed[T], replaced time.Time) {
	var since time.Time
	for _, f := range filed {
		from, until := effect(&f.Record)
		switch {
		case !until.IsZero() && !p.Until(until):
		case p.Since(from):
			if newest == nil || !from.Before(since) {
				newest, since = f, from
			}
		case from.After(p.Now) && !from.After(p.Call.Start) && (replaced.IsZero() || from.Before(replaced)):
			replaced = from
		}
	}
	return newest, replaced
}

// Latest returns, of records filed under one key, the one with the latest instant, in effect or
// not, or nil where there is none; of two at once, the one with the greater id.
func Latest[T any](filed []*consult.Filed[T], at func(*T) time.Time) (latest *consult.Filed[T]) {
	if len(filed) == 1 {
		return filed[0]
	}
	for _, f := range filed {
		if latest == nil || !at(&f.Record).Before(at(&latest.Record)) {
			latest = f
		}
	}
	return latest
}
