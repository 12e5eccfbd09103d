"""The rows. A row is the domain object; there is no second set of classes behind it.

Every time is aware UTC. Ids of the providers are kept, secrets are not: the one exception is
`Sealed`, which holds ciphertext until it is opened once.
"""

import enum
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    String,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

NUMBER: Final = BigInteger().with_variant(Integer, "sqlite")
"""A number that does not end at two thousand million; SQLite's own rows have one of the kind."""
PRUNED: Final = text("act = 'audit pruned'")
"""Which entries of the audit are checkpoints."""


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in, aware UTC out: SQLite keeps no zone, so it is put back when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a time without a zone, which would be read back as another moment."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the time its zone back."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class Word(TypeDecorator[enum.StrEnum]):
    """An enum kept as its word: a new member needs no migration, and the rows can be read."""

    impl = String
    cache_ok = True

    def __init__(self, members: type[enum.StrEnum]) -> None:
        super().__init__()
        self.members = members

    def process_bind_param(self, value: enum.StrEnum | None, dialect: Dialect) -> str | None:
        """Write the word."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> enum.StrEnum | None:
        """Read the member."""
        return None if value is None else self.members(value)


class State(enum.StrEnum):
    """Where a request is in its life."""

    PENDING = "pending"  # waits for approval
    SCHEDULED = "scheduled"  # approved, waits for its start
    RUNNING = "running"  # steps are being done
    ATTENTION = "attention"  # still looking, but a person should look too
    UNDOING = "undoing"  # stopped or failed; finished steps are being taken back
    DONE = "done"  # proven
    UNPROVEN = "unproven"  # every step done, but a system does not show it
    FAILED = "failed"  # undone as far as could be; the thread says what is left
    DENIED = "denied"
    CANCELLED = "cancelled"
    EXPIRED = "expired"

    @property
    def over(self) -> bool:
        """Whether nothing will happen to the request any more."""
        return self in OVER

    @property
    def working(self) -> bool:
        """Whether steps are being done right now, so that stopping means undoing."""
        return self in {State.RUNNING, State.ATTENTION}


OVER = frozenset(
    {
        State.DONE,
        State.UNPROVEN,
        State.FAILED,
        State.DENIED,
        State.CANCELLED,
        State.EXPIRED,
    }
)


class StepState(enum.StrEnum):
    """How far one step of a request has come."""

    WAITING = "waiting"  # not begun
    RUNNING = "running"  # begun; or a wait that looks
    RETRYING = "retrying"  # a provider did not answer; it is tried again
    DONE = "done"
    FAILED = "failed"
    UNDONE = "undone"
    LEFT = "left"  # could not be undone


class Draft(SQLModel, table=True):
    """A modal being filled in: what was typed, and the plan that was last shown for it."""

    __tablename__ = "draft"

    id: str = Field(primary_key=True)
    action: str
    requester: str  # Slack id
    form: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    plan: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    created_at: datetime = Field(sa_type=UtcDateTime)


class Request(SQLModel, table=True):
    """One asking, from pending to an end."""

    __tablename__ = "request"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)  # the draft's id: a modal sent twice is one request
    action: str
    requester: str  # Slack id
    principal: str = Field(index=True)
    state: State = Field(
        default=State.PENDING, sa_column=Column(Word(State), nullable=False, index=True)
    )
    form: dict[str, Any] = Field(sa_type=JSON)
    plan: dict[str, Any] = Field(sa_type=JSON)
    facts: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    witnesses: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    # What whom it is about said on their phone before Send: see `bot.callers`.
    caller: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    round: int = 1  # grows when the state moved and it had to be asked again
    approvals: int = 1  # how many are needed
    emergency: str = ""  # why it does not wait for approval; empty where it does
    decided_by: str | None = None
    reason: str = ""  # why it was denied, cancelled, failed
    stop_by: str | None = None  # who asked to stop while it was running
    created_at: datetime = Field(sa_type=UtcDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    remind_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reminders: int = 0
    start_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    begun_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    handed_over: bool = Field(default=False, index=True)  # its workflow has been started
    version: int = 1  # grows with every change that the card shows
    drawn: int = 0  # the version that the card in Slack shows
    follow_up_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # see `Plan.follow_up`
    followed: bool = False  # what follows has been asked for

    @property
    def reference(self) -> str:
        """What people call it."""
        return f"REQ-{self.id}"

    @property
    def unapproved(self) -> bool:
        """Whether it begins without approval; a plan made anew is another, which waits for it."""
        return bool(self.emergency) and self.round == 1


class Decision(SQLModel, table=True):
    """One approver's word in one round of a request."""

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("request_id", "round", "by"),
        UniqueConstraint("request_id", "round", "voice", name="decision_voice"),
    )

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="request.id", index=True)
    round: int
    by: str  # Slack id
    voice: str  # whose word it is: `by`, or the approver who passed it on to them
    approved: bool
    reason: str = ""
    at: datetime = Field(sa_type=UtcDateTime)


