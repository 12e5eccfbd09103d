"""The gate on the stand-ins, without a bot around it."""

from dataclasses import replace

import pytest
from sqlmodel import select

from bot.actions import ACTIONS
from bot.gate import Gate
from bot.plan import Plan
from storage.tables import AuditEntry
from tests.identity.conftest import empty, office, sections

__all__ = ["empty", "office", "sections"]

ACTION = {action.name: action for action in ACTIONS}


@pytest.fixture
def gate(office):
    return Gate(office.rights, office.database, office.clock)


@pytest.fixture
def configure(office, gate):
    """Give the gate other rules; everything else stays as it is."""

    def configured(**changes):
        rights = replace(gate.rights, rules=replace(gate.rights.rules, **changes))
        return replace(gate, rights=rights)

    return configured


@pytest.fixture
def refusals(office):
    """Give what the audit has of refusals: who, and why."""

    async def read():
        async with office.database.transaction() as session:
            entries = (await session.exec(select(AuditEntry))).all()
        return [(each.actor, each.detail["why"]) for each in entries if each.act == "refused"]

    return read


def plan(**values):
    """Make a plan about somebody; of which kinds they are is all that matters here."""
    return Plan(
        principal="ada@acme.example", title="Suspend Ada", changes=("Close it",), steps=("a",),
        fingerprint="f", **values,
    )  # fmt: skip
