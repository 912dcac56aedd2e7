package folder_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/register"
	"github.com/preconsult/preconsult/consult/register/folder"
)

func TestOpen(t *testing.T) {
	t.Parallel()
	const content = "# yaml-language-server: $schema=x\n$schema: ../assessment.json\nkind: assessment\nid: video\ncontroller: Z99901\nlowest: 1.10\nstorage:\n  state: listed\n  countries: [NO]\n"
	d := newDisk(map[string]string{
		"a81001/video.yaml":      content,
		"a81001/deep/er/b.yml":   doc("assessment", "b", "YML"),
		"c.json":                 `{"kind":"assessment","id":"c","controller":"A81002","title":"JSON"}`,
		"D.YAML":                 doc("notice", "c", "an id of another kind"),
		".hidden.yaml":           "{",
		"_draft.yaml":            "{",
		".git/config.yaml":       "{",
		"a81001/_old/video.yaml": content,
		"README.md":              "{",
		"video.yaml~":            "{",
		"notes.yaml.swp":         "{",
	})
	clock := newClock()
	var progress []string
	var a, n *register.Register[assessment]
	f, err := folder.Open(d, &folder.Options{
		Clock:    clock.Now,
		Progress: func(done, total int) { progress = append(progress, fmt.Sprintf("%d/%d", done, total)) },
	}, kinds(&a, &n)...)
	require.NoError(t, err)

	assert.Equal(t, []string{"b=YML", "c=JSON", "video="}, titles(a))
	assert.Equal(t, []string{"c=an id of another kind"}, titles(n))
	assert.Equal(t, folder.Status{AsOf: epoch, Files: 4, Records: 4}, f.Status())
	assert.Equal(t, []string{"1/4", "2/4", "3/4", "4/4"}, progress)
	for filed := range a.All() {
		if filed.Ref.ID == "video" {
			assert.Equal(t, register.Ref("assessment", "video", []byte(content)), filed.Ref)
			assert.Equal(t, "1.10", filed.Record.Lowest.String())
			assert.Equal(t, "NO", filed.Record.Storage.Countries.String())
		}
	}
}

func TestOpenEmpty(t *testing.T) {
	t.Parallel()
	var a, n *register.Register[assessment]
	f, err := folder.Open(fstest.MapFS{}, nil, kinds(&a, &n)...)
	require.NoError(t, err)
	assert.Zero(t, a.Len())
	assert.Zero(t, f.Status().Records)
	assert.WithinDuration(t, time.Now(), f.Status().AsOf, time.Minute)
}

