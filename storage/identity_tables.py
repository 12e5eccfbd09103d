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
