import asyncio
import unittest

from kitchen.cook import Dish
from kitchen.evening import evening


def after(steps, plates=2):
    return asyncio.run(evening(steps, plates))


class Kitchen(unittest.TestCase):
    def test_every_dish_that_was_served_stands_in_the_book(self):
        done = after([[Dish("soup", 5), Dish("stew", 20)], [Dish("cake", 10)]])
        self.assertEqual([line.split(" ", 1)[1] for line in done["book"]], ["soup", "stew", "cake"])

    def test_dishes_are_cooked_side_by_side(self):
        done = after([[Dish("soup", 5), Dish("rice", 5), Dish("stew", 5)]])
        self.assertEqual([line.split(" ", 1)[1] for line in done["served"]], ["soup", "rice", "stew"])

    def test_a_dish_comes_back(self):
        done = after([[Dish("soup", 5)], [Dish("cake", 10)], "soup"])
        self.assertEqual([line.split(" ", 1)[1] for line in done["served"]], ["cake"])

    def test_no_plate(self):
        with self.assertRaises(ValueError):
            after([], plates=0)


if __name__ == "__main__":
    unittest.main()
