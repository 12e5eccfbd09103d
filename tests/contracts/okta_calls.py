"""Every endpoint of Okta's stand-in, asked for what it does."""

import importlib
import pkgutil
from datetime import timedelta

import bot.sandbox.okta
from bot.sandbox.cast import PASSWORD
from bot.sandbox.okta.model import Push
from tests.contracts.calls import Call

USER, GROUP, APP = "/api/v1/users/{user}", "/api/v1/groups/{group}", "/api/v1/apps/{app}"
FACTOR = f"{USER}/factors/{{factor}}"
PUSH = f"{FACTOR}/transactions/{{push}}"
PROFILE = {"email": "new@acme.example", "firstName": "Ada", "lastName": "Lovelace"}
NEW, OLD = {"value": "Difference-1822"}, {"value": PASSWORD}
SECRET = {"type": "HEADER", "key": "Authorization", "value": "secret"}
ADDRESS = {"uri": "https://desk.example.com/okta", "authScheme": SECRET}
HOOK = {
    "name": "Deskhand",
    "events": {"type": "EVENT_TYPE", "items": ["user.lifecycle.suspend"]},
    "channel": {"type": "HTTP", "version": "1.0.0", "config": ADDRESS},
}
STATUSES = (
    *("STAGED", "PROVISIONED", "ACTIVE", "PASSWORD_EXPIRED"),
    *("RECOVERY", "LOCKED_OUT", "SUSPENDED", "DEPROVISIONED"),
)


def routes():
    """List the method and the path of every endpoint, from the code."""
    modules = pkgutil.iter_modules(bot.sandbox.okta.__path__)
    loaded = [importlib.import_module(f"bot.sandbox.okta.{each.name}") for each in modules]
    tables = [getattr(each, "ENDPOINTS", ()) for each in loaded]
    return {(each.method, each.path) for table in tables for each in table}


def member(org, names):
    org.okta.join(names["login"], "Engineering")


def assigned(org, names):
    org.okta.app.assign(org.okta.directory.get(names["user"]), "USER")


def admin(org, names):
    org.okta.make_admin(names["login"])


def phone(org, names):
    names["factor"] = org.okta.enrol_phone(names["login"])


def pushed(org, names):
    phone(org, names)
    push = Push("p" * 24, names["user"], names["factor"], org.world.now() + timedelta(minutes=5))
    org.okta.directory.pushes[push.id] = push
    names["push"] = push.id


def answered(org, names):
    pushed(org, names)
    org.okta.answer_push(names["login"])


def ruled(org, names):
    rule = org.okta.add_rule("Sellers", 'user.title=="x"', names["group"])
    names["rule"] = rule.id


def spare(org, names):
    group_id = org.world.okta_id("00g")
    org.okta.directory.add_group(group_id, "Spare", None, "OKTA_GROUP")
    names["group"] = group_id


def powerful(org, names):
    org.okta.directory.groups[names["group"]].roles.append("HELP_DESK_ADMIN")


def paused(org, names):
    ruled(org, names)
    org.okta.directory.rules.all[names["rule"]].status = "INACTIVE"


def hooked(org, names):
    now, config = "2026-01-01T00:00:00.000Z", HOOK["channel"]["config"]
    hook = {"id": names["hook"], "status": "ACTIVE", "verificationStatus": "UNVERIFIED"}
    hook |= {"created": now, "lastUpdated": now, "createdBy": names["user"]} | HOOK
    auth = {"type": "HEADER", "key": "Authorization"}
    hook["channel"] = HOOK["channel"] | {"config": config | {"authScheme": auth}}
    org.okta.directory.hooks[hook["id"]] = hook


