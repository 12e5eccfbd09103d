"""What a person sees when the app is late or fails; what comes too late changes nothing."""

import asyncio

import pytest

from tests.sandbox.workplace import actions, button, field, modal, running, serve_slack

DESK = "C0ITDESK001"
TROUBLE = "We had some trouble connecting. Try again?"
WARNING = "Something went wrong. Please try again."
NOT_LOADED = "Result not loaded. Please try again."
SOUGHT = {"type": "external_select", "action_id": "v", "min_query_length": 1}


@pytest.fixture
async def place():
    async with serve_slack() as place:
        yield place


@pytest.fixture(params=["socket", "http"])
def mode(request):
    return request.param


class Late:
    """An app that acknowledges everything, but only once it may."""

    def __init__(self, place):
        self.bolt = place.app()
        self.heard, self.may, self.done = asyncio.Event(), asyncio.Event(), asyncio.Event()
        said = {"text": "Too late"}
        errors = {"response_action": "errors", "errors": {"name": "Too late"}}
        for listen, answer in (
            (self.bolt.command("/late"), said),
            (self.bolt.action("press"), {}),
            (self.bolt.shortcut("anything"), {}),
            (self.bolt.view("form"), errors),
            (self.bolt.options("v"), {"options": []}),
        ):
            listen(self.listener(answer))

        @self.bolt.command("/quick")
        async def quick(ack):
            await ack("In time")

    def listener(self, answer):
        async def late(ack):
            self.heard.set()
            await self.may.wait()
            await ack(**answer)
            self.done.set()

        return late


async def prepare(place):
    """Give a person a message with a button, and a modal with a field and a search."""
    mina = place.slack.person("mina")
    posted = await place.client().chat_postMessage(
        channel=DESK, text="Press", blocks=[actions(button("press"))]
    )
    blocks = (field("name"), {**field("who", optional=True), "element": SOUGHT})
    view = modal(*blocks)
    await place.client().views_open(trigger_id=place.slack.trigger(mina.id), view=view)
    await mina.fill(name="Ada")
    return mina, posted["ts"]


ACTS = {
    "command": lambda mina, _: mina.command("/late", channel="it-desk"),
    "button": lambda mina, ts: mina.click("press", in_message=ts),
    "shortcut": lambda mina, _: mina.reach.shortcut("anything"),
    "message shortcut": lambda mina, ts: mina.reach.message_shortcut("anything", ts),
    "submission": lambda mina, _: mina.submit(),
    "search": lambda mina, _: mina.suggest("who", "ada"),
}


def expected(act, code):
    """Tell what Slack says of an act that the app did not take."""
    special = {"command": f'/late failed with the error "{code}"', "submission": TROUBLE}
    return {**special, "search": NOT_LOADED}.get(act, WARNING)


def told(mina):
    """Give what Slack says went wrong, above the conversation or in the modal."""
    return [*mina.errors, *mina.modal["errors"].values()]


@pytest.mark.parametrize("act", ACTS)
async def test_who_is_late_is_told_of_and_heard_no_more(place, mode, act):
    app = Late(place)
    async with running(place, app.bolt, mode):
        mina, ts = await prepare(place)
        place.slack.ack_seconds = 0.1
        await ACTS[act](mina, ts)

        assert told(mina) == [expected(act, "operation_timeout")]

        place.slack.ack_seconds = 3
        app.may.set()
        if app.heard.is_set():  # on a busy machine Slack may hang up before the app has read it
            await app.done.wait()
        # What is said on one socket arrives in its order, so that the late one was heard before.
        await mina.command("/quick", channel="it-desk")

    assert [each["text"] for each in mina.ephemerals] == ["In time"]
    assert told(mina) == [expected(act, "operation_timeout")]
    assert mina.modal["state"]["values"]["name"]["v"]["value"] == "Ada"


@pytest.mark.parametrize("act", ACTS)
async def test_an_app_that_answers_with_an_error_over_http_is_told_of(place, act):
    # Nothing listens: Bolt answers 404.
    async with running(place, place.app(), "http"):
        mina, ts = await prepare(place)
        await ACTS[act](mina, ts)

    assert told(mina) == [expected(act, "dispatch_failed")]


@pytest.mark.parametrize("act", ACTS)
async def test_an_app_that_is_not_there_is_told_of(place, act):
    mina, ts = await prepare(place)

    await ACTS[act](mina, ts)

    assert told(mina) == [expected(act, "dispatch_failed")]
