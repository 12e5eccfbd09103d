"""What people reach in Slack beside modals: shortcuts, the home tab, fields in messages, search."""

import asyncio

import pytest

from bot.sandbox.slack import CannotAct
from tests.sandbox.workplace import actions, button, option, plain, running, section, serve_slack

DESK, REQUESTS = "C0ITDESK001", "C0ITREQUEST"
MINA, LEE = "U0MINA00001", "U0LEE000001"
SELECT = {"type": "static_select", "action_id": "v", "options": [option("one"), option("two")]}
SEARCHED = {"type": "external_select", "action_id": "v", "min_query_length": 2}


@pytest.fixture
async def place():
    async with serve_slack() as place:
        yield place


@pytest.fixture
async def app(place):
    """A Bolt app that writes down what it hears; `heard` waits for the next."""
    app = place.app()
    app.bodies = asyncio.Queue()

    @app.middleware
    async def note(body, next_):
        await app.bodies.put(body)
        await next_()

    @app.shortcut("anything")
    @app.action("v")
    @app.action("press")
    async def take(ack):
        await ack()

    @app.options("v")
    async def offer(ack):
        await ack(options=[option("ada", "Ada Lovelace")])

    for name in ("app_home_opened", "reaction_added", "reaction_removed"):
        app.event(name)(take)
    async with running(place, app):
        yield app


async def heard(app):
    return await asyncio.wait_for(app.bodies.get(), 5)


def reach(place, who="mina"):
    return place.slack.person(who).reach


async def test_a_shortcut_comes_with_a_trigger_that_opens_a_modal(place, app):
    await reach(place).shortcut("anything")

    body = await heard(app)
    assert (body["type"], body["callback_id"], body["user"]["id"]) == ("shortcut", "anything", MINA)
    view = {"type": "modal", "title": {"type": "plain_text", "text": "It"}, "blocks": []}
    assert (await app.client.views_open(trigger_id=body["trigger_id"], view=view))["ok"]


async def test_a_messages_shortcut_carries_the_message(place, app):
    posted = await app.client.chat_postMessage(channel=DESK, text="Look at this")

    await reach(place).message_shortcut("anything", posted["ts"])

    body = await heard(app)
    assert body["type"] == "message_action"
    assert body["message"]["text"] == "Look at this"
    assert (body["channel"]["id"], body["message_ts"]) == (DESK, posted["ts"])
    assert body["response_url"].startswith(place.url)


async def test_a_shortcut_that_nobody_answers_is_told_to_the_person(place):
    await reach(place).shortcut("anything")

    assert place.slack.person("mina").errors == ["Something went wrong. Please try again."]


async def test_fields_of_a_message_tell_the_app_what_was_chosen(place, app):
    posted = await app.client.chat_postMessage(
        channel=DESK, text="Choose", blocks=[section("Choose", block_id="b", accessory=SELECT)]
    )
    mina = reach(place)

    await mina.fill(mina.spot(posted["ts"]), "b", "v", "two")

    (action,) = (await heard(app))["actions"]
    assert action["selected_option"]["value"] == "two"


async def test_what_stands_in_cards_and_containers_can_be_pressed(place, app):
    thumb = {"text": plain("Good"), "value": "good"}
    blocks = [
        {"type": "card", "title": plain("LT-ADA"), "actions": [button("press", value="card")]},
        {
            "type": "container",
            "title": plain("More"),
            "child_blocks": [actions(button("press", value="inside"), block_id="inner")],
        },
        {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "action_id": "press",
                    "positive_button": thumb,
                    "negative_button": thumb | {"value": "bad"},
                }
            ],
        },
    ]
    await app.client.chat_postMessage(channel=DESK, text="Three", blocks=blocks)

    for value in ("card", "inside", "bad"):
        await place.slack.person("mina").click("press", value)

    heard_of = [(await heard(app))["actions"][0] for _ in range(3)]
    assert [each["value"] for each in heard_of] == ["card", "inside", "bad"]
    assert heard_of[1]["block_id"] == "inner"
    assert heard_of[2]["type"] == "feedback_buttons"


