"""The page's right side in a real browser: people, laptops, traffic and trouble."""

import json
import re

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import expect
from websockets.exceptions import ConnectionClosed

from tests.browser.conftest import IN_BROWSER
from tests.sandbox.test_trouble import a_socket

pytestmark = IN_BROWSER

KINDS = [
    ("Refuse", "refuse"),
    ("Throttle", "throttle"),
    ("Crowd", "crowd"),
    ("Slow", "slow"),
    ("Down", "down"),
    ("Cut off", "stop"),
    ("Lose answer", "lost"),
    ("Hold", "hold"),
    ("Crash after", "crash"),
]


class Process:
    """A bot of another process, as far as killing it goes."""

    pid = 1
    kills = 0

    def kill(self):
        self.kills += 1


@pytest_asyncio.fixture(loop_scope="session")
async def page(sandbox, tab):
    sandbox.scim.delay = 0
    await tab.goto(sandbox.url)
    await tab.locator(".topbar").wait_for()
    return tab


@pytest_asyncio.fixture(loop_scope="session")
async def okta(sandbox):
    headers = {"Authorization": f"SSWS {sandbox.okta.api_token}"}
    async with httpx.AsyncClient(base_url=f"{sandbox.url}/okta", headers=headers) as client:
        yield client


async def faults(tab):
    await tab.get_by_role("tab", name="Faults").click()
    return tab.locator(".faults")


def person(tab, name):
    return tab.locator(".person", has_text=name)


def row(tab, name):
    return tab.get_by_role("group", name=name, exact=True)


async def test_a_person_is_found_and_shown_from_both_sides(page):
    await page.get_by_label("Find a person").fill("hopper")
    await expect(page.locator(".person")).to_have_count(1)

    await person(page, "Grace Hopper").click()

    okta = page.get_by_label("Grace Hopper in Okta")
    jumpcloud = page.get_by_label("Grace Hopper in JumpCloud")
    await expect(okta).to_contain_text("Everyone, Engineering")
    await expect(okta).to_contain_text("SYNCHRONIZED")
    await expect(jumpcloud).to_contain_text("LT-GRACE")
    await expect(jumpcloud).to_contain_text("Restricted")


async def test_nobody_found_is_said(page):
    await page.get_by_label("Find a person").fill("zebra")

    await expect(page.locator(".panel.directory")).to_contain_text("Nobody is called “zebra”.")


async def test_a_disagreement_is_seen_at_once_and_explained(page):
    await expect(page.locator(".panel.directory header")).to_contain_text("disagree on 1")
    howard = person(page, "Howard Aiken")
    await expect(howard.locator(".odd svg")).to_be_visible()

    await howard.click()

    told = page.locator(".disagreement")
    await expect(told).to_have_text("SUSPENDED in Okta, and still let in by JumpCloud.")


async def test_the_consoles_buttons_work_and_follow_the_status(page, sandbox):
    await person(page, "Grace Hopper").click()
    okta = page.get_by_label("Grace Hopper in Okta")
    jumpcloud = page.get_by_label("Grace Hopper in JumpCloud")

    await okta.get_by_role("button", name="Suspend", exact=True).click()
    await expect(okta.get_by_role("button", name="Unsuspend")).to_be_visible()
    await jumpcloud.get_by_role("button", name="Suspend", exact=True).click()
    await expect(jumpcloud.get_by_role("button", name="Restore")).to_be_visible()

    assert sandbox.okta.status("grace") == "SUSPENDED"
    assert sandbox.jumpcloud.state("grace") == "SUSPENDED"


async def test_the_activation_mail_is_opened_beside_the_person(page, sandbox):
    sandbox.okta.add_user("ada@acme.example", status="PROVISIONED")
    await person(page, "Ada Lovelace").click()
    await page.get_by_role("button", name="Open the activation mail").click()
    await page.get_by_role("button", name="Choose this password").click()

    await expect(person(page, "Ada").locator(".in-okta")).to_have_text("ACTIVE")
    assert sandbox.okta.status("ada@acme.example") == "ACTIVE"


async def test_the_page_stays_usable_among_many(page, sandbox):
    for number in range(150):
        sandbox.jumpcloud.add_user(f"person{number}", f"person{number}@acme.example")

    await expect(page.locator(".heads")).to_contain_text("JumpCloud · 160")
    await expect(page.locator(".person")).to_have_count(100)
    await page.get_by_label("Find a person").fill("person7@")
    await expect(page.locator(".person")).to_have_count(1)


