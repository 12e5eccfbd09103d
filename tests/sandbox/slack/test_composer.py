"""What is typed under a conversation: commands and their text, and who may type there at all."""

import pytest

from bot.sandbox.slack import CannotAct
from tests.sandbox.workplace import running, serve_slack

MINA, DESK = "U0MINA00001", "C0ITDESK001"
HOME = {"home_tab_enabled": True, "messages_tab_enabled": True}
COMMANDS = [
    {"command": "/escaped", "description": "As tokens", "should_escape": True},
    {"command": "/bare", "description": "As typed"},
]


@pytest.fixture
async def place():
    async with serve_slack() as place:
        place.slack.install({"app_home": HOME, "slash_commands": COMMANDS})
        yield place


@pytest.fixture(params=["socket", "http"])
async def heard(request, place):
    """The texts that a real app gets, over a socket or HTTP."""
    app, heard = place.app(), []

    @app.command("/escaped")
    @app.command("/bare")
    async def note(ack, body):
        heard.append(body["text"])
        await ack()

    async with running(place, app, request.param):
        yield heard


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("@lee", "<@U0LEE000001|lee>"),
        ("@nobody and @here", "@nobody and <!here>"),
        ("@helpdesk now", "<!subteam^S0HELPDESK1|@helpdesk> now"),
        ("#it-desk #nowhere", f"<#{DESK}|it-desk> #nowhere"),
        ("ada@acme.example", "<mailto:ada@acme.example|ada@acme.example>"),
        ("see https://acme.example/a?b=1", "see <https://acme.example/a?b=1>"),
        ("<@U0LEE000001|lee> <mailto:a@b.example|a@b.example>", None),
        ("it\N{RIGHT SINGLE QUOTATION MARK}s \N{LEFT DOUBLE QUOTATION MARK}urgent", None),
        ("", None),
    ],
)
async def test_a_commands_text_is_escaped_where_the_manifest_asks_for_it(place, heard, typed, sent):
    mina = place.slack.person("mina")

    await mina.command("/escaped", typed, channel="it-desk")
    await mina.command("/bare", typed, channel="it-desk")

    assert heard == [typed if sent is None else sent, typed]


async def test_a_command_in_a_thread_or_of_no_app_is_not_sent(place, heard):
    mina = place.slack.person("mina")
    said = await mina.message("Hello", channel="it-desk")

    await mina.command("/bare", channel="it-desk", thread_ts=said["ts"])
    await mina.command("/nothing", channel="it-desk")

    assert heard == []
    assert mina.errors == [
        "/bare is not supported in threads. Sorry!",
        "/nothing is not a valid command.",
    ]


@pytest.mark.parametrize(
    ("home", "why"),
    [
        ({"messages_tab_enabled": False}, "no messages tab"),
        ({"messages_tab_read_only_enabled": True}, "turned off"),
    ],
)
async def test_nothing_is_said_to_an_app_that_takes_no_messages(place, heard, home, why):
    place.slack.install({"app_home": HOME | home, "slash_commands": COMMANDS})
    mina = place.slack.person("mina")

    with pytest.raises(CannotAct, match=why):
        await mina.message("Hello")
    with pytest.raises(CannotAct, match=why):
        await mina.command("/bare")
    await mina.command("/bare", channel="it-desk")

    assert heard == [""]
    assert mina.dms == []


async def test_a_tab_that_the_app_has_not_cannot_be_opened(place):
    place.slack.install({"app_home": {"messages_tab_enabled": True}})
    mina = place.slack.person("mina")

    with pytest.raises(CannotAct, match="no home tab"):
        await mina.open_home()
    await mina.open_home("messages")


async def test_a_guest_sees_and_types_only_where_they_were_invited(place, heard):
    said = await place.slack.person("lee").message("For all", channel="it-desk")
    gus = place.slack.person("gus")

    with pytest.raises(CannotAct, match="sees no channel"):
        await gus.command("/bare", channel="it-desk")
    with pytest.raises(CannotAct, match="sees no message"):
        gus.reach.react(said["ts"], "tada")
    assert gus.reach.search("all") == []
    place.slack.workspace.channels[DESK].members.add(gus.id)
    await gus.command("/bare", "in", channel="it-desk")

    assert heard == ["in"]
    assert len(gus.reach.search("all")) == 1


async def test_who_is_deactivated_can_do_nothing(place):
    mina = place.slack.person("mina")
    said = await mina.message("Hello", channel="it-desk")
    mina.member.deleted = True

    with pytest.raises(CannotAct, match="deactivated"):
        mina.reach.react(said["ts"], "tada")
    for act in (
        mina.command("/bare", channel="it-desk"),
        mina.message("Still here", channel="it-desk"),
        mina.click("press"),
        mina.open_home(),
        mina.reach.shortcut("anything"),
    ):
        with pytest.raises(CannotAct, match="deactivated"):
            await act


async def test_nothing_is_typed_in_an_archived_channel(place):
    place.slack.workspace.channels[DESK].is_archived = True

    with pytest.raises(CannotAct, match="archived"):
        await place.slack.person("mina").message("Hello", channel="it-desk")
