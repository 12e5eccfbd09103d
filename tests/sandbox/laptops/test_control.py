"""The link and the laptops, asked for over HTTP as the page asks."""

import asyncio

import httpx
import pytest

from bot.sandbox.cast import PASSWORD
from bot.sandbox.server import Sandbox

ADA = "ada@acme.example"


@pytest.fixture
async def sandbox():
    async with Sandbox() as sandbox:
        sandbox.scim.delay = sandbox.laptops.agent_delay = 0
        yield sandbox


@pytest.fixture
async def page(sandbox):
    async with httpx.AsyncClient(base_url=f"{sandbox.url}/control") as client:
        yield client


async def do(page, part, **asked):
    return (await page.post(f"/{part}", json=asked)).json()


async def seen(page):
    return (await page.get("/state")).json()


async def until(sandbox, happened):
    async with asyncio.timeout(5):
        while not happened():
            await sandbox.world.wait_changed(sandbox.world.version)


async def test_the_links_state_is_shown(page, sandbox):
    await do(page, "scim", do="delay", seconds=2, jitter=1)
    await do(page, "scim", do="complexity", shortest=16, symbol=False)
    await do(page, "scim", do="throttle", times=3, retry_after="5")
    await do(page, "scim", do="fail", status=500)
    await do(page, "scim", do="bad_token")
    await do(page, "scim", do="hold")

    disturbed = (await seen(page))["scim"]
    await do(page, "scim", do="mend")
    mended = (await seen(page))["scim"]

    assert disturbed == {
        "delay": 2,
        "jitter": 1,
        "refusing": None,
        "held": True,
        "token_ok": False,
        "throttled": 3,
        "outage": 500,
        "complexity": {"shortest": 16, "symbol": False},
        "waiting": 0,
        "failing": [],
    }
    assert mended == disturbed | {
        "held": False,
        "token_ok": True,
        "throttled": 0,
        "outage": None,
        "complexity": {"shortest": 8, "symbol": False},
    }


async def test_what_failed_is_listed_and_retried_from_the_page(page, sandbox):
    await do(page, "scim", do="refuse", reason="department is required")
    sandbox.okta.add_user(ADA, groups=["Engineering"])
    await until(sandbox, lambda: sandbox.scim.failed)
    failing = (await seen(page))["scim"]["failing"]

    await do(page, "scim", do="mend")
    nobody = await do(page, "scim", do="retry", login="nobody@acme.example")
    done = await do(page, "scim", do="retry", login=ADA)
    await until(sandbox, lambda: sandbox.jumpcloud.state("ada"))

    assert [(each["login"], each["kind"]) for each in failing] == [(ADA, "assigned")]
    assert "department is required" in failing[0]["reason"]
    assert (nobody["ok"], done["ok"]) == (False, True)


async def test_what_okta_sends_to_jumpcloud_is_in_the_traffic(page, sandbox):
    sandbox.okta.add_user(ADA, groups=["Engineering"])
    await until(sandbox, lambda: sandbox.jumpcloud.state("ada"))

    lines = [each for each in (await seen(page))["traffic"] if each["source"] == "Okta"]
    whole = (await page.get(f"/traffic/{lines[-1]['number']}")).json()

    assert [(each["to"], each["method"], each["status"]) for each in lines] == [
        ("JumpCloud", "GET", 200),
        ("JumpCloud", "POST", 201),
    ]
    assert whole["request_body"]["password"] == "•••"


async def test_a_laptop_is_used_from_the_page(page, sandbox):
    at = {"name": "LT-GRACE", "username": "grace"}
    laptop = sandbox.laptops["LT-GRACE"]

    async def at_laptop(do_, **asked):
        return await do(page, "laptops", do=do_, **at, **asked)

    async def on_screen():
        drawn = next(each for each in (await seen(page))["laptops"] if each["name"] == "LT-GRACE")
        grace = next(each for each in drawn["login_screen"] if each["username"] == "grace")
        return drawn["front"], grace["screen_locked"], grace["hello"]

    await at_laptop("sign_in", password=PASSWORD)
    await at_laptop("enrol_hello", pin="2580")
    await at_laptop("lock")
    locked = await on_screen()
    by_pin = await at_laptop("sign_in", pin="2580")
    unlocked = await on_screen()
    await at_laptop("restart")

    assert locked == ("grace", True, "ready")
    assert by_pin == {"ok": True, "message": "Welcome, Grace Hopper."}
    assert unlocked == ("grace", False, "ready")
    assert laptop.signed_in == []


async def test_a_mac_is_taken_over_and_locked_from_the_page(page, sandbox):
    laptop = sandbox.laptops["LT-ADA"]
    at = {"name": "LT-ADA"}
    made = {"username": "grace", "full_name": "Grace of old", "password": "local", "admin": True}
    await do(page, "laptops", do="add_account", **at, **made)
    twice = await do(page, "laptops", do="add_account", **at, username="grace")
    await do(page, "laptops", do="service_account", **at, state="no token")
    sandbox.jumpcloud.bind("grace", "LT-ADA")
    await until(sandbox, lambda: laptop.accounts["grace"].managed)

    into = {"username": "grace", "password": PASSWORD, "previous_password": "local"}
    kept = await do(page, "laptops", do="sign_in", **at, **into)
    sandbox.jumpcloud.commands.give(laptop.id, "lock", pin="123456")
    await until(sandbox, lambda: laptop.machine.pin)
    wrong = await do(page, "laptops", do="unlock", **at, pin="1")
    right = await do(page, "laptops", do="unlock", **at, pin="123456")

    assert twice == {"ok": False, "error": "LT-ADA: That name is empty or taken."}
    assert laptop.as_dict()["service_account"] == "no token"
    assert kept["message"] == "Welcome, Grace Hopper. The keychain was kept."
    assert (wrong["ok"], right["ok"]) == (False, True)
