"""The table `[watch]` of deskhand.toml: what is watched, and whom it is told."""

import re
from datetime import datetime, time
from typing import Annotated, Final

from pydantic import Field

from bot.config.sections import Section, pattern

Channel = Annotated[str, pattern(r"^[CG][A-Z0-9]{2,}$")]
Cause = Annotated[str, pattern(r"^[a-z_]+(\.[a-z_]+)*$")]
Span = Annotated[str, pattern(r"^$|^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")]
Clock = Annotated[str, pattern(r"^$|^([01]\d|2[0-3]):[0-5]\d$")]

WATCH_SHAPES: Final = {
    r"^[CG][A-Z0-9]{2,}$": "must be the id of a Slack channel, C... or G...",
    r"^[a-z_]+(\.[a-z_]+)*$": "must be the name of a rule such as suspended",
    r"^$|^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$": "must be a span such as 22:00-07:00",
    r"^$|^([01]\d|2[0-3]):[0-5]\d$": "must be a time such as 08:00",
}


class Watch(Section):
    """`[watch]`: what is watched, how often, and whom it is told. No channel, no watching."""

    okta_seconds: float = Field(
        15.0,
        ge=1,
        le=3600,
        description="Between two looks at Okta's System Log.",
        json_schema_extra={"unit": "seconds"},
    )
    jumpcloud_seconds: float = Field(
        60.0,
        ge=1,
        le=3600,
        description="Between two looks at JumpCloud Directory Insights.",
        json_schema_extra={"unit": "seconds"},
    )
    look_back_minutes: float = Field(
        60.0,
        ge=0,
        le=10_080,
        description="How far the very first look goes back.",
        json_schema_extra={"unit": "minutes"},
    )
    check_seconds: float = Field(
        60.0,
        ge=1,
        le=86_400,
        description="Between two looks whether an open case is over.",
        json_schema_extra={"unit": "seconds"},
    )
    reconcile_hours: float = Field(
        24.0,
        ge=0,
        le=744,
        description="Between two comparisons of both directories; 0 leaves them to `/helpdesk`.",
        json_schema_extra={"unit": "hours"},
    )
    shrunk_percent: int = Field(
        50,
        ge=0,
        le=100,
        description="A directory with fewer of its people than this is not believed.",
        json_schema_extra={"unit": "percent"},
    )
    quiet_hours: Span = Field(
        "",
        description="When only what is urgent is told, in the time zone of `[people]`.",
    )
    digest_at: Clock = Field(
        "",
        description="When the day, and on Mondays the week, is summed up; empty for never.",
    )
    channels: dict[Cause, Channel] = Field(
        default={},
        description="Other channels than `ALERTS_CHANNEL`, by rule.",
    )
    silenced: list[Cause] = Field(
        default=[],
        description="Rules that are not told.",
    )
    local_people: list[str] = Field(
        default=[],
        description="Usernames that JumpCloud has and Okta need not know.",
    )
    federated_groups: list[str] = Field(
        default=[],
        description="Groups of either directory whose members sign in by Okta; ids or names.",
    )

    def channel_of(self, cause: str, otherwise: str) -> str:
        """Tell where alerts of a cause go: the longest name that fits decides."""
        fits = [name for name in self.channels if _is_under(cause, name)]
        return self.channels[max(fits, key=len)] if fits else otherwise

    def silences(self, cause: str) -> bool:
        """Whether a cause is not told."""
        return any(_is_under(cause, name) for name in self.silenced)

    def quiet(self, local: datetime) -> bool:
        """Whether it is a quiet hour; the end itself is not.

        Args:
            local: In the time zone that the hours are meant in.
        """
        if not self.quiet_hours:
            return False
        start, end = (time.fromisoformat(each) for each in re.split("-", self.quiet_hours))
        now = local.time().replace(tzinfo=None)
        return start <= now < end if start <= end else now >= start or now < end


def _is_under(cause: str, name: str) -> bool:
    return cause == name or cause.startswith(f"{name}.")
