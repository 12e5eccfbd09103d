"""What the docs say of states and of rules, printed from the data that decides.

`python -m bot guide` writes docs/states.md anew, and the table of docs/watching.md; a test fails
while a page and the data differ: what the pages say is what is done.
"""

from collections.abc import Collection, Iterable, Iterator
from enum import StrEnum
from typing import Any, Final

from bot.action import Action
from bot.states import Device, JumpCloud, Okta, Row, Table, Then
from bot.watch.alert import Severity
from bot.watch.event import Source
from bot.watch.rule import Judge, Rule
from bot.watch.samples import SCOPE, read

HEAD: Final = """\
# What each action does in which state

This page is printed from the tables that the actions decide by; `python -m bot guide` writes it.
Each row is tested against the stand-ins. The rows are read from the top, and the first that fits
decides; *any* means whatever no row above has taken.

*Refuse* tells the reason and the way out under the field. *Already done* refuses too: nothing is
left to do. *Proceed differently* is a warning in the review. A state that Okta or JumpCloud adds
one day is refused.
"""
WORDS: Final = {
    Then.PROCEED: "proceed",
    Then.DIFFERENTLY: "proceed differently",
    Then.ALREADY: "already done",
    Then.REFUSE: "refuse",
}
MODES: Final = {
    "": "the person and the device",
    "accounts": "the person's accounts",
    "leave": "a leave: the person's accounts",
    "leaver": "a leaver: the person's accounts",
    "routine": "routine: the person's accounts",
    "compromised": "after a compromise: the person's accounts",
    "devices": "each device that is bound to them",
}

BEGIN: Final = "<!-- printed by `python -m bot guide` from the rules -->\n"
END: Final = "<!-- end of what is printed -->\n"


def render(actions: Iterable[Action[Any]]) -> str:
    """Write the page."""
    return "".join(_parts(actions))


def _parts(actions: Iterable[Action[Any]]) -> Iterator[str]:
    yield HEAD
    for action in actions:
        if not action.tables:
            continue
        yield f"\n## /{action.name}\n\n{action.description}.\n"
        for mode, table in action.tables.items():
            yield f"\n### /{action.name}, {MODES[mode]}\n\n{_table(table)}"


def _table(table: Table) -> str:
    axes = [
        (title, axis)
        for title, axis in (("Okta", "okta"), ("JumpCloud", "jumpcloud"), ("Device", "device"))
        if any(getattr(row, axis) for row in table.rows)
    ]
    heads = [title for title, _ in axes] or ["State"]
    lines = [f"| {' | '.join([*heads, 'Then', 'Why, and the way out'])} |"]
    lines.append(f"|{'---|' * (len(heads) + 2)}")
    for row in table.rows:
        cells = [_states(getattr(row, axis)) for _, axis in axes] or ["any"]
        lines.append(f"| {' | '.join([*cells, WORDS[row.then], _why(row)])} |")
    if table.left:
        cells = ["as where it is already done, and a device does not show it yet"]
        cells += [""] * (len(heads) - 1)
        lines.append(f"| {' | '.join([*cells, WORDS[table.left.then], _why(table.left)])} |")
    return "\n".join(lines) + "\n"


def _states(states: Collection[Okta] | Collection[JumpCloud] | Collection[Device]) -> str:
    every: list[StrEnum] = [*Okta, *JumpCloud, *Device]
    # In the order of their declaration; the same word may be of two kinds.
    named = dict.fromkeys(str(each) for each in every if any(each is one for one in states))
    return "; ".join(named) or "any"


def _why(row: Row) -> str:
    text = f"{row.why} {row.way_out}".strip().replace("|", "\\|")
    return text[:1].upper() + text[1:]


def with_rules(page: str, rules: Iterable[Rule]) -> str:
    """Put the table of rules into a page, in place of the one that stands there.

    Raises:
        ValueError: The page has no place for it.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("the page has no place for the table of rules")
    return "".join([before, begin, "\n", *_rules(rules), "\n", end, after])


def _rules(rules: Iterable[Rule]) -> Iterator[str]:
    yield "| Rule | Tells of | Causes, and how severe | From Okta | From JumpCloud |\n"
    yield f"|{'---|' * 5}\n"
    for rule in rules:
        cells = [f"`{rule.name}`", rule.title, _causes(rule)]
        cells += [_types(rule.types.get(source, ())) for source in Source]
        yield f"| {' | '.join(cells)} |\n"


def _causes(rule: Rule) -> str:
    """List what the rule has to say, from what it says to its own samples."""
    causes: dict[str, set[Severity]] = {}
    for sample in rule.fires:
        for alert in Judge([rule], SCOPE).alerts(read(sample)):
            causes.setdefault(alert.cause, set()).add(alert.severity)
    said = (
        f"`{cause}` {' or '.join(each.name.lower() for each in sorted(severities))}"
        for cause, severities in causes.items()
    )
    return "<br>".join(said)


def _types(types: Collection[str]) -> str:
    return "<br>".join(f"`{each}`" for each in types) or "-"
