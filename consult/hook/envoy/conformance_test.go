package envoy_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	authv3 "github.com/envoyproxy/go-control-plane/envoy/service/auth/v3"
	"github.com/stretchr/testify/assert"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/hook"
)

// TestConformance attacks a platform whose every call goes through a real gRPC client as through Envoy, and whose back
// end redeems what comes in the header.
func TestConformance(t *testing.T) {
	t.Parallel()
	report := consulttest.TestPlatform(t, func(rig *consulttest.Rig) consulttest.Platform {
		p := &clinic{point: newPoint(t, rig.Gate, nil), booked: map[string]consult.Call{}, started: map[consult.CallID]int{}}
		p.edge = dial(t, serve(t, newAuthorization(t, p.point, p.describe)))
		return p
	}, nil)
	assert.Equal(t, 2, report.Count(consulttest.NotShown), "all but recording, which this platform has no counterpart for")
}

// A clinic is a platform behind Envoy.
type clinic struct {
	point *hook.DecisionPoint
	edge  authv3.AuthorizationClient

	mu      sync.Mutex
	booked  map[string]consult.Call
	started map[consult.CallID]int
}

func (p *clinic) describe(_ context.Context, r *authv3.CheckRequest) (hook.Asked, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	call, ok := p.booked[r.Attributes.Request.Http.Path]
	if !ok {
		return hook.Asked{}, errors.New("there is no such appointment")
	}
	return hook.Asked{Call: call, Staff: true}, nil
}

// Ask books the call, and sends the request for it to Envoy.
func (p *clinic) Ask(ctx context.Context, call consult.Call) (consulttest.Ticket, error) {
	path := "/calls/" + string(call.ID)
	p.mu.Lock()
	p.booked[path] = call
	p.mu.Unlock()
	response, err := p.edge.Check(showing(ctx, "Bearer "+token), request(path))
	if err == nil {
		err = sound(response)
	}
	if err != nil {
		return consulttest.Ticket{}, err
	}
	return consulttest.Ticket{Reference: reference(response)}, nil
}

// Start is the back end that is sent the request with the header.
func (p *clinic) Start(ctx context.Context, call consult.CallID, with consulttest.Ticket) error {
	if _, err := p.point.Redeem(ctx, backend, with.Reference, call); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.started[call]++
	return nil
}

// Join lets anybody wait, and starts nothing.
func (p *clinic) Join(context.Context, consult.CallID, consult.Party) error { return nil }

// Record says that there is nothing here to record with.
func (p *clinic) Record(context.Context, consult.CallID, consult.Party) error {
	return errors.ErrUnsupported
}

func (p *clinic) Look(_ context.Context, call consult.CallID) (consulttest.State, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return consulttest.State{Started: p.started[call]}, nil
}
