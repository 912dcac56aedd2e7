package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/wire"
)

// A client shows a platform behind HTTP to the test kit: it has nothing of it but its address.
type client struct {
	address string
	http    *http.Client
}

// behindHTTP returns a platform that is asked over HTTP, on loopback, until the rig is closed.
func behindHTTP(rig *consulttest.Rig, c link) consulttest.Platform {
	server := httptest.NewServer(handler(c))
	rig.Cleanup(server.Close)
	return &client{server.URL, server.Client()}
}

func (c *client) Ask(ctx context.Context, call consult.Call) (consulttest.Ticket, error) {
	body, err := wire.EncodeCall(&call)
	if err != nil {
		return consulttest.Ticket{}, err
	}
	var answer started
	err = c.do(ctx, http.MethodPost, "/calls", body, &answer)
	return consulttest.Ticket{Reference: answer.Reference}, err
}

func (c *client) Start(ctx context.Context, call consult.CallID, with consulttest.Ticket) error {
	return c.post(ctx, call, "/start", started{with.Reference})
}

func (c *client) Join(ctx context.Context, call consult.CallID, as consult.Party) error {
	return c.post(ctx, call, "/join", joined{as})
}

func (c *client) Record(ctx context.Context, call consult.CallID, as consult.Party) error {
	return c.post(ctx, call, "/record", joined{as})
}

func (c *client) Look(ctx context.Context, call consult.CallID) (consulttest.State, error) {
	var answer looked
	err := c.do(ctx, http.MethodGet, "/calls/"+url.PathEscape(string(call)), nil, &answer)
	return consulttest.State{Started: answer.Starts, Recording: answer.Recording}, err
}

func (c *client) post(ctx context.Context, call consult.CallID, what string, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return c.do(ctx, http.MethodPost, "/calls/"+url.PathEscape(string(call))+what, text, new(looked))
}

// do sends a request and reads the answer into a value.
func (c *client) do(ctx context.Context, method, path string, body []byte, into any) error {
	request, err := http.NewRequestWithContext(ctx, method, c.address+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	response, err := c.http.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, 1<<16))
	switch {
	case err != nil:
		return err
	case response.StatusCode != http.StatusOK:
		return fmt.Errorf("cliniclink answers %s: %s", response.Status, bytes.TrimSpace(text))
	}
	return json.Unmarshal(text, into)
}
