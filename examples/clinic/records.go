package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"text/template"
	"time"
)

// shipped are the records of the made-up practice, whose dates are counted from today.
//
//go:embed records/*.yaml
var shipped embed.FS

// layOut writes the records into a folder that is not there yet, with dates that hold today. An empty name stands for a
// folder among the temporary ones.
func layOut(dir string, now time.Time) (string, error) {
	var err error
	if dir == "" {
		dir, err = os.MkdirTemp("", "preconsult-clinic-")
	} else if err = os.Mkdir(dir, 0o700); errors.Is(err, fs.ErrExist) {
		return dir, nil // what somebody has laid out before, and perhaps changed
	}
	if err != nil {
		return "", fmt.Errorf("the folder of records cannot be made: %w", err)
	}
	files, err := fs.Glob(shipped, "records/*.yaml")
	if err != nil {
		return "", err
	}
	for _, name := range files {
		if err := writeRecord(dir, path.Base(name), now); err != nil {
			return "", err
		}
	}
	return dir, nil
}

// writeRecord writes one of the records as it ships, in place of what is there. It is written aside and renamed, since half a
// record is a record too.
func writeRecord(dir, name string, now time.Time) error {
	today := now.UTC().Truncate(24 * time.Hour)
	dated, err := template.New(name).Funcs(template.FuncMap{
		"day":     func(days int) string { return today.AddDate(0, 0, days).Format(time.DateOnly) },
		"instant": func(days int) string { return today.AddDate(0, 0, days).Add(6 * time.Hour).Format(time.RFC3339) },
	}).ParseFS(shipped, "records/"+name)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(filepath.Join(dir, "."+name), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(dated.Execute(file, nil), file.Close()); err != nil {
		return err
	}
	return os.Rename(filepath.Join(dir, "."+name), filepath.Join(dir, name))
}
