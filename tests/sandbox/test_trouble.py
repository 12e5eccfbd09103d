"""Trouble over HTTP, as from the page: faults, tokens, sockets and the bot's own death."""

import asyncio
import json

import httpx
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from bot.sandbox.server import Sandbox
from tests.sandbox.workplace import Workplace, running

MINA, DESK = "U0MINA00001", "C0ITDESK001"
USERS = "/okta/api/v1/users"


class Process:
    """A bot of another process, as far as killing it goes."""

    pid = 1

    def __init__(self):
        self.kills = 0

    def kill(self):
        self.kills += 1


@pytest.fixture
async def sandbox():
    async with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
async def page(sandbox):
    async with httpx.AsyncClient(base_url=f"{sandbox.url}/control") as client:
        yield client


@pytest.fixture
async def okta(sandbox):
    headers = {"Authorization": f"SSWS {sandbox.okta.api_token}"}
    async with httpx.AsyncClient(base_url=f"{sandbox.url}/okta", headers=headers) as client:
        yield client


async def seen(page):
    return (await page.get("/state", params={"as": MINA})).json()


async def do(page, part, **body):
    return (await page.post(f"/{part}", json=body)).json()


async def test_a_fault_strikes_what_it_means_is_counted_and_ends(page, okta):
    made = await do(
        page, "faults", do="add", match=f"GET {USERS}/*", kind="throttle", seconds=7,
        retry_after=True,
    )  # fmt: skip
    struck = await okta.get("/api/v1/users/grace")
    spared = await okta.get("/api/v1/groups")
    (shown,) = (await seen(page))["faults"]
    await do(page, "faults", do="remove", id=made["id"])

    assert (struck.status_code, struck.headers["retry-after"]) == (429, "7")
    assert spared.status_code == 200
    assert shown == {
        "id": made["id"],
        "match": f"GET {USERS}/*",
        "kind": "throttle",
        "times": None,
        "status": None,
        "seconds": 7,
        "struck": 1,
    }
    assert (await seen(page))["faults"] == []
    assert (await okta.get("/api/v1/users/grace")).status_code == 200


async def test_a_fault_of_any_status_ends_after_its_times(page, okta):
    await do(page, "faults", do="add", match=f"GET {USERS}", kind="refuse", status=500, times=2)

    said = [(await okta.get("/api/v1/users")).status_code for _ in range(3)]

    assert said == [500, 500, 200]
    assert (await seen(page))["faults"] == []


async def test_what_holds_somebody_is_listed_until_it_lets_go(page, okta):
    made = await do(page, "faults", do="add", match=f"GET {USERS}", kind="hold", times=1)
    asked = asyncio.create_task(okta.get("/api/v1/users"))
    async with asyncio.timeout(5):
        while not (held := [each for each in (await seen(page))["faults"] if each["struck"]]):
            pass

    ended = await do(page, "faults", do="remove", id=made["id"])
    again = await do(page, "faults", do="remove", id=made["id"])

    assert [each["id"] for each in held] == [made["id"]]
    assert ended["ok"]
    assert again == {"ok": False, "error": "This fault has ended already."}
    assert (await asked).status_code == 200


async def test_the_bot_is_killed_right_after_the_work_of_a_call(page, sandbox, okta):
    sandbox.bot = Process()
    profile = {"login": "ada@acme.example", "email": "ada@acme.example"}
    profile |= {"firstName": "Ada", "lastName": "Lovelace"}
    await do(page, "faults", do="add", match=f"POST {USERS}", kind="crash")

    with pytest.raises(httpx.TransportError):
        await okta.post("/api/v1/users", json={"profile": profile})

    assert sandbox.bot.kills == 1
    assert sandbox.okta.status("ada@acme.example") is not None
    assert (await seen(page))["faults"] == []


@pytest.mark.parametrize(
    ("part", "asked"),
    [("bot", {"do": "crash"}), ("faults", {"do": "add", "kind": "crash", "match": "*"})],
)
async def test_the_bot_is_killed_only_where_the_sandbox_started_it(page, sandbox, part, asked):
    alone = await do(page, part, **asked)
    sandbox.bot = Process()
    beside = await do(page, part, **asked)

    assert (alone["ok"], beside["ok"]) == (False, True)
    assert (await seen(page))["bot"]["killable"]


