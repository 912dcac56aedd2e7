package main

import (
	"crypto/rand"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"text/template"
	"time"
)

// shipped are the records of the demonstration, whose dates are counted from today.
//
//go:embed demonstration/*.yaml
var shipped embed.FS

// prepare makes a folder for the demonstration, with records that hold today, a caller, and nothing decided yet. An empty name
// stands for a new folder among the temporary ones; a folder that is there must be empty.
func prepare(name string, now time.Time) (dir string, err error) {
	if name == "" {
		dir, err = os.MkdirTemp("", "preconsult-sidecar-")
	} else {
		dir, err = name, os.Mkdir(name, 0o700)
	}
	if errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("%s is there already: name a folder that is not, or serve it with -records %s -callers %s -journal %s",
			name, filepath.Join(name, "records"), filepath.Join(name, "callers"), filepath.Join(name, "decisions.jsonl"))
	}
	if err != nil {
		return "", fmt.Errorf("the folder of the demonstration cannot be made: %w", err)
	}
	today := now.UTC().Truncate(24 * time.Hour)
	dated, err := template.New("").Funcs(template.FuncMap{
		"day":     func(days int) string { return today.AddDate(0, 0, days).Format(time.DateOnly) },
		"instant": func(days int) string { return today.AddDate(0, 0, days).Add(9 * time.Hour).Format(time.RFC3339) },
	}).ParseFS(shipped, "demonstration/*.yaml")
	if err != nil {
		return "", err
	}
	if err := os.Mkdir(filepath.Join(dir, "records"), 0o700); err != nil {
		return "", err
	}
	files, err := fs.Glob(shipped, "demonstration/*.yaml")
	if err != nil {
		return "", err
	}
	for _, name := range files {
		name = path.Base(name)
		if err := writeRecord(filepath.Join(dir, "records", name), dated.Lookup(name)); err != nil {
			return "", err
		}
	}
	var token [32]byte
	rand.Read(token[:]) // which never fails
	text := hex.EncodeToString(token[:])
	return dir, errors.Join(
		os.WriteFile(filepath.Join(dir, "token"), []byte(text+"\n"), 0o600),
		os.WriteFile(filepath.Join(dir, "callers"), []byte("# name, token\ndemonstration "+text+"\n"), 0o600),
	)
}

func writeRecord(name string, dated *template.Template) error {
	file, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(dated.Execute(file, nil), file.Close())
}
