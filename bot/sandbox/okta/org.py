"""What belongs to the org as a whole: its log, its password policy, its profile's schema."""

from collections.abc import Iterable
from typing import Any, Final

from bot.sandbox.okta import hooks
from bot.sandbox.okta.errors import OktaError, invalid
from bot.sandbox.okta.log import stamp
from bot.sandbox.okta.model import BASE_ATTRIBUTES
from bot.sandbox.okta.web import Call, Endpoint, Reply, link

COMPLEXITY: Final = {
    "minLength": 8,
    "minLowerCase": 1,
    "minUpperCase": 1,
    "minNumber": 1,
    "minSymbol": 0,
    "excludeUsername": True,
    "dictionary": {"common": {"exclude": False}},
    "excludeAttributes": [],
}
AGE: Final = {"maxAgeDays": 0, "expireWarnDays": 0, "minAgeMinutes": 0, "historyCount": 5}


def logs(call: Call) -> Reply:
    """Read the System Log."""
    found = call.directory.log.read(call.query)
    links = [link(call, "self", {})]
    if found.after is not None:
        links.append(link(call, "next", {"after": found.after}))
    return Reply(found.events, headers=links)


def policies(call: Call) -> Reply:
    """List the policies of a type: one for passwords, none of any other."""
    if "type" not in call.query:
        raise invalid("type", "type: The field cannot be left blank")
    if call.query["type"] != "PASSWORD":
        return Reply([])
    everyone = [each.id for each in call.directory.groups.values() if each.type == "BUILT_IN"]
    policy = {
        "type": "PASSWORD",
        "id": "00pDefaultPolicy0005d7"[:20],
        "name": "Default Policy",
        "status": "ACTIVE",
        "priority": 1,
        "system": True,
        "conditions": {
            "people": {"groups": {"include": everyone}},
            "authProvider": {"provider": "OKTA"},
        },
        "settings": {
            "password": {
                "complexity": COMPLEXITY,
                "age": AGE,
                "lockout": {"maxAttempts": 10, "autoUnlockMinutes": 0},
            },
            "delegation": {"options": {"skipUnlock": False}},
        },
    }
    return Reply([policy])


def schema(call: Call) -> Reply:
    """Get the schema of the user profile: its base attributes, and the org's own."""
    known = call.directory.attributes

    def part(names: Iterable[str]) -> dict[str, Any]:
        properties = {name: {"title": name, "type": "string"} for name in sorted(names)}
        return {"type": "object", "properties": properties}

    base = [name for name in BASE_ATTRIBUTES if name in known]
    own = [name for name in known if name not in BASE_ATTRIBUTES]
    definitions = {"base": {"id": "#base"} | part(base), "custom": {"id": "#custom"} | part(own)}
    return Reply({"name": "user", "type": "object", "definitions": definitions})


def org(call: Call) -> Reply:
    """Get the org."""
    shown = {"id": "00oacmeexample00005d7"[:20], "companyName": "Acme", "status": "ACTIVE"}
    return Reply(shown | {"subdomain": "acme", "created": stamp(call.directory.app.created)})


def nowhere(call: Call) -> Reply:
    """Refuse a path that this Okta does not have."""
    raise OktaError("E0000007", call.url)


ENDPOINTS: Final = (
    Endpoint("GET", "/api/v1/logs", logs, "okta.logs.read", "logs"),
    Endpoint("GET", "/api/v1/policies", policies, "okta.policies.read"),
    Endpoint("GET", "/api/v1/meta/schemas/user/default", schema, "okta.schemas.read"),
    Endpoint("GET", "/api/v1/org", org, "okta.orgs.read"),
    *hooks.ENDPOINTS,
)
