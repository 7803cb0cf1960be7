// Package pak reads and writes pak files.
package pak

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Entry is one file in an archive.
type Entry struct {
	Name string
	Data []byte
}

// Archive is what a file holds.
type Archive struct {
	Version int
	Entries []Entry
}

// cursor reads a file front to back; what is wrong is told with the place where the entry began.
type cursor struct {
	file  []byte
	at    int
	place string
	names map[string]bool
}

func (c *cursor) begin(what string) {
	c.place = fmt.Sprintf("%s at byte %d", what, c.at)
}

func (c *cursor) wrong(word string) error {
	return fmt.Errorf("%s: %s", c.place, word)
}

// take is the next bytes, of which the file has to have so many.
func (c *cursor) take(size uint64) ([]byte, error) {
	if size > uint64(len(c.file)-c.at) {
		return nil, c.wrong("truncated")
	}
	taken := c.file[c.at : c.at+int(size)]
	c.at += int(size)
	return taken, nil
}

// name is the next so many bytes as the name of a new entry.
func (c *cursor) name(size uint64) (string, error) {
	taken, err := c.take(size)
	if err != nil {
		return "", err
	}
	name := string(taken)
	if word := c.refused(name); word != "" {
		return "", c.wrong(word)
	}
	return name, nil
}

// refused is why a name cannot be the next one, or nothing.
func (c *cursor) refused(name string) string {
	if !ValidName(name) {
		return "name"
	}
	if c.names[name] {
		return "twice"
	}
	c.names[name] = true
	return ""
}

// ValidName tells whether an entry may be called so.
func ValidName(name string) bool {
	if len(name) > 255 || !utf8.ValidString(name) {
		return false
	}
	for _, character := range name {
		if character < 0x20 || character == 0x7f || character == '\\' {
			return false
		}
	}
	for _, part := range strings.Split(name, "/") {
		if part == "" || part == "." || part == ".." {
			return false
		}
	}
	return true
}

// CheckNames says which of the names cannot be packed.
func CheckNames(names []string) error {
	c := cursor{names: map[string]bool{}}
	for _, name := range names {
		if word := c.refused(name); word != "" {
			return fmt.Errorf("%s: %s", name, word)
		}
	}
	return nil
}

// Open is the archive in a file of either version.
func Open(file []byte) (Archive, error) {
	c := &cursor{file: file, at: 4, names: map[string]bool{}}
	if len(file) >= 4 {
		switch string(file[:4]) {
		case "PAK1":
			entries, err := c.first()
			return Archive{1, entries}, err
		case "PAK2":
			entries, err := c.second()
			return Archive{2, entries}, err
		}
	}
	return Archive{}, errors.New("not a pak file")
}

// Read is the entries of an archive.
func Read(file []byte) ([]Entry, error) {
	archive, err := Open(file)
	return archive.Entries, err
}

func (c *cursor) first() ([]Entry, error) {
	var entries []Entry
	for c.at < len(c.file) {
		c.begin(fmt.Sprintf("entry %d", len(entries)))
		head, err := c.take(2)
		if err != nil {
			return nil, err
		}
		name, err := c.name(uint64(binary.BigEndian.Uint16(head)))
		if err != nil {
			return nil, err
		}
		if head, err = c.take(4); err != nil {
			return nil, err
		}
		data, err := c.take(uint64(binary.BigEndian.Uint32(head)))
		if err != nil {
			return nil, err
		}
		entries = append(entries, Entry{name, data})
	}
	return entries, nil
}
