"""A newcomer plays the product in the page, in a real browser."""

from playwright.async_api import expect

from bot.sandbox.cast import PASSWORD
from tests.browser.conftest import IN_BROWSER
from tests.browser.story import (
    SLOW,
    act_as,
    approve,
    bot_beside,
    choose,
    fill_in,
    open_modal,
    send,
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
        await send(tab)

        await approve(tab)

        await expect(tab.locator(".slack")).to_contain_text("seen on every system", timeout=SLOW)
        ada = tab.locator(".person", has_text="Ada Lovelace")
        await expect(ada.locator(".in-okta")).to_have_text("PROVISIONED")
        await expect(ada.locator(".in-jumpcloud")).to_have_text("ACTIVATED")
        await expect(tab.locator(".laptop", has_text="LT-ADA")).to_contain_text("Ada Lovelace")


async def test_who_is_suspended_loses_their_session_and_is_no_longer_on_the_login_screen(
    sandbox, tab, tmp_path
):
    assert sandbox.laptops["LT-GRACE"].sign_in("grace", PASSWORD)
    async with bot_beside(sandbox, tmp_path):
        await tab.goto(sandbox.url)
        laptop = tab.get_by_role("group", name="Screen of LT-GRACE")
        await expect(laptop.get_by_role("button", name="grace is signed in")).to_be_visible()
        await act_as(tab, "Mina")
        await open_modal(tab, "/suspend")
        await choose(tab, "person", "Grace")
        await tab.locator('.modal [data-block="reason"] textarea').fill("Parental leave")
        await submit(tab, "Review")
        await expect(tab.locator(".modal")).to_contain_text("What will change", timeout=SLOW)
        await expect(tab.locator(".modal")).to_contain_text("LT-GRACE: disable the account")
        await tab.locator('.modal [data-block="confirm"] input').fill("grace@acme.example")
        await send(tab)
        await expect(laptop.get_by_role("button", name="grace is signed in")).to_be_visible()

        await approve(tab)

        await expect(tab.locator(".slack")).to_contain_text("seen on every system", timeout=SLOW)
        grace = tab.locator(".person", has_text="Grace Hopper")
        await expect(grace.locator(".in-okta")).to_have_text("SUSPENDED")
        await expect(grace.locator(".in-jumpcloud")).to_have_text("SUSPENDED")
        await expect(laptop.get_by_role("button", name="grace is signed in")).to_have_count(0)
        await expect(laptop.locator(".account .name")).to_have_text(["Administrator"])
        await act_as(tab, "Mina")
        await tab.get_by_role("button", name="it-alerts").first.click()
        await expect(tab.locator(".conversation")).to_contain_text("Suspend Grace Hopper")


async def test_a_push_that_fails_is_told_with_its_cause_and_its_thread_closes_itself(
    sandbox, tab, tmp_path
):
    async with bot_beside(sandbox, tmp_path):
        await tab.goto(sandbox.url)
        await tab.get_by_role("tab", name="Faults").click()
        refuses = tab.get_by_role("button", name="Refuses")
        await refuses.click()
        await expect(refuses).to_have_attribute("aria-pressed", "true")
        sandbox.okta.do("deactivate", "grace@acme.example")
        await tab.locator(".room", has_text="it-alerts").click()
        alerts = tab.locator(".slack")
        case = alerts.locator(".message", has_text="Grace Hopper").filter(has_text="Urgent").first
        await expect(case).to_contain_text("What was answered", timeout=SLOW)
        await expect(case).to_contain_text("Suspend in JumpCloud")

        await refuses.click()
        await tab.get_by_role("button", name="Retry failed").click()

        await expect(case).to_contain_text("✓", timeout=SLOW)
        await expect(case).to_contain_text("JumpCloud shows them SUSPENDED", timeout=SLOW)
