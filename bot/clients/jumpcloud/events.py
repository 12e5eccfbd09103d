"""Directory Insights as the bot reads it: who did what to whom. Anything but the id may be missing.

Source: POST {insights}/directory/v1/events
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import AliasChoices, AliasPath, Field, field_validator, model_validator

from bot.clients.answers import Entry, Moment

TOLD: Final = (
    *(
        "message",
        "status",
        "policy",
        "command",
        "command_name",
        "error_chain",
        "provider",
        "correlation",
    ),
    *("username", "attributes", "association", "sso_token_success"),
)
"""What else of an event is kept, by JumpCloud's own names."""


class Party(Entry):
    """Somebody or something that an event names.

    Attributes:
        type: user, admin, system, user_group and others.
        source: Of who did it: contains `scim` where Okta's provisioning did.
    """

    id: str = Field("", validation_alias=AliasChoices("id", "object_id"))
    type: str = ""
    label: str = Field(
        "",
        validation_alias=AliasChoices("username", "email", "displayName", "hostname", "name"),
    )
    source: str = ""


class FieldChange(Entry):
    """One field that changed; the values may be of any shape."""

    field: str = ""
    before: Any = Field(None, alias="from")
    after: Any = Field(None, alias="to")


class DirectoryEvent(Entry):
    """An event of Directory Insights.

    Attributes:
        success: None where JumpCloud does not say.
        association: Both ends of a binding that was made or ended.
        operation: What became of it: add, remove or update.
        system: The device, where an agent told it.
        auth_method: session, api key or another, by which the caller came.
        said: What a device answered instead of doing what it was told.
        told: What else there is, of the names in `TOLD`.
    """

    id: str
    event_type: str = Field("", alias="event_type")
    service: str = ""
    timestamp: Moment = None
    success: bool | None = None
    initiated_by: Party = Field(Party(), alias="initiated_by")
    resource: Party = Party()
    association: Sequence[Party] = ()
    operation: str = Field("", validation_alias=AliasPath("association", "op"))
    system: Party = Party()
    changes: Sequence[FieldChange] = ()
    error_message: str = Field("", alias="error_message")
    auth_method: str = Field("", alias="auth_method")
    user_agent: str = Field("", validation_alias=AliasPath("useragent", "name"))
    said: str = Field("", validation_alias=AliasPath("error_chain", 0, "localized_description"))
    told: Mapping[str, Any] = {}

    @model_validator(mode="before")
    @classmethod
    def _kept(cls, answer: Any) -> Any:
        if not isinstance(answer, dict):
            return answer
        return answer | {"told": {name: answer[name] for name in TOLD if name in answer}}

    @field_validator("association", mode="before")
    @classmethod
    def _both_ends(cls, association: Any) -> Any:
        ends = association.get("connection") if isinstance(association, dict) else None
        return list(ends.values()) if isinstance(ends, dict) else ()

    @field_validator("system", mode="after")
    @classmethod
    def _is_a_system(cls, system: Party) -> Party:
        return system.model_copy(update={"type": "system"})
