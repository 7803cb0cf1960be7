"""Prints one call a line, drawn from the seed in argv[1]: examples of calls, changed a little, within their types."""

import json
import random
import sys
from typing import Any

LONGEST = 200  # of a text or a list that is drawn
LETTERS = "abcxyzABZ019 _-.,/"
ANY: dict[str, Any] = {"sort": "any", "of": []}
TEXT: dict[str, Any] = {"sort": "text", "of": []}
SMALL = (0, 1, -1, 2, 3, 5, 7, 10, 11, 12, 13, 20, 21, 99, 100, 101, 111, 1000)


def calls(entries: list[dict[str, Any]], seed: str, count: int) -> list[tuple[str, list[Any]]]:
    """`count` calls of the entries, each {"call", "weight", "examples", "kinds", "required"}.

    An example is [weight, arguments]. A kind, one a parameter, is {"sort", "of", "low", "high"}; kinds are null
    where one of them is any.
    """
    draw = chance(seed)
    weights = [entry["weight"] for entry in entries]
    made = []
    for _ in range(count):
        entry = draw.choices(entries, weights)[0]
        made.append((entry["call"], arguments(draw, entry)))
    return made


def chance(seed: str) -> random.Random:
    """Chance that is the same for a seed."""
    return random.Random(seed)  # noqa: S311 - nothing is kept secret by it


def arguments(draw: random.Random, entry: dict[str, Any]) -> list[Any]:
    """Arguments for one call: an example's, as it is or changed; invented by type where there is no example."""
    examples, kinds = entry["examples"], entry["kinds"]
    if kinds is not None and (not examples or draw.random() < 0.2):
        return [invented(draw, kind) for kind in kinds[: draw.randrange(entry["required"], len(kinds) + 1)]]
    chosen = draw.choices([each for _, each in examples], [weight for weight, _ in examples])[0]
    if draw.random() < 0.15:
        return list(chosen)
    others = [each for _, each in examples if len(each) == len(chosen)]
    kept = draw.randrange(len(chosen)) if chosen else 0
    made = []
    for place, value in enumerate(chosen):
        if place != kept and draw.random() < 0.5:
            made.append(value)
        elif draw.random() < 0.2:
            made.append(draw.choice(others)[place])
        else:
            made.append(changed(draw, value, kinds[place] if kinds else ANY))
    return made


def changed(draw: random.Random, value: Any, kind: dict[str, Any]) -> Any:  # noqa: PLR0911 - a line a type
    """Another value of the same type, near to `value`."""
    if kind["sort"] == "maybe":
        return None if draw.random() < 0.2 else changed(draw, value, kind["of"][0])
    if kind["sort"] == "row":
        return [changed(draw, *pair) for pair in zip(value, kind["of"], strict=False)]
    if isinstance(value, bool):
        return draw.random() < 0.5
    if isinstance(value, int):
        return within(draw.choice([value + 1, value - 1, value, -value, value * 2, draw.choice(SMALL)]), kind)
    if isinstance(value, float):
        return draw.choice([value, -value, value + 1.0, value - 0.5, value * 2.0, value / 3.0, 0.0])
    if isinstance(value, str):
        return draw.choice([*LETTERS, *value]) if kind["sort"] == "character" else text_near(draw, value)
    if isinstance(value, list):
        return list_near(draw, value, kind)
    if isinstance(value, dict):
        inner = kind["of"][0] if kind["sort"] == "map" else ANY
        return {key: changed(draw, each, inner) if draw.random() < 0.5 else each for key, each in value.items()}
    return value


def text_near(draw: random.Random, text: str) -> str:
    """The text with one to three changes: a character dropped, doubled, moved, in the other case, or a new one."""
    letters = list(text)
    for _ in range(draw.randrange(1, 4)):
        place = draw.randrange(len(letters) + 1)
        deed = draw.randrange(6)
        if deed == 0:
            letters[place : place + 1] = []
        elif deed == 1:
            letters[place:place] = letters[place : place + 1]
        elif deed == 2:
            letters[place : place + 1] = [letter.swapcase() for letter in letters[place : place + 1]]
        elif deed == 3:
            letters.insert(place, draw.choice([*LETTERS, *text]))
        elif deed == 4:
            letters[place : place + 1] = [draw.choice([*LETTERS, *text])]
        else:
            letters = letters[place:] + letters[:place]
    return "".join(letters)[:LONGEST]


def list_near(draw: random.Random, items: list[Any], kind: dict[str, Any]) -> list[Any]:
    """The list with an item changed, dropped, doubled, or all in another order."""
    inner = kind["of"][0] if kind["sort"] == "list" else ANY
    made = list(items)
    place = draw.randrange(len(made)) if made else 0
    deed = draw.randrange(5)
    if not made:
        return [] if inner["sort"] == "any" else [invented(draw, inner)]
    if deed <= 1:
        made[place] = changed(draw, made[place], inner)
    elif deed == 2:
        del made[place]
    elif deed == 3:
        made.insert(place, made[draw.randrange(len(made))])
    else:
        draw.shuffle(made)
    return made[:LONGEST]


def invented(draw: random.Random, kind: dict[str, Any]) -> Any:
    """A value of the type, of no example; null where the type is any."""
    if kind["sort"] in ("list", "map", "row", "maybe"):
        return invented_of(draw, kind["sort"], kind["of"])
    if kind["sort"] == "text":
        return "".join(draw.choice(LETTERS) for _ in range(draw.choice([0, 1, 2, 3, 5, 8, 13])))
    if kind["sort"] == "character":
        return draw.choice(LETTERS)
    if kind["sort"] == "integer":
        return within(draw.choice([*SMALL, draw.randrange(-50, 300), draw.randrange(-3000, 70000)]), kind)
    if kind["sort"] == "number":
        return draw.choice([0.0, 1.0, -1.0, 0.5, 2.25, 10.0, 99.5, 1e3, draw.randrange(-500, 500) / 8.0])
    return draw.random() < 0.5 if kind["sort"] == "boolean" else None


def invented_of(draw: random.Random, sort: str, kinds: list[dict[str, Any]]) -> Any:
    """The same for types that are made of others."""
    if sort == "row":
        return [invented(draw, each) for each in kinds]
    if sort == "maybe":
        return None if draw.random() < 0.3 else invented(draw, kinds[0])
    if sort == "map":
        keys = {invented(draw, TEXT) for _ in range(draw.choice([0, 1, 2, 3]))}
        return {key: invented(draw, kinds[0]) for key in sorted(keys)}
    return [invented(draw, kinds[0]) for _ in range(draw.choice([0, 1, 2, 3, 4, 7]))]


def within(number: int, kind: dict[str, Any]) -> int:
    """The number, or one that the type has."""
    low, high = kind.get("low"), kind.get("high")
    if low is not None and number < low:
        number = min(-number, high) if high is not None else -number
    return number if high is None or number <= high else high


def main(entries: list[dict[str, Any]], seed: str) -> None:
    """Print 40 calls."""
    for number, (call, args) in enumerate(calls(entries, seed, 40)):
        print(json.dumps({"name": f"drawn {number}: {call}", "call": call, "args": args}))


# The entries follow here in a task's grading/inputs.py.
ENTRIES: list[dict[str, Any]] = []

if __name__ == "__main__":
    main(ENTRIES, sys.argv[1])
