"""A whole onboarding in the page, without a mouse."""

from playwright.async_api import expect

from tests.browser.conftest import IN_BROWSER
from tests.browser.story import SLOW, bot_beside

pytestmark = IN_BROWSER

FURTHEST = 60
FIELDS = {
    "first_name": "Ada", "last_name": "Lovelace", "email": "ada@acme.example",
    "department": "Research", "title": "Analyst",
}  # fmt: skip
CHOICES = {"manager": "Grace", "groups": "Engineering", "device": "LT-ADA"}


async def press(tab, *keys):
    for key in keys:
        await tab.keyboard.press(key)


async def tab_to(tab, selector, key="Tab"):
    """Press Tab until the focus is there."""
    for _ in range(FURTHEST):
        if await tab.evaluate("(it) => document.activeElement.matches(it)", selector):
            return
        await tab.keyboard.press(key)
    raise AssertionError(f"{key} never comes to {selector}")


async def go_to(tab, part):
    """Press F6 until the focus is in a part of the page."""
    await tab_to(tab, f"{part} *", "F6")


async def ask_for_ada(tab):
    await go_to(tab, ".conversation")
    await tab.keyboard.type("/onboard")
    await press(tab, "Enter")
    await expect(tab.locator('.modal [data-block="first_name"] input')).to_be_focused(timeout=SLOW)
    for field, text in FIELDS.items():
        await tab_to(tab, f'[data-block="{field}"] input')
        await tab.keyboard.type(text)
    for field, text in CHOICES.items():
        await tab_to(tab, f'[data-block="{field}"] [role=combobox]')
        await tab.keyboard.type(text)
        await expect(tab.locator(".options:popover-open .active")).to_contain_text(text)
        await press(tab, "Enter")
    await tab_to(tab, ".modal [type=submit]")
    await press(tab, "Enter")
    await expect(tab.locator(".modal")).to_contain_text("What will change", timeout=SLOW)
    await tab_to(tab, ".modal [type=submit]")
    await press(tab, "Enter")
    await expect(tab.locator(".modal")).to_contain_text("is sent", timeout=SLOW)
    await press(tab, "Escape")
    await expect(tab.get_by_role("dialog")).to_have_count(0)


async def act_as_lee(tab):
    await go_to(tab, ".topbar")
    await press(tab, "ArrowRight")
    await expect(tab.get_by_role("radio", name="Lee")).to_be_checked()


async def approve(tab):
    await go_to(tab, ".sidebar")
    await press(tab, "ArrowDown", "Enter")
    await go_to(tab, ".conversation")
    await tab_to(tab, ".log", "Shift+Tab")
    await press(tab, "End", "t")
    await expect(tab.get_by_label("Reply…")).to_be_focused()
    await tab_to(tab, '.thread [data-action="approve"]', "Shift+Tab")
    await press(tab, "Enter")
    await expect(tab.locator("dialog[open]")).to_be_visible()
    await press(tab, "Enter")


async def test_somebody_is_onboarded_and_approved_by_keys_alone(sandbox, tab, tmp_path):
    async with bot_beside(sandbox, tmp_path):
        await tab.goto(sandbox.url)
        await expect(tab.get_by_role("radio", name="Mina")).to_be_checked()

        await ask_for_ada(tab)
        await act_as_lee(tab)
        await approve(tab)

        await expect(tab.locator(".slack")).to_contain_text("seen on every system", timeout=SLOW)
        await expect(tab.locator(".laptop", has_text="LT-ADA")).to_contain_text("Ada Lovelace")
