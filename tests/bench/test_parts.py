"""Samples of our own proxy, by module."""

import pytest

from bench.proxy.parts import parts


def test_a_thread_s_time_goes_to_the_innermost_modules_of_ours_and_the_loop_gets_the_rest() -> None:
    loop = "thread (7): serving;_run (/kit/proxy/serve.py:50);run_forever (asyncio/base_events.py:600)"
    raw = (
        f"{loop};flow (/kit/proxy/relay.py:7);feed (/kit/proxy/sse.py:9);split (re.py:3) 5\n"
        f"{loop};flow (/kit/proxy/relay.py:7) 2\n"
        f"{loop};select (selectors.py:4) 3\n"
        "thread (8): journal /some/file;_run (/kit/proxy/scribe.py:50) 40\n"
    )
    found = parts(raw, {6: 0.1, 7: 2.0, 8: 0.5})
    assert found == pytest.approx(
        {"proxy/sse.py": 1.0, "proxy/relay.py": 0.4, "event loop": 0.6, "thread: journal": 0.5}
    )
