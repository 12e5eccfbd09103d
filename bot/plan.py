"""What an action would do to a person now: what is reviewed, approved, stored, and then run."""

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from bot.errors import Stale

OUTDATED: Final = "This review is no longer current. Nothing was sent; please start again."


class Target(enum.StrEnum):
    """What kind of person a request is about; somebody may be of several."""

    ORDINARY = "ordinary"  # everybody
    PROTECTED = "protected"  # named in `[protect]`, or in a group that is
    ADMIN = "admin"  # an administrator of Okta


Kinds = Mapping[Target, str]
"""Of which kinds somebody is, besides an ordinary one: why, as a whole clause with their name."""


class FollowUp(BaseModel):
    """What is asked for by itself when a request is over and its time has come.

    It is a request like any other: planned anew, and approved before it runs.

    Attributes:
        action: The action's name.
        values: Of its form, in their stored shape.
        at: Aware UTC.
        at_text: The same as the requester asked for it, with the time zone.
    """

    model_config = ConfigDict(frozen=True)

    action: str
    values: dict[str, Any]
    at: datetime
    at_text: str = ""


class Plan(BaseModel):
    """What an action would do to this person now, computed from live state.

    It is stored with the request, and what was approved is what runs.

    Attributes:
        principal: Whom it is about: the login in small letters. Requests about one principal
            never change anything at the same time.
        title: One line, such as "Onboard Ada Lovelace".
        changes: What will be changed, a line each, in order.
        notices: What the person will notice.
        warnings: What the requester and the approver should know before they say yes.
        steps: Names of the action's steps that will run, in order.
        targets: Ids and values that the steps work on; never a secret.
        start_at: When the steps may start, aware UTC; None is as soon as it is approved.
        start_text: The same as the requester asked for it, with the time zone; may be empty.
        confirm: What the requester has to type before they can send it; empty for nothing.
        follow_up: What is asked for by itself later.
        kinds: Of which kinds the person is; policy judges by them.
        fingerprint: Digest of the state that the plan was computed from.
    """

    model_config = ConfigDict(frozen=True)

    principal: str
    title: str
    changes: tuple[str, ...]
    notices: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    steps: tuple[str, ...]
    targets: dict[str, str] = {}
    start_at: datetime | None = None
    start_text: str = ""
    confirm: str = ""
    follow_up: FollowUp | None = None
    kinds: dict[Target, str] = {}
    fingerprint: str


def planned(plan: Mapping[str, Any] | None) -> Plan:
    """Read the plan that a draft keeps.

    Raises:
        Stale: it has none, or none any more: what was typed is not what was looked at.
    """
    if plan is None:
        raise Stale(OUTDATED)
    return Plan.model_validate(plan)


def kinds_in(plan: Mapping[str, Any]) -> dict[Target, str]:
    """Read the kinds of whom a stored plan is about; none where it was stored without."""
    return {Target(kind): why for kind, why in plan.get("kinds", {}).items()}
