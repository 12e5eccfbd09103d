"""Everything that people do is in the audit, with whom it was about, and no secret is."""

import asyncio
import logging
import os
import sys

from sqlmodel import select

from bot import auditing
from storage.tables import AuditEntry
from tests.audit.conftest import documents, faults
from tests.audit.test_export import check_event

ADA, GRACE = "ada@acme.example", "grace@acme.example"


async def acts(scene, *parts):
    """Give what was done by whom, and of the details these."""
    async with scene.bot.database.transaction() as session:
        rows = (await session.exec(select(AuditEntry).order_by(AuditEntry.seq))).all()
    return [(row.actor, row.act, *(row.detail.get(part) for part in parts)) for row in rows]


async def said_to(scene, name, words):
    await scene.until(lambda: words in scene.told(name), what=f"“{words}”")


def shown_in(modal):
    """Give the password that a person sees."""
    (block,) = [each for each in modal["blocks"] if each["type"] == "rich_text"]
    return block["elements"][0]["elements"][0]["text"]


async def audit_of(scene, *arguments):
    """Run the command as somebody does in a terminal, beside the bot."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "audit", *arguments,
        env=os.environ | scene.environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    said, _ = await process.communicate()
    return process.returncode, said.decode()


async def test_looking_and_being_refused_are_acts_too(scene):
    mina, dana = scene.slack.person("mina"), scene.slack.person("dana")
    await mina.command("/whois", "grace", channel="it-desk")
    await said_to(scene, "mina", "Grace Hopper")
    await dana.command("/whois", "grace", channel="it-desk")
    await said_to(scene, "dana", "Reference")
    await mina.command("/helpdesk", "reconcile", channel="it-desk")
    await said_to(scene, "mina", "people of Okta")

    assert await acts(scene, "principal", "what") == [
        (mina.id, "looked up", GRACE, None),
        (dana.id, "refused", None, "look up"),
        (mina.id, "comparison asked", None, None),
    ]


async def test_a_button_on_a_case_is_written_down_with_whom_the_case_is_about(scene):
    await scene.watch()
    scene.okta.do("suspend", GRACE)
    await scene.watch()
    await scene.until(lambda: "was suspended" in scene.alerts, what="the alert")
    (message,) = scene.slack.messages("it-alerts")
    mina, lee = scene.slack.person("mina"), scene.slack.person("lee")

    await mina.click("case_take", in_message=message["ts"])
    await scene.until(lambda: "Looked at by" in scene.alerts, what="the taking")
    await lee.click("case_mute", in_message=message["ts"])
    await scene.until(lambda: "Muted until" in scene.alerts, what="the muting")
    await scene.watch(minutes=6)
    await scene.until(lambda: "did not follow" in scene.alerts, what="the second alert")
    await lee.click("case_done", in_message=scene.slack.messages("it-alerts")[-1]["ts"])
    await scene.until(lambda: "it is dealt with" in scene.alerts, what="the closing")

    assert [each for each in await acts(scene, "about") if each[0] != "deskhand"] == [
        (mina.id, "case taken", GRACE),
        (lee.id, "case muted", GRACE),
        (lee.id, "case closed", GRACE),
    ]


async def test_a_push_is_written_down_before_it_is_made_and_after(scene):
    await scene.watch()
    scene.scim.refuse("department is required")
    user = scene.okta.directory.get(GRACE)
    scene.okta.directory.update_profile(user, {"department": "Research"})
    await scene.until(lambda: not scene.scim.waiting, what="the push")
    await scene.watch()
    await scene.until(lambda: "department is required" in scene.alerts, what="the alert")
    (message,) = scene.slack.messages("it-alerts")
    mina = scene.slack.person("mina")

    scene.faults.add("POST /okta/api/v1/users/*", "refuse", status=403, times=1)
    await mina.click("case_retry", in_message=message["ts"])
    await said_to(scene, "mina", "Reference")
    await mina.click("case_retry", in_message=message["ts"])
    await scene.until(
        lambda: "had Okta push them again" in str(scene.slack.thread("it-alerts", message["ts"])),
        what="the push",
    )

    assert [each for each in await acts(scene, "about") if each[0] == mina.id] == [
        (mina.id, "push begun", GRACE),
        (mina.id, "push begun", GRACE),
        (mina.id, "push retried", GRACE),
    ]


async def test_the_audit_of_a_request_is_whole_beside_the_running_bot(scene, caplog):
    scene.replace("[requests]\n", "[audit]\nkeep_days = 30\n\n[requests]\n")
    await scene.restart()
    await scene.request(way_in="password", device="LT-ADA")
    await scene.approve()
    await scene.card_says("Done, and seen on every system")
    await scene.thread_says("the one-time password is ready")
    mina = scene.slack.person("mina")
    await mina.click("reveal")
    await said_to(scene, "mina", "cannot be shown again")
    await scene.thread_says("Its requester opened it, and it is destroyed.")

    chain = await documents(scene.bot.database)
    assert {entry["detail"]["principal"] for entry in chain} == {ADA}
    assert {entry["detail"]["action"] for entry in chain} == {"onboard"}
    assert (mina.id, "secret opened") in await acts(scene)
    for entry in chain:
        check_event(entry)
    code, said = await audit_of(scene, "verify")
    assert (code, said.splitlines()[-1]) == (0, f"Head: {len(chain)}:{chain[-1]['hash']}")
    exported = b"".join(auditing.line_of(entry, as_ocsf=False) for entry in chain).decode()
    assert scene.okta.user(ADA)["id"] in exported
    assert shown_in(mina.modal) not in exported

    with caplog.at_level(logging.INFO):
        await scene.bot.upkeep.forget()
    (noted,) = [each for each in caplog.records if each.message == "the audit's newest entry"]
    assert (noted.entry, noted.hash) == (len(chain), chain[-1]["hash"])
    assert len(await documents(scene.bot.database)) == len(chain)

    scene.clock.move(days=31)
    for _ in range(2):  # and once a day is enough
        await scene.bot.upkeep.forget()
    (checkpoint,) = await documents(scene.bot.database)
    assert checkpoint["detail"]["count"] == len(chain)
    assert await faults(scene.bot.database) == []
