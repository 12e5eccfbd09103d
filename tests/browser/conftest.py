"""A real Chromium in front of a real sandbox; skipped, saying why, where there is none.

With DESKHAND_BROWSER=required a missing browser is a failure: a check that is always skipped
checks nothing.

The browser is started once, so all of it lives in the session's loop: a test module here says
`pytestmark = IN_BROWSER`.
"""

import base64
import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright

from bot.sandbox.server import PAGE, Sandbox
from tests.browser.kit import PICTURE, PIXEL

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
STAGE = Path(__file__).with_name("stage.js")


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
        sandbox.slack.access.unlimited = True  # a test posts faster than Slack takes
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


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def bare(browser):
    """The page's modules and styles from the disk, in one tab, without a sandbox behind them."""
    tab = await browser.new_page(locale="en-GB", timezone_id="UTC")
    faults = []
    tab.on("pageerror", lambda error: faults.append(str(error)))

    async def serve(route):
        name = urlsplit(route.request.url).path.lstrip("/")
        if route.request.url == PICTURE:
            body = base64.b64decode(PIXEL.partition(",")[2])
            await route.fulfill(body=body, content_type="image/gif")
        elif name:
            await route.fulfill(path=PAGE / name)
        else:
            index = (PAGE / "index.html").read_text(encoding="utf-8")
            await route.fulfill(body=index.replace("main.js", "dom.js"), content_type="text/html")

    await tab.route("**/*", serve)
    await tab.goto("http://page.example/")
    yield tab
    await tab.close()
    assert faults == []


@pytest_asyncio.fixture(loop_scope="session")
async def stage(bare):
    """Draws blocks on an empty page."""
    await bare.evaluate("delete window.chosen, delete window.pressed, page.replaceChildren()")

    async def draw(*blocks):
        await bare.evaluate(STAGE.read_text(encoding="utf-8"), list(blocks))
        return bare

    return draw
