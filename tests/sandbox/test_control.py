"""The control surface: what the page sees, what people do there, and who may ask at all."""

import asyncio
import json

import httpx
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.server import Sandbox
from tests.sandbox.workplace import Workplace, running

MINA, GUS = "U0MINA00001", "U0GUS000001"
DESK = "C0ITDESK001"
MODAL = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Onboard"},
    "submit": {"type": "plain_text", "text": "Review"},
    "blocks": [
        {
            "type": "input",
            "block_id": "name",
            "label": {"type": "plain_text", "text": "Name"},
            "element": {"type": "plain_text_input", "action_id": "v"},
        },
        {
            "type": "input",
            "block_id": "manager",
            "optional": True,
            "label": {"type": "plain_text", "text": "Manager"},
            "element": {"type": "external_select", "action_id": "m", "min_query_length": 1},
        },
    ],
}
GRACE = {"text": {"type": "plain_text", "text": "Grace Hopper"}, "value": "grace"}


@pytest.fixture
async def sandbox():
    async with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
async def page(sandbox):
    async with httpx.AsyncClient(base_url=f"{sandbox.url}/control") as client:
        yield client


@pytest.fixture
async def bot(sandbox):
    """A bot that opens a form, refuses an empty name, and answers in the channel."""
    url = f"{sandbox.url}/slack"
    app = AsyncApp(
        client=AsyncWebClient(token="xoxb-sandbox", base_url=f"{url}/api/"),
        signing_secret=sandbox.slack.signing_secret,
    )

    @app.command("/onboard")
    async def onboard(ack, body, client):
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @app.options("m")
    async def managers(ack):
        await ack(options=[GRACE])

    @app.view("")
    async def submitted(ack, view):
        name = view["state"]["values"]["name"]["v"]["value"]
        await ack(
            response_action="errors", errors={"name": "Taken"}
        ) if name == "x" else await ack()

    place = Workplace(sandbox.world, sandbox.slack, sandbox.faults, url)
    async with running(place, app):
        yield app


async def seen(page, who=MINA, **looked):
    return (await page.get("/state", params={"as": who, **looked})).json()


async def do(page, part, **body):
    return (await page.post(f"/{part}", json=body)).json()


async def act(page, what, **arguments):
    return await do(page, "act", do=what, **{"as": MINA}, **arguments)


async def test_the_state_shows_slack_as_one_person_sees_it(page):
    state = await seen(page)

    assert state["me"]["name"] == "mina"
    assert [each["name"] for each in state["channels"]] == ["it-desk", "it-requests", "it-alerts"]
    assert state["modal"] is None
    assert state["bot"]["connected"] is False


async def test_a_guest_sees_no_channel_that_they_are_not_in(page):
    assert (await seen(page, GUS))["channels"] == []


async def test_the_state_shows_both_directories_and_the_login_screens(page):
    state = await seen(page)

    known = {each["name"]: (each["status"], each["state"]) for each in state["directory"]}
    assert known["Grace Hopper"] == ("ACTIVE", "ACTIVATED")
    assert known["Howard Aiken"] == ("SUSPENDED", "ACTIVATED")
    assert known["Rosalind Franklin"] == (None, "ACTIVATED")
    assert (state["okta"]["count"], state["jumpcloud"]["count"]) == (10, 10)
    grace = next(each for each in state["laptops"] if each["name"] == "LT-GRACE")
    assert "grace" in [each["username"] for each in grace["login_screen"]]
    device = next(each for each in state["jumpcloud"]["devices"] if each["name"] == "LT-GRACE")
    assert device["bound"] == ["grace"]


async def test_a_command_opens_a_modal_for_the_one_who_typed_it(page, bot):
    answer = await act(page, "command", command="/onboard", channel=DESK)

    assert answer == {"ok": True}
    assert (await seen(page))["modal"]["title"]["text"] == "Onboard"
    assert (await seen(page, "U0LEE000001"))["modal"] is None


