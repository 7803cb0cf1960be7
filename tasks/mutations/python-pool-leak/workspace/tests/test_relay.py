import unittest

from relay.line import LineBrokenError, RefusedError
from relay.pool import Pool
from relay.relay import Relay


def far_end(text):
    if text.startswith("bad"):
        raise RefusedError("not like this")
    if text.startswith("cut"):
        raise LineBrokenError("gone")
    return text.upper()


class RelayTest(unittest.TestCase):
    def setUp(self):
        self.relay = Relay(Pool(2, far_end))

    def test_messages_use_one_line_again_and_again(self):
        self.assertEqual([self.relay.send(text) for text in "abc"], ["A", "B", "C"])
        self.assertEqual(self.relay.pool.state, {"lent": 0, "idle": 1, "opened": 1})

    def test_a_line_that_breaks_is_replaced(self):
        self.assertIsNone(self.relay.send("cut"))
        self.assertEqual(self.relay.record, [("given up", "cut")])
        self.assertEqual(self.relay.pool.state, {"lent": 0, "idle": 0, "opened": 3})

    def test_a_batch(self):
        self.assertEqual(self.relay.batch(["a", "cut", "b"]), ["A"])
        self.assertEqual(self.relay.pool.state["lent"], 0)

    def test_a_day_with_some_refusals(self):
        for text in ("a", "bad 1", "b", "bad 2", "bad 3", "c"):
            self.relay.send(text)
        self.assertEqual(self.relay.record[-1], ("sent at try 1", "c"))


if __name__ == "__main__":
    unittest.main()
