"""API v2: policies, their templates and their results; lists tell no total."""

from typing import Final

from starlette.responses import JSONResponse, Response

from bot.sandbox.jumpcloud.grammar import v2_query
from bot.sandbox.jumpcloud.policies import Policies
from bot.sandbox.jumpcloud.problem import not_found, read_window
from bot.sandbox.jumpcloud.table import Row
from bot.sandbox.jumpcloud.web import Call, Endpoint, done

READ: Final = "systems systems.readonly"
LISTED_ONLY: Final = frozenset({"deliveryTypes", "state", "alert", "reference"})


class PoliciesV2:
    """The endpoints for policies."""

    def __init__(self, policies: Policies) -> None:
        self._policies = policies

    def endpoints(self) -> list[Endpoint]:
        """List the endpoints."""
        policy = "/policies/{id}"
        return [
            Endpoint("GET", "/policies", self._list, READ),
            Endpoint("POST", "/policies", self._create, "systems"),
            Endpoint("GET", policy, self._get, READ),
            Endpoint("PUT", policy, self._change, "systems"),
            Endpoint("DELETE", policy, self._delete, "systems"),
            Endpoint("GET", f"{policy}/policystatuses", self._of_policy, READ),
            Endpoint("GET", f"{policy}/policyresults", self._of_policy, READ),
            Endpoint("GET", "/systems/{id}/policystatuses", self._of_system, READ),
            Endpoint("GET", "/policyresults", self._results, READ),
            Endpoint("GET", "/policyresults/{id}", self._result, READ),
            Endpoint("GET", "/policytemplates", self._templates, READ),
            Endpoint("GET", "/policytemplates/{id}", self._template, READ),
        ]

    def _list(self, call: Call) -> Response:
        rows = self._policies.rows.values()
        return _page(call, [_shallow(row) for row in rows])

    def _get(self, call: Call) -> Response:
        return JSONResponse(self._policies.get(call.id))

    def _create(self, call: Call) -> Response:
        given = {k: v for k, v in call.body().items() if k != "id"}
        return JSONResponse(self._policies.put(given), 201)

    def _change(self, call: Call) -> Response:
        return JSONResponse(_shallow(self._policies.put(call.body(), call.id)))

    def _delete(self, call: Call) -> Response:
        self._policies.remove(call.id)
        return done()

    def _of_policy(self, call: Call) -> Response:
        return _page(call, self._policies.of_policy(call.id))

    def _of_system(self, call: Call) -> Response:
        return _page(call, self._policies.of_system(call.id))

    def _results(self, call: Call) -> Response:
        return _page(call, self._policies.results())

    def _result(self, call: Call) -> Response:
        found = next((row for row in self._policies.results() if row["id"] == call.id), None)
        if found is None:
            raise not_found()
        return JSONResponse(found)

    def _templates(self, call: Call) -> Response:
        return _page(call, list(self._policies.templates.values()))

    def _template(self, call: Call) -> Response:
        found = self._policies.templates.get(call.id)
        if found is None:
            raise not_found()
        details = {name: value for name, value in found.items() if name not in LISTED_ONLY}
        return JSONResponse(details | {"configFields": []})


def _shallow(row: Row) -> Row:
    return {name: row[name] for name in ("id", "name", "template")}


def _page(call: Call, rows: list[Row]) -> Response:
    start, end = read_window(call.query)
    wanted = v2_query(call.query)
    return JSONResponse([row for row in rows if wanted.holds(row)][start:end])
