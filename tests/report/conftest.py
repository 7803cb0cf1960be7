"""One browser for the tests of the page, and pages that write down what they do."""

import os
import shutil
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, sync_playwright


@dataclass
class Log:
    """What a page asked for and complained about."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@dataclass
class Opened:
    """A page from disk, with its log."""

    page: Page
    log: Log


Open = Callable[..., Opened]


def _dismiss(log: Log, dialog: Dialog) -> None:
    log.complaints.append(f"dialog: {dialog.message}")
    dialog.dismiss()


# Not for the session: while Playwright runs, no other test of this process could call asyncio.run.
@pytest.fixture(scope="module")
def browser() -> Generator[Browser]:
    """Debian's Chromium, or the one CAB_CHROMIUM names; nothing is downloaded."""
    chromium = os.environ.get("CAB_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not on the PATH (CAB_CHROMIUM names another)")
    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium, args=quiet)
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser: Browser) -> Generator[Open]:
    """Opens a file in a fresh context; keywords go to the context."""
    contexts = []

    def opened(file: Path, **options: Any) -> Opened:
        context = browser.new_context(**options)
        contexts.append(context)
        page, log = context.new_page(), Log()
        page.on("request", lambda request: log.requests.append(request.url))
        page.on("console", lambda message: log.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: log.complaints.append(f"error: {error}"))
        page.on("dialog", partial(_dismiss, log))
        page.goto(file.as_uri())
        return Opened(page, log)

    yield opened
    for context in contexts:
        context.close()