// TestOpenFaults has folders of which nothing is taken.
func TestOpenFaults(t *testing.T) {
	t.Parallel()
	good := doc("assessment", "good", "right")
	tests := []struct {
		reason  string
		files   map[string]string
		fails   map[string]error
		options folder.Options
		want    string
	}{
		{reason: "a member that is not right", files: map[string]string{"x.yaml": good + "due: soon\n"},
			want: "x.yaml:5: due: is not a date in the form 2006-01-02"},
		{reason: "a member that is misspelt", files: map[string]string{"x.yaml": good + "screning: yes\n"},
			want: "x.yaml:5: unknown member screning: did you mean screening?"},
		{reason: "what is no document", files: map[string]string{"x.json": "{\n,"}, want: "x.json:2: is not valid JSON from here on"},
		{reason: "a kind that is not known", files: map[string]string{"x.yaml": doc("assesment", "x", "")},
			want: "x.yaml:1: kind: says which kind of record this is: write one of assessment, notice"},
		{reason: "no kind", files: map[string]string{"x.yaml": "id: x\n"},
			want: "x.yaml:1: kind: says which kind of record this is: write one of assessment, notice"},
		{reason: "a kind that is no text", files: map[string]string{"x.yaml": "id: x\nkind: [assessment]\n"},
			want: "x.yaml:2: kind: says which kind of record this is: write one of assessment, notice"},
		{reason: "a kind that is given twice", files: map[string]string{"x.yaml": good + "kind: notice\n"},
			want: "x.yaml:5: kind: is given twice, the first time on line 1"},
		{reason: "a schema that is no text", files: map[string]string{"x.yaml": good + "$schema: {}\n"}, want: "x.yaml:5: $schema: must be text"},
		{reason: "nobody's record", files: map[string]string{"x.yaml": "kind: assessment\nid: x\n"},
			want: "x.yaml: is filed under no controller and product: name them"},
		{reason: "two of one id", files: map[string]string{"a/x.yaml": good, "b/y.yaml": "# copied\n" + good, "c.yaml": doc("notice", "good", "")},
			want: "b/y.yaml:3: id: is the id of another assessment, in a/x.yaml: give each its own"},
		{reason: "everything in every file at once, in order",
			files: map[string]string{
				"b.yaml": good + "due: soon\nscreening: maybe\n", "a.yaml": "{", "c.yaml": good, "d.yaml": good, "good.yaml": doc("notice", "n", ""),
			},
			want: "a.yaml:2: is not valid YAML: did not find expected node content\n" +
				"b.yaml:5: due: is not a date in the form 2006-01-02\n" +
				"b.yaml:6: screening: is not one of: unknown, yes, no\n" +
				"d.yaml:2: id: is the id of another assessment, in c.yaml: give each its own"},
		{reason: "a name that could forge a line", files: map[string]string{"a\nb.yaml": good, "c\n.yaml": good},
			want: `"c\n.yaml":2: id: is the id of another assessment, in "a\nb.yaml": give each its own`},
		{reason: "a file that is too large", files: map[string]string{"x.yaml": good}, options: folder.Options{MaxFileBytes: len(good) - 1},
			want: fmt.Sprintf("x.yaml: is larger than %d bytes", len(good)-1)},
		{reason: "too many files", files: map[string]string{"x.yaml": good, "y.yaml": doc("notice", "y", "")}, options: folder.Options{MaxFiles: 1},
			want: ".: holds more than 1 files: set Options.MaxFiles if that is meant"},
		{reason: "a folder that cannot be read", files: map[string]string{"a/x.yaml": good, "b/x.yaml": "{"}, fails: map[string]error{"list a": fs.ErrPermission},
			want: "a: cannot be read: permission denied\nb/x.yaml:2: is not valid YAML: did not find expected node content"},
		{reason: "a folder that is not there", fails: map[string]error{"stat .": fs.ErrNotExist}, want: ".: cannot be read: file does not exist"},
		{reason: "a file that cannot be opened", files: map[string]string{"x.yaml": good}, fails: map[string]error{"open x.yaml": fs.ErrPermission},
			want: "x.yaml: cannot be read: permission denied"},
		{reason: "a file that cannot be read", files: map[string]string{"x.yaml": good}, fails: map[string]error{"read x.yaml": errors.New("input/output error")},
			want: "x.yaml: cannot be read: input/output error"},
		{reason: "a file that cannot be looked at", files: map[string]string{"x.yaml": good}, fails: map[string]error{"stat x.yaml": fs.ErrPermission},
			want: "x.yaml: cannot be read: permission denied"},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			d := newDisk(test.files)
			for act, err := range test.fails {
				d.fail(act, err)
			}
			var a, n *register.Register[assessment]
			f, err := folder.Open(d, &test.options, kinds(&a, &n)...)
			require.EqualError(t, err, test.want)
			assert.IsType(t, folder.Faults{}, err)
			assert.Nil(t, f)
			assert.Nil(t, a, "nothing is loaded")
			assert.Nil(t, n, "nothing is loaded")
		})
	}
}

// TestFilesThatGo has a file that is listed and then is not there: it is no fault.
func TestFilesThatGo(t *testing.T) {
	t.Parallel()
	d := newDisk(map[string]string{"x.yaml": doc("assessment", "x", ""), "y.yaml": doc("assessment", "y", "")})
	d.fail("stat x.yaml", fs.ErrNotExist)
	var a, n *register.Register[assessment]
	_, err := folder.Open(d, nil, kinds(&a, &n)...)
	require.NoError(t, err)
	assert.Equal(t, []string{"y="}, titles(a))
}

