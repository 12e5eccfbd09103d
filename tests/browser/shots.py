"""`make shots`: plays the story for the README's pictures, and draws the gallery."""

import asyncio
import tempfile
from pathlib import Path
from typing import Final

from playwright.async_api import Page, async_playwright, expect

from bot.sandbox.server import Sandbox
from tests.browser import gallery_watch
from tests.browser.conftest import QUIETLY, WINDOW, find_chromium
from tests.browser.gallery import GALLERY, gallery
from tests.browser.story import (
    SLOW,
    act_as,
    approve,
    bot_beside,
    fill_in,
    open_modal,
    send,
    submit,
)

PICTURES: Final = Path(__file__).parents[2] / "docs" / "img"


async def picture(tab: Page, name: str, selector: str = "body"):
    PICTURES.mkdir(parents=True, exist_ok=True)
    await tab.locator(selector).first.screenshot(path=PICTURES / f"{name}.png")


async def play(tab: Page, url: str):
    await tab.goto(url)
    await act_as(tab, "Mina")
    await open_modal(tab)
    await fill_in(tab)
    await picture(tab, "modal", ".modal")
    await submit(tab, "Review")
    await expect(tab.locator(".modal")).to_contain_text("What will change", timeout=SLOW)
    await picture(tab, "review", ".modal")
    await send(tab)
    await approve(tab)
    await expect(tab.locator(".slack")).to_contain_text("seen on every system", timeout=SLOW)
    await expect(tab.locator(".laptop", has_text="LT-ADA")).to_contain_text("Ada Lovelace")
    await picture(tab, "card", ".slack")
    await picture(tab, "page")


async def main():
    async with async_playwright() as driver, Sandbox() as sandbox:
        browser = await driver.chromium.launch(executable_path=find_chromium(), args=QUIETLY)
        context = await browser.new_context(viewport=WINDOW, locale="en-GB", timezone_id="UTC")
        await gallery(await context.new_page())
        with tempfile.TemporaryDirectory() as folder:
            await gallery_watch.gallery(await context.new_page(), GALLERY, Path(folder))
        with tempfile.TemporaryDirectory() as folder:
            async with bot_beside(sandbox, Path(folder)):
                await play(await context.new_page(), sandbox.url)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
