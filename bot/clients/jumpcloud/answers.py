"""What JumpCloud answers, as far as the bot reads it. Everything but an id may be missing."""

from collections.abc import Sequence
from typing import Any, Final

from pydantic import AliasChoices, AliasPath, Field, field_validator

from bot.clients.answers import Answer, Moment

ID: Final = AliasChoices("_id", "id")
"""v1 calls it `_id`, v2 `id`, some answers both."""


class Attribute(Answer):
    """A custom attribute; Okta's routing value is one."""

    name: str = ""
    value: str = ""

    @field_validator("value", mode="before")
    @classmethod
    def _as_text(cls, value: Any) -> Any:
        return value if isinstance(value, str) else str(value)


class JumpCloudUser(Answer):
    """A person in JumpCloud.

    Attributes:
        local_account: The account's name on devices where it is not the username; may be empty.
        state: STAGED, ACTIVATED or SUSPENDED; only ACTIVATED people get anything.
        activated: Whether a password has been set, whatever the state.
        account_locked: Locked out by wrong passwords.
        password_date: When the password was set last.
        creation_source: Contains `scim` for people whom Okta made.
    """

    id: str = Field(validation_alias=ID)
    username: str = ""
    local_account: str = Field("", alias="systemUsername")
    email: str = ""
    first_name: str = Field("", alias="firstname")
    last_name: str = Field("", alias="lastname")
    given_display_name: str = Field("", alias="displayname")
    state: str = ""
    activated: bool = False
    suspended: bool = False
    account_locked: bool = Field(default=False, alias="account_locked")
    password_expired: bool = Field(default=False, alias="password_expired")
    password_date: Moment = Field(None, alias="password_date")
    creation_source: str = ""
    created: Moment = None
    attributes: Sequence[Attribute] = ()

    @property
    def display_name(self) -> str:
        """The name that people know, or the username of one who has none."""
        full = f"{self.first_name} {self.last_name}".strip()
        return self.given_display_name or full or self.username

    @property
    def account_name(self) -> str:
        """The name that the account has, or will have, on a device."""
        return self.local_account or self.username

    def attribute(self, name: str) -> str | None:
        """Read a custom attribute; None if it is not set."""
        return next((each.value for each in self.attributes if each.name == name), None)


class LocalAccount(Answer):
    """An account on a device, as its agent reported it.

    Attributes:
        managed: Whether JumpCloud rules it; the proof that a binding was done.
        secure_token: macOS only: may unlock FileVault.
    """

    user_name: str = ""
    admin: bool = False
    managed: bool = False
    suspended: bool = False
    secure_token: bool = Field(default=False, alias="secureTokenEnabled")


class ReportedAccount(Answer):
    """An account on a device, as System Insights collected it; numbers are text there.

    Attributes:
        full_name: What the login screen calls it.
        real_user: False for the system's own accounts; None where the agent is too old to say.
        ad_managed: In Active Directory: it cannot be taken over.
        collected: When the agent looked.
    """

    username: str = ""
    full_name: str = Field("", alias="description")
    real_user: bool | None = Field(default=None, alias="real_user")
    admin: bool = False
    managed: bool = False
    suspended: bool = False
    ad_managed: bool = Field(default=False, alias="ad_managed")
    collected: Moment = Field(None, alias="collection_time")


class Command(Answer):
    """Something that a device can be told, such as `lock`."""

    name: str = ""


class System(Answer):
    """A device.

    Attributes:
        os_family: `darwin`, `windows`, `linux` and others; empty if unknown.
        active: Whether its agent is connected now.
        last_contact: When it was last; None if never.
        domain_joined: In Active Directory: its accounts cannot be taken over.
        azure_ad_joined: In Entra: the same.
        has_service_account: macOS only: JumpCloud's own account is there to grant secure tokens.
        user_metrics: The accounts on it; empty until the agent has reported.
        commands: What it can be told; macOS is told by MDM instead.
        release: The edition or release, such as `Sequoia`.
        secure_token: macOS only: that account of JumpCloud's can grant secure tokens.
    """

    id: str = Field(validation_alias=ID)
    given_display_name: str = Field("", alias="displayName")
    hostname: str = ""
    serial_number: str = ""
    os: str = ""
    os_family: str = ""
    version: str = ""
    active: bool = False
    last_contact: Moment = None
    domain_joined: bool = Field(
        default=False, validation_alias=AliasPath("domainInfo", "partOfDomain")
    )
    azure_ad_joined: bool = False
    has_service_account: bool = False
    user_metrics: Sequence[LocalAccount] = ()
    commands: Sequence[Command] = Field((), alias="builtInCommands")
    release: str = Field("", validation_alias=AliasPath("osVersionDetail", "releaseName"))
    secure_token: bool = Field(
        default=False, validation_alias=AliasPath("serviceAccountState", "hasSecureToken")
    )

    @property
    def home_edition(self) -> bool:
        """Whether it runs Windows Home, which ends no session when its person is suspended."""
        words = f"{self.os} {self.version} {self.release}".casefold().split()
        return self.os_family == "windows" and "home" in words

    @property
    def can_lock(self) -> bool:
        """Whether it can be told to lock its screen."""
        return self.os_family != "darwin" and any(each.name == "lock" for each in self.commands)

    @property
    def display_name(self) -> str:
        """The name that people know, or the hostname of one that has none."""
        return self.given_display_name or self.hostname or self.id

    def account(self, name: str) -> LocalAccount | None:
        """Find an account by its exact name: devices tell upper from lower case."""
        return next((each for each in self.user_metrics if each.user_name == name), None)


class Association(Answer):
    """A person bound to a device, seen from either.

    Attributes:
        id: Of the other end.
        type: `user` or `system`.
        sudo: Whether the person is an administrator there.
        direct: False where only groups bind them, which no unbinding ends.
    """

    id: str
    type: str = ""
    sudo: bool = False
    direct: bool = True

    @classmethod
    def of_edge(cls, edge: Any) -> dict[str, Any]:
        """Reshape a direct edge: `{"to": {"id", "type"}, "attributes": {"sudo": ...}}`."""
        return {**_part(edge, "to"), "sudo": _is_sudo(_part(edge, "attributes"))}

    @classmethod
    def of_traversal(cls, node: Any) -> dict[str, Any]:
        """Reshape a node that was reached: `{"id", "type", "compiledAttributes", "paths"}`."""
        paths = node.get("paths") if isinstance(node, dict) else None
        hops = [len(path) for path in paths or [] if isinstance(path, list)]
        sudo = _is_sudo(_part(node, "compiledAttributes"))
        known = {name: node.get(name) for name in ("id", "type")} if isinstance(node, dict) else {}
        return {**known, "sudo": sudo, "direct": not hops or 1 in hops}


class UserGroup(Answer):
    """A group of people.

    Attributes:
        membership: STATIC, or DYNAMIC_AUTOMATED: filled by a rule, not by us.
    """

    id: str
    name: str = ""
    membership: str = Field("", alias="membershipMethod")


class Organization(Answer):
    """An organization.

    Attributes:
        default_state: The state that people get whom Okta makes: ACTIVATED or STAGED.
    """

    id: str = Field(validation_alias=ID)
    display_name: str = ""
    default_state: str = Field(
        "",
        validation_alias=AliasPath("settings", "newSystemUserStateDefaults", "manualEntry"),
    )


def _part(answer: Any, name: str) -> dict[str, Any]:
    part = answer.get(name) if isinstance(answer, dict) else None
    return part if isinstance(part, dict) else {}


def _is_sudo(attributes: dict[str, Any]) -> bool:
    return _part(attributes, "sudo").get("enabled") is True
