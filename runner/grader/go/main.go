// Answers the grader's questions, read from descriptor 3, on descriptor 4, by calling the task's driver.
//
// Runs in the child, beside candidate code: nothing here is a defence, and nothing is known here but inputs.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A driver has `func call(name string, args []any) any`. Arguments are nil, bool, int64, *big.Int (where an int64 does
// not hold it), float64, string, []any and map[string]any; an answer is one of those, or an int, uint64, []string or
// []int. It names what the candidate refused by `panic(Raise("name"))`.

// Raise is the name under which a driver tells of an error.
type Raise string

func main() {
	answers := os.NewFile(4, "answers")
	lines := bufio.NewReader(os.NewFile(3, "questions"))
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		question := read(line).(map[string]any)
		said := fmt.Sprintf("{\"id\":%s,%s}\n", quoted(question["id"].(string)), answer(question))
		if _, err := answers.WriteString(said); err != nil {
			panic(err)
		}
	}
}

// answer is what the call returned or raised; a panic is a raise.
func answer(question map[string]any) (said string) {
	defer func() {
		switch problem := recover().(type) {
		case nil:
		case Raise:
			said = `"raises":` + quoted(string(problem))
		default:
			fmt.Fprintln(os.Stderr, "panic:", problem)
			said = `"raises":"panic"`
		}
	}()
	var out strings.Builder
	write(&out, call(question["call"].(string), question["args"].([]any)))
	return `"value":` + out.String()
}

func read(line []byte) any {
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		panic(err)
	}
	return plain(value)
}

// plain has numbers as int64, *big.Int or float64.
func plain(value any) any {
	switch value := value.(type) {
	case json.Number:
		return number(value.String())
	case []any:
		for index := range value {
			value[index] = plain(value[index])
		}
	case map[string]any:
		for key := range value {
			value[key] = plain(value[key])
		}
	}
	return value
}

func number(text string) any {
	if strings.ContainsAny(text, ".eE") {
		float, err := strconv.ParseFloat(text, 64)
		if err != nil {
			panic(err)
		}
		return float
	}
	if small, err := strconv.ParseInt(text, 10, 64); err == nil {
		return small
	}
	large, _ := new(big.Int).SetString(text, 10)
	return large
}

func write(out *strings.Builder, value any) {
	switch value := value.(type) {
	case nil:
		out.WriteString("null")
	case bool:
		out.WriteString(strconv.FormatBool(value))
	case int:
		out.WriteString(strconv.Itoa(value))
	case int64:
		out.WriteString(strconv.FormatInt(value, 10))
	case uint64:
		out.WriteString(strconv.FormatUint(value, 10))
	case *big.Int:
		out.WriteString(value.String())
	case float64:
		text := strconv.FormatFloat(value, 'g', -1, 64)
		if !strings.ContainsAny(text, ".eIN") {
			text += ".0"
		}
		out.WriteString(text)
	case string:
		out.WriteString(quoted(value))
	case []string:
		list(out, value)
	case []int:
		list(out, value)
	case []any:
		list(out, value)
	case map[string]any:
		object(out, value)
	default:
		panic(fmt.Sprintf("%T is not plain", value))
	}
}

func list[T any](out *strings.Builder, items []T) {
	out.WriteByte('[')
	for index, item := range items {
		if index > 0 {
			out.WriteByte(',')
		}
		write(out, item)
	}
	out.WriteByte(']')
}

func object(out *strings.Builder, fields map[string]any) {
	keys := make([]string, 0, len(fields))
	for key := range fields {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	out.WriteByte('{')
	for index, key := range keys {
		if index > 0 {
			out.WriteByte(',')
		}
		out.WriteString(quoted(key) + ":")
		write(out, fields[key])
	}
	out.WriteByte('}')
}

// quoted is the JSON string of text, whose bytes must be UTF-8: others would be replaced, and compare alike.
func quoted(text string) string {
	if !utf8.ValidString(text) {
		panic("a string that is not UTF-8 is not plain")
	}
	encoded, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(encoded)
}
