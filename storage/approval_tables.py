"""The rows of what may happen to an approval: passed on to somebody, or done without."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.tables import UtcDateTime


class Delegation(SQLModel, table=True):
    """An approver passed the question of one round on to one other person."""

    __tablename__ = "delegation"
    __table_args__ = (
        UniqueConstraint("request_id", "round", "by"),
        UniqueConstraint("request_id", "round", "delegate"),
    )

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="request.id", index=True)
    round: int
    by: str  # Slack id of the approver
    delegate: str  # Slack id of who decides in their place
    reason: str
    at: datetime = Field(sa_type=UtcDateTime)


class Review(SQLModel, table=True):
    """What is owed for a request that did not wait for approval, until somebody signs it."""

    __tablename__ = "review"

    request_id: int = Field(primary_key=True, foreign_key="request.id")
    opened_at: datetime = Field(sa_type=UtcDateTime)
    remind_at: datetime = Field(sa_type=UtcDateTime)
    reminders: int = 0
    signed_by: str | None = None  # Slack id
    signed_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    justified: bool | None = None
    text: str = ""  # what its signer found
