"""What people do in the page in every story: from a command to the laptop's login screen."""

import asyncio
import contextlib
from concurrent.futures import ThreadPoolExecutor

from playwright.async_api import Page, expect

from bot.app import running
from bot.config import Config
from bot.settings import Settings

SLOW = 20_000  # milliseconds; then it is a failure, never a measure


@contextlib.asynccontextmanager
async def bot_beside(sandbox, folder):
    """Run the bot beside a sandbox, as quick as a story wants it."""
    environment = sandbox.environment(folder)
    settings = Settings.read(environment)
    file = settings.deskhand_config
    quick = "[requests]\nfirst_look_seconds = 0.2\nposts_per_second = 0\n"
    file.write_text(file.read_text("utf-8").replace("[requests]\n", quick), "utf-8")
    sandbox.slack.access.unlimited = True
    try:
        async with running(settings, Config.read(file), drain=0):
            await sandbox.slack.wait_until(lambda: sandbox.slack.connected)
            yield
    finally:
        # The durable engine gave this loop its own threads, and has ended them; the browser's
        # other tests run in the same loop.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())


async def act_as(tab: Page, name: str):
    await tab.get_by_role("radio", name=name).click()


async def open_modal(tab: Page, command: str = "/onboard"):
    box = tab.get_by_label("Message #it-desk")
    await box.fill(command)
    await box.press("Enter")
    await box.press("Enter")
    await expect(tab.locator(".modal")).to_be_visible(timeout=SLOW)
    await expect(tab.locator(".modal")).not_to_contain_text("Checking", timeout=SLOW)


async def fill_in(tab: Page):
    typed = {
        "first_name": "Ada", "last_name": "Lovelace", "email": "ada@acme.example",
        "department": "Research", "title": "Analyst",
    }  # fmt: skip
    for field, text in typed.items():
        await tab.locator(f'.modal [data-block="{field}"] input').fill(text)
    await choose(tab, "manager", "Grace")
    await choose(tab, "groups", "Engineering")
    await choose(tab, "device", "LT-ADA")


async def choose(tab: Page, field: str, text: str):
    box = tab.locator(f'.modal [data-block="{field}"] input').first
    await box.fill(text)
    await tab.get_by_role("option").filter(has_text=text).first.click()


async def send(tab: Page):
    await submit(tab, "Send request")
    await expect(tab.locator(".modal")).to_contain_text("is sent", timeout=SLOW)
    await submit(tab, "Done")


async def approve(tab: Page, name: str = "Lee"):
    """Answer the newest question, as another person and from its thread."""
    await act_as(tab, name)
    await open_thread(tab)
    await tab.locator('.thread [data-action="approve"]').click()
    await tab.get_by_role("button", name="Approve").last.click()


async def submit(tab: Page, button: str):
    await tab.locator(".modal").get_by_role("button", name=button).click()


async def open_thread(tab: Page):
    await tab.get_by_role("button", name="it-requests").first.click()
    await tab.locator(".replies").last.click()
    await expect(tab.locator(".thread")).to_be_visible(timeout=SLOW)
