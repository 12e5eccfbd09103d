"""What an action would do to a person now: what is reviewed, approved, stored, and then run."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict


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
    fingerprint: str