async def test_a_laptop_is_taken_off_the_network_and_says_so(page, sandbox):
    laptop = page.locator(".laptop", has_text="LT-GRACE")
    switch = laptop.get_by_role("switch")
    await expect(switch).to_have_attribute("aria-checked", "true")

    await switch.press("Space")

    await expect(laptop).to_contain_text("offline since")
    assert not sandbox.laptops["LT-GRACE"].online


async def test_somebody_signs_in_at_a_laptop_and_out_again(page, sandbox):
    laptop = page.locator(".laptop", has_text="LT-GRACE")
    await laptop.get_by_role("button", name="Grace Hopper").click()
    await page.get_by_label("Password").fill("Correct-Horse-7-Staple")
    await page.get_by_role("button", name="Sign in", exact=True).click()
    session = laptop.get_by_role("button", name="grace is signed in")
    await expect(session).to_be_visible()

    await session.click()

    await expect(session).to_have_count(0)
    assert sandbox.laptops["LT-GRACE"].signed_in == []


async def test_a_long_name_can_be_read_on_a_login_screen(page, sandbox):
    name = "Wolfeschlegelsteinhausenbergerdorff Johnson"
    sandbox.laptops["LT-ADA"].add_account("wolfe", name)

    account = page.locator(".account", has_text="Wolfe")
    await expect(account).to_have_attribute("title", re.compile(name))
    shown = await account.locator(".name").evaluate("each => each.scrollWidth <= each.clientWidth")
    assert shown


async def test_an_exchange_is_read_in_words_and_opened_without_its_secrets(page, sandbox, okta):
    body = {"profile": {"login": "a@x.example", "email": "a@x.example"}}
    body["credentials"] = {"password": {"value": "Canary-Secret-1"}}
    await okta.post("/api/v1/users", params={"activate": "false"}, json=body)
    line = page.locator(".line", has_text="create a@x.example")
    await expect(line).to_contain_text("Bot → Okta")
    await expect(line.locator(".code")).to_have_text("400")
    await expect(line.locator("em")).to_contain_text("firstName")

    await line.click()

    opened = page.locator(".bodies")
    await expect(opened).to_contain_text("a@x.example")
    await expect(opened).to_contain_text("•••")
    await opened.get_by_text("Headers").click()
    await expect(opened).to_contain_text("SSWS •••")
    text = await page.locator("body").inner_text()
    assert "Canary-Secret-1" not in text
    assert sandbox.okta.api_token not in text


async def test_a_call_is_copied_as_a_line_for_a_terminal(page, sandbox, okta):
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await okta.get("/api/v1/users", params={"q": "it's"})
    await page.locator(".line", has_text="search people").click()

    await page.get_by_role("button", name="Copy as curl").click()

    await expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = await page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"curl -X GET '{sandbox.url}/okta/api/v1/users?q=it%27s'")
    assert "-H 'authorization: SSWS •••'" in copied


async def test_traffic_is_filtered_by_party_words_and_errors(page, sandbox, okta):
    await okta.get("/api/v1/users/grace")
    await okta.get("/api/v1/users/nobody")
    key = {"x-api-key": sandbox.jumpcloud.access.api_key}
    await okta.get(f"{sandbox.url}/jumpcloud/api/systems", headers=key)
    lines = page.locator(".line")
    bar = page.get_by_role("toolbar", name="Traffic")
    await expect(lines).to_have_count(3)

    await bar.get_by_role("button", name="JumpCloud").click()
    await expect(lines).to_have_count(1)
    await bar.get_by_role("button", name="All").click()
    await bar.get_by_role("button", name="Errors").click()
    await expect(lines).to_have_count(1)
    await expect(lines).to_contain_text("nobody")
    await bar.get_by_role("button", name="Errors").click()
    await bar.get_by_label("Filter the traffic").fill("grace")
    await expect(lines).to_have_count(1)


