package preconsult_test

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// packages returns the syntax of every package of this module, by folder, without tests.
func packages(t *testing.T) map[string]*doc.Package {
	t.Helper()
	files := map[string][]*ast.File{}
	fset := token.NewFileSet()
	require.NoError(t, filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || d.Name() == "examples" || strings.HasPrefix(d.Name(), ".") && path != "."):
			return filepath.SkipDir
		case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		f, err := parser.ParseFile(fset, path, nil, parser.ParseComments)
		files[filepath.Dir(path)] = append(files[filepath.Dir(path)], f)
		return err
	}))
	out := map[string]*doc.Package{}
	for dir, syntax := range files {
		p, err := doc.NewFromFiles(fset, syntax, module+dir)
		require.NoError(t, err, dir)
		out[dir] = p
	}
	return out
}

// TestEverythingExportedIsDocumented holds that a reader never has to guess: each package has
// one package comment, and each exported name a comment, constants and fields included.
func TestEverythingExportedIsDocumented(t *testing.T) {
	t.Parallel()
	for dir, p := range packages(t) {
		assert.NotEmptyf(t, p.Doc, "%s has no package comment", dir)
		values := func(values []*doc.Value) {
			for _, v := range values {
				for _, spec := range v.Decl.Specs {
					s := spec.(*ast.ValueSpec)
					for _, name := range s.Names {
						assert.Truef(t, !name.IsExported() || v.Doc != "" || s.Doc.Text() != "" || s.Comment.Text() != "", "%s: %s has no comment", dir, name)
					}
				}
			}
		}
		functions := func(funcs []*doc.Func) {
			for _, f := range funcs {
				assert.NotEmptyf(t, f.Doc, "%s: %s has no comment", dir, f.Name)
			}
		}
		values(p.Consts)
		values(p.Vars)
		functions(p.Funcs)
		for _, typ := range p.Types {
			assert.NotEmptyf(t, typ.Doc, "%s: %s has no comment", dir, typ.Name)
			values(typ.Consts)
			values(typ.Vars)
			functions(typ.Funcs)
			functions(typ.Methods)
			fields(t, dir, typ)
		}
	}
}

// fields holds that every exported field has a comment of its own, or shares the one above it.
func fields(t *testing.T, dir string, typ *doc.Type) {
	for _, spec := range typ.Decl.Specs {
		s, ok := spec.(*ast.TypeSpec).Type.(*ast.StructType)
		if !ok {
			continue
		}
		shared := false // whether the line above has the comment, as in a group of fields
		for _, field := range s.Fields.List {
			own := field.Doc.Text() != "" || field.Comment.Text() != ""
			for _, name := range field.Names {
				if name.IsExported() {
					assert.Truef(t, own || shared, "%s: %s.%s has no comment", dir, typ.Name, name)
				}
			}
			shared = own || shared && field.Doc == nil
		}
	}
}

// TestFilesAreOfAReadableSize holds that a file of the library is read at one sitting.
func TestFilesAreOfAReadableSize(t *testing.T) {
	t.Parallel()
	// The reason of each that is longer stands beside it.
	longer := map[string]bool{}
	require.NoError(t, filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || longer[path] {
			return err
		}
		text, err := os.ReadFile(path)
		assert.LessOrEqualf(t, strings.Count(string(text), "\n"), 320, "%s has too many lines", path)
		return err
	}))
}
