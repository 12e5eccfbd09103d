"""Who is answered by the search fields, with or without a form around them."""

import json

import pytest

from tests.handlers.doors import command, deliver, interaction, window
from tests.scene import text_of

ANYTHING = "Only who may ask for something may look people up"


@pytest.mark.parametrize("search", ["people", "everybody", "devices", "groups"])
async def test_a_search_tells_nothing_to_whoever_may_ask_for_nothing(scene, search):
    asked = {"action_id": f"search_{search}", "value": "a", "view": window("form")}

    refused = await deliver(scene, interaction(scene, "block_suggestion", "gus", **asked))

    assert ANYTHING in json.dumps(refused)
    assert len(refused["options"]) == 1
    answered = await deliver(scene, interaction(scene, "block_suggestion", "mina", **asked))
    assert ANYTHING not in json.dumps(answered)


async def test_while_it_is_not_known_whether_somebody_may_ask_they_are_left_no_form(scene):
    gus = scene.slack.person("gus")
    scene.faults.add("* /slack/api/users.info", "refuse", status=503)
    trigger = scene.slack.trigger(gus.id)

    await deliver(
        scene,
        command(scene, "/suspend", user_id=gus.id, user_name="gus", trigger_id=trigger),
    )

    await scene.until(lambda: gus.modal and "Checking" not in text_of(gus.modal))
    assert gus.modal["callback_id"] == "note"
    assert "Slack" in text_of(gus.modal)
