"""Triggers, stacks and ids of views in the Slack stand-in, and how blocks are refused."""

from datetime import timedelta

import pytest

from tests.sandbox.workplace import actions, button, modal, refused, section, serve_slack

REQUESTS = "C0ITREQUEST"


@pytest.fixture
async def place():
    async with serve_slack() as place:
        yield place


@pytest.fixture
def client(place):
    return place.client()


async def test_a_trigger_opens_one_view_within_three_seconds(place, client):
    trigger = place.slack._parts.modals.trigger("U0MINA00001")
    late = place.slack._parts.modals.trigger("U0MINA00001")
    view = modal(section("Hi"))
    await client.views_open(trigger_id=trigger, view=view)
    place.world.move(timedelta(seconds=4))

    used = await refused(client.views_open(trigger_id=trigger, view=view))
    expired = await refused(client.views_open(trigger_id=late, view=view))
    unknown = await refused(client.views_open(trigger_id="1.2.x", view=view))

    assert used["error"] == "exchanged_trigger_id"
    assert expired["error"] == "expired_trigger_id"
    assert unknown["error"] == "invalid_trigger_id"


async def test_a_stack_of_modals_is_three_high(place, client):
    modals, view = place.slack._parts.modals, modal(section("Hi"))
    opened = await client.views_open(trigger_id=modals.trigger("U0MINA00001"), view=view)
    for _ in range(2):
        trigger = modals.trigger("U0MINA00001", opened["view"]["id"])
        await client.views_push(trigger_id=trigger, view=view)

    trigger = modals.trigger("U0MINA00001", opened["view"]["id"])
    high = await refused(client.views_push(trigger_id=trigger, view=view))
    outside = await refused(client.views_push(trigger_id=modals.trigger("U0LEE000001"), view=view))

    assert high["error"] == "push_limit_reached"
    assert outside["error"] == "not_found"
    assert len(place.slack.person("mina").modals) == 3


async def test_a_view_is_found_by_the_apps_own_id_until_it_is_closed(place, client):
    modals, view = place.slack._parts.modals, modal(section("Hi"), external_id="mine")
    await client.views_open(trigger_id=modals.trigger("U0MINA00001"), view=view)
    await client.views_update(external_id="mine", view={**view, "title": view["title"]})

    twice = client.views_open(trigger_id=modals.trigger("U0LEE000001"), view=view)
    assert (await refused(twice))["error"] == "duplicate_external_id"
    await place.slack.person("mina").close()
    gone = client.views_update(external_id="mine", view=view)
    assert (await refused(gone))["error"] == "not_found"


async def test_blocks_are_refused_with_every_fault_and_its_place(client):
    blocks = [section("x" * 3001), {"type": "bogus"}, actions(button("a", "y" * 76))]

    answer = await refused(client.chat_postMessage(channel=REQUESTS, text="Hi", blocks=blocks))

    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
        "[ERROR] unsupported type: bogus [json-pointer:/blocks/1/type]",
        "[ERROR] must be less than 76 characters [json-pointer:/blocks/2/elements/0/text/text]",
    ]


async def test_a_view_is_refused_with_its_place(place, client):
    trigger = place.slack._parts.modals.trigger("U0MINA00001")

    answer = await refused(
        client.views_open(trigger_id=trigger, view=modal(section("Hi"), title="t" * 25))
    )

    assert answer["error"] == "invalid_arguments"
    line = "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    assert answer["response_metadata"]["messages"] == [line]
    await client.views_open(trigger_id=trigger, view=modal(section("Hi")))
