package folder_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/preconsult/preconsult/consult/register"
	"github.com/preconsult/preconsult/consult/register/folder"
)

// TestReload takes a folder through changes, one after the other, a second apart.
func TestReload(t *testing.T) {
	t.Parallel()
	d := newDisk(map[string]string{"x.yaml": doc("assessment", "x", "one"), "n.yaml": doc("notice", "n", "notice")})
	clock := newClock()
	var changes []folder.Status
	var a, n *register.Register[assessment]
	f, err := folder.Open(d, &folder.Options{Clock: clock.Now, Changed: func(s folder.Status) { changes = append(changes, s) }}, kinds(&a, &n)...)
	require.NoError(t, err)
	require.Empty(t, changes, "opening is no change")
	d.opened()

	second := 0
	steps := []struct {
		reason  string
		change  func()
		want    []string // the assessments in force
		fault   string
		stale   int  // since which step; 0 for not
		changed bool // whether Changed is called
		opened  int  // how many files are read
	}{
		{"nothing", func() {}, []string{"x=one"}, "", 0, false, 0},
		{"a file changes", func() { d.write("x.yaml", doc("assessment", "x", "two")) }, []string{"x=two"}, "", 0, true, 1},
		{"a file is added", func() { d.write("y.yaml", doc("assessment", "y", "new")) }, []string{"x=two", "y=new"}, "", 0, true, 1},
		{"a file is renamed", func() { d.rename("y.yaml", "z.yaml") }, []string{"x=two", "y=new"}, "", 0, true, 1},
		{"a file is touched", func() { d.write("z.yaml", doc("assessment", "y", "new")) }, []string{"x=two", "y=new"}, "", 0, false, 1},
		{"a file is deleted", func() { d.remove("z.yaml") }, []string{"x=two"}, "", 0, true, 0},
		{"a file is half written", func() { d.write("x.yaml", doc("assessment", "x", "three")[:30]) }, []string{"x=two"}, "x.yaml:4: ", 7, true, 1},
		{"nothing: it stays stale, and is not read again", func() {}, []string{"x=two"}, "x.yaml:4: ", 7, false, 0},
		{"another file changes: half a change is none", func() { d.write("y.yaml", doc("assessment", "y", "new")) }, []string{"x=two"}, "x.yaml:4: ", 7, false, 1},
		{"another fault", func() { d.write("y.yaml", doc("assessment", "x", "new")+"due: soon\n") }, []string{"x=two"}, "y.yaml:5: ", 7, true, 1},
		{"one fault of two is mended", func() { d.write("x.yaml", doc("assessment", "x", "three")) }, []string{"x=two"}, "y.yaml:5: ", 7, true, 1},
		{"two files with an id", func() { d.write("y.yaml", doc("assessment", "x", "new")) }, []string{"x=two"}, "y.yaml:2: id: is the id of another assessment, in x.yaml", 7, true, 1},
		{"all is mended", func() { d.write("y.yaml", doc("assessment", "y", "new")) }, []string{"x=three", "y=new"}, "", 0, true, 1},
		{"a file cannot be read", func() {
			d.fail("open y.yaml", errors.New("input/output error"))
			d.write("y.yaml", doc("assessment", "y", "newer"))
		},
			[]string{"x=three", "y=new"}, "y.yaml: cannot be read: input/output error", 14, true, 1},
		{"it still cannot: it is tried again", func() {}, []string{"x=three", "y=new"}, "y.yaml: cannot be read: input/output error", 14, false, 1},
		{"it can again", d.heal, []string{"x=three", "y=newer"}, "", 0, true, 1},
		{"a file is damaged", func() { d.write("y.yaml", "") }, []string{"x=three", "y=newer"}, "y.yaml: is empty", 17, true, 1},
		{"it is restored", func() { d.write("y.yaml", doc("assessment", "y", "newer")) }, []string{"x=three", "y=newer"}, "", 0, true, 1},
		{"the folder cannot be read", func() { d.fail("list .", errors.New("stale handle")) }, []string{"x=three", "y=newer"}, ".: cannot be read: stale handle", 19, true, 0},
		{"it can again, and is the same", d.heal, []string{"x=three", "y=newer"}, "", 0, true, 3},
		{"all files are deleted", func() { d.replace(nil) }, nil, "", 0, true, 0},
	}
	asOf := epoch
	for _, step := range steps {
		second++
		clock.forward(time.Second)
		step.change()
		changes = nil
		err := f.Reload()
		if step.fault == "" {
			require.NoError(t, err, step.reason)
			asOf = clock.Now()
		} else {
			require.ErrorContains(t, err, step.fault, step.reason)
		}
		status := f.Status()
		assert.Equal(t, step.want, titles(a), step.reason)
		assert.Equal(t, asOf, status.AsOf, step.reason)
		assert.Equal(t, err, status.Faults, step.reason)
		assert.Equal(t, step.stale > 0, status.Stale(), step.reason)
		if step.stale > 0 {
			assert.Equal(t, epoch.Add(time.Duration(step.stale)*time.Second), status.StaleSince, step.reason)
		} else {
			assert.Equal(t, a.Len()+n.Len(), status.Records, step.reason)
			assert.Equal(t, status.Files, status.Records, step.reason)
		}
		assert.Equal(t, step.changed, len(changes) == 1, "%s: changed", step.reason)
		assert.Equal(t, step.opened, d.opened(), "%s: opened", step.reason)
		if len(changes) == 1 {
			assert.Equal(t, status, changes[0], step.reason)
		}
	}
}

