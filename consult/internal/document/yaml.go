package document

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// What is refused in YAML: it either makes a document say more than it shows, or depends on
// the program that reads it.
const (
	problemAnchor   = "has an anchor (&): write the value out where it is needed"
	problemAlias    = "is an alias (*): write the value out"
	problemTag      = "has a tag (!): leave it out"
	problemMerge    = "has a merge key (<<): write the members out"
	problemKey      = "has a member whose name is not text"
	problemSyntax   = "is not valid YAML"
	problemMultiple = "holds more than one document: give each its own file"
)

// yamlOptions bound the parser itself. Its count of levels differs a little from ours, which
// is exact; it only must not be smaller.
var yamlOptions = []yaml.Option{yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(2 * MaxDepth)))}

// parseYAML reads a document into v, or returns what keeps it from being read.
func parseYAML(data []byte, v *value) Fault {
	document, err := loadYAML(data)
	if err != nil {
		return yamlFault(err, data)
	}
	if document.Kind != yaml.DocumentNode || len(document.Content) != 1 {
		return Fault{Problem: "is empty"}
	}
	if line := convert(document.Content[0], v, 0); line > 0 {
		return Fault{Line: line, Problem: tooDeep}
	}
	return Fault{}
}

// errYAML is what is left of a panic of the parser. Its message could quote the document.
var errYAML = errors.New("document: the YAML parser gave up")

// errMultiple is a second document in the file.
type errMultiple struct{ line int }

func (errMultiple) Error() string { return problemMultiple }

// loadYAML returns the document node of a file with one document. The parser is not ours and
// reports some of its failures by panics: they must not stop the program that reads the file.
func loadYAML(data []byte) (document *yaml.Node, err error) {
	defer func() {
		if recover() != nil {
			err = errYAML
		}
	}()
	loader, err := yaml.NewLoader(bytes.NewReader(data), yamlOptions...)
	if err != nil {
		return nil, err
	}
	document = new(yaml.Node)
	if err := loader.Load(document); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	second := new(yaml.Node)
	switch err := loader.Load(second); {
	case errors.Is(err, io.EOF):
		return document, nil
	case err != nil:
		return nil, err
	default:
		return nil, errMultiple{second.Line}
	}
}

// yamlFault makes a fault of an error of the parser. Messages of its scanner and its grammar
// are fixed texts; all others may quote the document and are left out.
func yamlFault(err error, data []byte) Fault {
	if multiple, ok := errors.AsType[errMultiple](err); ok {
		return Fault{Line: multiple.line, Problem: problemMultiple}
	}
	load, ok := errors.AsType[*yaml.LoadError](err)
	if !ok {
		return Fault{Problem: problemSyntax}
	}
	fault := Fault{Line: load.Mark.Line, Problem: problemSyntax}
	switch {
	case strings.Contains(load.Message, "exceeded max depth"):
		fault.Problem = tooDeep
	case load.Stage == yaml.ReaderStage: // which tells the byte, and not the line
		fault.Line = 1 + newlines(data[:min(load.Mark.Index, len(data))])
		fault.Problem = "has a control character"
	case strings.HasPrefix(load.Message, "found character '"): // and quotes it
	case strings.HasPrefix(load.Message, "unknown anchor"): // and quotes it
		fault.Problem = problemAlias
	case load.Stage == yaml.ScannerStage, load.Stage == yaml.ParserStage:
		fault.Problem += ": " + load.Message
	}
	return fault
}

// convert makes a value of a node of the parser. It returns the line of a node that lies too
// deep, or 0.
func convert(node *yaml.Node, v *value, depth int) (deep int) {
	v.line = int32(node.Line)
	if why := forbiddenNode(node); why != "" {
		v.kind, v.text = refused, why
		return 0
	}
	if node.Kind == yaml.ScalarNode {
		v.kind, v.text = scalar(node), node.Value
		return 0
	}
	if depth++; depth > MaxDepth {
		return max(node.Line, 1)
	}
	if node.Kind == yaml.SequenceNode {
		v.kind = list
		v.parts = make([]part, len(node.Content))
		for i, item := range node.Content {
			if deep = convert(item, &v.parts[i].value, depth); deep > 0 {
				return deep
			}
		}
		return 0
	}
	v.kind = object
	v.parts = make([]part, len(node.Content)/2)
	for i := range v.parts {
		name, m := node.Content[2*i], &v.parts[i]
		m.name, m.line = name.Value, int32(name.Line)
		if why := forbiddenName(name); why != "" {
			m.name, m.refused = why, true
		}
		if deep = convert(node.Content[2*i+1], &m.value, depth); deep > 0 {
			return deep
		}
	}
	return 0
}

func scalar(node *yaml.Node) kind {
	switch {
	case node.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return text
	case node.ShortTag() == "!!null":
		return null
	default:
		return plain
	}
}

// forbiddenNode returns why a node is refused, whatever it holds, or "".
func forbiddenNode(node *yaml.Node) string {
	switch {
	case node.Kind == yaml.AliasNode:
		return problemAlias
	case node.Anchor != "":
		return problemAnchor
	case node.Style&yaml.TaggedStyle != 0, node.Tag == "!":
		return problemTag
	default:
		return ""
	}
}

// forbiddenName returns why the name of a member is refused, or "".
func forbiddenName(name *yaml.Node) string {
	if problem := forbiddenNode(name); problem != "" {
		return "has a member whose name " + problem
	}
	switch tag := name.ShortTag(); {
	case tag == "!!merge":
		return problemMerge
	case name.Kind != yaml.ScalarNode, tag != "!!str":
		return problemKey
	default:
		return ""
	}
}
