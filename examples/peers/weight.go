package main

import (
	"context"
	"debug/buildinfo"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A weight is what an engine adds to a program that serves JSON over HTTP.
type weight struct {
	bytes   int64    // of the binary
	modules []string // that are compiled in, beside the application's own
}

const (
	library  = "github.com/preconsult/preconsult"
	programs = library + "/examples/peers/weigh/"
)

// weigh builds the program of each engine, and the one without, and returns what each adds to that.
func weigh(ctx context.Context, note func(string, ...any), names ...string) (map[string]weight, error) {
	dir, err := os.MkdirTemp("", "weigh")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	bare, err := build(ctx, dir, "none", note)
	if err != nil {
		return nil, err
	}
	weights := map[string]weight{}
	for _, name := range names {
		w, err := build(ctx, dir, name, note)
		if err != nil {
			return nil, err
		}
		w.bytes -= bare.bytes
		weights[name] = w
	}
	return weights, nil
}

func build(ctx context.Context, dir, name string, note func(string, ...any)) (weight, error) {
	note("building a program with %s", name)
	binary := filepath.Join(dir, name)
	if out, err := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", binary, programs+name).CombinedOutput(); err != nil {
		return weight{}, fmt.Errorf("building %s%s: run this in a clone of the repository, with Go on the path: %w\n%s", programs, name, err, out)
	}
	file, err := os.Stat(binary)
	if err != nil {
		return weight{}, err
	}
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		return weight{}, err
	}
	w := weight{bytes: file.Size()}
	for _, module := range info.Deps {
		if !strings.HasPrefix(module.Path, library) { // it stands for the application's own structs
			w.modules = append(w.modules, module.Path+" "+module.Version)
		}
	}
	return w, nil
}
