"""How far a log has been read, and what to ask for next. Pure.

Okta's log goes on from an address that only Okta understands. Should Okta no longer take it, the
log is asked for once more from shortly before where it had been read to, and what was read before
is recognised by its id.

JumpCloud's is read in windows of time. An event may become visible late, so each window begins
before the end of the one before it:

    read to its end     |------------------|
    the next one                     |-overlap-|------------------|

Every event that becomes visible within `overlap` of its time lies in a window that is read after
that. A window is never longer than `step`, and of one with very many events only a part is read
at a time; either way what is kept are points in time, and nothing before them is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

RETENTION: Final = timedelta(days=90)
"""Both logs keep their events for this long; Okta refuses to be asked for much more."""

MILLISECOND: Final = timedelta(milliseconds=1)


class Place(BaseModel):
    """How far a log has been read; kept as JSON.

    Attributes:
        since: When reading began: nothing that is older is ever asked for.
    """

    model_config = ConfigDict(frozen=True)

    since: AwareDatetime

    @classmethod
    def load(cls, cursor: str) -> Self | None:
        """Read what `dump` wrote; None for anything else."""
        try:
            return cls.model_validate_json(cursor)
        except ValidationError:
            return None

    def dump(self) -> str:
        """Write it as JSON."""
        return self.model_dump_json()


class LogPlace(Place):
    """How far Okta's log has been read.

    Attributes:
        reached: Up to when everything was read, but for what is late.
        next: Where Okta said that it goes on; empty where it is to be asked from a time on.
        question: Stands for the filter, which is a part of `next` and cannot be changed there.
    """

    reached: AwareDatetime
    next: str = ""
    question: str = ""

    def going_on(self, address: str, last: datetime | None, *, now: datetime) -> "LogPlace":
        """Go past a page, to the one at an address.

        Args:
            last: The latest time of the page's events, if there may be another page already;
                None at the log's present end.
            now: From before the page was asked for. Nothing is later, whatever a clock says.
        """
        reached = max(self.reached, now if last is None else min(last, now))
        return self.model_copy(update={"reached": reached, "next": address})

    def asked_again(self, question: str) -> "LogPlace":
        """Forget the address: it is refused, or made for another question."""
        return self.model_copy(update={"next": "", "question": question})

    def since_when(self, overlap: timedelta, *, now: datetime) -> datetime:
        """Tell from when on to ask, where there is no address to go on from."""
        return max(self.back_to(overlap), now - RETENTION)

    def back_to(self, overlap: timedelta) -> datetime:
        """Tell since when events may come that were read before."""
        return max(self.since, self.reached - overlap)

    def left_out(self, now: datetime) -> "Window | None":
        """Tell what is gone from the log before it was read; None where nothing is."""
        horizon = now - RETENTION
        return Window(self.reached, horizon) if self.reached < horizon else None


@dataclass(frozen=True, slots=True)
class Window:
    """A time from `start` to before `end`."""

    start: datetime
    end: datetime

    def __str__(self) -> str:
        """Give it in words: to the minute, in UTC."""
        return f"from {self.start:%Y-%m-%d %H:%M} to {self.end:%Y-%m-%d %H:%M} UTC"


@dataclass(frozen=True, slots=True)
class Pace:
    """How windows follow each other.

    Attributes:
        overlap: By how much a window reaches into the one before, a millisecond at least; an event
            that becomes visible later than this after its time may be missed.
        lag: How long before now a window ends.
        step: How long a window is at most; longer than `overlap`.
    """

    overlap: timedelta
    lag: timedelta = timedelta()
    step: timedelta = timedelta(hours=6)

    def __post_init__(self) -> None:
        if not MILLISECOND <= self.overlap < self.step:
            raise ValueError("windows must overlap, and must get somewhere")

    def is_behind(self, window: Window, *, now: datetime) -> bool:
        """Whether so much follows a window that it cannot wait for the next look.

        What passed while it was read can: else whoever needs long to read would never rest.
        """
        return now - self.lag - window.end > self.overlap


class WindowPlace(Place):
    """How far Directory Insights has been read.

    Attributes:
        done: Where the last window ended that was read to its end; `since` before the first.
        rest_from: Where the rest of a window begins that was read in part; None if there is none.
        rest_to: Where it ends.
    """

    done: AwareDatetime
    rest_from: AwareDatetime | None = None
    rest_to: AwareDatetime | None = None

    def window(self, pace: Pace, *, now: datetime, reach: timedelta = RETENTION) -> Window | None:
        """Tell what to read next; None if there is nothing yet.

        Args:
            reach: How far back JumpCloud lets us look.
        """
        horizon = now - reach
        if self.rest_from and self.rest_to and self.rest_to > horizon:
            return Window(max(self.rest_from, horizon), self.rest_to)
        start = max(self.since, self.done - pace.overlap, horizon)
        end = min(now - pace.lag, start + pace.step)
        return Window(start, end) if start < end else None

    def back_to(self, overlap: timedelta) -> datetime:
        """Tell since when events may come that were read before."""
        ends = self.rest_to or self.done
        return max(self.since, min(self.rest_from or ends, ends - overlap))

    def left_out(self, window: Window) -> Window | None:
        """Tell what is passed over if this window is read next; None where nothing is."""
        read_to = self.rest_from or self.done
        return Window(read_to, window.start) if read_to < window.start else None

    def read_whole(self, window: Window) -> "WindowPlace":
        """Go past a window that was read to its end."""
        update = {"done": window.end, "rest_from": None, "rest_to": None}
        return self.model_copy(update=update)

    def read_in_part(self, window: Window, rest_from: datetime) -> "WindowPlace":
        """Stay within a window, of which the rest is still to be read."""
        return self.model_copy(update={"rest_from": rest_from, "rest_to": window.end})


def rest_of(window: Window, times: Sequence[datetime]) -> datetime:
    """Tell where the rest of a window begins; its own start if that leaves nothing read.

    JumpCloud sorts by whole milliseconds and then by id, so of the last one not all may be read;
    and whether a window holds what happened at its very start is not said.

    Args:
        times: Of the events that were read, in the order in which they came.
    """
    last = times[-1] - MILLISECOND if times else window.start
    return min(max(window.start, last), window.end)
