package folder

import "time"

// The bounds of a folder that [Options] does not set.
const (
	DefaultInterval     = 2 * time.Second // how often Watch looks
	DefaultMaxFileBytes = 1 << 20         // the size of one file, in bytes
	DefaultMaxFiles     = 1_000_000       // the number of files with records
)

// Options say how a folder is read. A nil *Options is the zero Options.
type Options struct {
	// Clock tells the time as of which the records are known. Nil is [time.Now].
	Clock func() time.Time
	// Interval is the time between two looks at the folder by [Folder.Watch]. 0 or less is
	// [DefaultInterval]. A look at a folder costs a few microseconds a file.
	Interval time.Duration
	// MaxFileBytes is the size that a file may have, in bytes. 0 or less is [DefaultMaxFileBytes].
	MaxFileBytes int
	// MaxFiles is the number of files with records that the folder may hold. 0 or less is
	// [DefaultMaxFiles].
	MaxFiles int
	// Changed is called by [Folder.Reload], and so by [Folder.Watch], when other records are in
	// force, when they become stale or are stale no longer, and when the faults are others. That
	// the records were looked at again and found the same is no change. It is called one at a
	// time and must not call Reload. It may be nil.
	Changed func(Status)
	// Progress is called as files are read, one call at a time, with the number of files read
	// and the number there are to read. A folder that changes while it is read begins again with
	// the files that changed. It may be nil.
	Progress func(done, total int)
}

// withDefaults returns the options with every default in its place.
func (o *Options) withDefaults() Options {
	var set Options
	if o != nil {
		set = *o
	}
	if set.Clock == nil {
		set.Clock = time.Now
	}
	if set.Interval <= 0 {
		set.Interval = DefaultInterval
	}
	if set.MaxFileBytes <= 0 {
		set.MaxFileBytes = DefaultMaxFileBytes
	}
	if set.MaxFiles <= 0 {
		set.MaxFiles = DefaultMaxFiles
	}
	return set
}