async def test_a_search_in_a_message_offers_what_can_be_chosen_then(place, app):
    posted = await app.client.chat_postMessage(
        channel=DESK, text="Find", blocks=[section("Find", block_id="b", accessory=SEARCHED)]
    )
    mina = reach(place)
    spot = mina.spot(posted["ts"])

    assert await mina.suggest(spot, "b", "v", "a") == []
    (offered,) = await mina.suggest(spot, "b", "v", "ad")
    suggestion = await heard(app)
    await mina.fill(spot, "b", "v", offered["value"])

    assert (suggestion["type"], suggestion["value"]) == ("block_suggestion", "ad")
    assert suggestion["container"]["message_ts"] == posted["ts"]
    assert (await heard(app))["actions"][0]["selected_option"]["value"] == "ada"


async def test_the_home_tab_is_drawn_when_it_is_opened_and_can_be_used(place, app):
    mina = place.slack.person("mina")
    with pytest.raises(CannotAct, match="nothing on the home tab"):
        mina.reach.spot(None)
    await mina.open_home()
    assert (await heard(app))["event"]["tab"] == "home"
    blocks = [
        section("Yours", block_id="b", accessory=SELECT),
        actions(button("press", value="7")),
    ]
    await app.client.views_publish(user_id=MINA, view={"type": "home", "blocks": blocks})

    await mina.reach.fill(mina.reach.spot(None), "b", "v", "two")
    await mina.click("press", "7", at_home=True)

    chosen, pressed = await heard(app), await heard(app)
    assert chosen["view"]["type"] == "home"
    assert chosen["actions"][0]["selected_option"]["value"] == "two"
    assert pressed["view"]["state"]["values"]["b"]["v"]["selected_option"]["value"] == "two"


async def test_a_reaction_is_put_on_and_taken_off_and_who_listens_is_told(place, app):
    place.slack.events.update({"reaction_added", "reaction_removed"})
    posted = await app.client.chat_postMessage(channel=DESK, text="Done")
    message = place.slack.workspace.channels[DESK].messages[posted["ts"]]

    reach(place).react(posted["ts"], "tada")
    reach(place, "lee").react(posted["ts"], "tada")
    assert message["reactions"] == [{"name": "tada", "users": [MINA, LEE], "count": 2}]
    reach(place).react(posted["ts"], "tada")
    reach(place, "lee").react(posted["ts"], "tada")

    assert message["reactions"] == []
    events = [(await heard(app))["event"] for _ in range(4)]
    assert sorted(event["type"] for event in events) == [
        *("reaction_added", "reaction_added"),
        *("reaction_removed", "reaction_removed"),
    ]
    assert {event["item"]["ts"] for event in events} == {posted["ts"]}


async def test_a_search_finds_every_word_in_what_one_may_read(place, app):
    await app.client.chat_postMessage(channel=DESK, text="Onboard Ada")
    parent = await app.client.chat_postMessage(
        channel=REQUESTS, text="REQ-1", blocks=[section("*Onboard* Ada Lovelace")]
    )
    reply = await app.client.chat_postMessage(
        channel=REQUESTS, text="Ada is on board", thread_ts=parent["ts"]
    )
    await app.client.chat_postEphemeral(channel=DESK, user=MINA, text="Ada, between us")

    found = reach(place).search("ADA")
    newest = found[0]
    assert newest["ts"] == reply["ts"]
    assert (newest["thread_ts"], newest["channel_name"]) == (parent["ts"], "it-requests")
    assert len(found) == 3
    assert len(reach(place).search("onboard ada")) == 2
    assert reach(place).search("onboard grace") == []
    place.slack.workspace.channels[REQUESTS].is_private = True
    place.slack.workspace.channels[REQUESTS].members.discard(LEE)
    assert len(reach(place, "lee").search("ada")) == 1


async def test_what_is_not_there_cannot_be_used(place, app):
    mina = reach(place)
    with pytest.raises(CannotAct, match="sees no message"):
        mina.react("1.0", "tada")
    posted = await app.client.chat_postMessage(channel=DESK, text="No fields")

    with pytest.raises(CannotAct, match="sees no field"):
        await mina.fill(mina.spot(posted["ts"]), "b", "v", "two")
