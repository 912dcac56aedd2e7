package cel

import (
	"fmt"
	"reflect"
	"strings"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// A record is a struct whose fields have become CEL's own values, in the order of the fields; nil
// stands for one that is not set.
type record [16]any

// A layout is the type of a struct as CEL sees it, but of which it is given records.
type layout struct {
	*types.NativeType
	places map[string]int // the fields' places in a record
}

// FindFieldType implements [types.StructTypeDescriptor]. To read a field that is not set is an
// error. As null it would be unequal to whatever a rule forbids.
func (l *layout) FindFieldType(name string) (*types.FieldType, bool) {
	field, found := l.NativeType.FindFieldType(name)
	if !found {
		return nil, false
	}
	place := l.places[name]
	field.IsSet = func(target any) bool {
		r, is := target.(*record)
		return is && r[place] != nil
	}
	field.GetFrom = func(target any) (any, error) {
		if r, is := target.(*record); is && r[place] != nil {
			return r[place], nil
		}
		return nil, fmt.Errorf("%s is not set", name)
	}
	return field, true
}

// layouts are the layouts of structs and of the structs in them.
type layouts map[reflect.Type]*layout

// add adds the layout of a struct, or of the one that a pointer points to. Other types have none.
func (all layouts) add(t reflect.Type) error {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || all[t] != nil {
		return nil
	}
	if t.NumField() > len(record{}) {
		return fmt.Errorf("cel: %v has too many fields for a record", t)
	}
	native, err := types.NewNativeType(t, types.ParseStructTag("json"))
	if err != nil {
		return err
	}
	l := &layout{native, map[string]int{}}
	all[t] = l
	for field := range t.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		l.places[name] = field.Index[0]
		if err := all.add(field.Type); err != nil {
			return err
		}
	}
	return nil
}

// recordOf returns the record of a struct, with those of the structs in it.
func recordOf(s reflect.Value) *record {
	r := new(record)
	for i := range s.NumField() {
		switch f := s.Field(i); {
		case f.Kind() == reflect.Struct:
			r[i] = recordOf(f)
		case f.Kind() != reflect.Pointer:
			r[i] = types.DefaultTypeAdapter.NativeToValue(f.Interface())
		case !f.IsNil():
			r[i] = recordOf(f.Elem())
		}
	}
	return r
}

// A record is a [ref.Val] so that an expression may have one as its value. There is nothing to do
// with it then but to read a field.

// ConvertToNative implements [ref.Val].
func (r *record) ConvertToNative(t reflect.Type) (any, error) {
	return nil, fmt.Errorf("a record is no %v", t)
}

// ConvertToType implements [ref.Val].
func (r *record) ConvertToType(ref.Type) ref.Val { return types.NoSuchOverloadErr() }

// Equal implements [ref.Val].
func (r *record) Equal(ref.Val) ref.Val { return types.NoSuchOverloadErr() }

// Type implements [ref.Val].
func (r *record) Type() ref.Type { return recordType }

// Value implements [ref.Val].
func (r *record) Value() any { return r }

var recordType = types.NewObjectType("record")
