package folder

import (
	"errors"
	"io/fs"
	"os"
)

// Dir returns the folder that has a name, for [Open]. It does not leave the folder, whatever links are in it, as [os.DirFS]
// does. And it looks for the folder by its name each time, where the FS of an [os.Root] stays with the one that had the name
// at first: a folder that is put in the place of another is read, and so is one that a link is swapped to. While there is
// none, or one that cannot be read, that is a fault, and what was read before goes out of date.
//
// It implements [fs.FS] and nothing more, holds nothing open, and is safe for concurrent use.
func Dir(name string) fs.FS { return dir(name) }

type dir string

func (d dir) Open(name string) (fs.File, error) {
	root, err := os.OpenRoot(string(d))
	if err != nil {
		if at, ok := errors.AsType[*fs.PathError](err); ok {
			err = &fs.PathError{Op: "open", Path: name, Err: at.Err}
		}
		return nil, err
	}
	defer root.Close() // what is opened in it stays open
	return root.FS().Open(name)
}
