"""`/api/v1/groups/rules`: the rules that fill groups."""

from typing import Final

from bot.sandbox.okta import render
from bot.sandbox.okta.errors import invalid
from bot.sandbox.okta.rules import GroupRule
from bot.sandbox.okta.web import NOTHING, Call, Endpoint, Reply, page

READ: Final = "okta.groups.read"
MANAGE: Final = "okta.groups.manage"
MOST: Final = 200
USUAL: Final = 50


def listed(call: Call) -> Reply:
    """List the rules; `search` is a part of the name."""
    piece = call.query.get("search", "").casefold()
    found = [each for each in _all(call).values() if piece in each.name.casefold()]
    return page(call, found, render.group_rule, limit=USUAL, most=MOST)


def got(call: Call) -> Reply:
    """Get a rule."""
    return Reply(render.group_rule(_rule(call)))


def created(call: Call) -> Reply:
    """Create a rule; it does nothing before it is activated."""
    directory = call.directory
    if any(each.name == call.body.get("name") for each in _all(call).values()):
        raise invalid("name", "name: A rule with this name exists already")
    rule_id = directory.world.okta_id("0pr")
    rule = directory.rules.add(rule_id, call.body, directory.groups)
    directory.world.changed()
    return Reply(render.group_rule(rule))


def replaced(call: Call) -> Reply:
    """Change a rule that is not active."""
    rule = _rule(call)
    call.directory.rules.replace(rule, call.body, call.directory.groups)
    return Reply(render.group_rule(rule))


def deleted(call: Call) -> Reply:
    """Delete a rule; Okta answers before the memberships are looked at again."""
    del _all(call)[_rule(call).id]
    _look_again(call)
    return Reply({}, status=202)


def activated(call: Call) -> Reply:
    """Let a rule act on everybody, after the rules' delay."""
    rule = _rule(call)
    if rule.status == "INVALID":
        raise invalid("rule", "Cannot activate an invalid rule.")
    rule.status = "ACTIVE"
    _look_again(call)
    return NOTHING


def deactivated(call: Call) -> Reply:
    """Let a rule act no more; who is in a group by it stays."""
    _rule(call).status = "INACTIVE"
    return NOTHING


def _all(call: Call) -> dict[str, GroupRule]:
    return call.directory.rules.all


def _rule(call: Call) -> GroupRule:
    return call.directory.rules.get(call.path["rule"])


def _look_again(call: Call) -> None:
    for user in call.directory.users.values():
        call.directory.rules.touch(user)


ALL: Final = "/api/v1/groups/rules"
ONE: Final = f"{ALL}/{{rule}}"
ENDPOINTS: Final = (
    Endpoint("GET", ALL, listed, READ, "groups"),
    Endpoint("POST", ALL, created, MANAGE, "groups"),
    Endpoint("GET", ONE, got, READ, "groups"),
    Endpoint("PUT", ONE, replaced, MANAGE, "groups"),
    Endpoint("DELETE", ONE, deleted, MANAGE, "groups"),
    Endpoint("POST", f"{ONE}/lifecycle/activate", activated, MANAGE, "groups"),
    Endpoint("POST", f"{ONE}/lifecycle/deactivate", deactivated, MANAGE, "groups"),
)
