"""The rows of who is who: which Slack account is which person in Okta, and how that is known."""

import enum
from datetime import datetime
from typing import Final

from sqlalchemy import Column, Index, text
from sqlmodel import Field, SQLModel

from storage.tables import UtcDateTime, Word

STANDS: Final = "ended_at IS NULL"


class How(enum.StrEnum):
    """What showed that a Slack account is a person in Okta."""

    PUSH = "push"  # confirmed on their phone
    ADMIN = "admin"  # an administrator of Deskhand said so
    EMAIL = "email"  # the confirmed address in Slack is the one in Okta


class Link(SQLModel, table=True):
    """A Slack account bound to a person in Okta; a row is ended, never deleted.

    Of those that stand, each account and each person has at most one.
    """

    __tablename__ = "link"
    __table_args__ = tuple(
        Index(f"ix_link_{name}_stands", name, unique=True, sqlite_where=text(STANDS),
              postgresql_where=text(STANDS))
        for name in ("slack_id", "okta_id")
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    slack_id: str = Field(index=True)
    okta_id: str = Field(index=True)
    login: str  # in Okta, when it was bound
    how: How = Field(sa_column=Column(Word(How), nullable=False))
    by: str  # Slack id of who bound it
    at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_by: str | None = None


class Purpose(enum.StrEnum):
    """What somebody is asked on their phone for."""

    LINK = "link"  # whether a Slack account is theirs
    REQUEST = "request"  # whether it is they who send a request
    APPROVE = "approve"  # whether it is they who approve one
    CALLER = "caller"  # whether it is they who speak to the helpdesk


class PushState(enum.StrEnum):
    """Where a push is in its life."""

    ASKING = "asking"  # Okta is about to be asked
    WAITING = "waiting"  # on the phone
    CONFIRMED = "confirmed"  # they said yes, and nothing has come of it yet
    REJECTED = "rejected"  # they said that it was not them
    TIMED_OUT = "timed_out"  # nobody answered
    UNASKED = "unasked"  # it never reached a phone
    LOST = "lost"  # nobody knows how it went, so it does not count
    USED = "used"  # it has counted, once


class Push(SQLModel, table=True):
    """A question on somebody's phone, for one thing only; about one thing there is one at a time.

    The number that is to be chosen is not kept: it is shown to whoever waits, and forgotten.
    """

    __tablename__ = "push"
    __table_args__ = (
        Index("ix_push_subject_open", "subject", unique=True, sqlite_where=text(STANDS),
              postgresql_where=text(STANDS)),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    purpose: Purpose = Field(sa_column=Column(Word(Purpose), nullable=False))
    subject: str = Field(index=True)  # exactly what it confirms; see `bot.pushes`
    request_id: int | None = Field(default=None, index=True)  # where there is one
    okta_id: str = Field(index=True)  # whose phone
    login: str  # theirs
    by: str  # Slack id of who asked for it
    state: PushState = Field(
        default=PushState.ASKING, sa_column=Column(Word(PushState), nullable=False)
    )
    why: str = ""  # why it never came to a phone, in words
    factor_id: str = ""
    transaction_id: str = ""  # Okta's
    at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)  # when somebody looked last how it goes
    expires_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def confirmed(self) -> bool:
        """Whether they said yes; whether that still counts is another question."""
        return self.state in (PushState.CONFIRMED, PushState.USED)
