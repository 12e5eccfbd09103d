"""`[audit]` of deskhand.toml: how long the audit is kept."""

from datetime import timedelta

from pydantic import Field

from bot.config.sections import Section


class Audit(Section):
    """`[audit]`: what becomes of old entries."""

    keep_days: int | None = Field(
        None,
        ge=1,
        le=36_600,
        description="Older entries are removed, and a checkpoint tells it; unset keeps them all.",
        json_schema_extra={"unit": "days"},
    )

    @property
    def keep(self) -> timedelta | None:
        """How long an entry is kept; None for ever."""
        return None if self.keep_days is None else timedelta(days=self.keep_days)
