import hashlib
import unittest

from delta.patching import patch
from delta.search import make
from delta.signature import sign
from delta.wrong import Wrong


def strong(data):
    return hashlib.sha256(data).hexdigest()[:16]


class Signatures(unittest.TestCase):
    def test_text(self):
        self.assertEqual(sign(4, b"abcdef"), f"block 4 size 6\n0 03d4018a {strong(b'abcd')}\n1 013000cb {strong(b'ef')}\n")

    def test_bytes(self):
        data = bytes([255, 0, 255])
        self.assertEqual(sign(3, data), f"block 3 size 3\n0 03fc01fe {strong(data)}\n")


class Deltas(unittest.TestCase):
    def delta(self, block, base, new):
        lines = make(sign(block, base).encode(), new).splitlines()
        self.assertEqual(lines[0], f"block {block}")
        self.assertEqual(lines[-1], f"end {len(new)} {strong(new)}")
        self.assertEqual(patch(base, ("\n".join(lines) + "\n").encode()), new)
        return lines[1:-1]

    def test_something_is_put_in(self):
        self.assertEqual(self.delta(4, b"abcdefghij", b"abcdXefghij"), ["copy 0 1", "data 58", "copy 1 2"])

    def test_zero_bytes(self):
        base = bytes(range(256))
        self.assertEqual(self.delta(16, base, base[128:] + base[:128]), ["copy 8 8", "copy 0 8"])

    def test_the_block_behind_is_taken(self):
        self.assertEqual(self.delta(2, b"aabbaacc", b"aabbaacc"), ["copy 0 4"])

    def test_the_short_block_matches_at_the_end_alone(self):
        self.assertEqual(self.delta(4, b"abcdef", b"efabcdef"), ["data 6566", "copy 0 2"])


class Wrongs(unittest.TestCase):
    def test_what_does_not_fit(self):
        for delta, told in [
            (b"block 2\ncopy 0 3\n", "line 2: copy"),
            (b"block 2\ndata 616\n", "line 2: data"),
            (b"block 2\ncopy 0 1\nend 3 0000000000000000\n", "line 3: size"),
            (b"block 2\ncopy 0 1\n", "line 3: line"),
        ]:
            with self.assertRaises(Wrong) as caught:
                patch(b"abcd", delta)
            self.assertEqual(str(caught.exception), told)