// TestSameSizeSameTime has a change that the file system does not show, because it came
// within one step of its clock: the file is read again until it is old enough.
func TestSameSizeSameTime(t *testing.T) {
	t.Parallel()
	d := newDisk(nil)
	clock := newClock()
	d.writeAt("x.yaml", doc("assessment", "x", "one"), epoch)
	var a, n *register.Register[assessment]
	f, err := folder.Open(d, &folder.Options{Clock: clock.Now}, kinds(&a, &n)...)
	require.NoError(t, err)

	d.writeAt("x.yaml", doc("assessment", "x", "two"), epoch)
	clock.forward(time.Second)
	require.NoError(t, f.Reload())
	assert.Equal(t, []string{"x=two"}, titles(a))

	clock.forward(3 * time.Second)
	require.NoError(t, f.Reload())
	d.opened()
	require.NoError(t, f.Reload())
	assert.Zero(t, d.opened(), "it is old enough")

	d.writeAt("x.yaml", doc("assessment", "x", "six"), epoch) // as a backup is restored
	require.NoError(t, f.Reload())
	assert.Equal(t, []string{"x=two"}, titles(a))
	clock.forward(11 * time.Minute)
	require.NoError(t, f.Reload())
	assert.Equal(t, []string{"x=six"}, titles(a), "nothing is believed for ever")
}