async def test_a_form_is_filled_searched_refused_and_sent(page, bot):
    await act(page, "command", command="/onboard", channel=DESK)
    options = (await act(page, "suggest", block_id="manager", text="gr"))["options"]
    await act(page, "fill", values={"manager": options[0]["value"], "name": "x"})

    refused = await act(page, "submit")
    shown = (await seen(page))["modal"]
    await act(page, "fill", values={"name": "Ada"})
    taken = await act(page, "submit")

    assert refused["errors"] == shown["errors"] == {"name": "Taken"}
    assert shown["state"]["values"]["manager"]["m"]["selected_option"]["value"] == "grace"
    assert taken["errors"] == {}
    assert (await seen(page))["modal"] is None


async def test_a_message_and_its_reply_stand_in_one_thread(page, sandbox):
    await act(page, "message", text="Hello", channel=DESK)
    ts = sandbox.slack.messages("it-desk")[-1]["ts"]
    await act(page, "message", text="Hi", channel=DESK, thread_ts=ts)

    said = (await seen(page))["channels"][0]["messages"][-1]

    assert said["text"] == "Hello"
    assert [each["text"] for each in said["replies"]] == ["Hi"]


async def test_a_command_that_reaches_no_bot_is_told_in_slacks_words(page):
    await act(page, "command", command="/onboard", channel=DESK)

    notices = (await seen(page))["notices"]

    assert notices == [{"id": 0, "text": '/onboard failed with the error "dispatch_failed"'}]


async def test_what_is_not_on_the_screen_is_refused_in_a_sentence(page, sandbox):
    sandbox.slack.patience = 0.01

    answer = await page.post("/act", json={"as": MINA, "do": "submit"})

    assert answer.status_code == 409
    assert "mina sees no submit button" in answer.json()["error"]


async def test_the_activation_mail_leads_to_a_password(page, sandbox):
    sandbox.okta.add_user("ada@acme.example", status="PROVISIONED")

    login = "ada@acme.example"
    weak = await do(page, "okta", do="activate", login=login, password="weak")
    chosen = await do(page, "okta", do="activate", login=login, password="Long-Enough-11")
    again = await do(page, "okta", do="activate", login=login, password="Long-Enough-11")
    inside = await do(page, "okta", do="sign_in", login=login, password="Long-Enough-11")
    outside = await do(page, "okta", do="sign_in", login=login, password="guess")

    assert (weak["ok"], chosen["ok"], again["ok"]) == (False, True, False)
    assert (inside["ok"], outside["ok"]) == (True, False)
    assert sandbox.okta.status(login) == "ACTIVE"


async def test_a_sync_error_is_shown_with_its_reason(page, sandbox):
    sandbox.scim.delay = 0
    await do(page, "scim", do="refuse", reason="Too simple")
    key = sandbox.okta.add_user("ada@acme.example", groups=["Engineering"])["id"]

    async def reason():
        ada = (await seen(page, chosen=key))["chosen"]["okta"]
        return (ada["app_user"] or {}).get("error")

    async with asyncio.timeout(5):
        while (found := await reason()) is None:
            await sandbox.world.wait_changed(sandbox.world.version)
    assert "Too simple" in found


async def test_laptops_are_plugged_out_and_refuse_a_wrong_password(page, sandbox):
    await do(page, "laptops", do="offline", name="LT-GRACE")
    wrong = await do(
        page, "laptops", do="sign_in", name="LT-GRACE", username="grace", password="guess"
    )
    nowhere = await do(page, "laptops", do="online", name="LT-NONE")

    assert not sandbox.laptops["LT-GRACE"].online
    assert wrong == {"ok": False, "error": "LT-GRACE: The username or password is wrong."}
    assert nowhere == {"ok": False, "error": "There is no laptop LT-NONE."}


async def test_the_clock_moves_forward_only(page, sandbox):
    before = sandbox.world.now()
    moved = await do(page, "clock", do="move", seconds=3600)
    back = await do(page, "clock", do="move", seconds=-1)

    assert moved["ok"]
    assert (sandbox.world.now() - before).total_seconds() >= 3600
    assert not back["ok"]


