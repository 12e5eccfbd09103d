"""The JumpCloud app in Okta: who is assigned to it, and how far each provisioning has come.

Okta's SCIM client itself is `bot.sandbox.scim`: it hears of every change here and reports back.
"""

from collections.abc import Callable
from typing import Final, Literal

from bot.sandbox.okta.log import Log
from bot.sandbox.okta.model import APP_FEATURES, LIVE, AppUser, Change, ChangeKind, User
from bot.sandbox.store import World

LABEL: Final = "JumpCloud"
MESSAGES: Final = {
    "application.provision.user.push": "Push new user to external application",
    "application.provision.user.sync": "Sync user in external application",
    "app.user_management.push_new_user_success": "Push new user success",
    "application.provision.user.push_profile": "Push users profile to external application",
    "application.provision.user.push_okta_password": "Push users Okta password to application",
    "application.provision.user.password": "Issue pushing user password to external application",
    "application.provision.user.deactivate": "Push user deactivation to external application",
    "application.provision.user.reactivate": "Push user reactivation in external application",
}
INTEGRATION: Final = {
    "application.integration.authentication_failure": (
        "Authentication failure with external application",
        "app.auth_error.INVALID_CREDENTIALS",
    ),
    "application.integration.rate_limit_exceeded": (
        "Rate limit exceeded with external application",
        "app.api.error.rate.limit.exceeded",
    ),
    "application.integration.general_failure": (
        "General failure with external application",
        "app.api.error.generic",
    ),
}
# By the event's type, and whether it worked.
LEGACY: Final = {
    ("application.provision.user.push", True): "app.user_management.push_new_user_success",
    ("application.provision.user.push", False): "app.user_management.push_new_user",
    ("application.provision.user.push_profile", True): "app.user_management.push_profile_success",
    ("application.provision.user.push_profile", False): "app.user_management.push_profile_failure",
    (
        "application.provision.user.push_okta_password",
        True,
    ): "app.user_management.push_okta_password_update",
    ("application.provision.user.password", False): "app.api.error.push_password_update",
    ("application.provision.user.reactivate", False): "app.api.error.reactivate_user",
    ("application.provision.user.deactivate", False): "app.api.error.deactivate_user",
}
PUSH: Final = "application.provision.user.push"
PUSH_PROFILE: Final = "application.provision.user.push_profile"
DEACTIVATE: Final = "application.provision.user.deactivate"
NOT_MAPPED: Final = frozenset({"login", "secondEmail"})

Subscriber = Callable[[Change], None]


