// pak puts files into one file.
package main

import (
	"fmt"
	"os"

	"example.invalid/pak/internal/pak"
)

const usage = "usage: pak pack OUT FILE... | list FILE | cat FILE NAME | check FILE"

func main() {
	args := os.Args[1:]
	var err error
	switch {
	case len(args) >= 2 && args[0] == "pack":
		err = pack(args[1], args[2:])
	case len(args) == 2 && args[0] == "list":
		err = list(args[1])
	case len(args) == 3 && args[0] == "cat":
		err = cat(args[1], args[2])
	case len(args) == 2 && args[0] == "check":
		err = check(args[1])
	default:
		fmt.Fprintln(os.Stderr, usage)
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func pack(out string, names []string) error {
	if err := pak.CheckNames(names); err != nil {
		return err
	}
	var entries []pak.Entry
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		entries = append(entries, pak.Entry{Name: name, Data: data})
	}
	return os.WriteFile(out, pak.Write(entries), 0o644)
}

func read(path string) (pak.Archive, error) {
	file, err := os.ReadFile(path)
	if err != nil {
		return pak.Archive{}, err
	}
	return pak.Open(file)
}

func check(path string) error {
	archive, err := read(path)
	if err != nil {
		return err
	}
	bytes := 0
	for _, entry := range archive.Entries {
		bytes += len(entry.Data)
	}
	fmt.Printf("ok: version %d, %d entries, %d bytes\n", archive.Version, len(archive.Entries), bytes)
	return nil
}

func list(path string) error {
	archive, err := read(path)
	if err != nil {
		return err
	}
	for _, entry := range archive.Entries {
		fmt.Printf("%s\t%d\n", entry.Name, len(entry.Data))
	}
	return nil
}

func cat(path, name string) error {
	archive, err := read(path)
	if err != nil {
		return err
	}
	for _, entry := range archive.Entries {
		if entry.Name == name {
			_, err = os.Stdout.Write(entry.Data)
			return err
		}
	}
	return fmt.Errorf("%s has no %s", path, name)
}
