package folder_test

import (
	"io/fs"
	"maps"
	"slices"
	"sync"
	"testing/fstest"
	"time"

	"github.com/preconsult/preconsult/consult/register"
	"github.com/preconsult/preconsult/consult/register/folder"
)

// disk is a folder in memory that may change while it is read.
type disk struct {
	mu    sync.Mutex
	files fstest.MapFS
	tick  time.Time              // of the last change
	trap  func(path, act string) // called before a file is opened, without the lock
	fails map[string]error       // by act and path: "open a.yaml", "read a.yaml", "list .", "stat a.yaml"
	opens int                    // how many files were opened
}

// epoch is when the clocks of these tests begin, which is when those of testing/synctest do.
var epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// newDisk returns a folder with files that have been there for an hour.
func newDisk(files map[string]string) *disk {
	d := &disk{files: fstest.MapFS{}, tick: epoch.Add(-time.Hour), fails: map[string]error{}}
	for path, data := range files {
		d.write(path, data)
	}
	return d
}

// write makes a file, with a time of modification of its own.
func (d *disk) write(path, data string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.tick = d.tick.Add(time.Millisecond)
	d.files[path] = &fstest.MapFile{Data: []byte(data), ModTime: d.tick}
}

// writeAt makes a file with a given time of modification.
func (d *disk) writeAt(path, data string, at time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.files[path] = &fstest.MapFile{Data: []byte(data), ModTime: at}
}

func (d *disk) remove(path string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.files, path)
}

func (d *disk) rename(from, to string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.files[to] = d.files[from]
	delete(d.files, from)
}

// replace puts other files in the place of all.
func (d *disk) replace(files map[string]string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.tick = d.tick.Add(time.Millisecond)
	d.files = fstest.MapFS{}
	for path, data := range files {
		d.files[path] = &fstest.MapFile{Data: []byte(data), ModTime: d.tick}
	}
}

func (d *disk) fail(act string, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fails[act] = err
}

func (d *disk) heal() {
	d.mu.Lock()
	defer d.mu.Unlock()
	clear(d.fails)
}

// opened returns how many files were opened since it was last asked.
func (d *disk) opened() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := d.opens
	d.opens = 0
	return n
}

func (d *disk) before(act, path string) error {
	d.mu.Lock()
	trap := d.trap
	d.mu.Unlock()
	if trap != nil {
		trap(path, act)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if act == "open" && path != "." {
		d.opens++
	}
	return d.fails[act+" "+path]
}

func (d *disk) Open(path string) (fs.File, error) {
	if err := d.before("open", path); err != nil {
		return nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	f, err := maps.Clone(d.files).Open(path)
	if err != nil {
		return nil, err
	}
	return &file{f, d.fails["read "+path]}, nil
}

func (d *disk) ReadDir(path string) ([]fs.DirEntry, error) {
	if err := d.before("list", path); err != nil {
		return nil, &fs.PathError{Op: "readdir", Path: path, Err: err}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	entries, err := maps.Clone(d.files).ReadDir(path)
	for i, e := range entries {
		name := e.Name()
		if path != "." {
			name = path + "/" + name
		}
		entries[i] = entry{e, d.fails["stat "+name]}
	}
	return entries, err
}

func (d *disk) Stat(path string) (fs.FileInfo, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.fails["stat "+path]; err != nil {
		return nil, &fs.PathError{Op: "stat", Path: path, Err: err}
	}
	return maps.Clone(d.files).Stat(path)
}

type file struct {
	fs.File
	err error
}

func (f *file) Read(p []byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return f.File.Read(p)
}

type entry struct {
	fs.DirEntry
	err error
}

func (e entry) Info() (fs.FileInfo, error) {
	if e.err != nil {
		return nil, e.err
	}
	return e.DirEntry.Info()
}

// clock is a clock that only a test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: epoch} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// titles returns the titles of the records of a register, in order.
func titles(r *register.Register[assessment]) []string {
	var all []string
	for filed := range r.All() {
		all = append(all, string(filed.Ref.ID)+"="+filed.Record.Title)
	}
	slices.Sort(all)
	return all
}

// doc returns a document that is right.
func doc(kind, id, title string) string {
	return "kind: " + kind + "\nid: " + id + "\ncontroller: Z99901\ntitle: \"" + title + "\"\n"
}

func kinds(a, n **register.Register[assessment]) []folder.Kind {
	return []folder.Kind{folder.Into(a, "assessment"), folder.Into(n, "notice")}
}
