"""A piece of a function in TypeScript for each operator, and every mutation that is made of it."""

from tests.runner.mutation.snippets import javascript

HULL = ("async function f(a: any, b: any): Promise<any> {\n  ", "\n}\n")

MISSING = javascript.MISSING

SNIPPETS: dict[str, tuple[str, ...]] = javascript.SNIPPETS | {
    "comparison boundary": ("return new Map<string, A<B>>() < b;", "return new Map<string, A<B>>() <= b;"),
    "off by one": ("const c: 1 | 2 = 7 as 7;", "const c: 1 | 2 = 8 as 7;", "const c: 1 | 2 = 6 as 7;"),
    "string emptied": (
        "return typeof a === 'x' ? ('y' as 'z') : b;",
        "return typeof a === 'x' ? ('' as 'z') : b;",
    ),
    "default changed": ("const g = (c: number = 1) => c;", "const g = (c: number = 2) => c;"),
    "parameters swapped": (
        "function f(c: string, d: string, e: number) {}",
        "function f(d: string, c: string, e: number) {}",
    ),
}
