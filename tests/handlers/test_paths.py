"""What a stranger on the network learns: that there is a server, and nothing else."""

import asyncio
import contextlib
import socket

import httpx
import pytest
import pytest_asyncio
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from bot.actions import ACTIONS
from bot.doors import HttpDoor, Reception, Signatures
from bot.upkeep import FIGURES
from storage.tables import State
from tests.scene import playing

pytestmark = pytest.mark.asyncio(loop_scope="module")

PATHS = ("/healthz", "/readyz", "/metrics")
WORDS = {action.name for action in ACTIONS} | {state.value for state in State}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(tmp_path_factory):
    """Give a bot that has done something, and where it is."""
    async with playing(tmp_path_factory.mktemp("served"), mode="http") as scene:
        await scene.onboard(device="LT-ADA")
        await scene.card_says("Done")
        yield scene


async def ask(scene, path, method="GET"):
    port = scene.environment["HTTP_PORT"]
    async with httpx.AsyncClient() as client:
        return await client.request(method, f"http://127.0.0.1:{port}{path}")


async def test_a_figures_labels_are_actions_and_states_and_never_who_or_what(served):
    text = (await ask(served, "/metrics")).text
    samples = [each for family in text_string_to_metric_families(text) for each in family.samples]

    labels = {value for sample in samples for value in sample.labels.values()}
    assert {sample.name.partition("_")[0] for sample in samples} == {"deskhand", "process"}
    assert {name for sample in samples for name in sample.labels} == {"action", "state"}
    assert {"onboard", "done"} <= labels <= WORDS


@pytest.mark.parametrize("path", PATHS)
async def test_what_a_monitor_reads_names_nobody_and_no_version(served, path):
    answer = await ask(served, path)

    people = [person.member for person in served.slack.people]
    secrets = [value for key, value in served.environment.items() if "URL" not in key]
    known = [
        *(name for each in people for name in (each.id, each.name, each.email) if name),
        *(value for value in secrets if len(value) > 6),
        *("ada", "lovelace", "acme", "LT-ADA", "3.11", "python", "uvicorn", "00u", "REQ-"),
        *(served.slack.app.team_id, served.slack.app.app_id, served.okta.app.id),
    ]
    told = answer.text + str(answer.headers)
    assert answer.status_code == httpx.codes.OK
    assert [each for each in known if each.casefold() in told.casefold()] == []
    assert answer.headers.keys() == {"date", "content-type", "content-length"}


@pytest.mark.parametrize("path", ["/", "/slack", "/docs", "/healthz/x", "/metrics%00", "/../etc"])
async def test_no_other_path_is_there(served, path):
    answer = await ask(served, path)

    assert (answer.status_code, answer.text) == (httpx.codes.NOT_FOUND, "Not Found")
    assert "server" not in answer.headers


@contextlib.asynccontextmanager
async def opened(**options):
    """Open a door with nothing behind it."""
    port = free_port()

    async def broken():
        raise RuntimeError("postgresql://deskhand:hunter2@db/deskhand")

    door = HttpDoor(
        Reception(None, slack="https://slack.com/api/"),
        Signatures(SecretStr("secret")),
        host="127.0.0.1", port=port, ready=broken, measure=broken, figures=FIGURES, **options,
    )  # fmt: skip
    await door.open()
    try:
        yield port
    finally:
        await door.close()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.mark.parametrize(("path", "status"), [("/metrics", 503), ("/readyz", 503)])
async def test_a_fault_behind_these_paths_shows_nothing_of_itself(path, status):
    async with opened() as port, httpx.AsyncClient() as client:
        answer = await client.get(f"http://127.0.0.1:{port}{path}")

    assert answer.status_code == status
    assert answer.text in {"not available", "not ready"}


async def said(port, text):
    """Say something on a connection, and give all that comes until it is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(text.encode())
    await writer.drain()
    async with asyncio.timeout(60):
        heard = await reader.read()
    writer.close()
    return heard.decode()


HEAD = "POST /slack/events HTTP/1.1\r\nHost: desk\r\n"


async def test_a_body_that_only_trickles_in_is_not_waited_for():
    async with opened(body_within=0.05) as port:
        answer = await said(port, f"{HEAD}Content-Length: 500\r\n\r\ncomm")

    assert answer.startswith("HTTP/1.1 408")
    assert answer.endswith("too slow")


@pytest.mark.parametrize("begun", ["", "POST /slack/ev", HEAD])
async def test_a_connection_that_asks_for_nothing_is_closed(begun):
    async with opened(head_within=0.05) as port:
        assert await said(port, begun) == ""


async def test_a_connection_that_goes_away_within_a_body_breaks_nothing(caplog):
    async with opened() as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"{HEAD}Content-Length: 500\r\n\r\ncomm".encode())
        await writer.drain()
        writer.close()
        async with httpx.AsyncClient() as client:
            assert (await client.get(f"http://127.0.0.1:{port}/healthz")).text == "alive"

    assert [each for each in caplog.records if each.exc_info] == []


async def test_a_body_that_says_it_is_too_large_is_not_read():
    async with opened() as port:
        answer = await said(
            port, f"{HEAD}Connection: close\r\nContent-Length: 9999999999\r\n\r\ncommand"
        )

    assert answer.startswith("HTTP/1.1 413")
