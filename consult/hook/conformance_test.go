package hook_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
)

// A backend is a small video platform in another language, as far as the decision point can tell: it has nothing of the
// library but the address of the point and its token, and opens a room where a redemption is answered by 200.
type backend struct {
	address string
	client  *http.Client
	token   string

	mu    sync.Mutex
	rooms map[consult.CallID]consulttest.State
}

// behindPoint returns a platform that asks a decision point over HTTP until the rig is closed.
func behindPoint(t testing.TB) func(rig *consulttest.Rig) consulttest.Platform {
	return func(rig *consulttest.Rig) consulttest.Platform {
		server := httptest.NewServer(point(t, rig.Gate, nil))
		rig.Cleanup(server.Close)
		return &backend{address: server.URL, client: server.Client(), token: clinicToken, rooms: map[consult.CallID]consulttest.State{}}
	}
}

func (b *backend) post(ctx context.Context, path string, body string, into any) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, b.address+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+b.token)
	r.Header.Set("Content-Type", "application/json")
	response, err := b.client.Do(r)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", response.Status, text)
	}
	return json.Unmarshal(text, into)
}

// Ask puts the question, and keeps a room for the call.
func (b *backend) Ask(ctx context.Context, call consult.Call) (consulttest.Ticket, error) {
	q, err := questionOf(call)
	if err != nil {
		return consulttest.Ticket{}, err
	}
	body, err := json.Marshal(q)
	if err != nil {
		return consulttest.Ticket{}, err
	}
	var a answered
	if err := b.post(ctx, evaluation, string(body), &a); err != nil {
		return consulttest.Ticket{}, err
	}
	if a.Decision == nil || !*a.Decision {
		return consulttest.Ticket{}, errors.New("the call may not start: " + a.Context.ReasonUser["en"])
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rooms[call.ID] = consulttest.State{}
	return consulttest.Ticket{Reference: a.Context.Permit.Reference}, nil
}

// Start redeems the reference, and then opens the room.
func (b *backend) Start(ctx context.Context, call consult.CallID, with consulttest.Ticket) error {
	if err := b.post(ctx, redeem, redemption(with.Reference, call), &struct{}{}); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rooms[call] = consulttest.State{Started: b.rooms[call].Started + 1} // as it was decided: without a recording
	return nil
}

func (b *backend) Join(ctx context.Context, call consult.CallID, _ consult.Party) error {
	_, err := b.Look(ctx, call)
	return err
}

// Record lets the host turn recording on in the settings of the room.
func (b *backend) Record(_ context.Context, call consult.CallID, as consult.Party) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	state, known := b.rooms[call]
	if !known || as != consult.Provider {
		return errors.New("only the host may record")
	}
	state.Recording = true
	b.rooms[call] = state
	return nil
}

func (b *backend) Look(_ context.Context, call consult.CallID) (consulttest.State, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	state, known := b.rooms[call]
	if !known {
		return state, errors.New("there is no such room")
	}
	return state, nil
}

// TestConformance attacks a platform that is started through a decision point in every way that the library promises
// to withstand.
func TestConformance(t *testing.T) {
	t.Parallel()
	report := consulttest.TestPlatform(t, behindPoint(t), nil)
	assert.Equal(t, len(report.Items), report.Count(consulttest.Withstood), "every attack is withstood, and none is not shown")
	assert.Greater(t, len(report.Items), 80)
}
