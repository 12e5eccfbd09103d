"""API v1: devices and the commands for them; and in v2 their recovery keys and Apple's MDM."""

import re
from hashlib import sha256
from typing import Final

from starlette.responses import JSONResponse, Response

from bot.sandbox.jumpcloud.devices import Devices
from bot.sandbox.jumpcloud.graph import Graph, Node
from bot.sandbox.jumpcloud.insights import Insights
from bot.sandbox.jumpcloud.listing import Listing
from bot.sandbox.jumpcloud.policies import Policies
from bot.sandbox.jumpcloud.problem import Problem, not_found, read_window
from bot.sandbox.jumpcloud.records import APPLE_MDM, ORGANIZATION, stamp
from bot.sandbox.jumpcloud.table import Row, Table
from bot.sandbox.jumpcloud.web import Call, Endpoint, done
from bot.sandbox.store import World

READ: Final = "systems systems.readonly"
MDM: Final = "mdm mdm.readonly"
MANAGE: Final = "systems systems.management"
PIN: Final = re.compile(r"[0-9]{6}")
CREATED: Final = 201


class Systems:
    """The endpoints for devices."""

    def __init__(
        self,
        *,
        world: World,
        devices: Devices,
        users: Table,
        graph: Graph,
        policies: Policies,
        insights: Insights,
    ) -> None:
        self._world = world
        self._devices = devices
        self._users = users
        self._graph = graph
        self._policies = policies
        self._insights = insights
        self._listing = Listing(
            devices.table,
            shown=self._shown,
            joined=self._joined,
            joins=r"primarySystemUser\.(?!id$)|memberof$",
        )

    def v1(self) -> list[Endpoint]:
        """List the endpoints below /api."""
        system, command = "/systems/{id}", "/systems/{id}/command/builtin"
        own = "systems systems.self"
        return [
            Endpoint("GET", "/systems", self._listing.listed, READ),
            Endpoint(
                "POST", "/search/systems", self._listing.searched, f"{READ} commandrunner.legacy"
            ),
            Endpoint("GET", system, self._get, f"{READ} systems.self"),
            Endpoint("PUT", system, self._change, f"{own} systems.management"),
            Endpoint("DELETE", system, self._delete, own),
            Endpoint("POST", f"{command}/erase", self._erase, "systems"),
            Endpoint("POST", f"{command}/{{name}}", self._command, MANAGE),
        ]

    def v2(self) -> list[Endpoint]:
        """List the endpoints below /api/v2."""
        devices = "/applemdms/{mdm}/devices"
        manage = "mdm systems.management"
        return [
            Endpoint("GET", "/systems/{id}/fdekey", self._recovery_key, READ),
            Endpoint("GET", "/applemdms", self._mdms, MDM),
            Endpoint("GET", devices, self._mdm_devices, MDM),
            Endpoint("GET", f"{devices}/{{id}}", self._mdm_device, MDM),
            Endpoint("POST", f"{devices}/{{id}}/erase", self._mdm_erase, "mdm"),
            Endpoint("POST", f"{devices}/{{id}}/{{name}}", self._mdm_command, manage),
        ]

    def _get(self, call: Call) -> Response:
        return self._listing.one(self._devices.get(call.id), call)

    def _change(self, call: Call) -> Response:
        return JSONResponse(self._shown(self._devices.change(call.id, call.body())))

    def _delete(self, call: Call) -> Response:
        system = self._shown(self._devices.get(call.id))
        self._devices.remove(call.id)
        return JSONResponse(system)

    def _command(self, call: Call) -> Response:
        if call.path["name"] not in ("lock", "restart", "shutdown"):
            raise not_found()
        self._devices.command(call.id, call.path["name"])
        return Response(status_code=CREATED)

    def _erase(self, call: Call) -> Response:
        self._devices.command(call.id, "erase")
        return Response(status_code=CREATED)

    def _recovery_key(self, call: Call) -> Response:
        system = self._devices.get(call.id)
        if not system["fde"]["keyPresent"]:
            raise not_found()
        self._insights.about_system("system_fde_key_decrypt", system)
        digits = sha256(call.id.encode()).hexdigest().upper()[:24]
        return JSONResponse({"key": "-".join(re.findall("....", digits))})

    def _mdms(self, call: Call) -> Response:
        mdm = {"id": APPLE_MDM, "name": "Apple MDM", "organization": ORGANIZATION}
        return JSONResponse([mdm | {"depServerTokenState": "valid"}])

    def _mdm_devices(self, call: Call) -> Response:
        _check_mdm(call)
        start, end = read_window(call.query)
        found = [row for row in self._devices.table.by_id() if _mdm_id(row)]
        return JSONResponse([_mdm_device(row) for row in found[start:end]])

    def _mdm_device(self, call: Call) -> Response:
        return JSONResponse(_mdm_device(self._managed(call)))

    def _mdm_erase(self, call: Call) -> Response:
        self._devices.command_by_mdm(self._managed(call), "erase")
        return done()

    def _mdm_command(self, call: Call) -> Response:
        name, system = call.path["name"], self._managed(call)
        if name not in ("lock", "restart", "shutdown"):
            raise not_found()
        pin = str(call.body().get("pin", "")) if name == "lock" else ""
        if name == "lock" and not PIN.fullmatch(pin):
            raise Problem(400, "Bad Request: pin must have 6 digits")
        self._devices.command_by_mdm(system, name, pin=pin)
        return done()

    def _managed(self, call: Call) -> Row:
        _check_mdm(call)
        found = self._devices.table.find("mdm_device", call.id)
        if not found:
            raise not_found()
        return found[0]

    def _shown(self, system: Row) -> Row:
        stats = self._policies.stats(system)
        row = {name: value for name, value in system.items() if name != "mdm_device"}
        row |= {"policyStats": stats, "isPolicyBound": stats["total"] > 0}
        # An agent that is connected was in contact just now.
        return row | {"lastContact": stamp(self._world.now())} if system["active"] else row

    def _joined(self, system: Row) -> Row:
        primary = system["primarySystemUser"]["id"]
        user = self._users.get(primary) if primary else None
        groups = self._graph.direct(Node("system", system["_id"]), "system_group")
        joined = {**(user or {}), "id": primary}
        return self._shown(system) | {"primarySystemUser": joined, "memberof": list(groups)}


def _check_mdm(call: Call) -> None:
    if call.path["mdm"] != APPLE_MDM:
        raise not_found()


def _mdm_id(system: Row) -> str:
    return str(system["mdm"].get("internal", {}).get("deviceId", ""))


def _mdm_device(system: Row) -> Row:
    return {
        "id": _mdm_id(system),
        "serialNumber": system["serialNumber"],
        "udid": sha256(system["_id"].encode()).hexdigest()[:32].upper(),
        "osVersion": system["version"],
        "depRegistered": system["mdm"]["dep"],
        "enrolled": True,
        "createdAt": system["created"],
        "modelFamily": "Mac",
        "mdmOsFamily": "macOS",
    }
