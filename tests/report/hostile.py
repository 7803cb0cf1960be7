"""A bundle in which every string that comes from outside tries to break out of the page."""

import json
from typing import Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel

from proxy.call import Call
from runner.cell import Spent
from store.bundle import Bundle
from tests import samples

PAYLOAD = (
    '</script></title></style></pre><script>window.pwned=1;alert(1)</script>"\'><img src=x onerror="window.pwned=1">'
    "<svg onload=alert(1)><!--]]>&lt; {{ 7*7 }} javascript:alert(1) `$(touch x)` \x00\x07\x1b]0;t\x07\x1b[31m\x9b"
    "\u202eevil\u2066\u200b\ufeff\u2028\u2029\U000e0041\r\nsecond line\t[x](javascript:alert(1))"
)

M = TypeVar("M", bound=BaseModel)


def poisoned(model: M) -> M:
    """The record with the payload in every string, key and value whose type does not forbid it."""
    fields = type(model).model_fields
    return model.model_copy(
        update={name: _poison(getattr(model, name)) for name, field in fields.items() if not _closed(field.annotation)}
    )


def _closed(annotation: Any) -> bool:
    return get_origin(annotation) is Literal or any(_closed(inner) for inner in get_args(annotation) if inner)


def _poison(value: Any) -> Any:
    if isinstance(value, str):
        return PAYLOAD + value
    if isinstance(value, BaseModel):
        return poisoned(value)
    if isinstance(value, tuple):
        return tuple(map(_poison, value))
    if isinstance(value, dict):
        return {PAYLOAD + key: _poison(inner) for key, inner in value.items()}
    return value


def cast() -> str:
    """A recording that carries the payload, an endless title, and lines that are no events."""
    header = {"version": 2, "width": 10**9, "height": -3, "title": PAYLOAD, "theme": {"fg": "url(http://x.invalid)"}}
    events = [[0.1, "o", PAYLOAD], [0.2, "o", "\x1b]8;;javascript:alert(1)\x07link\x1b]8;;\x07"], [0.3, "m", PAYLOAD]]
    odd = [PAYLOAD.replace("\r\n", " "), "[1e999, 1]", '{"a":', "[" * 100_000, '[0.4, "o", "\\ud800 alone"]']
    return "\n".join([json.dumps(header), *map(json.dumps, events), *odd]) + "\n"


def _way(seq: int) -> Call:
    """A call of which every fact of its way is told."""
    counted = samples.usage(source="estimated", tokenizer="tiktoken/cl100k_base")
    cost = {"usd": 0.1, "source": "prices"}
    return samples.call(seq, attempt=2, usage=counted, cost=cost, tags=["title"], translated={"dialect": "chat"})


def full(plain: Bundle) -> Bundle:
    """The plain bundle with every optional part of the page filled, and nothing hostile yet."""
    more = (samples.failed_call(4), samples.call(5, finish_reasons=["a", None], tags=["t"]), _way(6))
    evidence = plain.evidence.model_copy(
        update={
            "calls": (*samples.calls(), *more),
            "cell": samples.cell(
                task=samples.task_facts(twin="t", told=("k", "u")),
                reason="r",
                image="i",
                image_digest="sha256:0",
                exit=samples.exit_facts(stderr_tail="e"),
                spent={"calls": Spent(limit=1, used=2, unmeasured=1)},
            ),
            "grade": samples.failed_grade(
                parts=(samples.part("p"), samples.part("q", counts=False)),
                violations=(samples.violation("v"),),
                constraints=(samples.kept("k", "b"), samples.kept("l")),
                declined={"REFUSAL.md": "no", "CLARIFY.md": "?"},
            ),
            "manifest": samples.manifest(added=("a",), removed=("r",), extra_git_dir=True),
        }
    )
    failed = samples.span("9", "cleanup", error="RuntimeError: it broke")
    return plain.model_copy(update={"evidence": evidence, "spans": (*plain.spans, failed)})


def bundle(plain: Bundle) -> Bundle:
    """The full bundle, poisoned, its folder left as it is."""
    changes = {"folder": plain.folder, "cast": cast(), "diff": PAYLOAD + "\n" + samples.DIFF + PAYLOAD}
    return poisoned(full(plain)).model_copy(update=changes)
