"""Every endpoint of JumpCloud's stand-in, asked for what it does."""

from tests.contracts.calls import Call

USER, SYSTEM, POLICY = "/systemusers/{id}", "/systems/{id}", "/policies/{id}"
ORGANIZATION, ROUTING = "/organizations/{id}", "/identity-provider/policies/{id}/associations"
DEVICES, SETTINGS = "/applemdms/{mdm}/devices", "/devices/settings"
USER_GROUP, SYSTEM_GROUP = "/usergroups/{id}", "/systemgroups/{id}"
ROLE, ACCOUNT = "/roles/{id}", "/service-accounts/{id}"
# Whose id stands in a path, by how it begins; the longest beginning counts.
IDS = {
    "/systemusers": "user",
    "/users": "user",
    "/systemusers/{id}/state/activate": "staged",
    "/passwordpolicies/user": "user",
    "/systems": "system",
    "/systems/{id}/command": "windows",
    "/usergroups": "user_group",
    "/systemgroups": "system_group",
    "/policies": "policy",
    "/policyresults": "result",
    "/policytemplates": "template",
    "/identity-provider": "routing",
    "/applemdms": "device",
    "/roles": "role",
    "/service-accounts": "account",
    "/bulk/userstates": "job",
    "/organizations": "organization",
}
SECRET = {"authType": "CLIENT_SECRET", "clientSecretConfig": {"lifetime": "90 Days"}}
# What a call may be about, and how it comes to be: path, body, and where the answer has its id.
MADE = {
    "user_group": ("/usergroups", {"name": "G-{new}"}, "id"),
    "system_group": ("/systemgroups", {"name": "S-{new}"}, "id"),
    "policy": ("/policies", {"name": "P-{new}", "template": {"id": "{template}"}}, "id"),
    "role": (
        "/roles",
        {"name": "R-{new}", "scopes": ["users.readonly"], "description": "d"},
        "id",
    ),
    "account": (
        "/service-accounts",
        {"name": "A-{new}", "roleId": "{role}", "authConfig": SECRET},
        "serviceAccount",
        "objectId",
    ),
    "job": (
        "/bulk/userstates",
        {"user_ids": ["{user}"], "state": "SUSPENDED", "start_date": "2099-01-01T00:00:00Z"},
        0,
        "scheduledJobId",
    ),
}
NEEDS = {"role": ("account",), "policy": ("result",)}
EVENTS = {"service": ["all"], "start_time": "2020-01-01T00:00:00Z"}
SINCE = {"service": ["directory"], "start_time": "2020-01-01T00:00:00Z"}


def subject(path):
    """Tell whose id stands in a path."""
    return IDS[max((each for each in IDS if path.startswith(each)), key=len)]


def edge(kind, who, op="add"):
    return {"op": op, "type": kind, "id": f"{{{who}}}"}


def bound(jumpcloud, names):
    jumpcloud.bind(names["user"], names["system"], sudo=True)


