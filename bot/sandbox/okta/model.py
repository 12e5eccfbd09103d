"""What Okta keeps: users, groups, and the users of the JumpCloud app."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

BASE_ATTRIBUTES: Final = (
    "login",
    "email",
    "firstName",
    "lastName",
    "secondEmail",
    "mobilePhone",
    "middleName",
    "honorificPrefix",
    "honorificSuffix",
    "title",
    "displayName",
    "nickName",
    "profileUrl",
    "primaryPhone",
    "streetAddress",
    "city",
    "state",
    "zipCode",
    "countryCode",
    "postalAddress",
    "preferredLanguage",
    "locale",
    "timezone",
    "userType",
    "employeeNumber",
    "costCenter",
    "organization",
    "division",
    "department",
    "managerId",
    "manager",
)
APP_FEATURES: Final = (
    "PUSH_NEW_USERS",
    "PUSH_PROFILE_UPDATES",
    "PUSH_PASSWORD_UPDATES",
    "PUSH_USER_DEACTIVATION",
    "REACTIVATE_USERS",
    "GROUP_PUSH",
)
# In these an app that comes with a group is given; a STAGED user gets it at activation.
LIVE: Final = frozenset({"ACTIVE", "PROVISIONED", "PASSWORD_EXPIRED", "RECOVERY", "LOCKED_OUT"})

ChangeKind = Literal["assigned", "reactivated", "profile", "password", "deactivated"]


@dataclass(frozen=True)
class Factor:
    """Something that a person confirms with; `kind` is Okta's, such as `push`."""

    id: str
    kind: str
    created: datetime
    device: str = "Phone"
    provider: str = "OKTA"


@dataclass
class Push:
    """A question on somebody's phone; `answer` is SUCCESS or REJECTED once there is one.

    Attributes:
        number: The one to choose there; None where the phone asks for yes or no.
        offered: What the phone offers to choose from.
    """

    id: str
    user_id: str
    factor_id: str
    expires: datetime
    number: int | None = None
    offered: tuple[int, ...] = ()
    answer: str = ""


@dataclass
class User:
    """A user; times are aware UTC, `password` is in clear because nobody's life hangs on it."""

    id: str
    status: str
    created: datetime
    profile: dict[str, Any]
    last_updated: datetime
    activated: datetime | None = None
    status_changed: datetime | None = None
    last_login: datetime | None = None
    password_changed: datetime | None = None
    password: str | None = None
    token: str = ""
    sessions: int = 0
    factors: list[Factor] = field(default_factory=list)
    failed_sign_ins: int = 0
    roles: list[str] = field(default_factory=list)

    @property
    def login(self) -> str:
        """The login as it was written."""
        return str(self.profile["login"])

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.profile['firstName']} {self.profile['lastName']}"


@dataclass
class Group:
    """A group; `members` are user ids in the order they came, `roles` are every member's."""

    id: str
    name: str
    description: str | None
    type: str
    created: datetime
    last_membership_updated: datetime
    carries_app: bool = False
    members: dict[str, None] = field(default_factory=dict)
    roles: list[str] = field(default_factory=list)


@dataclass
class AppUser:
    """A user's account in the JumpCloud app, and how far its provisioning has come."""

    id: str
    user_id: str
    scope: Literal["USER", "GROUP"]
    user_name: str
    created: datetime
    last_updated: datetime
    status_changed: datetime
    status: str = "STAGED"
    sync_state: str = "SYNCING"
    external_id: str | None = None
    last_sync: datetime | None = None
    profile: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """Something that Okta's SCIM client sends to the app.

    Attributes:
        kind: `assigned` for a new app user, `reactivated` for one who was deprovisioned before.
        user_name: The app user's name, by default the local part of the e-mail.
        profile: A copy of the Okta profile at that time.
        password: The password to push, where there is one; also set on `assigned`.
        external_id: The id that the app gave earlier, if it did.
    """

    kind: ChangeKind
    user_id: str
    user_name: str
    profile: dict[str, Any]
    password: str | None = None
    external_id: str | None = None
