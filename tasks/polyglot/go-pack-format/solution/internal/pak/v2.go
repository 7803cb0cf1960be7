package pak

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
)

// number is the next varint.
func (c *cursor) number() (uint64, error) {
	var number uint64
	for shift := 0; ; shift += 7 {
		taken, err := c.take(1)
		if err != nil {
			return 0, err
		}
		bits := uint64(taken[0] & 0x7f)
		if shift == 63 || (taken[0] == 0 && shift > 0) {
			return 0, c.wrong("number")
		}
		number |= bits << shift
		if taken[0] < 0x80 {
			return number, nil
		}
	}
}

// checksum reads the checksum of everything from `start` on.
func (c *cursor) checksum(start int) error {
	want := crc32.ChecksumIEEE(c.file[start:c.at])
	taken, err := c.take(4)
	if err != nil {
		return err
	}
	if binary.LittleEndian.Uint32(taken) != want {
		return c.wrong("checksum")
	}
	return nil
}

func (c *cursor) second() ([]Entry, error) {
	var entries []Entry
	copies := map[uint64]bool{}
	for {
		start := c.at
		c.begin(fmt.Sprintf("entry %d", len(entries)))
		size, err := c.number()
		if err != nil {
			return nil, err
		}
		if size == 0 {
			c.at = start
			c.begin("end")
			c.at++
			return entries, c.end(uint64(len(entries)))
		}
		name, err := c.name(size)
		if err != nil {
			return nil, err
		}
		data, copied, err := c.content(entries, copies)
		if err != nil {
			return nil, err
		}
		if err = c.checksum(start); err != nil {
			return nil, err
		}
		copies[uint64(len(entries))] = copied
		entries = append(entries, Entry{name, data})
	}
}

func (c *cursor) content(entries []Entry, copies map[uint64]bool) ([]byte, bool, error) {
	kind, err := c.number()
	if err != nil {
		return nil, false, err
	}
	if kind > 1 {
		return nil, false, c.wrong("kind")
	}
	number, err := c.number()
	if err != nil {
		return nil, false, err
	}
	if kind == 0 {
		data, err := c.take(number)
		return data, false, err
	}
	if number >= uint64(len(entries)) || copies[number] {
		return nil, false, c.wrong("copy")
	}
	return entries[number].Data, true, nil
}

func (c *cursor) end(entries uint64) error {
	count, err := c.number()
	if err != nil {
		return err
	}
	if count != entries {
		return c.wrong("count")
	}
	if err = c.checksum(0); err != nil {
		return err
	}
	if c.at != len(c.file) {
		return c.wrong("trailing")
	}
	return nil
}

// Write is the archive of the entries, in version 2.
func Write(entries []Entry) []byte {
	file := []byte("PAK2")
	first := map[string]int{}
	for index, entry := range entries {
		start := len(file)
		file = binary.AppendUvarint(file, uint64(len(entry.Name)))
		file = append(file, entry.Name...)
		if same, found := first[string(entry.Data)]; found {
			file = append(file, 1)
			file = binary.AppendUvarint(file, uint64(same))
		} else {
			first[string(entry.Data)] = index
			file = append(file, 0)
			file = binary.AppendUvarint(file, uint64(len(entry.Data)))
			file = append(file, entry.Data...)
		}
		file = binary.LittleEndian.AppendUint32(file, crc32.ChecksumIEEE(file[start:]))
	}
	file = append(file, 0)
	file = binary.AppendUvarint(file, uint64(len(entries)))
	return binary.LittleEndian.AppendUint32(file, crc32.ChecksumIEEE(file))
}
