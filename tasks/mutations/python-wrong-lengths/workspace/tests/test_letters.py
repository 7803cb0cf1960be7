import unittest

from letters.box import Box
from letters.frame import FrameError, Reader, framed
from letters.letter import Letter, pack, unpack


class Letters(unittest.TestCase):
    def test_a_letter_goes_there_and_back(self):
        letter = Letter("Ann", ("Bob", "Carl"), "Tea", "At four?", {"map.bin": b"\x00\xff,:"})
        self.assertEqual(unpack(Reader(pack(letter)).take()), letter)

    def test_the_bytes_of_a_letter(self):
        self.assertEqual(pack(Letter("A", ("B",), "C", "")), b"18:1:A,4:1:B,,1:C,0:,,")

    def test_joses_letter(self):
        letter = Letter("José", ("Ann",), "Visit", "I come on Monday.")
        self.assertEqual(Box.read(Box([letter]).bytes()).letters, [letter])

    def test_a_broken_file(self):
        with self.assertRaises(FrameError):
            Box.read(b"18:1:A,4:1:B,,1:C,0:,")

    def test_frames_of_bytes(self):
        self.assertEqual(framed(b"hello"), b"5:hello,")


if __name__ == "__main__":
    unittest.main()
