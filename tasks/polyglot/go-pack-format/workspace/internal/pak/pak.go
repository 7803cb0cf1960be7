// Package pak reads and writes pak files.
package pak

import (
	"encoding/binary"
	"errors"
)

// Entry is one file in an archive.
type Entry struct {
	Name string
	Data []byte
}

// Read is the entries of an archive.
func Read(file []byte) ([]Entry, error) {
	if len(file) < 4 || string(file[:4]) != "PAK1" {
		return nil, errors.New("not a pak file")
	}
	var entries []Entry
	for at := 4; at < len(file); {
		size := int(binary.BigEndian.Uint16(file[at:]))
		name := string(file[at+2 : at+2+size])
		at += 2 + size
		size = int(binary.BigEndian.Uint32(file[at:]))
		entries = append(entries, Entry{name, file[at+4 : at+4+size]})
		at += 4 + size
	}
	return entries, nil
}

// Write is the archive of the entries.
func Write(entries []Entry) []byte {
	file := []byte("PAK1")
	for _, entry := range entries {
		file = binary.BigEndian.AppendUint16(file, uint16(len(entry.Name)))
		file = append(file, entry.Name...)
		file = binary.BigEndian.AppendUint32(file, uint32(len(entry.Data)))
		file = append(file, entry.Data...)
	}
	return file
}