async def test_an_exchange_is_shown_whole_without_its_secrets(page, sandbox):
    headers = {"Authorization": f"SSWS {sandbox.okta.api_token}"}
    body = {"profile": {"login": "a@x.example", "email": "a@x.example"}}
    body["credentials"] = {"password": {"value": "Canary-Secret-1"}}
    async with httpx.AsyncClient(headers=headers) as okta:
        await okta.post(f"{sandbox.url}/okta/api/v1/users", json=body)

    line = (await seen(page))["traffic"][-1]
    whole = (await page.get(f"/traffic/{line['number']}")).json()
    gone = await page.get("/traffic/99999")

    assert (line["to"], line["method"], line["path"]) == ("Okta", "POST", "/okta/api/v1/users")
    assert "request_body" not in line
    assert whole["request_body"]["profile"]["login"] == "a@x.example"
    assert "Canary-Secret-1" not in json.dumps(whole)
    assert sandbox.okta.api_token not in json.dumps(whole)
    assert gone.status_code == 404


async def test_the_stream_tells_of_each_change(page, sandbox):
    async with asyncio.timeout(5), page.stream("GET", "/stream") as stream:
        lines = (line async for line in stream.aiter_lines() if line)
        first = json.loads((await anext(lines)).removeprefix("data: "))
        sandbox.world.changed()
        second = json.loads((await anext(lines)).removeprefix("data: "))

    assert second["version"] > first["version"]


async def test_a_foreign_page_is_not_answered(page):
    foreign = await page.get("/state", headers={"Origin": "https://evil.example"})
    rebound = await page.get("/state", headers={"Host": "evil.example"})
    form = await page.post("/act", data={"do": "submit"})

    assert (foreign.status_code, rebound.status_code, form.status_code) == (403, 403, 415)


async def test_a_slip_of_the_page_is_named(page):
    answer = await page.post("/act", json={"as": MINA, "do": "dance", "speed": 1})

    assert answer.status_code == 422
    assert "do:" in answer.json()["error"]
    assert "speed:" in answer.json()["error"]


async def test_nobody_unknown_is_acted_as(page):
    state = await page.get("/state", params={"as": "U0NOBODY"})
    answer = await do(page, "act", do="submit", **{"as": "U0NOBODY"})

    assert state.status_code == 404
    assert not answer["ok"]


async def test_the_page_itself_is_served(sandbox):
    async with httpx.AsyncClient(base_url=sandbox.url) as browser:
        page = await browser.get("/")
        script = await browser.get("/main.js")

    assert "<title>Deskhand sandbox</title>" in page.text
    assert script.headers["content-type"].startswith("text/javascript")


async def test_somebody_answers_the_push_on_their_phone(sandbox, page):
    login = "grace@acme.example"
    nobody = await do(page, "okta", do="approve_push", login=login)
    enrolled = await do(page, "okta", do="enrol_phone", login=login)
    headers = {"Authorization": f"SSWS {sandbox.okta.api_token}"}
    user = sandbox.okta.user(login)["id"]
    factor = f"{sandbox.url}/okta/api/v1/users/{user}/factors/{enrolled['factor']}"
    sent = (await page.post(f"{factor}/verify", headers=headers)).json()
    answered = await do(page, "okta", do="approve_push", login=login)
    told = (await page.get(sent["_links"]["poll"]["href"], headers=headers)).json()

    assert (nobody["ok"], answered["ok"]) == (False, True)
    assert told["factorResult"] == "SUCCESS"


async def test_logs_are_late_and_unlicensed_and_tokens_end_when_asked(sandbox, page):
    await do(page, "okta", do="late_log", seconds=60)
    told = len(sandbox.okta.log)
    sandbox.okta.lock("grace")
    insights = {"licensed": False, "seconds": 30, "doubled": True}
    await do(page, "jumpcloud", do="insights", **insights)
    form = {"grant_type": "client_credentials"}
    secret = ("sandbox-bot", "sandbox-client-secret")
    url = f"{sandbox.url}/jumpcloud"
    given = await page.post(f"{url}/oauth2/token", data=form, auth=secret)
    bearer = {"Authorization": f"Bearer {given.json()['access_token']}"}
    before = await page.get(f"{url}/api/systemusers", headers=bearer)
    await do(page, "jumpcloud", do="expire_tokens")
    after = await page.get(f"{url}/api/systemusers", headers=bearer)
    await do(page, "okta", do="expire_tokens")

    log = sandbox.jumpcloud.insights
    assert len(sandbox.okta.log) == told
    assert (log.licensed, log.lateness.total_seconds(), log.doubled) == (False, 30, True)
    assert (before.status_code, after.status_code) == (200, 401)
