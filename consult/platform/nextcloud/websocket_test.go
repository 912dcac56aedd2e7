package nextcloud_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/preconsult/preconsult/consult/platform/nextcloud"
)

// A socket is the client's end of a WebSocket (RFC 6455), as little of it as talking to the signalling
// server takes: text messages, each in one frame, and pongs.
type socket struct {
	conn net.Conn
	from *bufio.Reader
}

// dialSocket opens a WebSocket at a port of the loopback interface. It ends with the context.
func dialSocket(ctx context.Context, port int, path string) (*socket, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return nil, err
	}
	if deadline, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(deadline)
	}
	key := make([]byte, 16)
	_, _ = rand.Read(key)
	_, err = fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\n\r\n", path, port, base64.StdEncoding.EncodeToString(key))
	s := &socket{conn, bufio.NewReader(conn)}
	if err == nil {
		var answer *http.Response
		if answer, err = http.ReadResponse(s.from, nil); err == nil && answer.StatusCode != http.StatusSwitchingProtocols {
			err = fmt.Errorf("the server does not switch protocols: %s", answer.Status)
		}
	}
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return s, nil
}

// The kinds of frame.
const (
	textFrame  = 1
	closeFrame = 8
	pingFrame  = 9
	pongFrame  = 10
)

// write sends a frame, masked as a client's has to be.
func (s *socket) write(kind byte, payload []byte) error {
	frame := []byte{0x80 | kind}
	switch n := len(payload); {
	case n < 126:
		frame = append(frame, 0x80|byte(n))
	case n < 1<<16:
		frame = binary.BigEndian.AppendUint16(append(frame, 0x80|126), uint16(n))
	default:
		return errors.New("the message is too long for this client")
	}
	var mask [4]byte
	_, _ = rand.Read(mask[:])
	frame = append(frame, mask[:]...)
	for i, b := range payload {
		frame = append(frame, b^mask[i%4])
	}
	_, err := s.conn.Write(frame)
	return err
}

// read returns the payload of the next text frame.
func (s *socket) read() ([]byte, error) {
	for {
		var head [2]byte
		if _, err := io.ReadFull(s.from, head[:]); err != nil {
			return nil, err
		}
		n := uint64(head[1] & 0x7f)
		if extra := map[uint64]int{126: 2, 127: 8}[n]; extra > 0 {
			var length [8]byte
			if _, err := io.ReadFull(s.from, length[8-extra:]); err != nil {
				return nil, err
			}
			n = binary.BigEndian.Uint64(length[:])
		}
		if n > 1<<20 {
			return nil, errors.New("the server sends a message that is too long")
		}
		payload := make([]byte, n)
		if _, err := io.ReadFull(s.from, payload); err != nil {
			return nil, err
		}
		switch head[0] & 0x0f {
		case textFrame:
			return payload, nil
		case pingFrame:
			if err := s.write(pongFrame, payload); err != nil {
				return nil, err
			}
		case closeFrame:
			return nil, errors.New("the server closed the connection")
		}
	}
}

// A client is one who talks to the signalling server.
type client struct {
	*socket
	once sync.Once
	User string // as the server knows them, after hello
	asks int
}

// A clientError is an error document that the server sent.
type clientError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (e *clientError) Error() string { return e.Code + ": " + e.Message }

func (c *client) close() { c.once.Do(func() { _ = c.conn.Close() }) }

// ask sends a request and returns the server's answer to it, or the error that the answer is.
func (c *client) ask(kind string, body any) (json.RawMessage, error) {
	c.asks++
	id := fmt.Sprint(c.asks)
	message, err := json.Marshal(map[string]any{"id": id, "type": kind, kind: body})
	if err != nil {
		return nil, err
	}
	if err := c.write(textFrame, message); err != nil {
		return nil, err
	}
	for {
		data, err := c.read()
		if err != nil {
			return nil, err
		}
		var answer struct {
			ID    string          `json:"id"`
			Type  string          `json:"type"`
			Error *clientError    `json:"error"`
			Hello json.RawMessage `json:"hello"`
			Room  json.RawMessage `json:"room"`
		}
		if err := json.Unmarshal(data, &answer); err != nil {
			return nil, err
		}
		switch {
		case answer.ID != id: // an event
		case answer.Type == "error":
			return nil, answer.Error
		case answer.Type == kind && kind == "hello":
			return answer.Hello, nil
		case answer.Type == kind && kind == "room":
			return answer.Room, nil
		default:
			return nil, fmt.Errorf("the server answers %s with %s", kind, answer.Type)
		}
	}
}

// hello connects to the signalling server and says hello with a ticket, for a backend at a URL.
func hello(ctx context.Context, port int, backend string, ticket nextcloud.Ticket) (*client, error) {
	return helloWith(ctx, port, backend, map[string]any{"ticket": ticket})
}

func helloWith(ctx context.Context, port int, backend string, params any) (*client, error) {
	s, err := dialSocket(ctx, port, "/spreed")
	if err != nil {
		return nil, err
	}
	c := &client{socket: s}
	answer, err := c.ask("hello", map[string]any{"version": "1.0", "auth": map[string]any{"url": backend, "params": params}})
	if err != nil {
		c.close()
		return nil, err
	}
	var greeted struct {
		User string `json:"userid"`
	}
	err = json.Unmarshal(answer, &greeted)
	c.User = greeted.User
	_ = c.conn.SetDeadline(time.Now().Add(time.Minute))
	return c, err
}

// join joins the room of a call.
func (c *client) join(room string) error {
	_, err := c.ask("room", map[string]any{"roomid": room, "sessionid": rand.Text()})
	return err
}
