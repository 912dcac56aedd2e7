package folder

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/internal/document"
)

// racy is how young a file may be, at the time it is read, for a second change of the same
// size to leave its time of modification as it is. File systems count in steps of up to two
// seconds. Such a file is read again at the next look.
const racy = 2 * time.Second

// reread is how long a file is taken to be as it was because its size and time of modification
// are. A copy or a backup may bring both along with other content.
const reread = 10 * time.Minute

// file is what is known of a file since it was last read.
type file struct {
	found
	settled bool      // when it was read it was not racy
	read    time.Time // the time of the look
	*content
}

// content is what a file holds. It is immutable.
type content struct {
	sum    [sha256.Size]byte
	drawer int // the index of its kind
	record any // nil where there are faults
	id     consult.RecordID
	line   int // of the id
	faults []Fault
}

// readAll returns what the files hold, by path. Files that are as they were are not read
// again. It reports whether anything differs from what is known. now is the time of the look.
func (f *Folder) readAll(list []found, now time.Time) (files map[string]*file, differs bool) {
	files = make(map[string]*file, len(list))
	var unread []*file
	differs = len(list) != len(f.files)
	for _, at := range list {
		known := f.files[at.path]
		if known == nil || !known.settled || now.Sub(known.read) > reread || !known.same(&at) {
			next := &file{found: at, read: now}
			if known != nil {
				next.content = known.content
			}
			unread = append(unread, next)
			known = next
		}
		files[at.path] = known
	}
	if len(unread) == 0 && !differs {
		return f.files, false
	}
	if f.readEach(unread, now) {
		differs = true
	}
	return files, differs
}

// readEach reads files on all processors and reports whether any holds something else than
// it did before.
func (f *Folder) readEach(files []*file, now time.Time) bool {
	var (
		next    atomic.Int64
		differs atomic.Bool
		workers sync.WaitGroup
		read    = make(chan struct{}, 64)
	)
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		workers.Go(func() {
			var buffer bytes.Buffer
			for {
				n := int(next.Add(1)) - 1
				if n >= len(files) {
					return
				}
				if f.readOne(files[n], &buffer, now) {
					differs.Store(true)
				}
				read <- struct{}{}
			}
		})
	}
	for done := range files {
		<-read
		if f.options.Progress != nil {
			f.options.Progress(done+1, len(files))
		}
	}
	workers.Wait()
	return differs.Load()
}

// readOne reads a file and reports whether it holds something else than before.
func (f *Folder) readOne(file *file, buffer *bytes.Buffer, now time.Time) (differs bool) {
	before := file.content
	data, problem := f.bytes(file, buffer)
	if problem != "" {
		file.content = &content{faults: []Fault{{File: file.path, Problem: problem}}}
		return before == nil || before.record != nil || before.faults[0] != file.faults[0]
	}
	file.settled = now.Sub(file.time) > racy
	sum := sha256.Sum256(data)
	if before != nil && before.sum == sum {
		return false
	}
	file.content = f.parse(file.path, data)
	file.sum = sum
	return true
}

// bytes returns the bytes of a file, which are good until the buffer is used again, or what is
// wrong with it.
func (f *Folder) bytes(file *file, buffer *bytes.Buffer) (data []byte, problem string) {
	limit := int64(f.options.MaxFileBytes)
	if file.size > limit {
		return nil, fmt.Sprintf("is larger than %d bytes", limit)
	}
	opened, err := f.fsys.Open(file.path)
	if err != nil {
		return nil, "cannot be read: " + reason(err)
	}
	defer opened.Close()
	buffer.Reset()
	if _, err := buffer.ReadFrom(io.LimitReader(opened, limit+1)); err != nil {
		return nil, "cannot be read: " + reason(err)
	}
	return buffer.Bytes(), "" // one byte over the limit is for the parser to refuse
}

// parse makes a record of the bytes of a file.
func (f *Folder) parse(path string, data []byte) *content {
	node, err := document.Parse(data, document.FormatOf(path), &document.Options{
		File: path, MaxBytes: f.options.MaxFileBytes, NameMembers: true,
	})
	if err != nil {
		return &content{faults: faultsOf(path, err)}
	}
	kind, line, ok := node.Text(kindMember)
	for i, d := range f.drawers {
		if !ok || d.kind() != kind {
			continue
		}
		record, id, err := d.decode(node, data)
		if err != nil {
			return &content{faults: faultsOf(path, err)}
		}
		_, line, _ := node.Text("id")
		return &content{drawer: i, record: record, id: id, line: line}
	}
	kinds := make([]string, len(f.drawers))
	for i, d := range f.drawers {
		kinds[i] = d.kind()
	}
	return &content{faults: []Fault{{path, line, kindMember, "says which kind of record this is: write one of " + strings.Join(kinds, ", ")}}}
}

// faultsOf returns the faults in an error about a file.
func faultsOf(path string, err error) []Fault {
	found, ok := errors.AsType[document.Faults](err)
	if !ok {
		return []Fault{{File: path, Problem: err.Error()}}
	}
	faults := make([]Fault, len(found))
	for i, fault := range found {
		faults[i] = Fault(fault)
	}
	return faults
}
