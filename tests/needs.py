"""What a machine may lack: a test that needs it is skipped by name (CI forbids skips)."""

import pytest

from runner.toolchain import Toolchain, toolchain


def needs(*languages: str) -> Toolchain:
    """The toolchain of `languages`; skips the test that asks where the machine has none."""
    try:
        return toolchain(*languages)
    except FileNotFoundError as missing:
        pytest.skip(str(missing))
