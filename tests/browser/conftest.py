"""A real Chromium in front of a real sandbox; skipped, saying why, where there is none.

With DESKHAND_BROWSER=required a missing browser is a failure: a check that is always skipped
checks nothing.

The browser is started once, so all of it lives in the session's loop: a test module here says
`pytestmark = IN_BROWSER`.
"""

import os
import shutil

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright

from bot.sandbox.server import Sandbox

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIETLY = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
IN_BROWSER = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
WINDOW = {"width": 1440, "height": 900}


def find_chromium():
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        reason = f"no Chromium: none of {', '.join(NAMES)} is on the PATH"
        if os.environ.get("DESKHAND_BROWSER") == "required":
            pytest.fail(f"{reason}, and DESKHAND_BROWSER=required", pytrace=False)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="session")
def chromium():
    return find_chromium()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium):
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=chromium, args=QUIETLY)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox():
    async with Sandbox() as sandbox:
        yield sandbox


@pytest_asyncio.fixture(loop_scope="session")
async def tab(browser):
    """An empty tab; what goes wrong in its scripts fails the test."""
    context = await browser.new_context(viewport=WINDOW, locale="en-GB", timezone_id="UTC")
    tab = await context.new_page()
    faults = []
    tab.on("pageerror", lambda error: faults.append(str(error)))
    yield tab
    await context.close()
    assert faults == []