// TestNotAFile has things with the name of a document that would block or mean nothing.
func TestNotAFile(t *testing.T) {
	t.Parallel()
	var a, n *register.Register[assessment]
	_, err := folder.Open(fstest.MapFS{
		"pipe.yaml":       {Mode: fs.ModeNamedPipe},
		"folder.yaml/a.b": {},
		"x.yaml":          {Data: []byte(doc("assessment", "x", ""))},
	}, nil, kinds(&a, &n)...)
	require.EqualError(t, err, "pipe.yaml: is not a file: rename it or remove it")
}

// blank is a record whose id need not be given, and which can be filed nowhere.
type blank struct {
	ID consult.RecordID `json:"id,omitzero"`
}

func (b blank) RecordID() consult.RecordID { return b.ID }
func (b blank) Keys() []consult.Key        { return nil }

type nameless struct{ ID string }

func (nameless) RecordID() consult.RecordID { return "x" }
func (nameless) Keys() []consult.Key        { return nil }

type kindly struct {
	Kind string `json:"kind"`
}

func (kindly) RecordID() consult.RecordID { return "x" }
func (kindly) Keys() []consult.Key        { return nil }

func TestRecordWithoutID(t *testing.T) {
	t.Parallel()
	var r *register.Register[blank]
	_, err := folder.Open(newDisk(map[string]string{"x.yaml": "kind: blank\n"}), nil, folder.Into(&r, "blank"))
	require.EqualError(t, err, "x.yaml: has no valid id: 1 to 64 letters, digits and . _ - beginning with a letter or digit")
}

// TestKinds has calls that are errors of the program.
func TestKinds(t *testing.T) {
	t.Parallel()
	var a *register.Register[assessment]
	var l *register.Register[nameless]
	var k *register.Register[kindly]
	tests := []struct {
		reason string
		kinds  []folder.Kind
		want   string
	}{
		{"nothing to read", nil, "no kind of record is named"},
		{"the zero Kind", []folder.Kind{{}}, "a kind of record has no name"},
		{"no name", []folder.Kind{folder.Into(&a, "")}, "a kind of record has no name"},
		{"two of a name", []folder.Kind{folder.Into(&a, "a"), folder.Into(&a, "a")}, "the kind a is named twice"},
		{"nowhere to put it", []folder.Kind{folder.Into[assessment](nil, "a")}, "the kind a: has nowhere to put its register"},
		{"a type that cannot be read", []folder.Kind{folder.Into(&l, "a")}, "field ID has no json tag with a name"},
		{"a type with a kind of its own", []folder.Kind{folder.Into(&k, "a")}, "has a member kind, a name that every document has already"},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			_, err := folder.Open(fstest.MapFS{}, nil, test.kinds...)
			require.ErrorContains(t, err, test.want)
			assert.True(t, strings.HasPrefix(err.Error(), "folder: "))
		})
	}
}

// TestOpenWhileChanging opens a folder that changes between the looks at it.
func TestOpenWhileChanging(t *testing.T) {
	t.Parallel()
	t.Run("once: it is read again", func(t *testing.T) {
		t.Parallel()
		d := newDisk(map[string]string{"x.yaml": doc("assessment", "x", "before")})
		var once atomic.Bool
		d.trap = func(path, act string) {
			if act == "open" && once.CompareAndSwap(false, true) {
				d.write("x.yaml", doc("assessment", "x", "after"))
				d.write("y.yaml", doc("assessment", "y", "new"))
			}
		}
		var a, n *register.Register[assessment]
		_, err := folder.Open(d, nil, kinds(&a, &n)...)
		require.NoError(t, err)
		assert.Equal(t, []string{"x=after", "y=new"}, titles(a))
	})
	t.Run("always: it is left alone", func(t *testing.T) {
		t.Parallel()
		d := newDisk(map[string]string{"x.yaml": doc("assessment", "x", "before")})
		var count atomic.Int64
		d.trap = func(path, act string) {
			if act == "list" {
				d.write("x.yaml", doc("assessment", "x", fmt.Sprint("version ", count.Add(1))))
			}
		}
		var a, n *register.Register[assessment]
		_, err := folder.Open(d, nil, kinds(&a, &n)...)
		require.EqualError(t, err, ".: changes while it is read: it is read again at the next look")
		assert.Nil(t, a)
	})
}