async def test_traffic_pauses_and_is_cleared(page, okta):
    await okta.get("/api/v1/users/grace")
    lines = page.locator(".line")
    bar = page.get_by_role("toolbar", name="Traffic")
    await expect(lines).to_have_count(1)
    await bar.get_by_role("button", name="Pause").click()
    await okta.get("/api/v1/users/mina")
    await okta.get("/api/v1/users/lee")
    await bar.get_by_role("button", name="Pause").click()
    await expect(lines).to_have_count(3)

    await bar.get_by_role("button", name="Clear").click()

    await expect(page.locator(".tab-body")).to_contain_text("Nothing of what was said fits.")


async def test_what_slack_sends_and_okta_pushes_is_in_the_traffic(page, sandbox):
    await sandbox.slack.person("mina").command("/onboard", channel="C0ITDESK001")
    sandbox.okta.add_user("ada@acme.example", groups=["Engineering"])

    await expect(page.locator(".line", has_text="Slack → Bot")).to_contain_text("mina typed")
    pushed = page.locator(".line", has_text="Okta → JumpCloud", has=page.get_by_text("create ada"))
    await expect(pushed.first).to_be_visible()


@pytest.mark.parametrize("provider", ["Okta", "JumpCloud", "Slack"])
async def test_every_fault_of_a_provider_has_a_button_and_ends(page, sandbox, provider):
    sandbox.bot = Process()
    sandbox.world.changed()
    await faults(page)
    for label, kind in KINDS:
        if kind == "crowd" and provider != "Okta":
            continue
        button = row(page, provider).get_by_role("button", name=label)
        await button.click()
        await expect(button).to_have_attribute("aria-pressed", "true")
        assert [each.kind for each in sandbox.faults.rules] == [kind]
        await page.get_by_role("button", name=f"End {kind}").click()
        await expect(button).to_have_attribute("aria-pressed", "false")
        assert sandbox.faults.rules == []


async def test_a_fault_in_force_tells_how_often_it_has_struck(page, okta):
    await faults(page)
    await row(page, "Okta").get_by_role("button", name="Down").click()
    force = page.locator(".in-force")
    await expect(force).to_contain_text("struck not yet")

    await okta.get("/api/v1/users/grace")

    await expect(force).to_contain_text("struck once")
    await page.get_by_role("tab", name="Traffic").click()
    await expect(page.locator(".line .pill")).to_have_text("down")


async def test_a_fault_of_one_s_own_is_made_by_form(page, sandbox, okta):
    form = page.get_by_role("form", name="A fault of your own")
    await faults(page)
    await form.get_by_label("Method").select_option("GET")
    await form.get_by_label("Path").fill("/okta/api/v1/users/*")
    await form.get_by_label("What happens").select_option("throttle")
    await form.get_by_label("Times").fill("2")
    await form.get_by_label("Seconds").fill("9")
    await form.get_by_label("Retry-After").select_option("yes")
    await form.get_by_role("button", name="Add this fault").click()
    await expect(page.locator(".in-force")).to_contain_text("GET /okta/api/v1/users/*")

    answer = await okta.get("/api/v1/users/grace")

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "9")
    await expect(page.locator(".in-force")).to_contain_text("once more")


async def test_a_slip_in_the_form_is_told(page, sandbox):
    form = page.get_by_role("form", name="A fault of your own")
    await faults(page)
    await form.get_by_role("spinbutton", name="Status").fill("500")
    await form.get_by_label("Path").fill("/" * 600)
    await form.get_by_role("button", name="Add this fault").click()

    await expect(page.get_by_role("alert")).to_contain_text("at most 500 characters")
    assert sandbox.faults.rules == []


@pytest.mark.parametrize("provider", ["Okta", "JumpCloud", "Slack"])
async def test_a_token_is_taken_away_and_given_back(page, provider):
    await faults(page)
    button = row(page, provider).get_by_role("button", name="Token revoked")
    await button.click()
    await expect(button).to_have_attribute("aria-pressed", "true")
    await expect(page.get_by_role("tab", name="Faults")).to_contain_text("1")

    await page.get_by_role("button", name="Mend everything").click()

    await expect(button).to_have_attribute("aria-pressed", "false")


