"""The shortcuts: a window that looks a person up, from anywhere and from what somebody wrote."""

import json

import pytest

from tests.scene import text_of


async def looked_up(scene, words, *, by="mina"):
    """Wait until the window says something, and give all that it says."""
    person = scene.slack.person(by)
    await scene.until(
        lambda: person.modal and words in text_of(person.modal), what=f"a window with “{words}”"
    )
    return text_of(person.modal)


async def test_a_person_is_searched_from_anywhere_and_shown_in_the_same_window(scene):
    mina = scene.slack.person("mina")
    await mina.reach.shortcut("whois")
    await scene.until(lambda: mina.modal, what="the window")
    opened = mina.modal

    await mina.pick("whois", "Grace Hopper", search="grace")

    assert "*ACTIVE*, never in" in await looked_up(scene, "LT-GRACE")
    assert mina.modal["id"] == opened["id"]
    assert opened["title"]["text"] == "Look up person"


async def test_the_windows_button_looks_up_who_was_chosen(scene):
    mina = scene.slack.person("mina")
    await mina.reach.shortcut("whois")
    await mina.pick("whois", "Howard Aiken", search="aiken")
    await looked_up(scene, "SUSPENDED")

    assert await mina.submit() == {}

    assert "Howard Aiken" in await looked_up(scene, "SUSPENDED")


async def test_who_wrote_a_message_is_looked_up_from_its_menu(scene):
    said = await scene.slack.person("dana").message("My laptop is gone", channel="it-desk")

    await scene.slack.person("mina").reach.message_shortcut("whois_author", said["ts"])

    assert "Dana Novak" in await looked_up(scene, "Dana Novak")
    assert scene.slack.messages("it-desk") == [said]


async def test_a_button_of_the_window_opens_the_action_on_top_with_the_person_filled_in(scene):
    mina = scene.slack.person("mina")
    said = await scene.slack.person("dana").message("I leave on Friday", channel="it-desk")
    await mina.reach.message_shortcut("whois_author", said["ts"])
    await looked_up(scene, "Dana Novak")
    window = mina.modal

    await mina.click("open_suspend")
    await scene.until(
        lambda: len(mina.modals) == 2 and "Dana Novak" in json.dumps(mina.modal), what="the form"
    )

    assert mina.modal["title"]["text"] == "Suspend a person"
    assert mina.modal["previous_view_id"] == mina.modal["root_view_id"] == window["id"]
    await mina.close()
    assert mina.modal["id"] == window["id"]


@pytest.mark.parametrize("author", ["U0GUS000001", "U0DESKHAND"])
async def test_whom_okta_does_not_know_is_said_in_the_window(scene, author):
    desk = scene.slack.workspace.find_channel("it-desk")
    said = scene.slack.workspace.post(desk, user=author, text="Hello")

    await scene.slack.person("mina").reach.message_shortcut("whois_author", said["ts"])

    assert "Reference to quote: " in await looked_up(scene, "Okta knows nobody by")


@pytest.mark.parametrize("shortcut", ["whois", "whois_author"])
async def test_who_may_ask_for_nothing_may_look_nobody_up(scene, shortcut):
    dana = scene.slack.person("dana")
    if shortcut == "whois":
        await dana.reach.shortcut(shortcut)
    else:
        said = await scene.slack.person("lee").message("Hello", channel="it-desk")
        await dana.reach.message_shortcut(shortcut, said["ts"])

    seen = await looked_up(scene, "you may not", by="dana")

    assert "ACTIVE" not in seen


async def test_a_provider_that_is_down_is_said_in_the_window(scene):
    said = await scene.slack.person("dana").message("Hello", channel="it-desk")
    scene.faults.add("* /okta/*", "down")

    await scene.slack.person("mina").reach.message_shortcut("whois_author", said["ts"])

    assert "Nothing was changed" in await looked_up(scene, "HTTP 503")
