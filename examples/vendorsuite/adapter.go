package main

import (
	"context"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
)

// A link is what ClinicLink does, with a fault or without.
type link interface {
	Ask(context.Context, consult.Call) (reference string, err error)
	Start(ctx context.Context, call consult.CallID, reference string) error
	Join(context.Context, consult.CallID, consult.Party) error
	Record(context.Context, consult.CallID, consult.Party) error
	Look(consult.CallID) (starts int, recording bool, err error)
}

// An adapter shows a link to the test kit. Two methods differ in form; the others are the link's.
type adapter struct{ link }

func (a adapter) Ask(ctx context.Context, call consult.Call) (consulttest.Ticket, error) {
	reference, err := a.link.Ask(ctx, call)
	return consulttest.Ticket{Reference: reference}, err
}

func (a adapter) Start(ctx context.Context, call consult.CallID, with consulttest.Ticket) error {
	return a.link.Start(ctx, call, with.Reference)
}

func (a adapter) Look(_ context.Context, call consult.CallID) (consulttest.State, error) {
	starts, recording, err := a.link.Look(call)
	return consulttest.State{Started: starts, Recording: recording}, err
}
