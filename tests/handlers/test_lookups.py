"""Looking people up, and the desk's queue: one message, seen by the asker only."""

import asyncio
import json

import pytest

from tests.scene import text_of

GRACE = "grace@acme.example"


async def whois(scene, text, *, by="mina"):
    person = scene.slack.person(by)
    before = len(person.ephemerals)
    await person.command("/whois", text, channel="it-desk")
    await scene.until(lambda: len(person.ephemerals) > before, what="an answer")
    return person.ephemerals[-1]


async def test_one_message_says_what_every_system_says(scene):
    scene.okta.sign_in(GRACE, "Correct-Horse-7-Staple")

    seen = text_of(await whois(scene, GRACE))

    assert "Grace Hopper" in seen
    assert "*ACTIVE*, last sign-in" in seen
    assert "*ACTIVATED*" in seen
    assert "PROVISIONED SYNCHRONIZED" in seen
    assert "LT-GRACE (Windows): online; account grace, managed, standard user" in seen
    assert scene.slack.messages("it-desk") == []


@pytest.mark.parametrize("text", ["grace", "Grace Hopper", "GRACE@acme.example", "hopper"])
async def test_a_person_is_found_by_login_name_and_address(scene, text):
    assert "Grace Hopper" in text_of(await whois(scene, text))


async def test_a_mention_is_looked_up_by_the_address_that_slack_has(scene):
    assert "Dana Novak" in text_of(await whois(scene, "<@U0DANA00001|dana>"))


async def test_what_needs_no_other_answer_is_asked_for_at_once(scene):
    for device in ("LT-ADA", "PC-HOME"):
        scene.jumpcloud.bind("grace", device)
    together = [
        {"GET /okta/api/v1/users/*": 1, "GET /okta/api/v1/apps/*/users/*": 1},
        {"GET /jumpcloud/api/systemusers/*": 1, "GET /jumpcloud/api/v2/users/*/systems": 1},
        {"GET /jumpcloud/api/systems/*": 3},
    ]
    held = [
        [scene.faults.add(match, "hold", times=times) for match, times in calls.items()]
        for calls in together
    ]
    asked = asyncio.create_task(whois(scene, "grace"))

    for faults, calls in zip(held, together, strict=True):
        await scene.until(
            lambda calls=calls: len(scene.faults.pausing) == sum(calls.values()), what=str(calls)
        )
        for fault in faults:
            fault.release()

    assert "PC-HOME" in text_of(await asked)


async def test_who_is_not_certain_is_asked_for(scene):
    scene.okta.add_user("grace.kelly@acme.example", first_name="Grace", last_name="Kelly")

    answer = await whois(scene, "gra")
    assert "Whom do you mean" in text_of(answer)
    mina = scene.slack.person("mina")
    kelly = next(
        button for button in answer["blocks"][1]["elements"] if "Kelly" in button["text"]["text"]
    )
    before = len(mina.ephemerals)
    await mina.click(kelly["action_id"], kelly["value"], in_message=answer["ts"])

    await scene.until(lambda: len(mina.ephemerals) > before)
    assert "Grace Kelly" in text_of(mina.ephemerals[-1])


async def test_nobody_is_said_with_how_to_ask(scene):
    seen = text_of(await whois(scene, "nobody@acme.example"))

    assert "Okta knows nobody by “nobody@acme.example”" in seen


async def test_a_broken_link_is_said_with_its_reason(scene):
    scene.scim.refuse("The department is required.")
    scene.okta.directory.update_profile(scene.okta.directory.get(GRACE), {"title": "Admiral"})
    await scene.until(lambda: scene.okta.app_user(GRACE)["syncState"] == "ERROR")

    seen = text_of(await whois(scene, GRACE))

    assert "PROVISIONED ERROR: The department is required." in seen


async def test_what_the_two_directories_disagree_on_is_marked(scene):
    scene.okta.do("suspend", GRACE)

    seen = text_of(await whois(scene, GRACE))

    assert "closed in Okta, open in JumpCloud" in seen


async def test_its_buttons_open_the_actions_that_fit_with_the_person_filled_in(scene):
    answer = await whois(scene, GRACE)
    offered = [each["action_id"] for each in answer["blocks"][-1]["elements"]]
    assert offered[:3] == ["open_takeover", "open_rotate", "open_suspend"]
    mina = scene.slack.person("mina")

    await mina.click("open_suspend", in_message=answer["ts"])

    await scene.until(lambda: mina.modal and "Grace Hopper" in json.dumps(mina.modal))
    assert mina.modal["title"]["text"] == "Suspend a person"


async def test_a_suspended_person_is_offered_to_be_restored(scene):
    answer = await whois(scene, "howard@acme.example")

    assert "open_restore" in json.dumps(answer["blocks"])


async def test_who_may_ask_for_nothing_may_look_nobody_up(scene):
    seen = text_of(await whois(scene, GRACE, by="dana"))

    assert "you may not" in seen
    assert "ACTIVE" not in seen


async def test_without_a_name_a_window_searches(scene):
    mina = scene.slack.person("mina")
    await mina.command("/whois", "", channel="it-desk")
    await scene.until(lambda: mina.modal)

    await mina.pick("whois", "Grace Hopper", search="grace")

    await scene.until(lambda: "LT-GRACE" in text_of(mina.modal))
    assert "*ACTIVE*" in text_of(mina.modal)


async def test_an_open_request_shows_what_it_waits_for_on_the_person_and_in_the_queue(scene):
    scene.laptops["LT-GRACE"].go_offline()
    await scene.carry("suspend", GRACE, confirm=GRACE, reason="Leave")
    await scene.card_says("offline, last seen")

    seen = text_of(await whois(scene, GRACE))
    assert "REQ-1 Suspend Grace Hopper: Being carried out; Disable the account on each" in seen
    assert "still usable there" in seen

    mina = scene.slack.person("mina")
    for text in ("queue", "request REQ-1"):
        before = len(mina.ephemerals)
        await mina.command("/helpdesk", text, channel="it-desk")
        await scene.until(lambda before=before: len(mina.ephemerals) > before)
        assert "REQ-1 Suspend Grace Hopper" in text_of(mina.ephemerals[-1])


async def test_help_names_every_command(scene):
    mina = scene.slack.person("mina")

    await mina.command("/helpdesk", "help", channel="it-desk")

    await scene.until(lambda: mina.ephemerals)
    said = text_of(mina.ephemerals[-1])
    for name in ("onboard", "takeover", "rotate", "suspend", "restore", "whois", "helpdesk"):
        assert f"/{name}" in said


async def test_somebody_whom_only_jumpcloud_has_is_found_by_the_address(scene):
    seen = text_of(await whois(scene, "rosalind@acme.example"))

    assert "Rosalind Franklin" in seen
    assert "not there" in seen
