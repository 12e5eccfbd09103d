"""Passing a question on: whose word counts as whose, and for how long."""

import asyncio

import pytest

from bot.errors import InvalidForm, NotAllowed, Stale
from storage import requests
from storage.tables import State
from tests.approvals.room import (
    DANA,
    GUS,
    LEADS,
    LEE,
    MINA,
    SAM,
    opened,
    slack_people,
)
from tests.scene import playing, text_of

LOGIN = "ada@acme.example"
EVE = "U0EVE000001"
POLICY = {"request": [MINA], "approve": [LEADS], "deny": [EVE], "delegate": True}


@pytest.fixture
async def room(tmp_path, sandbox):
    url = f"sqlite:///{tmp_path / 'room.db'}"
    async with opened(url, slack_people(sandbox), POLICY) as one:
        yield one


async def pass_on(room, number, *, by=LEE, to=DANA, round_=1):
    await room.delegations.pass_on(number, round_, by=by, delegate=to, reason="I am on a train")


def leads(sandbox):
    groups = sandbox.slack.workspace.user_groups.values()
    return next(each.members for each in groups if each.handle == "helpdesk-leads")


async def test_who_is_asked_in_an_approvers_place_is_told_and_their_yes_is_the_approvers(room):
    number = await room.ask()

    await pass_on(room, number)

    direct = await room.said(to=DANA)
    assert f"<@{LEE}> asks you to approve or deny *REQ-1* in their place." in direct
    for words in ("I am on a train", "Create ada@acme.test in Okta", "The laptop is offline"):
        assert words in direct
    assert f"<@{DANA}>: <@{LEE}> asks you to approve or deny" in await room.said(key=":passed on:")
    assert f"<@{LEE}> has passed it on to <@{DANA}>." in await room.said(key=":ask:")
    await room.decisions.approve(number, 1, by=DANA)
    assert (await room.request(number)).state is State.SCHEDULED
    assert await room.words(number) == [(DANA, LEE, True)]
    assert f"in place of <@{LEE}>" in await room.said(key=":ask:")
    assert "needs nothing from you any more" in await room.said(to=DANA)
    assert await room.acts(number) == [(MINA, "requested"), (LEE, "passed on"), (DANA, "approved")]
    await room.decisions.rights.check_again(await room.request(number))


async def test_who_is_asked_in_an_approvers_place_may_say_no(room):
    number = await room.ask()
    await pass_on(room, number)

    await room.decisions.deny(number, 1, by=DANA, reason="She starts in spring.")

    assert (await room.request(number)).state is State.DENIED
    assert f"Denied by <@{DANA}>" in await room.said(to=DANA)
    assert "She starts in spring." in await room.said(to=MINA)


async def test_whoever_passed_it_on_has_no_word_besides_nor_may_pass_it_on_again(room):
    number = await room.ask(approvals=2)
    await pass_on(room, number)

    for attempt in (
        room.decisions.approve(number, 1, by=LEE),
        room.decisions.deny(number, 1, by=LEE, reason="No."),
        pass_on(room, number, to=SAM),
    ):
        with pytest.raises((Stale, InvalidForm)):
            await attempt
    with pytest.raises(Stale, match=f"passed REQ-1 on to <@{DANA}>"):
        await room.decisions.approve(number, 1, by=LEE)
    await room.decisions.approve(number, 1, by=DANA)
    with pytest.raises(Stale):
        await room.decisions.approve(number, 1, by=LEE)
    assert (await room.request(number)).state is State.PENDING
    await room.decisions.approve(number, 1, by=SAM)
    assert (await room.request(number)).state is State.SCHEDULED


async def test_nobody_decides_in_an_approvers_place_who_could_never_decide(room, sandbox):
    slack = sandbox.slack
    slack.add_person("eve", id=EVE)
    far = slack.add_person("far", team_id="T0OTHER")
    gone = slack.add_person("gone", deleted=True)
    app = slack.add_person("app", is_bot=True)
    number = await room.ask()
    refused = {
        MINA: "Mina Okafor asked for it; somebody else has to decide on it.",
        LEE: "Lee Tanaka may decide on it anyway; just ask them.",
        SAM: "Sam Rivera may decide on it anyway; just ask them.",
        EVE: "`deny` in [policy.onboard]",
        GUS: "guests never may.",
        far.id: "the Slack account is from another workspace.",
        gone.id: "the Slack account is deactivated.",
        app.id: "it is an app.",
    }

    for to, why in refused.items():
        with pytest.raises(InvalidForm) as error:
            await pass_on(room, number, to=to)
        assert why in error.value.fields["who"]
    assert {act for _, act in await room.acts(number)} == {"requested", "refused"}


