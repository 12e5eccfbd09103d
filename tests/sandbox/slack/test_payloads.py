"""What the Slack stand-in tells the app, against Slack's own samples of it."""

from fnmatch import fnmatchcase

import pytest
from slack_bolt import BoltResponse

from tests.contracts import slack as reference
from tests.sandbox.workplace import actions, button, modal, plain, running, section

pytestmark = pytest.mark.skipif(bool(reference.missing()), reason=reference.missing())

REQUESTS = "C0ITREQUEST"
# What a sample has and a payload need not, by the reason; a sample has all that was ever seen.
EXCEPTIONS = {
    "there is no Enterprise Grid": ("* */enterprise_*",),
    "gone: `authorizations` tells it": ("* /authed_users", "* /authed_teams"),
    "only of functions and workflows": ("* /bot_access_token", "* /function_data"),
    "only of another place than this": (
        *("block_actions /container/*", "block_actions /view", "block_actions /app_unfurl"),
        *("* /interactivity", "view_submission /is_cleared"),
    ),
    "only of another element than a button": ("block_actions /actions/*",),
    "only of a message of that kind, or with such a thing in it": (
        *("block_actions /message/*", "message_action /message/*", "event * /event/bot_*"),
        *("event * /event/attachments", "event * /event/edited", "event * /event/subtype"),
        *("event * /event/thread_ts", "event * /event/parent_user_id", "event * /event/app_id"),
        *("event * /event/username", "event * /event/upload", "event * /event/display_as_bot"),
    ),
    "only of a message written in Slack's own client": ("event * /event/client_msg_id",),
    "only where channels are shared": (
        *("event * /event/user_team", "event * /event/source_team", "event * /event/user_profile"),
    ),
}
PATTERNS = [f"slack {each}" for patterns in EXCEPTIONS.values() for each in patterns]


async def act(place):
    """Let a person do one thing of each kind."""
    mina, client = place.slack.person("mina"), place.client()
    await mina.command("/hello", channel="it-requests")
    posted = await client.chat_postMessage(channel=REQUESTS, text="A request")
    await client.chat_postMessage(
        channel=REQUESTS, thread_ts=posted["ts"], text="?", blocks=[actions(button("go"))]
    )
    await mina.click("go")
    await mina.reach.message_shortcut("ticket", posted["ts"], REQUESTS)
    view = modal(section("Hi"), notify_on_close=True, close=plain("Cancel"))
    for leave in (mina.close, mina.submit):
        await client.views_open(trigger_id=place.slack.trigger(mina.id), view=view)
        await leave()
    await client.views_publish(user_id=mina.id, view={"type": "home", "blocks": []})
    await mina.open_home()
    await mina.message("Hi <@U0DESKHAND>", channel="it-requests")
    await place.slack.settled()


async def test_what_the_app_is_told_has_what_slacks_has(place):
    app, heard = place.app(), {}
    place.slack.events.update({"message.channels", "app_mention"})

    @app.middleware
    async def hear(body):
        name, sample = reference.payload(body)
        heard[name] = list(reference.lacking(body, sample))
        return BoltResponse(status=200)

    async with running(place, app, "http"):
        await act(place)

    lacking = {f"{name} {path}" for name, paths in heard.items() for path in paths}
    assert len(heard) == 8
    assert {
        each for each in lacking if not any(fnmatchcase(each, known) for known in PATTERNS)
    } == set()