class StepRun(SQLModel, table=True):
    """The journal: one row for each step of a request's plan."""

    __tablename__ = "step_run"
    __table_args__ = (UniqueConstraint("request_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="request.id", index=True)
    position: int
    name: str
    title: str
    state: StepState = Field(
        default=StepState.WAITING, sa_column=Column(Word(StepState), nullable=False)
    )
    attempts: int = 0
    detail: str = ""  # what was last seen or went wrong, in words
    waived_by: str | None = None  # who ended a wait by hand, and why
    waived_why: str = ""
    begun_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Post(SQLModel, table=True):
    """The outbox: a message to Slack, written with the change that it tells of.

    `ts` is Slack's id of the message once it is there. `tried` says that a post was begun, so
    that after a crash the message is looked for before it is sent again.
    """

    __tablename__ = "post"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)  # deterministic: a repeat is not a second message
    channel: str  # a channel's id, or a person's for a direct message
    thread_key: str | None = None  # the post whose thread it stands in
    text: str
    blocks: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    created_at: datetime = Field(sa_type=UtcDateTime)
    tried: bool = False
    changed: bool = False  # the blocks were changed after it was posted
    ts: str | None = Field(default=None, index=True)
    sent_to: str | None = None  # the channel that Slack put it in
    failed: str | None = None  # Slack said no for good, and why


class Picture(SQLModel, table=True):
    """A picture that is to stand in a message, until it does or is given up.

    The message is sent without it. Nobody sees a file in Slack until a message shows it, so one
    that was uploaded twice is seen once.
    """

    __tablename__ = "picture"
    __table_args__ = (UniqueConstraint("post_key", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    post_key: str = Field(index=True)  # the message that it belongs to
    position: int  # among the pictures of its message
    name: str  # the file's
    title: str
    alt: str  # what it shows, in words
    content: bytes = Field(sa_type=LargeBinary)
    file_id: str | None = None  # Slack's id, once it was uploaded
    tries: int = 0  # how often its message could not be given it


class AuditEntry(SQLModel, table=True):
    """One act: who did what, when, to which request; `storage.audit` chains them.

    Triggers refuse every change, and what is no continuation. They go when a table is copied, as
    Alembic's batch mode does on SQLite: a migration of this one has to make them again.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_pruned", "seq", sqlite_where=PRUNED, postgresql_where=PRUNED),
    )

    seq: int = Field(sa_column=Column(NUMBER, primary_key=True, autoincrement=False))
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str  # Slack id, or "deskhand"
    act: str
    request_id: int | None = Field(default=None, index=True)
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    previous: str  # the hash of the entry before
    hash: str  # SHA-256 over all the others, as `bot.chain` says


class Sealed(SQLModel, table=True):
    """A one-time secret, encrypted, until its requester opens it or its time is over."""

    __tablename__ = "sealed"

    request_id: int = Field(primary_key=True, foreign_key="request.id")
    ciphertext: bytes | None = Field(default=None, sa_type=LargeBinary)  # None: destroyed
    sealed_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