// TestWatch follows a folder in the time of a bubble.
func TestWatch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDisk(map[string]string{"x.yaml": doc("assessment", "x", "one")})
		changes := make(chan folder.Status, 10)
		var a, n *register.Register[assessment]
		f, err := folder.Open(d, &folder.Options{Changed: func(s folder.Status) { changes <- s }}, kinds(&a, &n)...)
		require.NoError(t, err)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- f.Watch(ctx) }()

		d.write("x.yaml", doc("assessment", "x", "two"))
		s := <-changes
		assert.Equal(t, epoch.Add(folder.DefaultInterval), s.AsOf)
		assert.Equal(t, []string{"x=two"}, titles(a))

		d.write("x.yaml", "{")
		s = <-changes
		assert.Equal(t, epoch.Add(folder.DefaultInterval), s.AsOf, "the last good look")
		assert.Equal(t, epoch.Add(2*folder.DefaultInterval), s.StaleSince)
		assert.ErrorContains(t, s.Faults, "x.yaml:2: is not valid YAML")
		assert.Equal(t, []string{"x=two"}, titles(a))

		time.Sleep(time.Hour) // of the bubble
		synctest.Wait()
		assert.Empty(t, changes, "nothing changes")
		assert.Equal(t, s, f.Status())

		d.write("x.yaml", doc("assessment", "x", "two"))
		s = <-changes
		assert.False(t, s.Stale())
		assert.NoError(t, s.Faults)
		assert.Equal(t, time.Now().UTC(), s.AsOf)

		time.Sleep(time.Minute)
		synctest.Wait()
		assert.Empty(t, changes, "to be looked at again is no change")
		assert.Less(t, time.Since(f.Status().AsOf), 2*folder.DefaultInterval)

		stop()
		assert.Equal(t, context.Canceled, <-ended)
	})
}

// TestReadersSeeOneState reads two registers while they change together.
func TestReadersSeeOneState(t *testing.T) {
	t.Parallel()
	state := func(n int) map[string]string {
		return map[string]string{
			"a.yaml": doc("assessment", "a", fmt.Sprint(n)), "b.yaml": doc("assessment", "b", fmt.Sprint(n)),
			"n.yaml": doc("notice", "n", fmt.Sprint(n)),
		}
	}
	d := newDisk(state(0))
	var a, n *register.Register[assessment]
	f, err := folder.Open(d, nil, kinds(&a, &n)...)
	require.NoError(t, err)

	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				got := strings.Join(titles(a), " ")
				one, two, _ := strings.Cut(got, " ")
				if strings.TrimPrefix(one, "a=") != strings.TrimPrefix(two, "b=") {
					t.Errorf("half a change: %s", got)
					return
				}
				_ = f.Status()
			}
		})
	}
	for i := 1; i <= 100; i++ {
		d.replace(state(i))
		if i%10 == 0 {
			d.write("b.yaml", "{")
			require.Error(t, f.Reload())
			continue
		}
		require.NoError(t, f.Reload())
	}
	close(done)
	readers.Wait()
	assert.Equal(t, []string{"a=99", "b=99"}, titles(a))
}

// TestFollowing compares a folder that is followed through any changes with one that is
// opened afresh after each: the same records, or the last good ones and the same faults.
func TestFollowing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := newDisk(nil)
		clock := newClock()
		var a, n *register.Register[assessment]
		f, err := folder.Open(d, &folder.Options{Clock: clock.Now}, kinds(&a, &n)...)
		require.NoError(t, err)
		path := rapid.SampledFrom([]string{"a.yaml", "b.yaml", "c/d.yaml", "c/e.yaml", "_f.yaml"})
		content := rapid.SampledFrom([]string{
			doc("assessment", "x", "one"), doc("assessment", "x", "two"), doc("assessment", "y", "one"), doc("notice", "x", "one"),
			doc("assessment", "x", "one") + "due: soon\n", doc("wat", "x", "one"), "", "{",
		})
		var good []string
		for range rapid.IntRange(1, 20).Draw(t, "rounds") {
			clock.forward(time.Second)
			for range rapid.IntRange(0, 3).Draw(t, "changes") {
				p := path.Draw(t, "path")
				if rapid.IntRange(0, 2).Draw(t, "remove") == 0 {
					d.remove(p)
					continue
				}
				d.write(p, content.Draw(t, "content"))
			}
			got := f.Reload()
			var freshA, freshN *register.Register[assessment]
			_, want := folder.Open(d, &folder.Options{Clock: clock.Now}, kinds(&freshA, &freshN)...)
			require.Equal(t, want, got)
			if want == nil {
				good = append(titles(freshA), titles(freshN)...)
			}
			require.Equal(t, good, append(titles(a), titles(n)...))
		}
	})
}
