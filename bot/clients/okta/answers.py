"""What Okta answers, as far as the bot reads it. States are plain text: Okta adds new ones."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

from pydantic import AliasPath, BeforeValidator, Field

from bot.clients.answers import Answer, Entry, Moment

IN_SYNC: Final = ("SYNCHRONIZED", "DISABLED")
"""DISABLED: the account was made, and later changes of the profile are not pushed."""


class OktaUser(Answer):
    """A person in Okta.

    Attributes:
        status: STAGED, PROVISIONED, ACTIVE, PASSWORD_EXPIRED, RECOVERY, LOCKED_OUT, SUSPENDED,
            DEPROVISIONED or one that Okta adds.
        transitioning: The status that Okta is still working towards; empty when it is at rest.
        has_password: Whether Okta keeps one; False also for one who was deactivated.
        provider_type: Where the password lives; OKTA, or a directory that Okta does not rule.
        profile: Every attribute that is set, custom ones too.
        actions: What Okta offers for this person now, by its own names; empty in lists.
    """

    id: str
    status: str = ""
    transitioning: str = Field("", alias="transitioningToStatus")
    login: str = Field("", validation_alias=AliasPath("profile", "login"))
    email: str = Field("", validation_alias=AliasPath("profile", "email"))
    first_name: str = Field("", validation_alias=AliasPath("profile", "firstName"))
    last_name: str = Field("", validation_alias=AliasPath("profile", "lastName"))
    profile: dict[str, Any] = Field(default_factory=dict)
    created: Moment = None
    status_changed: Moment = None
    password_changed: Moment = None
    last_login: Moment = None
    provider_type: str = Field("", validation_alias=AliasPath("credentials", "provider", "type"))
    has_password: Annotated[bool, BeforeValidator(lambda found: found is not None)] = Field(
        default=False, validation_alias=AliasPath("credentials", "password")
    )
    links: dict[str, Any] = Field(default_factory=dict, alias="_links", repr=False)

    @property
    def shut_out(self) -> bool:
        """Whether Okta lets them in no more, for a time or for good."""
        return self.status in ("SUSPENDED", "DEPROVISIONED")

    @property
    def actions(self) -> frozenset[str]:
        """Names of the calls that Okta would take now, such as `suspend`."""
        return frozenset(self.links) - {"self", "schema", "type"}

    @property
    def name(self) -> str:
        """First and last name, or the login of one who has none."""
        return f"{self.first_name} {self.last_name}".strip() or self.login


class Group(Answer):
    """A group.

    Attributes:
        type: OKTA_GROUP; APP_GROUP and BUILT_IN take no members from us.
    """

    id: str
    type: str = ""
    name: str = Field("", validation_alias=AliasPath("profile", "name"))
    description: str = Field("", validation_alias=AliasPath("profile", "description"))


class App(Answer):
    """An app instance.

    Attributes:
        name: The key of its kind, part of its address in the console.
        label: Its name as people see it.
        status: ACTIVE or INACTIVE.
        features: What its provisioning does, such as PUSH_NEW_USERS; empty when it has none.
    """

    id: str
    name: str = ""
    label: str = ""
    status: str = ""
    features: Sequence[str] = ()


class AppUser(Answer):
    """A person's assignment to an app, and how far its provisioning has come.

    Attributes:
        external_id: The person's id in the app; empty until the app has answered.
        sync_state: SYNCHRONIZED, OUT_OF_SYNC, SYNCING, ERROR or DISABLED.
        last_sync: When a profile last reached the app.
    """

    id: str
    external_id: str = ""
    status: str = ""
    sync_state: str = ""
    scope: str = ""
    last_sync: Moment = None
    user_name: str = Field("", validation_alias=AliasPath("credentials", "userName"))

    @property
    def provisioned(self) -> bool:
        """Whether the account is in the app and nothing is left to push."""
        return (
            self.status in ("PROVISIONED", "ACTIVE")
            and bool(self.external_id)
            and self.sync_state in IN_SYNC
        )

    @property
    def failed(self) -> bool:
        """Whether Okta has given up; the reason stands in the log only."""
        return self.sync_state == "ERROR"


class Target(Entry):
    """Something that an event is about; `type` tells what, the order tells nothing."""

    id: str = ""
    type: str = ""
    alternate_id: str = ""
    display_name: str = ""


class LogEvent(Entry):
    """An entry of the System Log.

    Attributes:
        result: SUCCESS, FAILURE, SKIPPED and others.
        reason: At most 255 characters, so that the words of a remote system are cut.
        debug_data: Names and values that Okta promises nothing of.
        transaction_id: Of the exchange or job in which it happened; the same as the
            `X-Okta-Request-Id` of the answer to a call.
        api_token_id: The token that was come with; not the token itself.
        user_agent: What the caller called itself.
    """

    uuid: str
    event_type: str = ""
    display_message: str = ""
    published: Moment = None
    severity: str = ""
    result: str = Field("", validation_alias=AliasPath("outcome", "result"))
    reason: str = Field("", validation_alias=AliasPath("outcome", "reason"))
    actor: Target = Target()
    targets: Sequence[Target] = Field((), alias="target")
    debug_data: Mapping[str, Any] = Field(
        {}, validation_alias=AliasPath("debugContext", "debugData")
    )
    transaction_id: str = Field("", validation_alias=AliasPath("transaction", "id"))
    api_token_id: str = Field(
        "", validation_alias=AliasPath("transaction", "detail", "requestApiTokenId")
    )
    user_agent: str = Field("", validation_alias=AliasPath("client", "userAgent", "rawUserAgent"))


class Role(Answer):
    """An administrator's role.

    Attributes:
        type: SUPER_ADMIN, HELP_DESK_ADMIN, CUSTOM and others.
        label: Its name as people see it.
    """

    id: str = ""
    type: str = ""
    label: str = ""
    status: str = ""


class Org(Answer):
    """The organization that the credentials belong to."""

    id: str = ""
    company_name: str = ""
    subdomain: str = ""
    status: str = ""
