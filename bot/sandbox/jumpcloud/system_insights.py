"""System Insights: what osquery on the devices sees, as old as its last collection."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from starlette.responses import JSONResponse, Response

from bot.sandbox.jumpcloud.filters import Filter
from bot.sandbox.jumpcloud.grammar import v2_query
from bot.sandbox.jumpcloud.problem import read_window
from bot.sandbox.jumpcloud.table import Row, Table
from bot.sandbox.jumpcloud.web import Call, Endpoint
from bot.sandbox.store import World

MOST: Final = 10_000
OPERATORS: Final = ("eq", "in")
SCOPE: Final = "systeminsights.readonly"
GROUPS: Final = {"darwin": (("admin", "80"), ("staff", "20"))}
OTHER_GROUPS: Final = (("sudo", "27"), ("users", "100"))
WINDOWS_GROUPS: Final = (("Administrators", "544"), ("Users", "545"))


@dataclass(frozen=True)
class Collection:
    """The accounts of a device as they were at a time."""

    at: datetime
    accounts: list[Row]


class SystemInsights:
    """What was collected.

    Attributes:
        staleness: How old what it tells is; settable, by the world's clock.
    """

    def __init__(self, world: World, systems: Table) -> None:
        self.staleness = timedelta()
        self._world = world
        self._systems = systems
        self._collected: dict[str, list[Collection]] = {}

    def put(self, system_id: str, accounts: list[Row]) -> None:
        """Take what an agent reports."""
        kept = self._collected.setdefault(system_id, [])
        kept.append(Collection(self._world.now(), accounts))
        # Nothing is told again that a newer collection has replaced.
        shown = self._shown(kept)
        del kept[: kept.index(shown) if shown else 0]

    def get(self, system_id: str, default: Any = None) -> Any:
        """List the accounts that an agent reported last."""
        kept = self._collected.get(system_id)
        return kept[-1].accounts if kept else default

    def same(self, system_id: str, accounts: list[Row]) -> bool:
        """Say whether this is what an agent reported last, but for the time."""
        known = self.get(system_id, [])
        return [_timeless(each) for each in known] == [_timeless(each) for each in accounts]

    def forget(self, system_id: str) -> None:
        """Drop what is known of a device."""
        self._collected.pop(system_id, None)

    def endpoints(self) -> list[Endpoint]:
        """List the endpoints, below /api/v2."""
        tables = {
            "users": lambda system, seen: seen.accounts,
            "logged_in_users": _sessions,
            "os_version": _version,
            "groups": lambda system, seen: _groups(system, _time(seen)),
            "user_groups": _memberships,
            "uptime": _uptime,
            "system_info": _hardware,
        }
        return [
            Endpoint("GET", f"/systeminsights/{name}", self._answer(rows), SCOPE)
            for name, rows in tables.items()
        ]

    def _answer(self, rows: Callable[[Row, Collection], list[Row]]) -> Callable[[Call], Response]:
        def answer(call: Call) -> Response:
            start, end = read_window(call.query, maximum=MOST)
            wanted = v2_query(call.query, operators=OPERATORS)
            found = []
            for system_id in self._asked(wanted):
                seen, system = self._shown(self._collected[system_id]), self._systems.get(system_id)
                if seen and system and system["systemInsights"]["state"] == "enabled":
                    found += [row for row in rows(system, seen) if wanted.holds(row)]
            return JSONResponse([_public(row) for row in found[start:end]])

        return answer

    def _asked(self, wanted: Filter) -> Iterable[str]:
        for each in wanted.conditions:
            if each.field == "system_id":
                return [it for it in str(each.value).split("|") if it in self._collected]
        return list(self._collected)

    def _shown(self, kept: list[Collection]) -> Collection | None:
        latest = self._world.now() - self.staleness
        return next((each for each in reversed(kept) if each.at <= latest), None)


def _timeless(row: Row) -> Row:
    return row | {"collection_time": ""}


def _public(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "signed_in"}


def _time(seen: Collection) -> str:
    return next((str(each["collection_time"]) for each in seen.accounts), "")


def _sessions(system: Row, seen: Collection) -> list[Row]:
    windows = system["osFamily"] == "windows"
    return [
        {
            "system_id": system["_id"],
            "user": each["username"],
            "tty": "" if windows else "console",
            "host": "",
            "type": "active" if windows else "user",
            "time": int(each.get("last_login") or 0),
            "pid": 100,
            "collection_time": each["collection_time"],
        }
        for each in seen.accounts
        if each.get("signed_in")
    ]


def _version(system: Row, seen: Collection) -> list[Row]:
    detail = system["osVersionDetail"]
    numbers = {name: int(detail[name] or 0) for name in ("major", "minor", "patch")}
    return [
        {
            "system_id": system["_id"],
            "name": detail["osName"],
            "version": system["version"],
            **numbers,
            "build": detail.get("revision", ""),
            "platform": system["osFamily"],
            "platform_like": system["osFamily"],
            "codename": detail["releaseName"],
            "install_date": "",
            "collection_time": _time(seen),
        }
    ]


def _family_groups(system: Row) -> tuple[tuple[str, str], tuple[str, str]]:
    if system["osFamily"] == "windows":
        return WINDOWS_GROUPS
    return GROUPS.get(system["osFamily"], OTHER_GROUPS)


def _groups(system: Row, time: str) -> list[Row]:
    windows = system["osFamily"] == "windows"
    return [
        {
            "system_id": system["_id"],
            "groupname": name,
            "gid": gid,
            "gid_signed": gid,
            "group_sid": f"S-1-5-32-{gid}" if windows else "",
            "comment": "",
            "collection_time": time,
        }
        for name, gid in _family_groups(system)
    ]


def _memberships(system: Row, seen: Collection) -> list[Row]:
    (_, admins), (_, everyone) = _family_groups(system)
    return [
        {
            "system_id": system["_id"],
            "uid": each["uid"],
            "gid": gid,
            "collection_time": each["collection_time"],
        }
        for each in seen.accounts
        for gid in ((admins, everyone) if each["admin"] else (everyone,))
    ]


def _uptime(system: Row, seen: Collection) -> list[Row]:
    began = datetime.fromisoformat(system["created"])
    total = max(0, int((seen.at - began).total_seconds()))
    parts = {"days": total // 86400, "hours": total // 3600 % 24}
    parts |= {"minutes": total // 60 % 60, "seconds": total % 60}
    row = {"system_id": system["_id"], **parts, "total_seconds": str(total)}
    return [row | {"collection_time": _time(seen)}]


def _hardware(system: Row, seen: Collection) -> list[Row]:
    mac = system["osFamily"] == "darwin"
    return [
        {
            "system_id": system["_id"],
            "hostname": system["hostname"],
            "computer_name": system["displayName"],
            "hardware_serial": system["serialNumber"],
            "hardware_vendor": "Apple Inc." if mac else "LENOVO",
            "hardware_model": "Mac15,6" if mac else "21CB",
            "cpu_type": system["arch"],
            "cpu_logical_cores": 8,
            "cpu_physical_cores": 8,
            "physical_memory": "17179869184",
            "collection_time": _time(seen),
        }
    ]
