"""driver.go: the entries by their folder and name, called by reflection, each package under an alias of its own."""

import json
from collections.abc import Iterator, Sequence

from runner.mutation.function import Function, Kind
from runner.mutation.grammar import Files

HEAD = """// What the grader may call, as plain values; written by `cab tasks mutate`.
package main

import (
	"math"
	"math/big"
	"reflect"
	"strings"
	"unicode/utf8"

"""
BODY = """)

// entry is a function, and which of its integers are letters: "rune", "byte", both or neither.
type entry struct {
	function any
	letters  string
}

var failure = reflect.TypeOf((*error)(nil)).Elem()

// call answers an error as an object; where the function changes what it is given, that is told beside its answer.
func call(name string, args []any) any {
	asked, known := entries[name]
	if !known {
		panic("no call " + name)
	}
	function := reflect.ValueOf(asked.function)
	given := arguments(function.Type(), args)
	before := all(given, asked.letters)
	called := function.Call
	if function.Type().IsVariadic() {
		called = function.CallSlice
	}
	answer := outcome(called(given), asked.letters)
	if after := all(given, asked.letters); !reflect.DeepEqual(before, after) {
		return map[string]any{"returned": answer, "arguments": after}
	}
	return answer
}

func arguments(function reflect.Type, args []any) []reflect.Value {
	least := function.NumIn()
	if function.IsVariadic() {
		least--
	}
	if len(args) < least || len(args) > function.NumIn() {
		panic("too few arguments, or too many")
	}
	given := make([]reflect.Value, function.NumIn())
	for place := range given {
		given[place] = reflect.New(function.In(place)).Elem()
		if place < len(args) {
			fit(given[place], args[place])
		}
	}
	return given
}

func outcome(results []reflect.Value, letters string) any {
	if last := len(results) - 1; last >= 0 && results[last].Type() == failure {
		if !results[last].IsNil() {
			return map[string]any{"error": results[last].Interface().(error).Error()}
		}
		results = results[:last]
	}
	switch len(results) {
	case 0:
		return nil
	case 1:
		return told(results[0], letters)
	}
	return all(results, letters)
}

func all(values []reflect.Value, letters string) []any {
	items := make([]any, len(values))
	for place, value := range values {
		items[place] = told(value, letters)
	}
	return items
}

// fit puts a plain value where one of a Go type is wanted, and panics where it does not go in.
func fit(target reflect.Value, value any) {
	switch target.Kind() {
	case reflect.String:
		target.SetString(value.(string))
	case reflect.Bool:
		target.SetBool(value.(bool))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		whole := integer(value, target.Kind() == reflect.Int32)
		if !whole.IsInt64() || target.OverflowInt(whole.Int64()) {
			panic("an integer that is too large")
		}
		target.SetInt(whole.Int64())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		whole := integer(value, target.Kind() == reflect.Uint8)
		if !whole.IsUint64() || target.OverflowUint(whole.Uint64()) {
			panic("an integer that is too large")
		}
		target.SetUint(whole.Uint64())
	case reflect.Float32, reflect.Float64:
		target.SetFloat(float(value))
	case reflect.Slice, reflect.Array:
		fitItems(target, value)
	case reflect.Map:
		fitFields(target, value)
	case reflect.Interface:
		if small, is := value.(int64); is {
			value = int(small)
		}
		if value != nil {
			target.Set(reflect.ValueOf(value))
		}
	default:
		panic(target.Type().String() + " is not plain")
	}
}

func fitItems(target reflect.Value, value any) {
	if letters, is := value.(string); is && ofBytes(target) {
		target.SetBytes([]byte(letters))
		return
	}
	if value == nil && target.Kind() == reflect.Slice {
		return
	}
	items := value.([]any)
	if target.Kind() == reflect.Slice {
		target.Set(reflect.MakeSlice(target.Type(), len(items), len(items)))
	} else if len(items) != target.Len() {
		panic("a list of another length")
	}
	for place, item := range items {
		fit(target.Index(place), item)
	}
}

func fitFields(target reflect.Value, value any) {
	if value == nil {
		return
	}
	target.Set(reflect.MakeMap(target.Type()))
	for key, item := range value.(map[string]any) {
		held := reflect.New(target.Type().Elem()).Elem()
		fit(held, item)
		target.SetMapIndex(reflect.ValueOf(key).Convert(target.Type().Key()), held)
	}
}

// integer is that of a number, or of a text of one letter where it may be one.
func integer(value any, letters bool) *big.Int {
	switch value := value.(type) {
	case int64:
		return big.NewInt(value)
	case *big.Int:
		return value
	case string:
		if letter, size := utf8.DecodeRuneInString(value); letters && size > 0 && size == len(value) {
			return big.NewInt(int64(letter))
		}
	}
	panic("no integer")
}

func float(value any) float64 {
	switch value := value.(type) {
	case int64:
		return float64(value)
	case *big.Int:
		near, _ := new(big.Float).SetInt(value).Float64()
		return near
	}
	return value.(float64)
}

// told is the value as JSON has it; bytes that are UTF-8 are a text.
func told(value reflect.Value, letters string) any {
	switch value.Kind() {
	case reflect.String:
		return text(value.String())
	case reflect.Bool:
		return value.Bool()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		letter := value.Kind() == reflect.Int32 && strings.Contains(letters, "rune")
		if letter && utf8.ValidRune(rune(value.Int())) {
			return string(rune(value.Int()))
		}
		return value.Int()
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if value.Kind() == reflect.Uint8 && strings.Contains(letters, "byte") {
			return string(rune(value.Uint()))
		}
		return value.Uint()
	case reflect.Float32, reflect.Float64:
		if number := value.Float(); math.IsNaN(number) {
			return map[string]any{"number": "NaN"}
		} else if math.IsInf(number, 0) {
			return map[string]any{"number": map[bool]string{true: "+Inf", false: "-Inf"}[number > 0]}
		}
		return value.Float()
	case reflect.Slice, reflect.Array:
		return toldItems(value, letters)
	case reflect.Map:
		fields := map[string]any{}
		for _, key := range value.MapKeys() {
			fields[key.String()] = told(value.MapIndex(key), letters)
		}
		return fields
	case reflect.Interface:
		if value.IsNil() {
			return nil
		}
		return told(value.Elem(), letters)
	}
	panic(value.Type().String() + " is not plain")
}

func toldItems(value reflect.Value, letters string) any {
	if ofBytes(value) {
		return text(string(value.Bytes()))
	}
	items := make([]any, value.Len())
	for place := range items {
		items[place] = told(value.Index(place), letters)
	}
	return items
}

func ofBytes(value reflect.Value) bool {
	return value.Kind() == reflect.Slice && value.Type().Elem().Kind() == reflect.Uint8
}

// text is a string, or the bytes of one that is not UTF-8.
func text(said string) any {
	if utf8.ValidString(said) {
		return said
	}
	numbers := make([]any, len(said))
	for place := range numbers {
		numbers[place] = int64(said[place])
	}
	return map[string]any{"bytes": numbers}
}

var entries = map[string]entry{
"""


def driver(entries: Sequence[Function], _: Files) -> str:
    """The text of the driver."""
    alias = {home: f"p{at}" for at, home in enumerate(sorted({one.home for one in entries}))}
    imports = "".join(f"\t{name} {json.dumps(home)}\n" for home, name in alias.items())
    rows = "".join(
        f"\t{json.dumps(one.call)}: {{{alias[one.home]}.{one.name}, {json.dumps(_letters(one))}}},\n" for one in entries
    )
    return HEAD + imports + BODY + rows + "}\n"


def _letters(function: Function) -> str:
    kinds = [*(function.parameters or ()), *([function.returns] if function.returns else [])]
    return " ".join(sorted({spelled for kind in kinds for spelled in _spelled(kind)}))


def _spelled(kind: Kind) -> Iterator[str]:
    if kind.sort == "character":
        yield kind.spelled
    for one in kind.of:
        yield from _spelled(one)
