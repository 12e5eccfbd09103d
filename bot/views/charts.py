"""The charts of a week's digest: pictures whose alt text says the same figures.

Slack shows them on light and on dark, so they bring a ground of their own. What is told apart is
told apart by its form and by words beside it, never by colour alone.

Importing this takes a second, and is done only when there is something to draw.
"""

import io
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Final, NamedTuple

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from bot.digest import ByCause, Day, Digest, Times
from bot.views.digest import timed

WIDTH: Final = 8.0  # inches
HEIGHT: Final = 3.6
DOTS: Final = 120  # an inch; twice what Slack shows, for screens that can
GROUND: Final = "#ffffff"
INK: Final = "#1d1c1d"
FAINT: Final = "#d5d3d6"
DARK: Final = "#1f5a85"  # 7.3 : 1 on the ground
BRIGHT: Final = "#c2570c"  # 4.5 : 1
STYLE: Final[dict[Any, Any]] = {
    "font.family": "DejaVu Sans",  # comes with matplotlib, so it is the same everywhere
    "font.size": 11,
    "text.color": INK,
    "text.parse_math": False,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "hatch.linewidth": 1.5,
}
TICKS: Final = {
    1: "1 s",
    5: "5 s",
    15: "15 s",
    60: "1 min",
    300: "5 min",
    900: "15 min",
    3600: "1 h",
    6 * 3600: "6 h",
    86400: "1 d",
    7 * 86400: "7 d",
}
"""Where a time is written beside the axis, in seconds."""
MOST_CAUSES: Final = 8
HATCHED: Final[dict[str, Any]] = {"facecolor": GROUND, "edgecolor": BRIGHT, "hatch": "//"}


class Chart(NamedTuple):
    """A picture.

    Attributes:
        alt: What it shows, in words.
        png: Its bytes.
    """

    name: str
    title: str
    alt: str
    png: bytes


def draw(digest: Digest) -> tuple[Chart, ...]:
    """Draw the charts of a week, without those that would be empty."""
    days = digest.days
    charts = []
    if any(day.suspensions.ours or day.suspensions.others for day in days):
        title = "Time to suspend, by day"
        charts.append(_chart("time-to-suspend", title, _said_times(days), _times_of(days)))
    if digest.failures:
        title = "What failed or differed, by cause"
        causes = _longest(digest.failures)
        charts.append(_chart("failures", title, _said_causes(causes), _causes_of(causes)))
    if any(day.drift or day.other for day in days):
        title = "Open at the end of each day"
        charts.append(_chart("open", title, _said_open(days), _open_of(days)))
    return tuple(charts)


def _chart(name: str, title: str, alt: str, paint: Callable[[Figure], None]) -> Chart:
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DOTS, facecolor=GROUND, layout="constrained")
        FigureCanvasAgg(figure)
        figure.suptitle(title, x=0.01, ha="left", fontweight="bold")
        paint(figure)
        png = io.BytesIO()
        figure.savefig(png, format="png", metadata={"Software": None},
                       pil_kwargs={"compress_level": 9})  # fmt: skip
    return Chart(f"{name}.png", title, f"{title}. {alt}", png.getvalue())


def _times_of(days: Sequence[Day]) -> Callable[[Figure], None]:
    ours = [day.suspensions.ours for day in days]
    others = [day.suspensions.others for day in days]
    taken = [_seconds(each.p95) for each in [*ours, *others] if each]

    def paint(figure: Figure) -> None:
        left, right = figure.subplots(1, 2, sharey=True)
        _paint_times(left, days, ours)
        left.set_title("through Deskhand,\nuntil every system showed it", fontsize=10)
        _paint_times(right, days, others)
        right.set_title("by other hands,\nuntil JumpCloud followed", fontsize=10)
        left.set_yscale("log")
        left.set_yticks(list(TICKS), list(TICKS.values()))
        left.minorticks_off()
        left.set_ylim(0.7, max(*taken, 60) * 2)
        _explain(figure, left if any(ours) else right)

    return paint


def _paint_times(axes: Axes, days: Sequence[Day], taken: Sequence[Times | None]) -> None:
    """Draw each day's times as a span; days with none stay empty, so nothing joins them."""
    _lay_out_days(axes, days)
    axes.grid(axis="y", color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)
    found = [(place, times) for place, times in enumerate(taken) if times]
    if not found:
        axes.text(0.5, 0.5, "nobody", transform=axes.transAxes, ha="center")
        return
    places = [place for place, _ in found]
    low = [_seconds(times.p50) for _, times in found]
    high = [_seconds(times.p95) for _, times in found]
    axes.vlines(places, low, high, color=INK, linewidth=1.5, zorder=1)
    axes.plot(places, low, "o", color=DARK, label="p50", markersize=8)
    axes.plot(places, high, "^", mfc="none", mec=BRIGHT, mew=2, label="p95", markersize=12)


