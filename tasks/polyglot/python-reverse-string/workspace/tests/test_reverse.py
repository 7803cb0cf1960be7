import io
import unittest

from mirror import reverse
from mirror.cli import main


class Reverse(unittest.TestCase):
    def test_plain_text(self):
        self.assertEqual(reverse("stressed"), "desserts")

    def test_accents_stay_on_their_letters(self):
        self.assertEqual(reverse("Jose\u0301"), "e\u0301soJ")

    def test_words_stay_in_place(self):
        self.assertEqual(reverse("open  on Sunday", "words"), "nepo  no yadnuS")

    def test_lines_stay_in_place(self):
        self.assertEqual(reverse("ab\r\ncd\n", "lines"), "ba\r\ndc\n")

    def test_an_unknown_keep_is_refused(self):
        with self.assertRaises(ValueError):
            reverse("a", "letters")

    def test_the_command_line_prints_one_text_a_line(self):
        printed = io.StringIO()
        self.assertEqual(main(["--keep", "words", "on off", "up"], io.StringIO(), printed), 0)
        self.assertEqual(printed.getvalue(), "no ffo\npu\n")


if __name__ == "__main__":
    unittest.main()
