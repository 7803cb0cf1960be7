"""driver.mjs, for JavaScript and TypeScript: the entries by file and name, each imported when it is first called."""

import json
from collections.abc import Sequence

from runner.mutation.function import Function
from runner.mutation.grammar import Files

HEAD = """// What the grader may call, as plain values; written by `cab tasks mutate`.
import { isDeepStrictEqual, types } from "node:util";

const MOST = 10_000; // of what an iterator gives

/** The value as JSON has it: undefined is null, sets and maps are lists, objects of a class are objects. */
function plain(value) {
  if (value === undefined) return null;
  if (typeof value === "number" && !Number.isFinite(value)) return { number: `${value}` };
  if (value === null || typeof value !== "object") return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? { date: "invalid" } : value.toISOString();
  if (value instanceof RegExp || value instanceof URL) return `${value}`;
  if (value instanceof Error) return { error: value.constructor.name, message: `${value.message}` };
  if (Array.isArray(value)) return Array.from(value, plain);
  if (typeof value[Symbol.iterator] === "function") {
    const items = [];
    for (const one of value) if (items.push(plain(one)) >= MOST) break;
    return items;
  }
  if (types.isProxy(value)) return value;
  return Object.fromEntries(Object.keys(value).map((key) => [key, plain(value[key])]));
}

/** The function; where it changes what it is given, that is told beside what it returns. */
function entry(path, name) {
  return async (...given) => {
    const before = structuredClone(given);
    let module = await import(`../code/${path}`);
    const [first, ...rest] = name.split(".");
    if (first !== "default" && !(first in module) && module.default) module = module.default;
    let owner = module;
    let called = module[first];
    for (const part of rest) [owner, called] = [called, called[part]];
    const value = plain(await (rest.length ? called.apply(owner, given) : called(...given)));
    return isDeepStrictEqual(before, given) ? value : { returned: value, arguments: plain(given) };
  };
}

export const calls = {
"""


def driver(entries: Sequence[Function], _: Files) -> str:
    """The text of the driver."""
    rows = [[json.dumps(said) for said in (one.call, one.home, _outer(one))] for one in entries]
    lines = [f"  {call}: entry({path}, {name}),\n" for call, path, name in rows]
    return HEAD + "".join(lines) + "};\n"


def _outer(function: Function) -> str:
    """The name under which it is exported, which its call ends in."""
    return function.call.removeprefix(function.path.rsplit(".", 1)[0] + ".")
