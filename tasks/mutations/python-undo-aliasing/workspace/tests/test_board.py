import unittest

from board import Session


def after(*lines):
    session = Session()
    for line in lines:
        session.run(line)
    return session


def texts(session, column):
    return [card["text"] for card in session.columns.plain()[column]]


class Board(unittest.TestCase):
    def test_cards_move(self):
        session = after("add todo buy milk", "add todo call Ann", "move 2 doing 0")
        self.assertEqual((texts(session, "todo"), texts(session, "doing")), (["buy milk"], ["call Ann"]))

    def test_undo_and_redo_of_a_move(self):
        session = after("add todo a", "move 1 done 0", "undo")
        self.assertEqual(texts(session, "todo"), ["a"])
        session.run("redo")
        self.assertEqual(texts(session, "done"), ["a"])

    def test_undo_of_a_text(self):
        session = after("add todo a", "text 1 b", "undo")
        self.assertEqual(texts(session, "todo"), ["a"])

    def test_undo_of_a_label(self):
        session = after("add todo a", "stick 1 red", "stick 1 urgent", "undo")
        self.assertEqual(session.columns.card(1).labels, ["red"])

    def test_what_fails_changes_nothing(self):
        session = after("add todo a")
        with self.assertRaises(ValueError):
            session.run("move 1 nowhere 0")
        session.run("undo")
        self.assertEqual(texts(session, "todo"), [])

    def test_a_new_step_forgets_what_was_undone(self):
        session = after("add todo a", "undo", "add todo b")
        with self.assertRaises(ValueError):
            session.run("redo")


if __name__ == "__main__":
    unittest.main()