async def test_only_an_approver_passes_on_and_only_where_policy_has_it(room, tmp_path, sandbox):
    number = await room.ask()
    await pass_on(room, number)
    for by in (DANA, MINA, GUS):
        with pytest.raises(NotAllowed):
            await pass_on(room, number, by=by, to="U0NOBODY")

    url, policy = f"sqlite:///{tmp_path / 'other.db'}", POLICY | {"delegate": False}
    async with opened(url, slack_people(sandbox), policy) as other:
        number = await other.ask()
        assert "Pass on" not in await other.said()
        with pytest.raises(NotAllowed, match=r"`delegate` in .* is not true"):
            await pass_on(other, number)


async def test_one_person_is_asked_in_one_place_only(room):
    number = await room.ask(approvals=2)
    await pass_on(room, number)

    with pytest.raises(InvalidForm, match="in somebody's place already"):
        await pass_on(room, number, by=SAM)


async def test_an_approver_who_lost_the_right_has_no_voice_left_to_give(room, sandbox):
    first, second = await room.ask(), await room.ask(key="other")
    await pass_on(room, first)
    await pass_on(room, second)
    await room.decisions.approve(first, 1, by=DANA)
    leads(sandbox).remove(LEE)

    with pytest.raises(NotAllowed, match="Lee Tanaka may not approve /onboard any more"):
        await room.decisions.approve(second, 1, by=DANA)
    with pytest.raises(NotAllowed, match="Lee Tanaka may not approve /onboard any more"):
        await room.decisions.rights.check_again(await room.request(first))


async def test_who_was_suspended_in_slack_since_decides_for_nobody(room, sandbox):
    number = await room.ask()
    await pass_on(room, number)
    await room.decisions.approve(number, 1, by=DANA)
    sandbox.slack.workspace.members[DANA].deleted = True

    with pytest.raises(NotAllowed, match="the Slack account is deactivated"):
        await room.decisions.rights.check_again(await room.request(number))


async def test_a_question_passed_on_is_no_one_elses_in_the_next_round(room):
    number = await room.ask()
    await pass_on(room, number)
    async with room.database.transaction() as session:
        await requests.touch(session, number, round=2)

    with pytest.raises(NotAllowed):
        await room.decisions.approve(number, 2, by=DANA)
    await room.decisions.approve(number, 2, by=LEE)


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
async def test_of_a_yes_and_passing_on_at_once_one_counts(database_url, sandbox):
    async with opened(database_url, slack_people(sandbox), POLICY) as room:
        for number in [await room.ask(key=f"r{n}", approvals=2) for n in range(8)]:
            said = await asyncio.gather(
                room.decisions.approve(number, 1, by=LEE), pass_on(room, number),
                pass_on(room, number), return_exceptions=True,
            )  # fmt: skip
            assert said.count(None) == 1
            assert {type(each) for each in said if each} <= {Stale, InvalidForm}
            acts = [act for _, act in await room.acts(number)]
            assert acts in (["requested", "approved"], ["requested", "passed on"])


async def test_the_whole_way_from_the_button_to_the_yes_in_the_direct_message(tmp_path):
    async with playing(tmp_path, start=False) as scene:
        scene.replace("[policy.onboard]\n", "[policy.onboard]\ndelegate = true\n")
        await scene.start()
        await scene.request()
        lee, dana = scene.slack.person("lee"), scene.slack.person("dana")
        await lee.click("delegate")
        await scene.until(lambda: lee.modal and lee.modal["callback_id"] == "delegate")
        await lee.fill(who="gus", reason="I am on a train")
        assert "guests never may" in (await lee.submit())["who"]

        await lee.fill(who="dana")
        assert await lee.submit() == {}
        assert lee.modal is None
        await scene.until(lambda: "in their place" in text_of(dana.dms), what="the question")
        await scene.thread_says("has passed it on to")
        await dana.click("approve", in_message=dana.dms[-1]["ts"])

        await scene.until(lambda: scene.okta.status(LOGIN), what="the work")
        await scene.card_says(f"in place of <@{lee.id}>")
        await scene.until(lambda: "Approved by" in text_of(dana.dms), what="the end")
        assert "Deny" not in text_of(dana.dms)
