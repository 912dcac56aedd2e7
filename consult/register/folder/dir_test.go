package folder_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult/register/folder"
)

// writeFolder makes a folder with one file in it.
func writeFolder(t *testing.T, name, text string) string {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Join(name, "inner"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(name, "inner", "a.yaml"), []byte(text), 0o644))
	return name
}

func TestDirIsAnFS(t *testing.T) {
	t.Parallel()
	name := writeFolder(t, filepath.Join(t.TempDir(), "records"), "first")
	require.NoError(t, fstest.TestFS(folder.Dir(name), "inner/a.yaml"))
	for _, path := range []string{"../records/inner/a.yaml", "/inner/a.yaml", "inner/../inner/a.yaml", "inner/b.yaml"} {
		_, err := folder.Dir(name).Open(path)
		require.Error(t, err, path)
	}
}

// TestDirFollowsTheName holds that what has the name is read, and not what had it.
func TestDirFollowsTheName(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	first, second := writeFolder(t, filepath.Join(parent, "release-1"), "first"), writeFolder(t, filepath.Join(parent, "release-2"), "second")
	read := func(of fs.FS) string {
		t.Helper()
		text, err := fs.ReadFile(of, "inner/a.yaml")
		require.NoError(t, err)
		return string(text)
	}

	link := filepath.Join(parent, "current")
	require.NoError(t, os.Symlink(first, link))
	linked := folder.Dir(link)
	assert.Equal(t, "first", read(linked))
	require.NoError(t, os.Symlink(second, link+".new"))
	require.NoError(t, os.Rename(link+".new", link))
	assert.Equal(t, "second", read(linked), "a link that was swapped")

	renamed := folder.Dir(first)
	assert.Equal(t, "first", read(renamed))
	require.NoError(t, os.Rename(first, first+".old"))
	_, err := renamed.Open("inner/a.yaml")
	require.ErrorIs(t, err, fs.ErrNotExist, "while there is none")
	assert.NotContains(t, err.Error(), parent, "the path is that in the folder")
	require.NoError(t, os.Rename(second, first))
	assert.Equal(t, "second", read(renamed), "a folder that was put in its place")
}

// TestDirDoesNotLeave holds that no link in the folder leads out of it.
func TestDirDoesNotLeave(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	name := writeFolder(t, filepath.Join(parent, "records"), "first")
	require.NoError(t, os.WriteFile(filepath.Join(parent, "secret.yaml"), []byte("secret"), 0o600))
	for to, there := range map[string]bool{"../secret.yaml": false, filepath.Join(parent, "secret.yaml"): false, "inner/a.yaml": true} {
		link := filepath.Join(name, "link.yaml")
		require.NoError(t, os.Symlink(to, link))
		_, err := fs.ReadFile(folder.Dir(name), "link.yaml")
		assert.Equal(t, there, err == nil, to)
		require.NoError(t, os.Remove(link))
	}
}
