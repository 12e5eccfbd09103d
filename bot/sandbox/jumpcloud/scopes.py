"""The scopes that open JumpCloud's endpoints, in the groups that its console shows them in."""

from typing import Final

SCOPE_GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "User Management": (
        *("users", "users.readonly", "users.create", "users.delete", "users.self"),
        *("users.properties", "users.properties.update"),
        *("users.password", "users.password.expire", "users.password.set"),
        *("users.mfa", "users.mfa.enforce", "users.mfa.reset", "users.mfa.sync"),
        *("users.state", "users.state.activate", "users.state.suspend", "users.state.unlock"),
        *("users.state.update", "users.state.delete", "users.state.readonly"),
        *("users.update.passwordreset", "users.update.unlock"),
        *("users.notification", "users.notification.send-activation-email"),
    ),
    "Device Management": (
        *("systems", "systems.readonly", "systems.management", "systems.self"),
        *("mdm", "mdm.readonly", "systeminsights.readonly"),
    ),
    "Groups and Associations": (
        *("groups", "groups.readonly", "groups.self"),
        *("associations", "associations.readonly", "associations.self"),
        *("associations.users", "associations.users.readonly"),
        *("associations.systems", "associations.systems.readonly"),
        *("associations.groups", "associations.groups.readonly"),
        *("associations.authn", "associations.authn.readonly"),
    ),
    "Authentication": ("authn", "authn.readonly"),
    "Insights": ("directoryinsights.readonly",),
    "Organization": (
        *("organizations", "organizations.readonly", "roles", "roles.readonly"),
        *("serviceaccounts", "serviceaccounts.readonly", "commandrunner.legacy"),
    ),
}
EVERYTHING: Final = tuple(scope for group in SCOPE_GROUPS.values() for scope in group)
READ_ONLY: Final = tuple(scope for scope in EVERYTHING if scope.endswith(".readonly"))
HELP_DESK: Final = (
    *READ_ONLY,
    *("users.password", "users.state", "users.mfa", "users.properties", "systems.management"),
)
# What each of JumpCloud's own roles holds is not published in full.
OWN_ROLES: Final[dict[str, tuple[str, ...]]] = {
    "Administrator With Billing": EVERYTHING,
    "Administrator": EVERYTHING,
    "Manager": tuple(each for each in EVERYTHING if each not in ("roles", "serviceaccounts")),
    "Help Desk": HELP_DESK,
    "Read Only": READ_ONLY,
    "Command Runner": ("commandrunner.legacy",),
}
