package pak

import (
	"bytes"
	"testing"
)

func TestBothVersionsAreRead(t *testing.T) {
	first := []byte("PAK1\x00\x01a\x00\x00\x00\x02hi")
	second := []byte("PAK2\x01a\x00\x02hi")
	for _, file := range [][]byte{first, Write([]Entry{{"a", []byte("hi")}})} {
		entries, err := Read(file)
		if err != nil || len(entries) != 1 || entries[0].Name != "a" || string(entries[0].Data) != "hi" {
			t.Errorf("%q is read as %q, %v", file, entries, err)
		}
	}
	if written := Write([]Entry{{"a", []byte("hi")}}); !bytes.HasPrefix(written, second) {
		t.Errorf("written: %q", written)
	}
}

func TestACopyIsStoredOnce(t *testing.T) {
	data := bytes.Repeat([]byte("x"), 1000)
	written := Write([]Entry{{"a", data}, {"b", data}})
	if len(written) > 1100 {
		t.Errorf("%d bytes", len(written))
	}
	entries, err := Read(written)
	if err != nil || len(entries) != 2 || !bytes.Equal(entries[1].Data, data) {
		t.Errorf("read: %d entries, %v", len(entries), err)
	}
}

func TestWhatIsWrongIsSaid(t *testing.T) {
	good := Write([]Entry{{"a", []byte("hi")}})
	flipped := bytes.Clone(good)
	flipped[8] ^= 1
	cases := map[string][]byte{
		"not a pak file":               []byte("ZIP"),
		"entry 0 at byte 4: truncated": []byte("PAK1\x00\x01a\x00\x00\x00\x02h"),
		"entry 0 at byte 4: checksum":  flipped,
		"end at byte 14: trailing":     append(bytes.Clone(good), 0),
		"end at byte 14: truncated":    good[:len(good)-1],
		"entry 0 at byte 4: name":      []byte("PAK2\x02.."),
		"entry 1 at byte 11: twice":    []byte("PAK1\x00\x01a\x00\x00\x00\x00\x00\x01a\x00\x00\x00\x00"),
	}
	for want, file := range cases {
		if _, err := Read(file); err == nil || err.Error() != want {
			t.Errorf("%q: %v, not %q", file, err, want)
		}
	}
}
