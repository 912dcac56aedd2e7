package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/preconsult/preconsult/consult/guidance/records"
	"github.com/preconsult/preconsult/consult/register/folder"
)

// shipped are the records that ship with the program. They are part of it, so that it runs
// from anywhere.
//
//go:embed records
var shipped embed.FS

// openRecords reads the folder dir, or the one that ships with the program where dir is
// empty. The clock says as of when the records are known.
func openRecords(dir string, clock func() time.Time, progress func(done, total int)) (*records.Folder, error) {
	var fsys fs.FS
	if dir == "" {
		sub, err := fs.Sub(shipped, "records")
		if err != nil {
			return nil, err
		}
		fsys = sub
	} else {
		fsys = folder.Dir(dir)
	}
	on, err := records.Open(fsys, &folder.Options{Clock: clock, Progress: progress})
	faults, bad := errors.AsType[folder.Faults](err)
	switch {
	case bad:
		return nil, &badRecords{dir, faults}
	case err == nil && on.Status().Records == 0:
		return nil, fmt.Errorf("%s holds no record: records are files that end in .yaml, .yml or .json; "+
			"examples/quickstart/records has some to begin with", dir)
	}
	return on, err
}

// badRecords is a folder with faults in it.
type badRecords struct {
	dir    string
	faults folder.Faults
}

// Error returns all faults, one a line, each with the path of its file as an editor takes it.
func (b *badRecords) Error() string {
	text := fmt.Sprintf("%s in %s; nothing is judged before all of it is mended:", count(len(b.faults), "fault"), b.dir)
	for _, f := range b.faults {
		f.File = filepath.Join(b.dir, filepath.FromSlash(f.File))
		text += "\n" + f.Error()
	}
	return text
}

// count returns a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
