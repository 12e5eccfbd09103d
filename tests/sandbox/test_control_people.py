"""People as both directories know them: joined, searched, compared and worked on by hand."""

import httpx
import pytest

from bot.sandbox.server import Sandbox

MINA = "U0MINA00001"


@pytest.fixture
async def sandbox():
    async with Sandbox() as sandbox:
        sandbox.scim.delay = 0
        yield sandbox


@pytest.fixture
async def page(sandbox):
    async with httpx.AsyncClient(base_url=f"{sandbox.url}/control") as client:
        yield client


async def seen(page, **looked):
    return (await page.get("/state", params={"as": MINA, **looked})).json()


async def do(page, part, **body):
    return (await page.post(f"/{part}", json=body)).json()


async def line(page, name):
    (found,) = (await seen(page, find=name))["directory"]
    return found


async def described(page, name):
    return (await seen(page, chosen=(await line(page, name))["key"]))["chosen"]


async def test_somebody_in_both_is_one_line_with_both_states(page):
    grace = await line(page, "Grace Hopper")

    assert (grace["login"], grace["status"], grace["state"]) == (
        "grace@acme.example",
        "ACTIVE",
        "ACTIVATED",
    )
    assert grace["disagreement"] == ""


@pytest.mark.parametrize("text", ["HOPPER", "grace@", " grace ", "e hop"])
async def test_people_are_found_by_any_part_of_name_or_login(page, text):
    assert [each["name"] for each in (await seen(page, find=text))["directory"]] == ["Grace Hopper"]


async def test_who_is_new_comes_first_and_the_rest_keep_their_number(page, sandbox):
    for number in range(120):
        sandbox.jumpcloud.add_user(f"person{number}", f"person{number}@acme.example")
    sandbox.okta.add_user("ada@acme.example")

    state = await seen(page)

    assert state["directory"][0]["name"] == "Ada Lovelace"
    assert len(state["directory"]) == 100
    assert state["jumpcloud"]["count"] == 130


async def test_one_person_is_described_from_both_sides(page):
    grace = await described(page, "Grace")

    assert grace["okta"]["groups"] == ["Everyone", "Engineering"]
    assert grace["okta"]["app_user"]["external_id"] == grace["jumpcloud"]["id"]
    assert grace["okta"]["buttons"][0] == "suspend"
    assert grace["jumpcloud"]["devices"] == ["LT-GRACE"]
    assert grace["jumpcloud"]["managed_by"] == "Okta"
    assert "password" in grace["jumpcloud"]["restricted"]
    assert grace["jumpcloud"]["buttons"] == ["suspend"]


async def test_who_is_in_one_directory_only_is_described_from_there(page):
    hedy, rosalind = await described(page, "Hedy"), await described(page, "Rosalind")

    assert (hedy["okta"]["status"], hedy["jumpcloud"]) == ("STAGED", None)
    assert (rosalind["okta"], rosalind["jumpcloud"]["state"]) == (None, "ACTIVATED")
    assert (await seen(page, chosen="nobody"))["chosen"] is None


async def test_suspended_in_okta_and_let_in_by_jumpcloud_is_a_disagreement(page):
    howard = await line(page, "Howard")

    assert howard["disagreement"] == "SUSPENDED in Okta, and still let in by JumpCloud."
    assert (await line(page, "Charles"))["disagreement"] == ""


async def test_suspended_in_jumpcloud_and_active_in_okta_is_a_disagreement(page, sandbox):
    sandbox.jumpcloud.directory.suspend(sandbox.jumpcloud.user("grace")["_id"])

    assert (await line(page, "Grace"))["disagreement"] == (
        "ACTIVE in Okta, and SUSPENDED in JumpCloud."
    )


async def test_a_failed_push_and_an_orphan_are_disagreements(page, sandbox):
    sandbox.okta.app_user_failed("grace@acme.example", "Too simple")
    sandbox.jumpcloud.add_user("old", "old@acme.example", displayname="Old Hand")
    sandbox.jumpcloud.directory.create(
        {"username": "lost", "email": "lost@acme.example"}, source="jumpcloud:scim"
    )

    assert "could not bring JumpCloud up to date" in (await line(page, "Grace"))["disagreement"]
    assert "Too simple" in (await described(page, "Grace"))["okta"]["app_user"]["error"]
    assert (await line(page, "Old Hand"))["disagreement"] == ""
    assert "Okta knows nobody" in (await line(page, "lost"))["disagreement"]


async def test_an_administrator_works_by_hand_in_either_console(page, sandbox):
    grace = await described(page, "Grace")
    okta, jumpcloud = grace["okta"]["id"], grace["jumpcloud"]["id"]

    pressed = [
        await do(page, "console", of="Okta", do="suspend", who=okta),
        await do(page, "console", of="JumpCloud", do="suspend", who=jumpcloud),
    ]
    states = (await described(page, "Grace"))["okta"]["status"], sandbox.jumpcloud.state("grace")
    pressed += [
        await do(page, "console", of="Okta", do="unsuspend", who=okta),
        await do(page, "console", of="JumpCloud", do="restore", who=jumpcloud),
    ]

    assert pressed == [{"ok": True}] * 4
    assert states == ("SUSPENDED", "SUSPENDED")
    assert (sandbox.okta.status("grace"), sandbox.jumpcloud.state("grace")) == (
        "ACTIVE",
        "ACTIVATED",
    )


@pytest.mark.parametrize("status", ["STAGED", "PROVISIONED", "ACTIVE", "PASSWORD_EXPIRED",
    "RECOVERY", "LOCKED_OUT", "SUSPENDED", "DEPROVISIONED"])  # fmt: skip
async def test_every_button_that_is_shown_in_a_status_may_be_pressed(page, sandbox, status):
    sandbox.okta.add_user("ada@acme.example", status=status)
    buttons = (await described(page, "Ada"))["okta"]["buttons"]

    for number, button in enumerate(buttons):
        login = f"ada{number}@acme.example"
        user = sandbox.okta.add_user(login, status=status)["id"]
        assert await do(page, "console", of="Okta", do=button, who=user) == {"ok": True}, button
    assert buttons


async def test_what_a_console_refuses_is_told_in_its_words(page, sandbox):
    grace = await described(page, "Grace")

    okta = await do(page, "console", of="Okta", do="unlock", who=grace["okta"]["id"])
    jumpcloud = await do(
        page, "console", of="JumpCloud", do="activate", who=grace["jumpcloud"]["id"]
    )
    neither = await do(page, "console", of="JumpCloud", do="deactivate", who="x")

    assert "not allowed" in okta["error"] or "status" in okta["error"]
    assert "not STAGED" in jumpcloud["error"]
    assert neither["error"] == "JumpCloud has no button deactivate."