async def test_the_link_from_okta_to_jumpcloud_is_disturbed_and_mended(page, sandbox):
    await faults(page)
    link = row(page, "SCIM link")
    for label in ("Refuses", "Wants strong passwords", "Token rotated", "Throttled", "Fails"):
        button = link.get_by_role("button", name=label)
        await button.click()
        await expect(button).to_have_attribute("aria-pressed", "true")
    await link.get_by_label("Delay").fill("4")
    await expect(link.locator("output")).to_have_text("15 s")

    await page.get_by_role("button", name="Mend everything").click()

    await expect(link.get_by_role("button", name="Refuses")).to_have_attribute(
        "aria-pressed", "false"
    )
    assert (sandbox.scim.refusing, sandbox.scim.delay) == (None, 15)


async def test_a_push_that_failed_is_listed_and_tried_again(page, sandbox):
    sandbox.scim.refuse("Too simple")
    sandbox.okta.add_user("ada@acme.example", groups=["Engineering"])
    await faults(page)
    failed = page.locator(".in-force", has_text="Pushes that failed")
    await expect(failed).to_contain_text("Too simple")
    sandbox.scim.mend()

    await failed.get_by_role("button", name="Retry ada@acme.example").click()

    await expect(failed).to_have_count(0)
    assert sandbox.jumpcloud.state("ada") == "ACTIVATED"


async def test_the_clock_is_moved_and_the_bar_says_by_how_much(page, sandbox):
    before = sandbox.world.now()
    await faults(page)

    await row(page, "Clock").get_by_role("button", name="+1 day").click()

    await expect(page.locator(".clock")).to_contain_text("+1 d")
    assert (sandbox.world.now() - before).total_seconds() >= 86_400


async def test_the_bot_is_killed_by_a_button_and_only_where_it_may_be(page, sandbox):
    await faults(page)
    crash = row(page, "Bot").get_by_role("button", name="Crash now")
    await expect(crash).to_be_disabled()
    sandbox.bot = Process()
    sandbox.world.changed()

    await crash.click()

    await expect(crash).to_be_enabled()
    assert sandbox.bot.kills == 1


async def test_tabs_people_and_lines_are_reached_by_keyboard(page, okta):
    await okta.get("/api/v1/users/grace")
    traffic = page.get_by_role("tab", name="Traffic")
    await traffic.focus()
    await traffic.press("ArrowRight")
    await expect(page.get_by_role("tab", name="Faults")).to_be_focused()
    await expect(page.locator(".faults")).to_be_visible()
    await page.get_by_role("tab", name="Faults").press("ArrowLeft")
    line = page.locator(".line").first
    await line.focus()
    await line.press("Enter")
    await expect(page.locator(".bodies")).to_be_visible()
    await person(page, "Grace Hopper").press("Enter")
    await expect(page.locator(".details")).to_be_visible()


@pytest.mark.parametrize(
    ("button", "word"), [("Drop: link disabled", "link_disabled"), ("Drop: no word", None)]
)
async def test_sockets_are_dropped_with_a_reason_or_without_a_word(page, sandbox, button, word):
    await faults(page)
    drop = row(page, "Sockets").get_by_role("button", name=button)
    await expect(drop).to_be_disabled()
    socket = await a_socket(sandbox)

    await drop.click()

    if word:
        assert json.loads(await socket.recv())["reason"] == word
    with pytest.raises(ConnectionClosed):
        await socket.recv()
    await expect(page.locator(".topbar .status")).to_have_text("Bot not connected")


async def test_a_push_is_answered_on_the_phone_with_the_number_that_is_shown_elsewhere(
    page, okta, sandbox
):
    await person(page, "Grace Hopper").click()
    await page.get_by_role("button", name="Set up Okta Verify").click()
    await expect(page.locator(".details")).to_contain_text("push")
    factor = sandbox.okta.directory.get("grace").factors[-1].id
    path = f"/api/v1/users/{sandbox.okta.user('grace')['id']}/factors/{factor}/verify"
    sent = (await okta.post(path, json={"useNumberMatchingChallenge": True})).json()
    number = sent["_embedded"]["challenge"]["correctAnswer"]

    phone = page.get_by_role("group", name="The phone of Grace Hopper")
    await expect(phone.get_by_role("button")).to_have_count(4)
    await expect(person(page, "Grace Hopper")).to_contain_text("push")
    await phone.get_by_role("button", name=str(number)).click()

    await expect(phone).to_have_count(0)
    assert [push.answer for push in sandbox.okta.directory.pushes.values()] == ["SUCCESS"]
