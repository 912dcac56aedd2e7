package folder

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/preconsult/preconsult/consult/internal/document"
)

// found is a file that one look at the folder found.
type found struct {
	path string
	size int64
	time time.Time // of its last modification
}

func (f *found) same(g *found) bool {
	return f.path == g.path && f.size == g.size && f.time.Equal(g.time)
}

func sameFiles(a, b []found) bool {
	return slices.EqualFunc(a, b, func(f, g found) bool { return f.same(&g) })
}

var errTooMany = errors.New("too many files")

// list takes one look at the folder: the files that hold records, in the order of their paths
// as [fs.WalkDir] has it, and what is wrong with the folder itself.
func (f *Folder) list() (files []found, faults Faults) {
	err := fs.WalkDir(f.fsys, ".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			faults = append(faults, Fault{File: path, Problem: "cannot be read: " + reason(err)})
			return nil // of a folder: the rest of it is left out
		case path != "." && strings.ContainsAny(entry.Name()[:1], "._"):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir() || document.FormatOf(path) == 0:
			return nil
		case len(files) == f.options.MaxFiles:
			return errTooMany
		}
		info, err := entry.Info()
		if err == nil && info.Mode().Type() == fs.ModeSymlink {
			info, err = fs.Stat(f.fsys, path)
		}
		switch {
		case errors.Is(err, fs.ErrNotExist) && entry.Type() != fs.ModeSymlink:
			return nil // it has gone since
		case err != nil:
			faults = append(faults, Fault{File: path, Problem: "cannot be read: " + reason(err)})
		case !info.Mode().IsRegular():
			faults = append(faults, Fault{File: path, Problem: "is not a file: rename it or remove it"})
		default:
			files = append(files, found{path, info.Size(), info.ModTime()})
		}
		return nil
	})
	if err != nil {
		faults = append(faults, Fault{File: ".", Problem: fmt.Sprintf("holds more than %d files: set Options.MaxFiles if that is meant", f.options.MaxFiles)})
	}
	return files, faults
}

// reason returns what an error of the file system says, without the name that is said already.
func reason(err error) string {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		err = at.Err
	}
	return err.Error()
}
