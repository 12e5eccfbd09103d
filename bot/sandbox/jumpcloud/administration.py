"""The endpoints for roles, scopes and service accounts, below /api/v2."""

from collections.abc import Callable
from typing import Any, Final

from starlette.responses import JSONResponse, Response

from bot.sandbox.jumpcloud.access import Access
from bot.sandbox.jumpcloud.credentials import ServiceAccount
from bot.sandbox.jumpcloud.problem import Problem, not_found, read_window
from bot.sandbox.jumpcloud.scopes import SCOPE_GROUPS
from bot.sandbox.jumpcloud.table import Row
from bot.sandbox.jumpcloud.web import Call, Endpoint, done

ROLES: Final = "roles roles.readonly"
ACCOUNTS: Final = "serviceaccounts serviceaccounts.readonly"
SORTS: Final[dict[str, Callable[[Row], Any]]] = {
    "name": lambda row: row["name"],
    "expiresAt": lambda row: row["expiresAt"],
}


class Administration:
    """Who may do what, over HTTP."""

    def __init__(self, access: Access) -> None:
        self._credentials = access.credentials

    def endpoints(self) -> list[Endpoint]:
        """List the endpoints."""
        role, account = "/roles/{id}", "/service-accounts/{id}"
        return [
            Endpoint("GET", "/roles", self._roles, ROLES),
            Endpoint("POST", "/roles", self._create_role, "roles"),
            Endpoint("GET", role, self._role, ROLES),
            Endpoint("PUT", role, self._replace_role, "roles"),
            Endpoint("DELETE", role, self._delete_role, "roles"),
            Endpoint("GET", "/scope-groups", self._scope_groups, ROLES),
            Endpoint("GET", "/service-accounts", self._accounts, ACCOUNTS),
            Endpoint("POST", "/service-accounts", self._create_account, "serviceaccounts"),
            Endpoint("GET", account, self._account, ACCOUNTS),
            Endpoint("DELETE", account, self._delete_account, "serviceaccounts"),
            Endpoint("POST", f"{account}/auth-config", self._rotate, "serviceaccounts"),
        ]

    def _roles(self, call: Call) -> Response:
        return _page(call, list(self._credentials.roles.values()))

    def _role(self, call: Call) -> Response:
        role = self._credentials.roles.get(call.id)
        if role is None:
            raise not_found()
        return JSONResponse(role)

    def _create_role(self, call: Call) -> Response:
        return JSONResponse(self._credentials.put_role(call.body()), 201)

    def _replace_role(self, call: Call) -> Response:
        return JSONResponse(self._credentials.put_role(call.body(), call.id))

    def _delete_role(self, call: Call) -> Response:
        self._credentials.remove_role(call.id)
        return done()

    def _scope_groups(self, call: Call) -> Response:
        rows = [_group(name, scopes) for name, scopes in sorted(SCOPE_GROUPS.items())]
        return _page(call, rows)

    def _accounts(self, call: Call) -> Response:
        term = call.query.get("search.searchTerm", "").casefold()
        accounts = self._credentials.accounts.values()
        rows = [self._credentials.shown(each) for each in accounts if term in each.name.casefold()]
        for row in rows:
            del row["authConfigList"]
        sort = call.query.get("sort", "name")
        key = SORTS.get(sort.removeprefix("-"))
        if key is None:
            raise Problem(400, f'Bad Request: cannot sort by "{sort}"')
        return _page(call, sorted(rows, key=key, reverse=sort.startswith("-")))

    def _account(self, call: Call) -> Response:
        return JSONResponse(self._credentials.shown(self._found(call)))

    def _create_account(self, call: Call) -> Response:
        body = call.body()
        kind, lifetime = _wanted(body.get("authConfig"))
        name, role_id = str(body.get("name", "")), str(body.get("roleId", ""))
        account = self._credentials.add_account(name, role_id, kind, lifetime)
        shown = self._credentials.shown(account, created=True)
        return JSONResponse({"serviceAccount": shown}, 201)

    def _delete_account(self, call: Call) -> Response:
        del self._credentials.accounts[self._found(call).id]
        return JSONResponse({})

    def _rotate(self, call: Call) -> Response:
        body = call.body()
        kind, lifetime = _wanted(body.get("authConfig", body))
        secret = self._credentials.rotate(call.id, kind, lifetime)
        shown = secret.shown(secret.created, whole=True)
        return JSONResponse({"authConfig": shown}, 201)

    def _found(self, call: Call) -> ServiceAccount:
        account = self._credentials.accounts.get(call.id)
        if account is None:
            raise not_found()
        return account


def _group(name: str, scopes: tuple[str, ...]) -> Row:
    key = name.casefold().replace(" ", "-")
    listed = [
        {
            "key": scope,
            "label": scope,
            "displayToUsers": True,
            "permissionType": "actions",
            "permissions": [{"key": "allow", "values": [scope]}],
        }
        for scope in scopes
    ]
    full = [scope for scope in scopes if "." not in scope]
    return {
        "id": key.encode().hex()[:24].ljust(24, "0"),
        "groupName": name,
        "groupKey": key,
        "displayToUsers": True,
        "fullAccessScopes": full,
        "scopes": listed,
    }


def _wanted(config: Any) -> tuple[str, str]:
    config = config if isinstance(config, dict) else {}
    kind = str(config.get("authType", ""))
    part = config.get("clientSecretConfig" if kind == "CLIENT_SECRET" else "apiKeyConfig") or {}
    return kind, str(part.get("lifetime", ""))


def _page(call: Call, rows: list[Row]) -> Response:
    start, end = read_window(call.query)
    answer = {"results": rows[start:end], "totalCount": len(rows)}
    return JSONResponse(answer, headers={"x-total-count": str(len(rows))})
