import unittest

from mirror import clusters


class Clusters(unittest.TestCase):
    def test_plain_letters_stand_alone(self):
        self.assertEqual(clusters("abc"), ["a", "b", "c"])

    def test_nothing_has_no_clusters(self):
        self.assertEqual(clusters(""), [])

    def test_an_accent_stays_with_its_letter(self):
        self.assertEqual(clusters("Jose\u0301!"), ["J", "o", "s", "e\u0301", "!"])

    def test_flags_are_two_regional_indicators(self):
        self.assertEqual(
            clusters("\U0001f1eb\U0001f1f7\U0001f1e9\U0001f1ea"),
            ["\U0001f1eb\U0001f1f7", "\U0001f1e9\U0001f1ea"],
        )

    def test_a_family_is_one_cluster(self):
        family = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
        self.assertEqual(clusters(f"<{family}>"), ["<", family, ">"])


if __name__ == "__main__":
    unittest.main()
