"""What becomes of a one-time password when it cannot be shown, or is needed no more."""

import pytest

from bot.errors import SettingsError
from tests.scene import text_of

LOGIN = "ada@acme.example"
CLOSED = {"ok": False, "error": "not_found"}


async def sealed(scene):
    """Onboard somebody with a one-time password, up to the button that opens it."""
    await scene.request(way_in="password", device="LT-ADA")
    await scene.approve()
    await scene.card_says("Done, and seen on every system")
    await scene.thread_says("the one-time password is ready")


async def test_what_slack_did_not_show_is_told_to_its_requester_and_destroyed(scene):
    await sealed(scene)
    scene.faults.add("POST /slack/api/views.update", "refuse", status=200, body=CLOSED, times=1)
    mina = scene.slack.person("mina")

    await mina.click("reveal")

    await scene.until(lambda: "Slack does not confirm that it was shown" in scene.told("mina"))
    assert "reset the person's password in Okta" in scene.told("mina")
    await scene.thread_says(f"<@{mina.id}>: the one-time password was opened and is destroyed")
    assert not any("reveal" in str(reply["blocks"]) for reply in scene.thread)


async def test_with_the_account_that_is_taken_back_its_password_is_destroyed(scene):
    scene.faults.add("POST /jumpcloud/api/v2/users/*/associations", "refuse", status=400)
    await scene.request(way_in="password", device="LT-ADA")

    await scene.approve()

    await scene.thread_says("The request was taken back; it is destroyed unopened.")
    await scene.card_says("Failed")
    assert scene.okta.status(LOGIN) == "DEPROVISIONED"
    await scene.thread_says("The one-time password is destroyed")
    assert not any("reveal" in str(reply["blocks"]) for reply in scene.thread)


async def test_a_suspension_destroys_what_still_waits_for_its_requester(scene):
    await sealed(scene)
    thread = scene.thread[0]["thread_ts"]

    await scene.carry("suspend", LOGIN, mode="leaver", reason="Left", confirm=LOGIN)
    await scene.card_says("Done")

    said = text_of(scene.slack.thread("it-requests", thread))
    assert "about the same person has begun; it is destroyed." in said


async def test_it_is_destroyed_in_time_also_when_the_bot_cannot_start(scene, tmp_path):
    await sealed(scene)
    await scene.stop()
    scene.clock.move(hours=25)
    token = scene.environment["SLACK_BOT_TOKEN"]
    scene.environment["SLACK_BOT_TOKEN"] = "xoxb-revoked"

    with pytest.raises(SettingsError):
        await scene.start()

    assert b"gAAAA" not in (tmp_path / "deskhand.db").read_bytes()
    scene.environment["SLACK_BOT_TOKEN"] = token
    await scene.start()
    await scene.thread_says("Nobody opened it in time; it is destroyed.")
