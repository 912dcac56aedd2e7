package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"time"
)

// A dueLine is the line of the DPIA that the switchboard has replaced, to be put back.
type dueLine struct {
	mu          sync.Mutex
	own, before string // the line as the switchboard wrote it, and as it was; empty while it has not
}

var (
	reviewDue = regexp.MustCompile(`(?m)^review_due:[^\r\n]*`)
	errNoDue  = errors.New("the record has no line review_due")
)

// runOut lets the review of the DPIA on disk be overdue, or puts back the line as it was. The rest of the file is left as it
// stands, and so is the line where somebody has changed it meanwhile: the folder is theirs. It is followed, so that the next
// start finds the change.
func (d *dueLine) runOut(name string, on bool, now time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	at := reviewDue.FindIndex(text)
	if at == nil {
		return errNoDue
	}
	was := string(text[at[0]:at[1]])
	own, line := "review_due: "+now.UTC().AddDate(0, 0, -1).Format(time.DateOnly), d.before
	switch ours := was == d.own; {
	case on && ours:
		return nil
	case on:
		d.before, line = was, own
	case !ours: // it is what somebody else has made of it
		d.own, d.before = "", ""
		return nil
	default:
		own = ""
	}
	if err := replace(name, string(text[:at[0]])+line+string(text[at[1]:])); err != nil {
		return err
	}
	d.own = own
	return nil
}

// putBack puts back the line, where the switchboard has replaced it: the folder outlives the program, and the switch does not.
func (d *dueLine) putBack(name string) error {
	d.mu.Lock()
	ours := d.own != ""
	d.mu.Unlock()
	if !ours {
		return nil
	}
	err := d.runOut(name, false, time.Time{})
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, errNoDue) { // somebody has taken away what would be put back
		return nil
	}
	return err
}

// replace writes a record aside and renames it, since half a record is a record too.
func replace(name, text string) error {
	aside := filepath.Join(filepath.Dir(name), "."+filepath.Base(name))
	if err := os.WriteFile(aside, []byte(text), 0o600); err != nil {
		return err
	}
	return os.Rename(aside, name)
}
