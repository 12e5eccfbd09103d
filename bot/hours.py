"""Hours of the week, such as "Mon-Fri 08:00-18:00 Europe/Zurich"; pure.

A span that ends before it begins goes over midnight and belongs to the day it began on.
"""

import re
import zoneinfo
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY: Final = "|".join(DAYS)
_SHAPE: Final = re.compile(
    rf"(?:({_DAY})(?:-({_DAY}))? )?(\d\d):(\d\d)-(\d\d):(\d\d)(?: ([A-Za-z][\w+/-]*))?"
)
_A_DAY: Final = 24 * 60


@dataclass(frozen=True)
class Hours:
    """One span of hours on some days.

    Attributes:
        text: As it was written.
        days: On which it begins; 0 is Monday.
        start: Minutes since midnight.
        end: The same; the minute itself is outside.
        zone: IANA name.
    """

    text: str
    days: frozenset[int]
    start: int
    end: int
    zone: str

    @classmethod
    def read(cls, text: str, zone: str = "UTC") -> Self:
        """Read hours as they are written.

        Args:
            zone: What they are in where they name none.

        Raises:
            ValueError: they cannot be read; with what is expected.
        """
        found = _SHAPE.fullmatch(text)
        if not found:
            raise ValueError(
                "must be hours such as Mon-Fri 08:00-18:00 or Sat 09:00-12:00 Asia/Tokyo"
            )
        first, last, *clock, named = found.groups()
        start, end = (60 * int(clock[n]) + int(clock[n + 1]) for n in (0, 2))
        minutes = [int(clock[1]), int(clock[3])]
        if start == end or start >= _A_DAY or end > _A_DAY or max(minutes) > 59:  # noqa: PLR2004 - of an hour
            raise ValueError("must be times of a day, of which the second is another")
        return cls(text, _days(first, last or first), start, end, known_zone(named or zone))

    def open_at(self, moment: datetime) -> bool:
        """Whether a moment, aware, is within."""
        local = moment.astimezone(zoneinfo.ZoneInfo(self.zone))
        minute, day = 60 * local.hour + local.minute, local.weekday()
        if self.start < self.end:
            return day in self.days and self.start <= minute < self.end
        yesterday = (day - 1) % len(DAYS)
        return (day in self.days and minute >= self.start) or (
            yesterday in self.days and minute < self.end
        )


def _days(first: str | None, last: str | None) -> frozenset[int]:
    if first is None or last is None:
        return frozenset(range(len(DAYS)))
    start = DAYS.index(first)
    count = (DAYS.index(last) - start) % len(DAYS) + 1
    return frozenset((start + n) % len(DAYS) for n in range(count))


def known_zone(name: str) -> str:
    """Return the name of a time zone that this machine can compute with.

    Raises:
        ValueError: it is none.
    """
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("is no IANA time zone such as Europe/Zurich") from None
    return name
