"""What becomes of a push when something is seen of it: the table, as data. Pure.

Only a yes that was seen while the question was on the phone is ever confirmed, and only what is
confirmed is ever used; what is not in the table changes nothing.
"""

import enum
from collections.abc import Mapping
from typing import Final

from storage.identity_tables import PushState


class Saw(enum.StrEnum):
    """Something that is seen of a push."""

    SENT = "sent"  # Okta has taken it
    NOT_SENT = "not sent"  # Okta has not, or there is no phone to send it to
    STILL = "still"  # nobody has answered
    YES = "yes"
    NO = "no"
    TIMEOUT = "timeout"  # Okta takes no answer any more
    LATE = "late"  # we wait no longer
    UNKNOWN = "unknown"  # Okta has lost it, or says what we do not know
    ABANDONED = "abandoned"  # whoever waited for the answer is gone
    TAKEN = "taken"  # what it confirms was written down


TABLE: Final[Mapping[tuple[PushState, Saw], PushState]] = {
    (PushState.ASKING, Saw.SENT): PushState.WAITING,
    (PushState.ASKING, Saw.NOT_SENT): PushState.UNASKED,
    (PushState.ASKING, Saw.UNKNOWN): PushState.LOST,
    (PushState.ASKING, Saw.ABANDONED): PushState.LOST,
    (PushState.WAITING, Saw.STILL): PushState.WAITING,
    (PushState.WAITING, Saw.YES): PushState.CONFIRMED,
    (PushState.WAITING, Saw.NO): PushState.REJECTED,
    (PushState.WAITING, Saw.TIMEOUT): PushState.TIMED_OUT,
    (PushState.WAITING, Saw.LATE): PushState.TIMED_OUT,
    (PushState.WAITING, Saw.UNKNOWN): PushState.LOST,
    (PushState.WAITING, Saw.ABANDONED): PushState.LOST,
    (PushState.CONFIRMED, Saw.TAKEN): PushState.USED,
}

_RESULTS: Final = {
    "WAITING": Saw.STILL,
    "SUCCESS": Saw.YES,
    "REJECTED": Saw.NO,
    "TIMEOUT": Saw.TIMEOUT,
    "EXPIRED": Saw.TIMEOUT,
}


def saw(result: str) -> Saw:
    """Read Okta's word on how a push stands; one that we do not know is never a yes."""
    return _RESULTS.get(result, Saw.UNKNOWN)


def after(state: PushState, seen: Saw) -> PushState:
    """Give the state that follows; the same one where it changes nothing."""
    return TABLE.get((state, seen), state)


def before(seen: Saw) -> frozenset[PushState]:
    """Give the states in which something that is seen counts."""
    return frozenset(state for state, event in TABLE if event is seen)