RULE = {
    "type": "group_rule",
    "name": "Sellers too",
    "conditions": {
        "expression": {"type": "urn:okta:expression:1.0", "value": 'user.title=="Seller"'}
    },
    "actions": {"assignUserToGroups": {"groupIds": ["{group}"]}},
}
CALLS = (
    Call("GET", "/api/v1/users", query={"limit": "2"}),
    Call("GET", "/api/v1/users", query={"search": 'profile.login eq "{login}"'}),
    Call("GET", "/api/v1/users", query={"filter": 'status eq "ACTIVE"'}),
    Call("GET", "/api/v1/users", query={"q": "a"}),
    Call(
        "POST",
        "/api/v1/users",
        {"profile": PROFILE | {"login": "new1@acme.example"}, "credentials": {"password": NEW}},
        {"nextLogin": "changePassword"},
    ),
    Call(
        "POST",
        "/api/v1/users",
        {"profile": PROFILE | {"login": "new2@acme.example"}, "groupIds": ["{group}"]},
        {"activate": "false"},
    ),
    *(Call("GET", USER, status=status) for status in STATUSES),
    Call("POST", USER, {"profile": {"title": "Countess"}}),
    Call("POST", USER, {"credentials": {"password": NEW}}, {"strict": "true"}),
    Call("PUT", USER, {"profile": PROFILE | {"login": "{login}"}}),
    Call("DELETE", USER, status="DEPROVISIONED"),
    Call("DELETE", f"{USER}/sessions", query={"oauthTokens": "true"}),
    Call("GET", f"{USER}/groups"),
    Call("GET", f"{USER}/roles", ready=admin),
    Call("POST", f"{USER}/credentials/change_password", {"oldPassword": OLD, "newPassword": NEW}),
    Call("POST", f"{USER}/credentials/forgot_password", query={"sendEmail": "false"}),
    Call("POST", f"{USER}/lifecycle/activate", query={"sendEmail": "false"}, status="STAGED"),
    Call("POST", f"{USER}/lifecycle/activate", status="STAGED"),
    Call("POST", f"{USER}/lifecycle/reactivate", status="PROVISIONED"),
    Call("POST", f"{USER}/lifecycle/deactivate", query={"sendEmail": "false"}),
    Call("POST", f"{USER}/lifecycle/suspend"),
    Call("POST", f"{USER}/lifecycle/unsuspend", status="SUSPENDED"),
    Call("POST", f"{USER}/lifecycle/unlock", status="LOCKED_OUT"),
    Call("POST", f"{USER}/lifecycle/expire_password"),
    Call("POST", f"{USER}/lifecycle/expire_password_with_temp_password"),
    Call("POST", f"{USER}/lifecycle/reset_password", query={"sendEmail": "false"}),
    Call("POST", f"{USER}/lifecycle/reset_factors", ready=phone),
    Call("GET", f"{USER}/factors", ready=phone),
    Call("GET", FACTOR, ready=phone),
    Call("DELETE", FACTOR, ready=phone),
    Call("POST", f"{FACTOR}/verify", ready=phone),
    Call("GET", PUSH, ready=pushed),
    Call("GET", PUSH, ready=answered),
    Call("DELETE", PUSH, ready=pushed),
    Call("GET", "/api/v1/groups", query={"limit": "2"}),
    Call("POST", "/api/v1/groups", {"profile": {"name": "{login}", "description": "d"}}),
    Call("GET", "/api/v1/groups/rules", ready=ruled),
    Call("GET", "/api/v1/groups/rules/{rule}", ready=ruled),
    Call("POST", "/api/v1/groups/rules", RULE),
    Call("PUT", "/api/v1/groups/rules/{rule}", RULE | {"status": "INACTIVE"}, ready=paused),
    Call("DELETE", "/api/v1/groups/rules/{rule}", ready=ruled),
    Call("POST", "/api/v1/groups/rules/{rule}/lifecycle/activate", ready=paused),
    Call("POST", "/api/v1/groups/rules/{rule}/lifecycle/deactivate", ready=ruled),
    Call("GET", GROUP),
    Call("PUT", GROUP, {"profile": {"name": "{login}", "description": "d"}}, ready=spare),
    Call("DELETE", GROUP, ready=spare),
    Call("GET", f"{GROUP}/users", ready=member),
    Call("GET", f"{GROUP}/apps"),
    Call("GET", f"{GROUP}/roles", ready=powerful),
    Call("PUT", f"{GROUP}/users/{{user}}"),
    Call("DELETE", f"{GROUP}/users/{{user}}", ready=member),
    Call("GET", "/api/v1/apps", query={"limit": "1"}),
    Call("GET", APP),
    Call("GET", f"{APP}/groups"),
    Call("GET", f"{APP}/groups/{{group}}"),
    Call("PUT", f"{APP}/groups/{{group}}", {"priority": 0}),
    Call("DELETE", f"{APP}/groups/{{group}}"),
    Call("GET", f"{APP}/users", query={"limit": "1"}, ready=assigned),
    Call("POST", f"{APP}/users", {"id": "{user}", "scope": "USER"}),
    Call("GET", f"{APP}/users/{{user}}", ready=assigned),
    Call("DELETE", f"{APP}/users/{{user}}", ready=assigned),
    Call("GET", "/api/v1/logs", query={"sortOrder": "ASCENDING"}, ready=pushed),
    Call("GET", "/api/v1/policies", query={"type": "PASSWORD"}),
    Call("GET", "/api/v1/meta/schemas/user/default"),
    Call("GET", "/api/v1/org"),
    Call("GET", "/api/v1/eventHooks", ready=hooked),
    Call("POST", "/api/v1/eventHooks", HOOK),
    Call("GET", "/api/v1/eventHooks/{hook}", ready=hooked),
    Call("DELETE", "/api/v1/eventHooks/{hook}", ready=hooked),
)
# Asked wrongly: what is not there is asked of every endpoint by itself.
REFUSED = (
    Call("GET", "/api/v1/users", query={"search": "nonsense"}),
    Call("POST", "/api/v1/users", {"profile": {"login": "{login}"}}),
    Call("POST", f"{USER}/lifecycle/suspend", status="SUSPENDED"),
    Call("POST", f"{USER}/lifecycle/unsuspend"),
    Call("POST", f"{USER}/lifecycle/unlock"),
    Call("POST", f"{USER}/lifecycle/activate"),
    Call("POST", f"{USER}/lifecycle/expire_password", status="SUSPENDED"),
    Call("POST", f"{USER}/lifecycle/reset_password"),
    Call("POST", f"{APP}/users", {"id": "{user}"}, ready=assigned),
    Call("POST", f"{APP}/users", {"id": "{user}"}, status="DEPROVISIONED"),
    Call("DELETE", f"{APP}/users/{{user}}", ready=member),
    Call("POST", "/api/v1/groups", {"profile": {"name": "Sales"}}),
    Call("POST", "/api/v1/eventHooks", HOOK | {"channel": {}}),
    Call("GET", "/api/v1/policies"),
    Call("GET", "/api/v1/logs", query={"filter": "eventType eqq 1"}),
)
