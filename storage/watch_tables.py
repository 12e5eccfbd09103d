"""The rows of watching: how far each log was read, what was seen, and what people were told."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from storage.tables import UtcDateTime, Word


class Cursor(SQLModel, table=True):
    """How far a log was read, or a look that is done again and again has come."""

    __tablename__ = "cursor"

    name: str = Field(primary_key=True)
    value: str = ""  # opaque: the feed's own
    version: int = 0  # grows with every step; whoever steps from an older one is too late
    at: datetime = Field(sa_type=UtcDateTime)  # when it was moved last
    trouble: str = ""  # why the source cannot be read; empty while it can
    trouble_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    rest_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SeenEvent(SQLModel, table=True):
    """An event that was read: the same one read again is nothing new."""

    __tablename__ = "seen_event"

    source: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)  # when it was read


class CaseState(enum.StrEnum):
    """Where a case is in its life."""

    OPEN = "open"
    CLOSED = "closed"


class Case(SQLModel, table=True):
    """One thread: one cause about one person or thing, from the first sight of it to its end.

    A case of many is a thread that stands for others of the same cause, which came in a burst;
    theirs is `rolled_into`.
    """

    __tablename__ = "watch_case"

    id: int | None = Field(default=None, primary_key=True)
    open_key: str | None = Field(default=None, unique=True)  # cause and whom; none once closed
    cause: str = Field(index=True)
    source: str = ""
    about_kind: str
    about_id: str = Field(default="", index=True)
    about_name: str = Field(default="", index=True)
    about_title: str = ""
    state: CaseState = Field(
        default=CaseState.OPEN, sa_column=Column(Word(CaseState), nullable=False, index=True)
    )
    severity: int
    lasting: bool
    alert: dict[str, Any] = Field(sa_type=JSON)  # the words that are shown now
    count: int = 1  # how often it was seen
    of_many: bool = False
    rolled_into: int | None = Field(default=None, foreign_key="watch_case.id", index=True)
    channel: str
    told: bool = False  # its thread was begun; in quiet hours that waits
    opened_at: datetime = Field(sa_type=UtcDateTime, index=True)
    last_at: datetime = Field(sa_type=UtcDateTime)  # when it was seen last
    looked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # when it was checked
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_why: str = ""
    taken_by: str | None = None  # Slack id of who is looking at it
    muted_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    notes: int = 0  # how many replies its thread has

    @property
    def key(self) -> str:
        """The key of its first message in the outbox."""
        return f"case:{self.id}"


class ExpectationState(enum.StrEnum):
    """What came of an expectation."""

    OPEN = "open"
    FOLLOWED = "followed"
    MISSED = "missed"  # the time was over; it is still looked for
    DROPPED = "dropped"  # something else happened since


class Expectation(SQLModel, table=True):
    """A change in Okta that JumpCloud, and then each device, must follow."""

    __tablename__ = "expectation"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)  # the event's id: read twice it is expected once
    kind: str
    okta_id: str = Field(index=True)
    login: str
    title: str
    at: datetime = Field(sa_type=UtcDateTime)  # when Okta did it
    due_at: datetime = Field(sa_type=UtcDateTime)
    state: ExpectationState = Field(
        default=ExpectationState.OPEN,
        sa_column=Column(Word(ExpectationState), nullable=False, index=True),
    )
    look_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)  # none: at once
    missed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # seen to be late
    jumpcloud_id: str = ""  # empty until they were seen there
    jumpcloud_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    devices: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    case_id: int | None = Field(default=None, foreign_key="watch_case.id")
    detail: str = ""
