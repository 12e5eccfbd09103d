"""`/helpdesk link` and `unlink` as they are typed, where only who is bound may do anything."""

import pytest

from tests.scene import playing, text_of


@pytest.fixture
async def scene(tmp_path):
    async with playing(tmp_path, start=False) as one:
        one.replace(
            "[people]\n", '[identity]\nrequired = true\nadmins = ["U0LEE000001"]\n[people]\n'
        )
        one.okta.enrol_phone("mina")
        await one.start()
        yield one


def window(scene, name):
    modal = scene.slack.person(name).modal
    return text_of(modal) if modal else ""


async def test_who_is_bound_to_nobody_may_do_nothing_until_they_have_shown_who_they_are(scene):
    mina = scene.slack.person("mina")
    await mina.command("/rotate", "grace", channel="it-desk")
    await scene.until(lambda: "/helpdesk link" in window(scene, "mina"))
    await mina.close(everything=True)

    await mina.command("/helpdesk", "link mina@acme.example", channel="it-desk")
    await scene.until(lambda: scene.okta.asked_on_phone("mina"))
    number = str(scene.okta.asked_on_phone("mina").number)
    await scene.until(lambda: number in window(scene, "mina"))
    scene.okta.answer_push("mina")
    await scene.until(lambda: "is bound to this account" in window(scene, "mina"))
    await mina.close(everything=True)

    assert not await scene.ask("rotate", "grace", reason="Lost laptop")

    await mina.close(everything=True)
    await mina.command("/helpdesk", "unlink", channel="it-desk")
    await scene.until(lambda: "mina@acme.example in Okta is ended" in scene.told("mina"))
    await mina.command("/rotate", "grace", channel="it-desk")
    await scene.until(lambda: "/helpdesk link" in window(scene, "mina"))


async def test_an_administrator_binds_others_by_mention_and_who_closes_the_window_is_told(scene):
    lee, mina = scene.slack.person("lee"), scene.slack.person("mina")
    await lee.command("/helpdesk", "link @dana dana@acme.example", channel="it-desk")
    await scene.until(lambda: "is bound to dana@acme.example" in scene.told("lee"))
    await scene.until(lambda: any("/helpdesk unlink" in text_of(dm)
                                  for dm in scene.slack.person("dana").dms))  # fmt: skip
    await mina.command("/helpdesk", "unlink @dana", channel="it-desk")
    await scene.until(lambda: "You may not bind or unbind others" in scene.told("mina"))

    await mina.command("/helpdesk", "link", channel="it-desk")
    await scene.until(lambda: scene.okta.asked_on_phone("mina"))
    await mina.close(everything=True)
    scene.okta.answer_push("mina", approve=False)
    await scene.until(lambda: "Rejected on the phone" in scene.told("mina"))
