"""What more than one action needs: moments, the person it is about, and what their table says."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.action import Context
from bot.errors import InvalidForm
from bot.form import Picked
from bot.principal import Machine, Principal, find_principal
from bot.states import Device, Row, Table, Then, device_state, jumpcloud_state, okta_state
from bot.states import Situation as At

CARRIED: Final = "carried"


def when(moment: datetime | None) -> str:
    """Write a moment down for a card, or "never" for one that never was."""
    return f"{moment.astimezone(UTC):%a %d %b %H:%M} UTC" if moment else "never"


def moment_of(day: date | None, at: time, zone: str) -> datetime | None:
    """Give a moment in UTC that was typed as a day and a time in a zone; None without a day."""
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC) if day else None


def moment_text(day: date | None, at: time, zone: str) -> str:
    """Write the same as it was typed, with its zone; empty without a day."""
    return f"{day:%a %d %b %Y} {at:%H:%M} {zone}".strip() if day else ""


def fingerprint(state: Any) -> str:
    """Digest what a plan was computed from: plain values, in any order of their keys."""
    return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()


def carried(principal: Principal) -> dict[str, str]:
    """Give the target that tells the second look whether Okta carries them into JumpCloud."""
    return {CARRIED: "yes" if principal.carried else "no"}


@dataclass(frozen=True)
class Judged:
    """What the tables say about a person: a row for their accounts, then one for each device.

    Attributes:
        rows: Each with the device's name; empty for the accounts.
    """

    rows: Sequence[tuple[str, Row]]

    def has(self, name: str) -> bool:
        """Whether a row decides, for the accounts or on any device."""
        return any(row.name == name for _, row in self.rows)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is not as usual, a line each, with the devices that it is about."""
        lines: dict[str, list[str]] = {}
        for device, row in self.rows:
            if row.then is Then.DIFFERENTLY:
                lines.setdefault(row.why, []).extend(filter(None, [device]))
        return tuple(f"{', '.join(names)}: {why}" if names else why for why, names in lines.items())


async def look_up(person: Picked, context: Context, field: str = "person") -> Principal:
    """Look the person up that a form is about.

    Raises:
        InvalidForm: neither Okta nor JumpCloud has them any more.
        ProviderError: Okta or JumpCloud could not be asked.
    """
    found = await find_principal(
        context.providers, context.jumpcloud_app, person.id,
        jumpcloud_id=context.known.get("jumpcloud_id", ""),
        carried=context.known.get(CARRIED) != "no",
    )  # fmt: skip
    if found.okta is None and found.jumpcloud is None:
        gone = f"Neither Okta nor JumpCloud has {person.text} any more. Search again."
        raise InvalidForm(gone, {field: gone})
    return found


def every_device(machine: Machine) -> bool:
    """Take every device for one that shows it."""
    return True


def judge(
    table: Table,
    principal: Principal,
    *,
    devices: Table | None = None,
    done: Callable[[Machine], bool] = every_device,
    field: str = "person",
) -> Judged:
    """Find the rows that decide for a person, and refuse what they refuse.

    Args:
        table: Of the person's accounts.
        devices: Of each device that is bound to them.
        done: Whether a device shows what the action is for; see `Table.left`.

    Raises:
        InvalidForm: a table refuses, or it is done already; with the way out.
    """
    row = judge_one(table, principal, field=field)
    if row.then is Then.ALREADY and table.left and not all(map(done, principal.machines)):
        row = table.left
    rows = [("", row)]
    if devices:
        rows += [
            (machine.name, judge_one(devices, principal, device_state(machine), field=field))
            for machine in principal.machines
        ]
    for name, each in rows:
        if each.then is Then.REFUSE or (not name and each.then is Then.ALREADY):
            whose = name or principal.name
            raise refused(f"{whose}: {each.why} {each.way_out}".strip(), field)
    return Judged(rows)


def judge_one(
    table: Table, principal: Principal, device: Device = Device.ABSENT, *, field: str = "person"
) -> Row:
    """Find the row that decides for a person and one device; it may be one that refuses.

    Raises:
        InvalidForm: a state is one that no table knows.
    """
    okta, jumpcloud = okta_state(principal.okta), jumpcloud_state(principal.jumpcloud)
    if okta is None or jumpcloud is None:
        unknown = principal.okta if okta is None else principal.jumpcloud
        state = getattr(unknown, "status", "") or getattr(unknown, "state", "")
        raise refused(f"Deskhand does not know what {state} means. Use the consoles.", field)
    return table.row(At(okta, jumpcloud, device))


def refused(why: str, field: str = "person") -> InvalidForm:
    """Make the refusal that stands under the person's field."""
    return InvalidForm(why, {field: why})
