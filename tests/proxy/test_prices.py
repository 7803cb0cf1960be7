"""What tokens cost by the price list."""

import importlib.util
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest

from proxy import prices
from proxy.prices import cost
from proxy.record import NO_USAGE

MILLION = 1_000_000


def usage(given: int | None, made: int | None, **more: Any) -> dict[str, Any]:
    return NO_USAGE | {"input": given, "output": made} | more


def dollars(model: str, counted: dict[str, Any], host: str | None = None) -> float | None:
    found = cost(model, counted, host)
    assert found is None or found["source"] == "prices"
    return None if found is None else round(found["usd"], 9)


def price_list() -> dict[str, Any]:
    spec = importlib.util.find_spec("litellm")
    assert spec is not None
    assert spec.submodule_search_locations
    folder = Path(spec.submodule_search_locations[0])
    listed: dict[str, Any] = orjson.loads((folder / "model_prices_and_context_window_backup.json").read_bytes())
    return listed


def test_each_kind_of_token_has_its_rate() -> None:
    # In dollars for a million: input 1.25, cached 0.125, output 10 (reasoning among it).
    assert dollars("gpt-5", usage(1000, 100)) == pytest.approx(0.00225)
    assert dollars("gpt-5", usage(1000, 100, cache_read=800, reasoning=60)) == pytest.approx(0.00135)
    # 3, cached 0.30, written 3.75 or for an hour 6, output 15.
    assert dollars("claude-sonnet-4-5", usage(1000, 10, cache_read=500, cache_write=400)) == pytest.approx(0.0021)
    hour = {"cache_creation": {"ephemeral_1h_input_tokens": 100, "ephemeral_5m_input_tokens": 300}}
    assert dollars("claude-sonnet-4-5", usage(1000, 10, cache_read=500, cache_write=400, raw=hour)) == pytest.approx(
        0.002325
    )


def test_reasoning_and_long_prompts_have_rates_of_their_own() -> None:
    host = "dashscope-intl.aliyuncs.com"
    assert dollars("qwen-turbo", usage(0, MILLION, reasoning=MILLION // 2), host) == pytest.approx(0.35)
    assert dollars("gemini-2.5-pro", usage(200_000, 1000)) == pytest.approx(0.26)
    assert dollars("gemini-2.5-pro", usage(200_001, 1000)) == pytest.approx(0.5150025)
    assert dollars("qwen3-coder-plus", usage(32_000, 0), host) == pytest.approx(0.032)
    assert dollars("qwen3-coder-plus", usage(32_001, 0), host) == pytest.approx(0.0576018)
    assert dollars("qwen3-coder-plus", usage(2 * MILLION, 0), host) == pytest.approx(12)


@pytest.mark.parametrize(
    ("model", "host", "priced"),
    [
        ("gpt-5", "api.openai.com", True),
        ("gpt-5", None, True),
        ("gpt-5", "gateway.example.com", True),
        ("gpt-5", "127.0.0.1", False),
        ("gpt-5", "[::1]", False),
        ("gpt-5", "10.0.0.3", False),
        ("gpt-5", "gpu-server", False),
        ("gpt-5", "models.local", False),
        ("gpt-5", "api.anthropic.com", False),
        ("gemini-2.5-flash", "generativelanguage.googleapis.com", True),
        ("glm-4.6", "api.z.ai", True),
        ("glm-4.6", "gateway.example.com", False),  # anyone may serve it, at any price
        ("zai/glm-4.6", None, False),
        ("Qwen/Qwen2.5-7B-Instruct-Turbo", "api.together.xyz", True),
        ("Qwen/Qwen2.5-7B-Instruct-Turbo", None, False),
        ("deepseek-chat", "api.deepseek.com", True),
        ("deepseek-chat", "gateway.example.com", False),
        ("deepseek-v4-flash", "api.deepseek.com", False),  # by day and hour
        ("sample_spec", None, False),
        ("dall-e-3", "api.openai.com", False),
        ("nobody's model", None, False),
        ('"', None, False),
        ("mode", None, False),
    ],
)
def test_only_a_price_that_is_surely_the_models_counts(model: str, host: str | None, *, priced: bool) -> None:
    assert (cost(model, usage(10, 10), host) is not None) is priced


def test_what_is_not_known_has_no_price() -> None:
    assert cost(None, usage(1, 1)) is None
    assert cost("gpt-5", usage(None, 1)) is None
    assert cost("gpt-5", usage(1, None)) is None
    assert cost("text-embedding-3-small", usage(MILLION, None)) == {"usd": pytest.approx(0.02), "source": "prices"}
    assert cost("gpt-4", usage(10, 1, cache_read=5)) is None  # the list has no rate for them
    assert cost("gpt-4", usage(10, 1, cache_read=0)) is not None


OURS = """
import json, sys
from litellm import cost_per_token
from litellm.types.utils import Usage
for line in sys.stdin:
    model, provider, given, made, read, thought = json.loads(line)
    cached, reasoning = {"cached_tokens": read}, {"reasoning_tokens": thought}
    usage = Usage(prompt_tokens=given, completion_tokens=made, total_tokens=given + made,
                  prompt_tokens_details=cached, completion_tokens_details=reasoning)
    try:
        print(json.dumps(sum(cost_per_token(model, custom_llm_provider=provider, usage_object=usage))))
    except Exception as problem:
        print(json.dumps(repr(problem)))
"""


def theirs(cases: list[tuple[str, str, int, int, int, int]]) -> list[Any]:
    given = "\n".join(json.dumps(case) for case in cases)
    environment = os.environ | {"LITELLM_LOCAL_MODEL_COST_MAP": "True"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", OURS],
        input=given,
        capture_output=True,
        text=True,
        env=environment,
        check=True,
        timeout=120,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_two_hundred_models_cost_what_litellm_says() -> None:
    chance, hosts = random.Random(3), {name: host for host, name in prices.PROVIDERS.items()}
    cases: list[tuple[str, str, int, int, int, int]] = []
    costs: list[float] = []
    models = list(price_list().items())
    chance.shuffle(models)
    for name, entry in models:
        provider = entry.get("litellm_provider")
        given, made = chance.choice([900, 40_000, 300_000]), 500
        read, thought = chance.choice([0, 600]), chance.choice([0, 200])
        model = name.removeprefix(f"{provider}/")
        counted = usage(given, made, cache_read=read, reasoning=thought)
        if provider in hosts and (found := cost(model, counted, hosts[provider])) and len(cases) < 200:
            cases.append((model, provider, given, made, read, thought))
            costs.append(found["usd"])
    differ = [
        (case, ours, said)
        for case, ours, said in zip(cases, costs, theirs(cases), strict=True)
        if said != pytest.approx(ours, rel=1e-9)
    ]
    assert len(cases) == 200
    assert differ == []


def test_the_list_leaves_no_memory_behind_and_litellm_is_not_imported() -> None:
    script = (
        "import sys; from proxy.prices import cost; from proxy.record import NO_USAGE;"
        "assert cost('gpt-5', NO_USAGE | {'input': 1, 'output': 1});"
        "assert not cost('gpt-x', NO_USAGE | {'input': 1, 'output': 1});"
        "assert 'litellm' not in sys.modules;"
        "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert int(done.stdout) < 35_000  # kB at its highest; the list alone, built, would be more
