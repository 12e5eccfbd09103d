"""API v2: direct edges, and what is reached over several."""

from typing import Any, Final

from starlette.responses import JSONResponse, Response

from bot.sandbox.jumpcloud.graph import (
    TARGETS,
    Graph,
    Node,
    compiled,
    edge,
)
from bot.sandbox.jumpcloud.problem import Problem, read_window
from bot.sandbox.jumpcloud.web import Call, Endpoint, done
from bot.sandbox.store import World

# Targets that JumpCloud knows, and of which there are none here.
ABSENT: Final = {
    "user": frozenset(
        {
            *("active_directory", "application", "g_suite", "ldap_server", "office_365"),
            *("password_manager_item", "policy_group", "radius_server"),
        }
    ),
    "system": frozenset({"command", "policy_group"}),
    "user_group": frozenset(
        {
            *("active_directory", "application", "g_suite", "ldap_server", "office_365"),
            *("password_manager_item", "policy_group", "radius_server"),
        }
    ),
    "system_group": frozenset({"command", "policy_group", "radius_server"}),
    "policy": frozenset(),
    "idp_routing_policy": frozenset(),
}
# The path of each kind, and the scopes of its associations.
PLACES: Final = {
    "user": ("/users", "users"),
    "system": ("/systems", "systems"),
    "user_group": ("/usergroups", "groups"),
    "system_group": ("/systemgroups", "groups"),
    "policy": ("/policies", "systems"),
    "idp_routing_policy": ("/identity-provider/policies", "authn"),
}
SELF: Final = ("system", "system_group")
USERS: Final = "users users.readonly"
SYSTEMS: Final = "systems systems.readonly"
GROUPS: Final = "groups groups.readonly"
TRAVERSALS: Final = (
    ("/users/{id}/systems", "user", "system", SYSTEMS),
    ("/users/{id}/systemgroups", "user", "system_group", GROUPS),
    ("/users/{id}/memberof", "user", "user_group", GROUPS),
    ("/systems/{id}/users", "system", "user", f"{USERS} users.self"),
    ("/systems/{id}/usergroups", "system", "user_group", GROUPS),
    ("/systems/{id}/memberof", "system", "system_group", f"{GROUPS} groups.self"),
    ("/systems/{id}/policies", "system", "policy", SYSTEMS),
    ("/usergroups/{id}/membership", "user_group", "user", USERS),
    ("/usergroups/{id}/systems", "user_group", "system", SYSTEMS),
    ("/usergroups/{id}/systemgroups", "user_group", "system_group", GROUPS),
    ("/systemgroups/{id}/membership", "system_group", "system", SYSTEMS),
    ("/systemgroups/{id}/users", "system_group", "user", USERS),
    ("/systemgroups/{id}/usergroups", "system_group", "user_group", GROUPS),
    ("/policies/{id}/systems", "policy", "system", SYSTEMS),
    (
        "/identity-provider/policies/{id}/associations/users",
        "idp_routing_policy",
        "user",
        USERS,
    ),
    (
        "/identity-provider/policies/{id}/associations/usergroups",
        "idp_routing_policy",
        "user_group",
        GROUPS,
    ),
)


class GraphV2:
    """The endpoints for associations and traversals."""

    def __init__(self, world: World, graph: Graph) -> None:
        self._world = world
        self._graph = graph

    def endpoints(self) -> list[Endpoint]:
        """List the endpoints."""
        found = []
        for kind, (place, family) in PLACES.items():
            path = f"{place}/{{id}}/associations"
            own = " associations.self" if kind in SELF else ""
            write = f"associations associations.{family}{own}"
            read = f"{write} associations.readonly associations.{family}.readonly"
            found.append(Endpoint("GET", path, self._reader(kind), read))
            found.append(Endpoint("POST", path, self._writer(kind), write))
        for path, start, end, scopes in TRAVERSALS:
            found.append(Endpoint("GET", path, self._traversal(start, end), scopes))
        return found

    def _reader(self, kind: str) -> Any:
        def read(call: Call) -> Response:
            targets = _targets(call, kind)
            node = Node(kind, call.id)
            self._graph.check(node)
            found = [
                edge(target, *each)
                for target in targets
                for each in self._graph.direct(node, target).items()
            ]
            start, end = read_window(call.query)
            return JSONResponse(found[start:end], headers={"x-total-count": str(len(found))})

        return read

    def _writer(self, kind: str) -> Any:
        def write(call: Call) -> Response:
            body = call.body()
            start = Node(kind, call.id)
            self._graph.check(start)
            target = str(body.get("type"))
            if target in ABSENT[kind]:
                raise Problem(404, "Not Found")
            end = Node(target, str(body.get("id", "")))
            operation, attributes = str(body.get("op")), body.get("attributes")
            self._graph.associate(operation, start, end, attributes)
            self._world.changed()
            return done()

        return write

    def _traversal(self, kind: str, target: str) -> Any:
        def traverse(call: Call) -> Response:
            node = Node(kind, call.id)
            self._graph.check(node)
            start, end = read_window(call.query)
            found = list(self._graph.reach(node, target).items())
            answer = [
                {"id": each, "type": target, "compiledAttributes": compiled(paths), "paths": paths}
                for each, paths in found[start:end]
            ]
            return JSONResponse(answer)

        return traverse


def _targets(call: Call, kind: str) -> list[str]:
    given = [each for text in call.query.getlist("targets") for each in text.split(",") if each]
    if not given:
        raise Problem(400, "Bad Request: targets is required")
    if unknown := set(given) - TARGETS[kind] - ABSENT[kind]:
        raise Problem(400, f"Bad Request: invalid targets {', '.join(sorted(unknown))}")
    return given
