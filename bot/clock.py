"""The time that requests live by: the machine's, or in a rehearsal one that is set forward.

Start dates, reminders and expiry go by it. What two machines have to agree on, such as the times
in a signed assertion or the end of a token, goes by the machine's own.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

Clock = Callable[[], datetime]

SKEW: Final = timedelta(seconds=5)
"""How far the clocks of two clouds may be apart."""

FURTHEST: Final = 50 * 366 * 24 * 3600  # seconds; a slip of the pen must not break the calendar


def system_clock() -> datetime:
    """Give the time now, aware UTC."""
    return datetime.now(UTC)


class RehearsalClock:
    """The machine's clock, and in front of it by the seconds that stand in a file.

    The file is read at each look, so whoever moves the clock writes it and nothing else. Without
    a file, or with no number in it, the clock is where it last was.
    """

    def __init__(self, file: Path, clock: Clock = system_clock) -> None:
        self._file = file
        self._clock = clock
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        """Give the time now, aware UTC."""
        try:
            seconds = float(self._file.read_text("utf-8"))
        except (OSError, ValueError):
            return self._clock() + self._ahead
        if 0 <= seconds <= FURTHEST:
            self._ahead = timedelta(seconds=seconds)
        return self._clock() + self._ahead