async def call(sandbox, provider):
    """Call a provider as the bot does; gives what it says, the status or Slack's word."""
    ways = {
        "Okta": ("GET", f"{USERS}/grace", {"Authorization": f"SSWS {sandbox.okta.api_token}"}),
        "JumpCloud": (
            "GET", "/jumpcloud/api/systemusers", {"x-api-key": sandbox.jumpcloud.access.api_key}
        ),
        "Slack": ("POST", "/slack/api/auth.test", {"Authorization": "Bearer xoxb-sandbox"}),
    }  # fmt: skip
    method, path, headers = ways[provider]
    async with httpx.AsyncClient(base_url=sandbox.url) as client:
        answer = await client.request(method, path, headers=headers)
    return answer.json().get("error", "ok") if provider == "Slack" else answer.status_code


@pytest.mark.parametrize(
    ("provider", "well", "refused"),
    [("Okta", 200, 401), ("JumpCloud", 200, 401), ("Slack", "ok", "token_revoked")],
)
async def test_a_token_is_revoked_and_given_back(page, sandbox, provider, well, refused):
    said = [await call(sandbox, provider)]
    await do(page, "tokens", do="revoke", of=provider)
    said.append(await call(sandbox, provider))
    shown = (await seen(page))["tokens"]
    await do(page, "tokens", do="give_back", of=provider)
    said.append(await call(sandbox, provider))

    assert said == [well, refused, well]
    assert [name for name, good in shown.items() if not good] == [provider]


async def test_tokens_that_were_fetched_end_and_slack_s_never_do(page, sandbox):
    url, form = f"{sandbox.url}/jumpcloud", {"grant_type": "client_credentials"}
    access = sandbox.jumpcloud.access
    given = await page.post(
        f"{url}/oauth2/token", data=form, auth=(access.client_id, access.client_secret)
    )
    bearer = {"Authorization": f"Bearer {given.json()['access_token']}"}

    ended = await do(page, "tokens", do="expire", of="JumpCloud")
    never = await do(page, "tokens", do="expire", of="Slack")

    assert ended["ok"]
    assert (await page.get(f"{url}/api/systemusers", headers=bearer)).status_code == 401
    assert never["error"] == "Slack's tokens do not expire; they are revoked."


async def a_socket(sandbox):
    headers = {"Authorization": "Bearer xapp-sandbox"}
    async with httpx.AsyncClient() as client:
        url = f"{sandbox.url}/slack/api/apps.connections.open"
        answer = (await client.post(url, headers=headers)).json()
    socket = await connect(answer["url"], proxy=None)
    await socket.recv()
    return socket


@pytest.mark.parametrize("reason", ["refresh_requested", "link_disabled"])
async def test_a_socket_is_dropped_politely_with_its_reason(page, sandbox, reason):
    socket = await a_socket(sandbox)

    await do(page, "slack", do="drop_sockets", reason=reason)

    assert json.loads(await socket.recv())["reason"] == reason
    with pytest.raises(ConnectionClosed) as closed:
        await socket.recv()
    assert closed.value.rcvd.code == 1001


async def test_a_socket_is_dropped_without_a_word(page, sandbox):
    socket = await a_socket(sandbox)

    await do(page, "slack", do="drop_sockets", politely=False)

    with pytest.raises(ConnectionClosed) as closed:
        await socket.recv()
    assert closed.value.rcvd is None
    assert (await seen(page))["bot"]["connected"] is False


async def test_a_bot_whose_sockets_were_dropped_comes_back(page, sandbox):
    url = f"{sandbox.url}/slack"
    client = AsyncWebClient(token="xoxb-sandbox", base_url=f"{url}/api/")
    app = AsyncApp(client=client, signing_secret=sandbox.slack.signing_secret)
    place = Workplace(sandbox.world, sandbox.slack, sandbox.faults, url)
    async with running(place, app):
        (first,) = sandbox.slack.sockets.connections
        await do(page, "slack", do="drop_sockets")

        await sandbox.slack.wait_until(lambda: sandbox.slack.connected)
        assert first not in sandbox.slack.sockets.connections


async def test_there_is_no_socket_to_drop_where_no_bot_is(page):
    answer = await do(page, "slack", do="drop_sockets")

    assert answer == {"ok": False, "error": "The bot has no socket open."}
