"""The rows that digests are made of."""

import itertools
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.due import Due, Period
from storage.tables import Request, State
from storage.watch_tables import Case, CaseState, Expectation, ExpectationState

NUMBERS = itertools.count()
EIGHT = time(8)
BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)  # 08:00 in Berlin


def due(period=Period.WEEK, *, now=MONDAY):
    return Due.newest(period, EIGHT, BERLIN, now=now)


def ago(**by):
    return MONDAY - timedelta(**by)


def case(cause="create_failed", *, opened=None, closed=None, **fields):
    opened = opened or ago(hours=5)
    given = {
        "severity": 2,
        "lasting": True,
        "about_kind": "person",
        "alert": {"headline": "Okta could not create Jane in JumpCloud"},
        "channel": "C0ALERTS",
        "state": CaseState.CLOSED if closed else CaseState.OPEN,
    }
    return Case(
        cause=cause, opened_at=opened, last_at=opened, closed_at=closed, **{**given, **fields}
    )


def change(seconds=None, *, kind="close", at=None):
    """Give a change in Okta that JumpCloud followed after some seconds, or has not."""
    at = at or ago(hours=4)
    followed = None if seconds is None else at + timedelta(seconds=seconds)
    return Expectation(
        key=str(next(NUMBERS)), kind=kind, okta_id="00u1", login="jane@acme.example", title="Jane",
        at=at, due_at=at + timedelta(minutes=5), jumpcloud_at=followed, ended_at=followed,
        missed_at=None if followed else at + timedelta(minutes=5),
        state=ExpectationState.FOLLOWED if followed else ExpectationState.MISSED,
    )  # fmt: skip


def request(seconds=10, *, action="suspend", state=State.DONE, at=None):
    """Give a request that took some seconds."""
    at = at or ago(hours=3)
    return Request(
        key=str(next(NUMBERS)), action=action, requester="U0MINA", principal="00u1", state=state,
        form={}, plan={}, created_at=at, expires_at=at, begun_at=at,
        ended_at=at + timedelta(seconds=seconds),
    )  # fmt: skip
