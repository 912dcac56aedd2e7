package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
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
	today := now.UTC().Truncate(24 * time.Hour)
	records, err := template.New("").Funcs(template.FuncMap{
		"day":     func(days int) string { return today.AddDate(0, 0, days).Format(time.DateOnly) },
		"instant": func(days int) string { return today.AddDate(0, 0, days).Add(6 * time.Hour).Format(time.RFC3339) },
	}).ParseFS(shipped, "records/*.yaml")
	if err != nil {
		return "", err
	}
	for _, record := range records.Templates() {
		var text strings.Builder
		if err := record.Execute(&text, nil); err != nil {
			return "", err
		}
		if err := replace(filepath.Join(dir, record.Name()), text.String()); err != nil {
			return "", err
		}
	}
	return dir, nil
}