class App:
    """The app's users, and who listens for what SCIM must send.

    Attributes:
        features: What provisioning is on; a test may take one away.
        users: App users by the id of the Okta user.
    """

    def __init__(self, world: World, log: Log, app_id: str) -> None:
        self.id = app_id
        self.created = world.now()
        self.features: list[str] = list(APP_FEATURES)
        self.users: dict[str, AppUser] = {}
        self.subscribers: list[Subscriber] = []
        self._former: dict[str, str] = {}
        self._world = world
        self._log = log

    @property
    def target(self) -> dict[str, str | None]:
        """The app as the target of a log event."""
        shown = {"id": self.id, "type": "AppInstance", "alternateId": LABEL}
        return shown | {"displayName": LABEL, "detailEntry": None}

    def settle(self, user: User, *, carried: bool) -> None:
        """Give or take what follows from a user's status and groups.

        Args:
            carried: Whether a group of the user carries the app.
        """
        app_user = self.users.get(user.id)
        if app_user is None:
            if carried and user.status in LIVE:
                self.assign(user, "GROUP")
        elif user.status == "DEPROVISIONED" or (app_user.scope == "GROUP" and not carried):
            self.unassign(user)

    def assign(self, user: User, scope: Literal["USER", "GROUP"]) -> AppUser:
        """Assign a user, and let SCIM create them."""
        now = self._world.now()
        app_user = AppUser(
            id=self._world.okta_id("0ua"),
            user_id=user.id,
            scope=scope,
            user_name=user.profile["email"].partition("@")[0],
            created=now,
            last_updated=now,
            status_changed=now,
            profile=_mapped(user),
        )
        self.users[user.id] = app_user
        self._log.write(
            "application.user_membership.add",
            "Add user to application membership",
            app_user,
            self.target,
            user,
        )
        if "PUSH_NEW_USERS" in self.features:
            kind: ChangeKind = "reactivated" if user.id in self._former else "assigned"
            self._tell(kind, user, app_user, with_password=True)
        else:
            app_user.status, app_user.sync_state = "ACTIVE", "DISABLED"
        return app_user

    def unassign(self, user: User) -> None:
        """Take a user's assignment, and let SCIM deactivate them where that is on."""
        app_user = self.users.pop(user.id)
        if app_user.external_id:
            self._former[user.id] = app_user.external_id
        self._log.write(
            "application.user_membership.remove",
            "Remove user's application membership",
            app_user,
            self.target,
            user,
        )
        if "PUSH_USER_DEACTIVATION" in self.features:
            self._tell("deactivated", user, app_user)

    def profile_changed(self, user: User) -> None:
        """Let SCIM push a profile; for one whose creation failed, this is Okta's next try."""
        app_user = self.users.get(user.id)
        if app_user is None or "PUSH_PROFILE_UPDATES" not in self.features:
            return
        app_user.profile = _mapped(user)
        app_user.user_name = user.profile["email"].partition("@")[0]
        failed = app_user.sync_state == "ERROR" and app_user.external_id is None
        app_user.sync_state = "OUT_OF_SYNC" if app_user.external_id else "SYNCING"
        self._touch(app_user)
        self._tell("assigned" if failed else "profile", user, app_user, with_password=failed)

    def password_changed(self, user: User) -> None:
        """Let SCIM push a password, where password sync is on."""
        app_user = self.users.get(user.id)
        if app_user is not None and "PUSH_PASSWORD_UPDATES" in self.features:
            self._tell("password", user, app_user, with_password=True)

    def synced(self, user: User, external_id: str) -> None:
        """Take SCIM's word that the app has the user, by the id that the app gave."""
        app_user = self.users.get(user.id)
        if app_user is None:
            return
        first = app_user.external_id is None
        app_user.external_id = external_id
        app_user.sync_state = "SYNCHRONIZED"
        app_user.last_sync = self._world.now()
        self._touch(app_user)
        self._log_push(PUSH if first else PUSH_PROFILE, user)
        if first:
            app_user.status, app_user.status_changed = "PROVISIONED", app_user.last_sync
            self._log_push("application.provision.user.sync", user)
            self._log_push("app.user_management.push_new_user_success", user)
        self._world.changed()

    def failed(self, user: User, reason: str, event_type: str | None = None) -> None:
        """Take SCIM's word that the app refused; the reason stands in the log and nowhere else."""
        app_user = self.users.get(user.id)
        pushed = app_user is not None and app_user.external_id
        if app_user is not None:
            app_user.sync_state = "ERROR"
            self._touch(app_user)
        what = "provisioning" if not pushed else "profile push"
        text = f"Automatic {what} of user {user.name} to app {LABEL} failed: {reason}"
        self._log_push(event_type or (PUSH_PROFILE if pushed else PUSH), user, text)
        self._world.changed()

    def password_pushed(self, user: User) -> None:
        """Take SCIM's word that the app has the user's password."""
        self._log_push("application.provision.user.push_okta_password", user)
        self._world.changed()

    def moved(self, user_id: str, sync_state: str) -> None:
        """Take SCIM's word for how far a user's pushes are, where anything is pushed at all."""
        app_user = self.users.get(user_id)
        if app_user is not None and app_user.sync_state not in (sync_state, "DISABLED"):
            app_user.sync_state = sync_state
            self._world.changed()

    def integration_failed(self, event_type: str, reason: str) -> None:
        """Take SCIM's word that the app did not answer as it should."""
        message, legacy = INTEGRATION[event_type]
        self._log.write(
            event_type,
            message,
            self.target,
            result="FAILURE",
            reason=reason,
            debug={"AppName": LABEL},
            legacy=legacy,
        )

    def adopt(self, user: User, external_id: str) -> None:
        """Take a user for one who was provisioned long ago, and maybe deprovisioned since."""
        app_user = self.users.get(user.id)
        if app_user is None:
            self._former[user.id] = external_id
            return
        app_user.external_id, app_user.last_sync = external_id, app_user.created
        app_user.status, app_user.sync_state = "PROVISIONED", "SYNCHRONIZED"

    def _log_push(self, event_type: str, user: User, reason: str | None = None) -> None:
        app_user = self.users.get(user.id)
        about = [app_user] if app_user else []
        result = "FAILURE" if reason else "SUCCESS"
        message = MESSAGES.get(event_type, event_type)
        debug = {"AppName": LABEL}
        self._log.write(
            event_type,
            message,
            *about,
            self.target,
            user,
            result=result,
            reason=reason,
            debug=debug,
            legacy=LEGACY.get((event_type, reason is None)),
        )

    def _touch(self, app_user: AppUser) -> None:
        app_user.last_updated = self._world.now()

    def _tell(
        self, kind: ChangeKind, user: User, app_user: AppUser, *, with_password: bool = False
    ) -> None:
        push = with_password and "PUSH_PASSWORD_UPDATES" in self.features
        change = Change(
            kind=kind,
            user_id=user.id,
            user_name=app_user.user_name,
            profile=dict(user.profile),
            password=user.password if push else None,
            external_id=app_user.external_id or self._former.get(user.id),
        )
        for subscriber in tuple(self.subscribers):
            subscriber(change)


def _mapped(user: User) -> dict[str, object]:
    return {
        key: value
        for key, value in user.profile.items()
        if value is not None and key not in NOT_MAPPED
    }
