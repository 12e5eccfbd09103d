"""A newcomer plays the product in the page, in a real browser."""

from playwright.async_api import expect

from tests.browser.conftest import IN_BROWSER
from tests.browser.story import (
    SLOW,
    act_as,
    bot_beside,
    fill_in,
    open_modal,
    open_thread,
    submit,
)

pytestmark = IN_BROWSER


async def test_a_newcomer_onboards_somebody_and_sees_them_on_the_laptop(sandbox, tab, tmp_path):
    async with bot_beside(sandbox, tmp_path):
        await tab.goto(sandbox.url)
        await act_as(tab, "Mina")
        await open_modal(tab)
        await fill_in(tab)
        await submit(tab, "Review")
        await expect(tab.locator(".modal")).to_contain_text("What will change", timeout=SLOW)
        await submit(tab, "Send request")
        await expect(tab.locator(".modal")).to_contain_text("REQ-1 is sent", timeout=SLOW)
        await submit(tab, "Done")

        await act_as(tab, "Lee")
        await open_thread(tab)
        await tab.locator('.thread [data-action="approve"]').click()
        await tab.get_by_role("button", name="Approve").last.click()

        await expect(tab.locator(".slack")).to_contain_text("seen on every system", timeout=SLOW)
        ada = tab.locator(".person", has_text="Ada Lovelace")
        await expect(ada.locator(".in-okta")).to_have_text("PROVISIONED")
        await expect(ada.locator(".in-jumpcloud")).to_have_text("ACTIVATED")
        await expect(tab.locator(".laptop", has_text="LT-ADA")).to_contain_text("Ada Lovelace")
