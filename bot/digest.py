"""A digest: what a day or a week came to, from the rows of cases, requests and what must follow.

Nothing here asks anybody, and nothing is drawn. A percentile is a time that was really taken (by
nearest rank), so with one suspension all of them are that one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from bot.due import Due, Period, Span
from storage.tables import Request, State
from storage.watch_tables import Case, Expectation

DRIFT: Final = "drift."
"""What the causes begin with that a comparison of both directories found."""
CLOSE: Final = "close"
"""The kind of expectation that somebody is shut out."""
SUSPEND: Final = "suspend"
"""The action that shuts somebody out."""


@dataclass(frozen=True, slots=True)
class Times:
    """How long something took, so many times."""

    count: int
    p50: timedelta
    p95: timedelta

    @classmethod
    def of(cls, values: Iterable[timedelta]) -> "Times | None":
        """Sum up times; None where there are none."""
        taken = sorted(max(each, timedelta()) for each in values)
        if not taken:
            return None
        return cls(len(taken), percentile(taken, 50), percentile(taken, 95))


@dataclass(frozen=True, slots=True)
class Suspensions:
    """How long it took to shut people out.

    Attributes:
        ours: From the begin of a request to the proof on every system.
        others: From Okta's word to JumpCloud's, of what was done by other hands.
    """

    ours: Times | None
    others: Times | None


@dataclass(frozen=True, slots=True)
class ByCause:
    """The cases of a cause that were opened."""

    cause: str
    opened: int
    still: int


@dataclass(frozen=True, slots=True)
class Open:
    """A case that is still open.

    Attributes:
        by: Who is looking at it; empty where nobody is.
    """

    severity: int
    headline: str
    since: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a week.

    Attributes:
        drift: How many findings of a comparison were open at its end.
        other: How many other lasting cases were.
    """

    on: date
    suspensions: Suspensions
    drift: int
    other: int


@dataclass(frozen=True, slots=True)
class Rows:
    """What a digest is made of: everything that was so at some moment of its time.

    Attributes:
        waiting: Open requests, by state.
        names: Of people who look at cases, by Slack id.
    """

    cases: Sequence[Case] = ()
    expectations: Sequence[Expectation] = ()
    requests: Sequence[Request] = ()
    waiting: Mapping[State, int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Digest:
    """What a day or a week came to.

    Attributes:
        severities: How many cases were opened, by severity, the worst first.
        causes: The same by cause, the most first.
        failures: Those among them that last until they are mended.
        still: What is open now and lasts or is looked at, oldest first.
        ended: How many requests ended, by state.
        waiting: How many requests are open now, by state.
        followed: How long JumpCloud took to follow Okta, of whatever kind.
        late: How many changes were not followed in time, or not yet.
        days: Each day of a week; empty for a day.
    """

    due: Due
    opened: int
    closed: int
    severities: tuple[tuple[int, int], ...]
    causes: tuple[ByCause, ...]
    failures: tuple[ByCause, ...]
    still: tuple[Open, ...]
    ended: tuple[tuple[State, int], ...]
    waiting: tuple[tuple[State, int], ...]
    suspensions: Suspensions
    followed: Times | None
    late: int
    days: tuple[Day, ...]

    @property
    def quiet(self) -> bool:
        """Whether there is nothing to tell."""
        return not any(
            (self.opened, self.closed, self.still, self.ended, self.waiting, self.followed)
        ) and not (self.late or self.suspensions.others)


def percentile(values: Sequence[timedelta], percent: int) -> timedelta:
    """Give the smallest value that so many percent are no greater than.

    Args:
        values: In order, at least one.
        percent: From 1 to 100.
    """
    return values[-(-percent * len(values) // 100) - 1]


def sum_up(due: Due, rows: Rows) -> Digest:
    """Make a digest.

    Args:
        rows: Those of the whole time; what is open is taken as it is now.
    """
    span = due.span
    opened = [case for case in rows.cases if span.has(case.opened_at)]
    failures = [case for case in opened if case.lasting]
    still = [case for case in rows.cases if case.closed_at is None and _is_worth_it(case)]
    ended = Counter(each.state for each in rows.requests if span.has(each.ended_at))
    severities = Counter(case.severity for case in opened)
    return Digest(
        due=due,
        opened=len(opened),
        closed=sum(span.has(case.closed_at) for case in rows.cases),
        severities=tuple(sorted(severities.items(), reverse=True)),
        causes=_by_cause(opened),
        failures=_by_cause(failures),
        still=tuple(_open(case, rows.names) for case in sorted(still, key=_age)),
        ended=_in_order(ended),
        waiting=_in_order(rows.waiting),
        suspensions=_suspensions(rows, span),
        followed=Times.of(_followed(rows.expectations, span)),
        late=sum(_is_late(each, span) for each in rows.expectations),
        days=_days(due, rows) if due.period is Period.WEEK else (),
    )


def _days(due: Due, rows: Rows) -> tuple[Day, ...]:
    return tuple(
        Day(on, _suspensions(rows, span), *_open_at(rows.cases, span.end)) for on, span in due.days
    )


def _open_at(cases: Iterable[Case], moment: datetime) -> tuple[int, int]:
    lasting = [
        case.cause.startswith(DRIFT)
        for case in cases
        if case.lasting
        and case.opened_at < moment
        and (case.closed_at is None or case.closed_at >= moment)
    ]
    return sum(lasting), len(lasting) - sum(lasting)


def _suspensions(rows: Rows, span: Span) -> Suspensions:
    ours = [
        each.ended_at - each.begun_at
        for each in rows.requests
        if each.action == SUSPEND and each.state is State.DONE
        if each.begun_at and each.ended_at and span.has(each.ended_at)
    ]
    closing = [each for each in rows.expectations if each.kind == CLOSE]
    return Suspensions(Times.of(ours), Times.of(_followed(closing, span)))


def _followed(expectations: Iterable[Expectation], span: Span) -> list[timedelta]:
    return [
        each.jumpcloud_at - each.at
        for each in expectations
        if each.jumpcloud_at and span.has(each.jumpcloud_at)
    ]


def _is_late(each: Expectation, span: Span) -> bool:
    """Whether a look within a span has shown that JumpCloud had not followed in time."""
    return span.has(each.missed_at)


def _by_cause(cases: Iterable[Case]) -> tuple[ByCause, ...]:
    opened: Counter[str] = Counter()
    still: Counter[str] = Counter()
    for case in cases:
        opened[case.cause] += 1
        still[case.cause] += case.closed_at is None and _is_worth_it(case)
    by_number = sorted(opened.items(), key=lambda each: (-each[1], each[0]))
    return tuple(ByCause(cause, count, still[cause]) for cause, count in by_number)


def _is_worth_it(case: Case) -> bool:
    return case.lasting or case.taken_by is not None


def _age(case: Case) -> tuple[datetime, int]:
    return case.opened_at, case.id or 0


def _open(case: Case, names: Mapping[str, str]) -> Open:
    by = names.get(case.taken_by, "somebody") if case.taken_by else ""
    return Open(case.severity, str(case.alert["headline"]), case.opened_at, by)


def _in_order(counts: Mapping[State, int]) -> tuple[tuple[State, int], ...]:
    return tuple((state, counts[state]) for state in State if counts.get(state))
