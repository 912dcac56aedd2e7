package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	_ "embed"
)

// A client is one connection that asks, and waits for the answer.
type client struct {
	conn    net.Conn
	answers *bufio.Reader
	address string
	token   string
	allowed []byte // a question, as it is sent: the same over and over, since making it is not what is measured
	refused []byte
	body    []byte // of the last answer
}

const timeout = 10 * time.Second // no answer takes that long

// newClient connects, and prepares questions on the call as its facts are now.
func newClient(s *sidecar, call string) (*client, error) {
	conn, err := net.Dial("tcp", s.address)
	if err != nil {
		return nil, err
	}
	question := strings.ReplaceAll(call, "NOW", time.Now().UTC().Format(time.RFC3339))
	c := &client{conn: conn, answers: bufio.NewReader(conn), address: s.address, token: s.token}
	c.allowed = c.request("/access/v1/evaluation", question)
	c.refused = c.request("/access/v1/evaluation", worse.Replace(question))
	return c, nil
}

const leastFindings = 8 // of a question that is refused

// worse makes of a question that is allowed one that breaks as many rules as that, and more.
var worse = strings.NewReplacer(
	`"recording": "off"`, `"recording": "automatic"`, `"recording_authority": "nobody"`, `"recording_authority": "participants"`,
	`"transcription": "off"`, `"transcription": "automatic"`, `"visibility": "private"`, `"visibility": "public"`,
	`"corporate"`, `"personal-unmanaged"`, `"version": "4.2.0"`, `"version": "4.0.1"`, `"provider"`, `"patient"`,
	`"verified": "yes"`, `"verified": "no"`,
)

func (c *client) request(path, body string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "POST %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
		path, c.address, c.token, len(body), body)
	return b.Bytes()
}

// send sends a request and reads the answer, which must have the status 200.
func (c *client) send(request []byte) error {
	if err := c.conn.SetDeadline(time.Now().Add(timeout)); err != nil {
		return err
	}
	if _, err := c.conn.Write(request); err != nil {
		return err
	}
	answer, err := http.ReadResponse(c.answers, nil)
	if err != nil {
		return err
	}
	if answer.ContentLength < 0 {
		return errors.New("the answer does not say how long it is")
	}
	c.body = slices.Grow(c.body[:0], int(answer.ContentLength))[:answer.ContentLength]
	_, err = io.ReadFull(answer.Body, c.body) // into the same memory, as what asks is not what is measured
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("the answer has the status %d: %s", answer.StatusCode, c.body)
	}
	return err
}

func (c *client) askAllowed() error {
	if err := c.send(c.allowed); err != nil {
		return err
	}
	if !bytes.HasPrefix(c.body, []byte(`{"decision":true`)) {
		return fmt.Errorf("a call that may start was refused: %s", c.body)
	}
	return nil
}

func (c *client) askRefused() error {
	if err := c.send(c.refused); err != nil {
		return err
	}
	if !bytes.HasPrefix(c.body, []byte(`{"decision":false`)) {
		return fmt.Errorf("a call that may not start was allowed: %s", c.body)
	}
	// Each finding has one rule. The answer is not decoded, which would take longer here than the sidecar needs to make it.
	if n := bytes.Count(c.body, []byte(`"rule":{`)); n < leastFindings {
		return fmt.Errorf("a call that breaks %d rules and more has %d findings: %s", leastFindings, n, c.body)
	}
	return nil
}

func (c *client) start() error {
	if err := c.askAllowed(); err != nil {
		return err
	}
	var of struct {
		Context struct {
			Permit struct{ Reference string }
		}
	}
	if err := json.Unmarshal(c.body, &of); err != nil {
		return err
	}
	return c.send(c.request("/permit/v1/redeem", `{"reference": "`+of.Context.Permit.Reference+`", "call": "call-7c41"}`))
}

// readCall returns the question of the example, from the folder of the repository.
func readCall() (string, error) {
	call, err := os.ReadFile("examples/sidecar/call.json")
	if err != nil {
		return "", fmt.Errorf("run it in the folder of the repository: %w", err)
	}
	return string(call), nil
}
