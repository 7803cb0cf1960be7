"""What a machine may lack: a test that needs it is skipped by name (CI forbids skips)."""

import os

import pytest

from runner.toolchain import Toolchain, toolchain


def needs(*languages: str) -> Toolchain:
    """The toolchain of `languages`; skips the test that asks where the machine has none."""
    try:
        return toolchain(*languages)
    except FileNotFoundError as missing:
        pytest.skip(str(missing))


def needs_root() -> None:
    """Skips the test that asks where it is not run by root."""
    if os.geteuid() != 0:
        pytest.skip("only root can have programs run as another user")