V1 = (
    Call("GET", "/systemusers", query={"limit": "2", "sort": "_id"}),
    Call("POST", "/systemusers", {"username": "{new}", "email": "{new}@acme.example"}),
    Call("POST", "/search/systemusers", {"filter": {"and": [{"email": "x"}]}, "limit": 1}),
    Call("POST", "/search/systemusers", {"fields": "email", "sort": "_id"}),
    Call("GET", USER),
    Call("PUT", USER, {"department": "Research"}),
    Call("DELETE", USER),
    Call("POST", f"{USER}/state/suspend"),
    Call("POST", f"{USER}/state/activate", {"email": False}),
    Call("POST", f"{USER}/unlock"),
    Call("POST", f"{USER}/expire"),
    Call("POST", f"{USER}/password", {"password": "Difference-Engine-1822"}),
    Call("POST", f"{USER}/reactivate", {"email": "other@acme.example"}),
    Call("POST", f"{USER}/resetmfa", {"exclusion": True, "exclusionDays": 2}),
    Call("POST", f"{USER}/mfa/enforce", {"enable_user_portal_multifactor": True}),
    Call("POST", f"{USER}/mfasync"),
    Call("GET", "/systems", query={"limit": "2"}),
    Call("POST", "/search/systems", {"searchFilter": {"searchTerm": "LT", "fields": ["hostname"]}}),
    Call("GET", SYSTEM, ready=bound),
    Call("PUT", SYSTEM, {"displayName": "{new}"}),
    Call("DELETE", SYSTEM),
    Call("POST", f"{SYSTEM}/command/builtin/{{name}}"),
    Call("GET", "/organizations"),
    Call("POST", "/search/organizations", {}),
    Call("GET", ORGANIZATION),
    Call("PUT", ORGANIZATION, {"settings": {"newSystemUserStateDefaults": {}}}),
)
V2 = (
    Call("GET", "/bulk/userstates", query={"userid": "{user}"}),
    Call(
        "POST",
        "/bulk/userstates",
        {"user_ids": ["{user}"], "state": "SUSPENDED", "start_date": "2099-01-01T00:00:00Z"},
    ),
    Call("GET", "/bulk/userstates/eventlist/next", query={"users": "{user}"}),
    Call("DELETE", "/bulk/userstates/{id}"),
    Call("GET", "/usergroups", query={"limit": "2"}),
    Call("POST", "/usergroups", {"name": "{new}"}),
    Call("GET", USER_GROUP),
    Call("PUT", USER_GROUP, {"name": "{new}"}),
    Call("DELETE", USER_GROUP),
    Call("GET", f"{USER_GROUP}/members"),
    Call("POST", f"{USER_GROUP}/members", edge("user", "user")),
    Call("GET", f"{USER_GROUP}/membership"),
    Call("GET", f"{USER_GROUP}/suggestions"),
    Call("POST", f"{USER_GROUP}/suggestions", {"user_ids": ["{user}"]}),
    Call("GET", f"{USER_GROUP}/associations", query={"targets": "system_group"}),
    Call("POST", f"{USER_GROUP}/associations", edge("system_group", "system_group")),
    Call("GET", f"{USER_GROUP}/systems"),
    Call("GET", f"{USER_GROUP}/systemgroups"),
    Call("GET", "/systemgroups", query={"limit": "2"}),
    Call("POST", "/systemgroups", {"name": "{new}"}),
    Call("GET", SYSTEM_GROUP),
    Call("PUT", SYSTEM_GROUP, {"name": "{new}"}),
    Call("DELETE", SYSTEM_GROUP),
    Call("GET", f"{SYSTEM_GROUP}/members"),
    Call("POST", f"{SYSTEM_GROUP}/members", edge("system", "system")),
    Call("GET", f"{SYSTEM_GROUP}/membership"),
    Call("GET", f"{SYSTEM_GROUP}/suggestions"),
    Call("POST", f"{SYSTEM_GROUP}/suggestions", {"user_ids": ["{system}"]}),
    Call("GET", f"{SYSTEM_GROUP}/associations", query={"targets": "policy"}),
    Call("POST", f"{SYSTEM_GROUP}/associations", edge("policy", "policy")),
    Call("GET", f"{SYSTEM_GROUP}/users"),
    Call("GET", f"{SYSTEM_GROUP}/usergroups"),
    Call("GET", "/groups"),
    Call("GET", "/users/{id}/associations", query={"targets": "system"}, ready=bound),
    Call("POST", "/users/{id}/associations", edge("system", "system")),
    Call("GET", "/users/{id}/systems", ready=bound),
    Call("GET", "/users/{id}/systemgroups"),
    Call("GET", "/users/{id}/memberof"),
    Call("GET", "/systems/{id}/associations", query={"targets": "user"}, ready=bound),
    Call("POST", "/systems/{id}/associations", edge("user", "user")),
    Call("GET", "/systems/{id}/users", ready=bound),
    Call("GET", "/systems/{id}/usergroups"),
    Call("GET", "/systems/{id}/memberof"),
    Call("GET", "/systems/{id}/policies"),
    Call("GET", "/systems/{id}/policystatuses"),
    Call("GET", "/systems/{id}/fdekey"),
    Call("GET", ROUTING, query={"targets": "user_group"}),
    Call("POST", ROUTING, edge("user_group", "user_group")),
    Call("GET", f"{ROUTING}/users"),
    Call("GET", f"{ROUTING}/usergroups"),
    Call("GET", "/policies"),
    Call("POST", "/policies", {"name": "{new}", "template": {"id": "{template}"}}),
    Call("GET", POLICY),
    Call("PUT", POLICY, {"name": "{new}"}),
    Call("DELETE", POLICY),
    Call("GET", f"{POLICY}/associations", query={"targets": "system"}),
    Call("POST", f"{POLICY}/associations", edge("system_group", "system_group")),
    Call("GET", f"{POLICY}/systems"),
    Call("GET", f"{POLICY}/policystatuses"),
    Call("GET", f"{POLICY}/policyresults"),
    Call("GET", "/policyresults"),
    Call("GET", "/policyresults/{id}"),
    Call("GET", "/policytemplates"),
    Call("GET", "/policytemplates/{id}"),
    Call("GET", "/applemdms"),
    Call("GET", DEVICES),
    Call("GET", f"{DEVICES}/{{id}}"),
    Call("POST", f"{DEVICES}/{{id}}/{{name}}", {"pin": "123456"}),
    *(
        Call("GET", f"/systeminsights/{name}", query={"filter": "system_id:eq:{laptop}"})
        for name in ("users", "logged_in_users", "os_version", "groups", "user_groups")
    ),
    Call("GET", "/systeminsights/uptime"),
    Call("GET", "/systeminsights/system_info"),
    Call("GET", f"{SETTINGS}/signinwithjumpcloud"),
    Call(
        "PUT",
        f"{SETTINGS}/signinwithjumpcloud",
        {"settings": [{"osFamily": "MACOS", "enabled": True, "defaultPermission": "STANDARD"}]},
    ),
    Call("GET", f"{SETTINGS}/defaultpasswordsync"),
    Call("PUT", f"{SETTINGS}/defaultpasswordsync", {"enabled": True}),
    Call("GET", "/passwordpolicies/user/{id}"),
    Call("GET", "/identity-providers"),
    Call("GET", "/roles"),
    Call("POST", "/roles", {"name": "{new}", "scopes": ["users.readonly"], "description": "d"}),
    Call("GET", ROLE),
    Call("PUT", ROLE, {"name": "{new}", "scopes": ["users.readonly"], "description": "d"}),
    Call("DELETE", ROLE),
    Call("GET", "/scope-groups"),
    Call("GET", "/service-accounts"),
    Call("POST", "/service-accounts", {"name": "{new}", "roleId": "{role}", "authConfig": SECRET}),
    Call("GET", ACCOUNT),
    Call("POST", f"{ACCOUNT}/auth-config", {"authConfig": SECRET}),
    Call("DELETE", ACCOUNT),
)
INSIGHTS = (
    Call("POST", "/directory/v1/events", EVENTS),
    Call("POST", "/directory/v1/events", SINCE | {"limit": 2, "sort": "DESC", "fields": ["id"]}),
    Call(
        "POST",
        "/directory/v1/events",
        SINCE | {"search_term": {"and": [{"event_type": "user_create"}]}},
    ),
    Call("POST", "/directory/v1/events/count", EVENTS),
    Call("POST", "/directory/v1/events/distinct", EVENTS | {"field": "event_type"}),
    Call("POST", "/directory/v1/events/interval", SINCE | {"interval_unit": "d"}),
)
CALLS = {"v1": V1, "v2": V2, "insights": INSIGHTS}
# Of these two only refuse: no device is erased, and there is one identity provider.
REFUSED = {
    "v1": (
        Call("GET", "/systemusers", query={"limit": "101"}),
        Call("POST", "/systemusers", {"username": "{username}", "email": "{new}@acme.example"}),
        Call("PUT", USER, {"username": "{new}"}, ready=bound),
        Call("POST", f"{USER}/password", {"password": "short"}),
        Call("POST", f"{USER}/state/activate", {"email": 7}),
        Call("PUT", ORGANIZATION, {"settings": 7}),
        Call("POST", f"{SYSTEM}/command/builtin/erase", {}),
    ),
    "v2": (
        Call("POST", "/identity-providers", {}),
        Call("POST", f"{DEVICES}/{{id}}/erase", {"pin": "123456"}),
        Call("GET", "/users/{id}/associations"),
        Call("POST", "/users/{id}/associations", edge("system", "system"), ready=bound),
        Call("POST", "/usergroups", {"name": "Okta federated"}),
        Call("POST", "/policies", {}),
        Call("POST", "/roles", {"name": "{new}", "scopes": ["none"]}),
    ),
    "insights": (
        Call("POST", "/directory/v1/events", {"service": ["none"]}),
        Call("POST", "/directory/v1/events/interval", EVENTS | {"interval_unit": "year"}),
    ),
}
