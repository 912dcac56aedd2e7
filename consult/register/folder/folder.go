package folder

import (
	"context"
	"io/fs"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/register"
)

// looks is how often a folder that keeps changing is read before the round is given up.
const looks = 4

// A Folder keeps the registers of a folder of documents. It comes from [Open]; the zero
// Folder cannot be used. Its methods are safe for concurrent use, and none of them blocks a
// decision that reads the registers.
type Folder struct {
	fsys    fs.FS
	options Options
	set     *register.Set
	drawers []drawer

	reload sync.Mutex       // held while the folder is read
	files  map[string]*file // as last read, with faults or without
	filed  map[string]*file // those whose records are in force

	mu     sync.Mutex // held while the status is read or written
	status Status
}

// Status says how the records of a folder stand.
type Status struct {
	// AsOf is the last instant at which the records in force were the ones in the folder.
	AsOf time.Time
	// StaleSince is when the folder was first found to hold something that could not be taken,
	// so that the records in force are not the ones in the folder. It is the zero Time while
	// they are.
	StaleSince time.Time
	// Faults is why the records are stale, of type [Faults]. It is nil while they are not.
	Faults error
	// Files is the number of files that the last look found, and Records the number of records
	// in force. They are the same while the records are not stale.
	Files, Records int
}

// Stale reports whether the records in force are not the ones in the folder.
func (s *Status) Stale() bool { return !s.StaleSince.IsZero() }

// Open reads a folder into the registers of the kinds of record that it holds. The error is
// [Faults], with everything that is wrong in every file, or says what is wrong with the call;
// then no register is filled and none is handed out. A folder without records is no fault.
//
// The options may be nil. A folder on the disk is best opened with [Dir].
func Open(fsys fs.FS, options *Options, kinds ...Kind) (*Folder, error) {
	f := &Folder{fsys: fsys, options: options.withDefaults(), set: register.NewSet()}
	drawers, err := bindAll(f.set, kinds)
	if err != nil {
		return nil, err
	}
	f.drawers = drawers
	if _, faults := f.round(); len(faults) > 0 {
		return nil, faults
	}
	for _, d := range drawers {
		d.open()
	}
	return f, nil
}

// Status returns how the records stand. It does not look at the folder.
func (f *Folder) Status() Status {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.status
}

// Watch reloads the folder every [Options.Interval] until the context ends, and returns the
// error of the context. Faults do not end it: they are in the [Status], and mended at the next
// look after the folder is.
func (f *Folder) Watch(ctx context.Context) error {
	timer := time.NewTimer(f.options.Interval)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-timer.C:
			_ = f.Reload() // the status has it
			timer.Reset(f.options.Interval)
		}
	}
}

// Reload looks at the folder once. Files whose size and time of modification are as they were
// are not read again, but for those that have just been written, and for all of them every ten
// minutes: a copy may bring its old time along. If nothing is wrong, the records of the folder are in force when it
// returns, all at once; if nothing changed, those in force are known to be the ones in the
// folder as of now. If anything is wrong it returns [Faults], the records in force stay as they
// are, all of them, and are stale.
func (f *Folder) Reload() error {
	f.reload.Lock()
	defer f.reload.Unlock()
	before := f.Status()
	swapped, faults := f.round()
	after := f.Status()
	earlier, _ := before.Faults.(Faults)
	if f.options.Changed != nil && (swapped || before.StaleSince != after.StaleSince || !slices.Equal(earlier, faults)) {
		f.options.Changed(after)
	}
	if len(faults) > 0 {
		return faults
	}
	return nil
}

// round reads the folder and puts its records into force, if nothing is wrong. It reports
// whether they are others than before.
func (f *Folder) round() (swapped bool, faults Faults) {
	asOf, faults := f.read()
	faults = append(faults, f.collect()...)
	if len(faults) == 0 && (f.filed == nil || !sameContent(f.filed, f.files)) {
		swapped, faults = f.swap(asOf)
	} else if len(faults) == 0 {
		f.set.Swap(f.set.Current().At(asOf))
	}
	faults.sort()

	f.mu.Lock()
	defer f.mu.Unlock()
	f.status.Files = len(f.files)
	if len(faults) == 0 {
		f.status.AsOf, f.status.StaleSince, f.status.Faults = asOf, time.Time{}, nil
		f.status.Records = len(f.filed)
		return swapped, nil
	}
	if !f.status.Stale() {
		f.status.StaleSince = asOf
	}
	f.status.Faults = faults
	return false, faults
}

// read brings what is known of the files up to date. It returns the time of the look that
// found the folder as it is known, and what is wrong with the folder itself.
func (f *Folder) read() (asOf time.Time, faults Faults) {
	var last, list []found
	for look := range looks {
		asOf = f.options.Clock().UTC()
		last = list
		list, faults = f.list()
		if look > 0 && sameFiles(last, list) {
			return asOf, faults
		}
		files, differs := f.readAll(list, asOf)
		f.files = files
		if !differs {
			return asOf, faults
		}
	}
	return asOf, append(faults, Fault{File: ".", Problem: "changes while it is read: it is read again at the next look"})
}

// collect returns the faults of all files, and of ids that several of them have.
func (f *Folder) collect() (faults Faults) {
	type key struct {
		drawer int
		id     consult.RecordID
	}
	first := make(map[key]string, len(f.files))
	for _, path := range slices.Sorted(maps.Keys(f.files)) {
		file := f.files[path]
		faults = append(faults, file.faults...)
		if file.record == nil {
			continue
		}
		k := key{file.drawer, file.id}
		if other, taken := first[k]; taken {
			faults = append(faults, Fault{path, file.line, "id", "is the id of another " + f.drawers[k.drawer].kind() +
				", in " + name(other) + ": give each its own"})
			continue
		}
		first[k] = path
	}
	return faults
}

// swap puts the records of all files into force.
func (f *Folder) swap(asOf time.Time) (swapped bool, faults Faults) {
	records := make([][]any, len(f.drawers))
	for _, file := range f.files {
		records[file.drawer] = append(records[file.drawer], file.record)
	}
	next := register.NewSnapshot(asOf)
	for i, d := range f.drawers {
		if err := d.file(next, records[i]); err != nil {
			faults = append(faults, Fault{File: ".", Problem: err.Error()})
		}
	}
	if len(faults) > 0 {
		return false, faults
	}
	f.set.Swap(next)
	f.filed = f.files
	return true, nil
}

// sameContent reports whether the files have the same names and hold the same.
func sameContent(a, b map[string]*file) bool {
	return maps.EqualFunc(a, b, func(f, g *file) bool { return f.sum == g.sum })
}
