"""Samples of our own proxy, by module."""

import pytest

from bench.proxy.parts import parts


def test_a_sample_counts_for_the_innermost_module_of_ours_and_the_loop_gets_the_rest() -> None:
    loop = "_run (/kit/proxy/serve.py:50);run_forever (asyncio/base_events.py:600)"
    raw = (
        f"{loop};flow (/kit/proxy/relay.py:7);feed (/kit/proxy/sse.py:9);split (re.py:3) 5\n"
        f"{loop};flow (/kit/proxy/relay.py:7) 2\n"
        f"{loop};select (selectors.py:4) 3\n"
    )
    assert parts(raw) == pytest.approx({"proxy/sse.py": 0.5, "proxy/relay.py": 0.2, "event loop": 0.3})
