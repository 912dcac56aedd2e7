package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// build builds the sidecar into a folder that cleanup removes.
func build(ctx context.Context) (program string, cleanup func(), err error) {
	dir, err := os.MkdirTemp("", "preconsult-load-")
	if err != nil {
		return "", nil, err
	}
	program = filepath.Join(dir, "sidecar")
	out, err := exec.CommandContext(ctx, "go", "build", "-C", "examples/sidecar", "-o", program, ".").CombinedOutput()
	if err != nil {
		os.RemoveAll(dir)
		return "", nil, fmt.Errorf("the sidecar cannot be built: %w\n%s", err, out)
	}
	return program, func() { os.RemoveAll(dir) }, nil
}

// A sidecar is a sidecar that runs as a process of its own.
type sidecar struct {
	command        *exec.Cmd
	dir            string
	address, admin string // where platforms ask, as host and port, and where metrics are, as a URL
	token          string
}

// startSidecar starts the program and waits until it serves.
func startSidecar(ctx context.Context, program string, flush bool) (*sidecar, error) {
	parent, err := os.MkdirTemp("", "preconsult-load-")
	if err != nil {
		return nil, err
	}
	s := &sidecar{dir: parent}
	demo := filepath.Join(parent, "demo")
	s.command = exec.CommandContext(ctx, program, "-demo", demo, "-listen", "127.0.0.1:0", "-admin", "127.0.0.1:0", "-flush="+strconv.FormatBool(flush))
	log, err := s.command.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := s.command.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(log)
	for lines.Scan() {
		var line struct{ Msg, Decisions, Admin string }
		if json.Unmarshal(lines.Bytes(), &line) == nil && line.Msg == "serving" {
			s.address, s.admin = strings.TrimPrefix(line.Decisions, "http://"), line.Admin
			break
		}
	}
	go io.Copy(io.Discard, log) // so that it is never held up
	token, err := os.ReadFile(filepath.Join(demo, "token"))
	s.token = string(bytes.TrimSpace(token))
	if s.address == "" || err != nil {
		return nil, errors.Join(errors.New("the sidecar did not serve"), err, s.stop())
	}
	return s, nil
}

// stop stops the sidecar, and removes what it left.
func (s *sidecar) stop() error {
	return errors.Join(s.command.Process.Signal(syscall.SIGTERM), s.command.Wait(), os.RemoveAll(s.dir))
}

// metrics returns what the sidecar says of itself, by name and labels.
func (s *sidecar) metrics(ctx context.Context) (map[string]float64, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.admin+"/metrics", nil)
	if err != nil {
		return nil, err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	values := map[string]float64{}
	lines := bufio.NewScanner(answer.Body)
	for lines.Scan() {
		name, text, ok := strings.Cut(lines.Text(), " ")
		if value, err := strconv.ParseFloat(text, 64); ok && err == nil && name != "#" {
			values[name] = value
			if family, _, labelled := strings.Cut(name, "{"); labelled {
				values[family] += value
			}
		}
	}
	return values, lines.Err()
}
