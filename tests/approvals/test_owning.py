"""What whoever asked may still do with their request, once they may do nothing any more."""

import pytest

from bot.errors import NotAllowed
from storage.tables import State
from tests.approvals.room import LEADS, MINA, opened, slack_people

POLICY = {"request": [MINA], "approve": [LEADS]}


@pytest.fixture
async def room(tmp_path, sandbox):
    url = f"sqlite:///{tmp_path / 'room.db'}"
    async with opened(url, slack_people(sandbox), POLICY) as one:
        yield one


async def test_who_may_do_nothing_any_more_opens_cancels_stops_and_waives_nothing(room, sandbox):
    number, decisions = await room.ask(), room.decisions
    before = await room.acts(number)
    sandbox.slack.workspace.members[MINA].deleted = True

    for deed in (
        decisions.reveal(number, by=MINA),
        decisions.cancel(number, by=MINA, reason="Mine"),
        decisions.stop(number, by=MINA, reason="Mine"),
        decisions.end_wait(number, 0, by=MINA, reason="Mine"),
    ):
        with pytest.raises(NotAllowed, match="the Slack account is deactivated"):
            await deed

    assert (await room.request(number)).state is State.PENDING
    assert await room.acts(number) == [*before, *[(MINA, "refused")] * 4]
