"""What the grader may call, as plain values."""

import asyncio

from kitchen.cook import Dish
from kitchen.evening import evening


def night(steps, plates):
    made = [step if isinstance(step, str) else [Dish(*dish) for dish in step] for step in steps]
    return asyncio.run(evening(made, plates))


CALLS = {"night": night}
