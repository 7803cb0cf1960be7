"""What holds for every test: in CI a skipped test is a failed one, and so is a Docker test whose engine is missing."""

import os
from collections.abc import Generator
from typing import Any

import pytest

from tests.engine import engine  # noqa: F401  # a fixture of every test that asks for it
from tests.graders import client, sealed  # noqa: F401  # likewise


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
    call: pytest.CallInfo[Any],  # noqa: ARG001  # pytest passes it by name
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A machine of a user may lack Rust, a browser or an engine; CI's may not."""
    report = yield
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, which CI forbids: {report.longrepr}"
    return report
