"""What holds for every test: in CI a skipped test is a failed one, but for what CI's machine cannot have."""

import os
from collections.abc import Generator
from typing import Any

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
    call: pytest.CallInfo[Any],  # noqa: ARG001  # pytest passes it by name
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A machine of a user may lack Rust or a browser; CI's may not."""
    report = yield
    allowed = hasattr(report, "wasxfail") or item.get_closest_marker("docker") is not None
    if report.skipped and os.environ.get("CI") and not allowed:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, which CI forbids: {report.longrepr}"
    return report
