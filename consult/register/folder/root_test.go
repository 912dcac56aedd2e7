package folder_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult/register"
	"github.com/preconsult/preconsult/consult/register/folder"
)

// real returns a folder on the disk, and the way to change it.
func real(t *testing.T) (root *os.Root, write func(path, data string), link func(to, path string)) {
	t.Helper()
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	require.NoError(t, err)
	t.Cleanup(func() { root.Close() })
	write = func(path, data string) {
		t.Helper()
		require.NoError(t, root.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, root.WriteFile(path, []byte(data), 0o600))
	}
	link = func(to, path string) {
		t.Helper()
		require.NoError(t, root.Symlink(to, path+".new"))
		require.NoError(t, root.Rename(path+".new", path))
	}
	return root, write, link
}

// TestConfigMap follows a folder as Kubernetes mounts it: links to files in a folder that is
// swapped by a link, of which the names begin with dots.
func TestConfigMap(t *testing.T) {
	t.Parallel()
	root, write, link := real(t)
	write("..1/x.yaml", doc("assessment", "x", "one"))
	write("..1/y.yaml", doc("assessment", "y", "one"))
	link("..1", "..data")
	link("..data/x.yaml", "x.yaml")
	link("..data/y.yaml", "y.yaml")
	var a, n *register.Register[assessment]
	f, err := folder.Open(root.FS(), nil, kinds(&a, &n)...)
	require.NoError(t, err)
	assert.Equal(t, []string{"x=one", "y=one"}, titles(a))

	write("..2/x.yaml", doc("assessment", "x", "three"))
	write("..2/y.yaml", doc("assessment", "y", "three"))
	link("..2", "..data")
	require.NoError(t, f.Reload())
	assert.Equal(t, []string{"x=three", "y=three"}, titles(a))
}

// TestSwappedFolder follows a folder that is a link in another.
func TestSwappedFolder(t *testing.T) {
	t.Parallel()
	root, write, link := real(t)
	write("1/a81001/x.yaml", doc("assessment", "x", "one"))
	link("1", "current")
	sub, err := fs.Sub(root.FS(), "current")
	require.NoError(t, err)
	var a, n *register.Register[assessment]
	f, err := folder.Open(sub, nil, kinds(&a, &n)...)
	require.NoError(t, err)
	assert.Equal(t, []string{"x=one"}, titles(a))

	write("2/a81001/x.yaml", doc("assessment", "x", "three"))
	link("2", "current")
	require.NoError(t, f.Reload())
	assert.Equal(t, []string{"x=three"}, titles(a))
}

// TestLinks has links that are not followed.
func TestLinks(t *testing.T) {
	t.Parallel()
	outside := filepath.Join(t.TempDir(), "outside.yaml")
	require.NoError(t, os.WriteFile(outside, []byte(doc("assessment", "outside", "")), 0o600))

	root, write, link := real(t)
	write("in/x.yaml", doc("assessment", "x", "one"))
	link(".", "loop")
	link("in", "again")
	var a, n *register.Register[assessment]
	f, err := folder.Open(root.FS(), nil, kinds(&a, &n)...)
	require.NoError(t, err, "links to folders are not entered")
	assert.Equal(t, []string{"x=one"}, titles(a))

	link(outside, "a.yaml")
	link("nowhere", "b.yaml")
	link("in", "c.yaml")
	err = f.Reload()
	var faults folder.Faults
	require.ErrorAs(t, err, &faults)
	require.Len(t, faults, 3)
	assert.Equal(t, "a.yaml: cannot be read: path escapes from parent", faults[0].Error())
	assert.Equal(t, "b.yaml: cannot be read: no such file or directory", faults[1].Error())
	assert.Equal(t, "c.yaml: is not a file: rename it or remove it", faults[2].Error())
}
