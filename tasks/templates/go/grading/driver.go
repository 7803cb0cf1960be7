package main

import "example.invalid/heating/heating"

// call is what the grader may call, as plain values.
func call(name string, args []any) any {
	if name != "clamp" {
		panic("no call " + name)
	}
	return heating.Clamp(args[0].(int64), args[1].(int64), args[2].(int64))
}
