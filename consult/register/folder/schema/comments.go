package schema

import (
	"fmt"
	"go/ast"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
)

// Docs are the comments of types and fields, by the name of the package and the type
// ("dpia.Record"), and for fields that of the field too ("dpia.Record.Due"). A nil Docs has
// none.
type Docs map[string]string

// Comments reads the comments of the types declared in the Go files of folders, tests aside,
// and of their fields. It is for the time a schema is made: a program does not carry its
// comments. A field has the comment above it and the one beside it.
func Comments(dirs ...string) (Docs, error) {
	docs := make(Docs)
	for _, dir := range dirs {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err == nil && len(files) == 0 {
			err = &fs.PathError{Op: "find Go files in", Path: dir, Err: os.ErrNotExist}
		}
		if err != nil {
			return nil, fmt.Errorf("schema: %w", err)
		}
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				return nil, fmt.Errorf("schema: %w", err)
			}
			docs.add(file)
		}
	}
	return docs, nil
}

// add adds the comments of a file.
func (d Docs) add(file *ast.File) {
	for _, decl := range file.Decls {
		of, ok := decl.(*ast.GenDecl)
		if !ok || of.Tok != token.TYPE {
			continue
		}
		for _, spec := range of.Specs {
			spec := spec.(*ast.TypeSpec)
			above := spec.Doc
			if above == nil && len(of.Specs) == 1 {
				above = of.Doc
			}
			name := file.Name.Name + "." + spec.Name.Name
			d.set(name, above, spec.Comment)
			if fields, ok := spec.Type.(*ast.StructType); ok {
				d.addFields(name, fields)
			}
		}
	}
}

func (d Docs) addFields(of string, fields *ast.StructType) {
	for _, field := range fields.Fields.List {
		for _, name := range field.Names {
			d.set(of+"."+name.Name, field.Doc, field.Comment)
		}
		if len(field.Names) == 0 {
			d.set(of+"."+embedded(field.Type), field.Doc, field.Comment)
		}
	}
}

// embedded returns the name of an embedded field.
func embedded(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.StarExpr:
		return embedded(t.X)
	case *ast.SelectorExpr:
		return t.Sel.Name
	case *ast.IndexExpr:
		return embedded(t.X)
	case *ast.IndexListExpr:
		return embedded(t.X)
	case *ast.Ident:
		return t.Name
	default:
		return ""
	}
}

func (d Docs) set(name string, comments ...*ast.CommentGroup) {
	var texts []string
	for _, c := range comments {
		if text := flat(c.Text()); text != "" {
			texts = append(texts, text)
		}
	}
	if len(texts) > 0 {
		d[name] = strings.Join(texts, " ")
	}
}

// flat returns the text of a comment on one line, without the brackets of its links.
func flat(text string) string {
	p := comment.Parser{
		LookupPackage: func(name string) (string, bool) { return name, true },
		LookupSym:     func(string, string) bool { return true },
	}
	printer := comment.Printer{TextWidth: -1}
	return strings.Join(strings.Fields(string(printer.Text(p.Parse(text)))), " ")
}

// typed returns the comment of a type.
func (d Docs) typed(t reflect.Type) string {
	name, _, _ := strings.Cut(t.String(), "[") // a generic type has the comment of its declaration
	return d[name]
}

// field returns the comment of a field of a type.
func (d Docs) field(t reflect.Type, name string) string {
	of, _, _ := strings.Cut(t.String(), "[")
	return d[of+"."+name]
}