def _seconds(taken: timedelta) -> float:
    return max(taken.total_seconds(), 1.0)  # a logarithm has no nought


def _causes_of(causes: Sequence[ByCause]) -> Callable[[Figure], None]:
    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        places = range(len(causes), 0, -1)
        over = [each.opened - each.still for each in causes]
        still = [each.still for each in causes]
        axes.barh(places, over, color=DARK, label="over by now")
        seen = [row for row in zip(places, still, over, strict=True) if row[1]]
        for place, width, start in seen:
            axes.barh(place, width, left=start, label="still open", **HATCHED)
        for place, each in zip(places, causes, strict=True):
            said = f" {each.opened}" + (f", {each.still} open" if each.still else "")
            axes.text(each.opened, place, said, va="center")
        axes.set_yticks(places, [each.cause for each in causes])
        axes.set_ylim(0.4, max(len(causes), 4) + 0.6)
        axes.set_xlim(0, max(each.opened for each in causes) * 1.2)
        axes.xaxis.set_visible(False)
        axes.spines["bottom"].set_visible(False)
        axes.tick_params(axis="y", length=0)
        _explain(figure, axes)

    return paint


def _open_of(days: Sequence[Day]) -> Callable[[Figure], None]:
    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        _lay_out_days(axes, days)
        places = range(len(days))
        other = [day.other for day in days]
        axes.bar(places, other, 0.6, color=DARK, label="failed or not followed")
        for place, day in enumerate(days):
            if day.drift:
                axes.bar(place, day.drift, 0.6, bottom=day.other, label="drift", **HATCHED)
        for place, day in enumerate(days):
            said = f"{day.other} + {day.drift}" if day.other and day.drift else ""
            axes.text(place, day.other + day.drift, said or f"{day.other or day.drift}",
                      ha="center", va="bottom")  # fmt: skip
        axes.set_ylim(0, max(day.other + day.drift for day in days) * 1.3)
        axes.yaxis.set_visible(False)
        axes.spines["left"].set_visible(False)
        _explain(figure, axes)

    return paint


def _explain(figure: Figure, axes: Axes) -> None:
    handles, labels = axes.get_legend_handles_labels()
    once = dict(zip(labels, handles, strict=True))
    figure.legend(once.values(), once.keys(), frameon=False, loc="upper right", ncols=2)


def _lay_out_days(axes: Axes, days: Sequence[Day]) -> None:
    axes.set_xticks(range(len(days)), [f"{day.on:%a}\n{day.on.day}" for day in days])
    axes.set_xlim(-0.6, len(days) - 0.4)
    axes.tick_params(axis="x", length=0)


def _longest(causes: Sequence[ByCause]) -> list[ByCause]:
    """Give the most frequent, and the others together."""
    if len(causes) <= MOST_CAUSES:
        return list(causes)
    first, rest = causes[: MOST_CAUSES - 1], causes[MOST_CAUSES - 1 :]
    opened, still = sum(each.opened for each in rest), sum(each.still for each in rest)
    return [*first, ByCause(f"{len(rest)} other causes", opened, still)]


def _said_times(days: Sequence[Day]) -> str:
    ours = [(day, day.suspensions.ours) for day in days]
    others = [(day, day.suspensions.others) for day in days]
    return (
        f"Through Deskhand, until every system showed it: {_said_of(ours)}. "
        f"By other hands, until JumpCloud followed: {_said_of(others)}."
    )


def _said_of(taken: Sequence[tuple[Day, Times | None]]) -> str:
    said = [f"{_named(day)} {timed(times)}, of {times.count}" for day, times in taken if times]
    return "; ".join(said) or "nobody"


def _said_causes(causes: Sequence[ByCause]) -> str:
    said = [
        f"{each.cause} {each.opened}" + (f" of which {each.still} still open" if each.still else "")
        for each in causes
    ]
    return f"{'; '.join(said)}."


def _said_open(days: Sequence[Day]) -> str:
    said = [f"{_named(day)} {day.other} and {day.drift} drift" for day in days]
    return f"Failed or not followed, and drift between the directories: {'; '.join(said)}."


def _named(day: Day) -> str:
    return f"{day.on:%a} {day.on.day}"
