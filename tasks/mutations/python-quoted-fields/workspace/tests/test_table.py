import unittest

from table.columns import numbers
from table.reader import read, write
from table.scanner import TableError


class Table(unittest.TestCase):
    def test_plain_fields(self):
        self.assertEqual(read(["name;price\nnail;3\n"]), [{"name": "nail", "price": "3"}])

    def test_quoted_fields(self):
        self.assertEqual(read(['name;text\nnail;"long; thin"\n'])[0]["text"], "long; thin")

    def test_inches(self):
        found = read(['name;size\nscrew;"1/4"" steel"\nnut;"3/8"""\nwasher;"5/8"" wide; flat"\n'])
        self.assertEqual([each["size"] for each in found], ['1/4" steel', '3/8"', '5/8" wide; flat'])

    def test_pieces(self):
        self.assertEqual(read(list("a;b\n1;\n"), ";"), [{"a": "1", "b": ""}])

    def test_text_behind_a_quote(self):
        with self.assertRaises(TableError) as caught:
            read(['a;b\n"x"y;1\n'])
        self.assertEqual(caught.exception.line, 2)

    def test_numbers(self):
        self.assertEqual(numbers(read(["a;b\n1;x\n;y\n3;z\n"]), "a"), [1, 3])

    def test_what_was_written_is_read(self):
        found = [{"a": "x;y", "b": ""}, {"a": "#1", "b": "line\nfeed"}]
        self.assertEqual(read([write(found, ["a", "b"])]), found)


if __name__ == "__main__":
    unittest.main()
