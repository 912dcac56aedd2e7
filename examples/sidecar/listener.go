package main

import (
	"net"
	"sync"
	"sync/atomic"
)

// bounded is a listener that closes at once what comes when there are as many connections as there may be, so that
// nobody waits in vain and memory has a bound.
type bounded struct {
	net.Listener
	max  int64
	open atomic.Int64
}

func (b *bounded) Accept() (net.Conn, error) {
	for {
		c, err := b.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if b.open.Add(1) > b.max {
			b.open.Add(-1)
			c.Close()
			continue
		}
		return &counted{Conn: c, closed: sync.OnceFunc(func() { b.open.Add(-1) })}, nil
	}
}

// counted is a connection that counts until it is closed.
type counted struct {
	net.Conn
	closed func()
}

func (c *counted) Close() error {
	defer c.closed()
	return c.Conn.Close()
}
