package cel

import (
	_ "embed"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/examples/peers/task"
)

//go:embed rules.cel
var source string

// heading begins a rule or a definition, which ends where the next begins.
var heading = regexp.MustCompile(`(?m)^// (rule|define) (\S+)$`)

// variables are those of the rules that are structs.
var variables = []struct {
	name      string
	structure reflect.Type
}{
	{"call", reflect.TypeFor[callFacts]()},
	{"initiator", reflect.TypeFor[initiatorFacts]()},
	{"room", reflect.TypeFor[roomFacts]()},
	{"device", reflect.TypeFor[deviceFacts]()},
	{"client", reflect.TypeFor[clientFacts]()},
	{"data", reflect.TypeFor[dataFacts]()},
	{"on_file", reflect.TypeFor[file]()},
	{"controller", reflect.TypeFor[task.Controller]()},
	{"notice", reflect.TypeFor[task.Notice]()},
	{"dpia", reflect.TypeFor[task.DPIA]()},
	{"screening", reflect.TypeFor[task.Screening]()},
	{"assessment", reflect.TypeFor[task.Assessment]()},
	{"procurement", reflect.TypeFor[task.Procurement]()},
}

// instants are the other variables.
var instants = []string{"now", "stale", "early", "late"}

// rules are all programs.
type rules struct {
	definitions []program // as they stand, each before what uses it
	rules       []program // in order of their ids
}

// A program is one expression.
type program struct {
	name string
	cel.Program
}

// compile compiles the rules. The options make types of the structs.
func compile(options ...cel.EnvOption) (*rules, error) {
	for _, v := range variables {
		options = append(options, cel.Variable(v.name, cel.ObjectType(v.structure.String())))
	}
	for _, instant := range instants {
		options = append(options, cel.Variable(instant, cel.IntType))
	}
	env, err := cel.NewEnv(options...)
	if err != nil {
		return nil, err
	}
	all := new(rules)
	headings := append(heading.FindAllStringSubmatchIndex(source, -1), []int{len(source)})
	for i, h := range headings[:len(headings)-1] {
		kind, name, expression := source[h[2]:h[3]], source[h[4]:h[5]], source[h[1]:headings[i+1][0]]
		ast, issues := env.Compile(expression)
		if issues.Err() != nil {
			return nil, fmt.Errorf("cel: %s: %w", name, issues.Err())
		}
		p, err := env.Program(ast, cel.EvalOptions(cel.OptOptimize))
		if err != nil {
			return nil, fmt.Errorf("cel: %s: %w", name, err)
		}
		if kind == "define" {
			all.definitions = append(all.definitions, program{name, p})
			if env, err = env.Extend(cel.Variable(name, ast.OutputType())); err != nil {
				return nil, err
			}
			continue
		}
		if ast.OutputType() != cel.BoolType {
			return nil, fmt.Errorf("cel: %s is neither true nor false", name)
		}
		all.rules = append(all.rules, program{name, p})
	}
	slices.SortFunc(all.rules, func(a, b program) int { return strings.Compare(a.name, b.name) })
	return all, nil
}

// broken returns the rules that are not true, in order of their ids. A rule that cannot be
// evaluated is an error: CEL has no answer then, and none is made up for it.
func (r *rules) broken(vars cel.Activation) ([]consult.RuleID, error) {
	var ids []consult.RuleID
	for i := range r.rules {
		holds, _, err := r.rules[i].Eval(vars)
		if err != nil {
			return nil, fmt.Errorf("cel: %s: %w", r.rules[i].name, err)
		}
		if holds != types.True {
			ids = append(ids, consult.RuleID(r.rules[i].name))
		}
	}
	return ids, nil
}

// value returns the value of the expression, which may be an error.
func (p *program) value(vars cel.Activation) ref.Val {
	v, _, err := p.Eval(vars)
	if err != nil {
		return types.WrapErr(err)
	}
	return v
}
