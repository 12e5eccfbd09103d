"""When a digest is due, and what time it is about. Pure.

It is due at one time of day in one zone; of those that were missed only the newest is made up for.
"""

import enum
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


class Period(enum.StrEnum):
    """What is summed up."""

    DAY = "day"
    WEEK = "week"

    @property
    def days(self) -> int:
        """How many days it has."""
        return 7 if self is Period.WEEK else 1


@dataclass(frozen=True, slots=True)
class Span:
    """A time from `start` to before `end`, both aware UTC."""

    start: datetime
    end: datetime

    def has(self, moment: datetime | None) -> bool:
        """Whether a moment lies in it."""
        return moment is not None and self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class Due:
    """A digest that is due.

    Attributes:
        on: The day on which it was due, in the zone.
        at: The time of that day at which it was.
    """

    period: Period
    on: date
    at: time
    zone: ZoneInfo

    @classmethod
    def newest(cls, period: Period, at: time, zone: ZoneInfo, *, now: datetime) -> "Due":
        """Give the one that was due last: the day's every day, the week's on Mondays."""
        today = now.astimezone(zone).date()
        on = today if now >= _moment(today, at, zone) else today - timedelta(days=1)
        back = on.weekday() if period is Period.WEEK else 0
        return cls(period, on - timedelta(days=back), at, zone)

    @property
    def span(self) -> Span:
        """The time that it is about: from the one before to this one."""
        return Span(self._start(self.period.days), self._start(0))

    @property
    def days(self) -> tuple[tuple[date, Span], ...]:
        """Its days, each from that hour to the same of the next, named by where they begin."""
        return tuple(
            (self.on - timedelta(days=back), Span(self._start(back), self._start(back - 1)))
            for back in range(self.period.days, 0, -1)
        )

    def _start(self, back: int) -> datetime:
        return _moment(self.on - timedelta(days=back), self.at, self.zone)


def _moment(on: date, at: time, zone: ZoneInfo) -> datetime:
    # In UTC, as two local times of one zone are compared by their faces. An hour that is left out
    # in spring is the one after it; of one that comes twice in autumn the first counts.
    return datetime.combine(on, at, zone).astimezone(UTC)
