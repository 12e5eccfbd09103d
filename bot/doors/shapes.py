"""What is read of Slack's payloads, and of which type it is.

A property of another type counts as one that is not there, and what nobody reads is not handed on:
behind the doors a payload may lack something, and what it has is what it should be. `lacking`
says what is missing of what no listener can do without.

A listener that reads a property which is not here adds it here.

Source: https://docs.slack.dev/reference/interaction-payloads
"""

from collections.abc import Mapping
from typing import Annotated, Any, Final, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import PydanticUseDefault

from bot.texts import whole

T = TypeVar("T")

_LONGEST_TEXT: Final = 3000  # characters: of what is typed, and of a modal's metadata
_LONGEST_NAME: Final = 255  # of an action_id, a block_id, a callback_id


def _or_absent(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    if value is None:
        raise PydanticUseDefault
    try:
        return handler(value)
    except ValidationError:
        raise PydanticUseDefault from None


def _clean(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    return handler(whole(value) if isinstance(value, str) else value)


def _cut(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    return handler(value[:_LONGEST_TEXT] if isinstance(value, str) else value)


Loose = Annotated[T | None, WrapValidator(_or_absent)]
Id = Annotated[str, StringConstraints(pattern="^[A-Z0-9]{1,64}$")]
Name = Annotated[str, WrapValidator(_clean), StringConstraints(max_length=_LONGEST_NAME)]
Typed = Annotated[str, WrapValidator(_clean), WrapValidator(_cut)]
Address = Annotated[str, StringConstraints(pattern="^https?://[!-~]{1,2000}$")]


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


class _User(_Shape):
    id: Id
    name: Loose[Name] = None
    username: Loose[Name] = None
    team_id: Loose[Id] = None


class _Place(_Shape):
    """A channel, a team or an enterprise."""

    id: Id
    name: Loose[Name] = None
    domain: Loose[Name] = None


class _Text(_Shape):
    text: Typed


class _Option(_Shape):
    value: Name
    text: _Text


class _Input(_Shape):
    """What stands in a field, in whichever of the slots its kind has."""

    type: Name
    value: Loose[Typed] = None
    selected_option: Loose[_Option] = None
    selected_options: Loose[list[_Option]] = None
    selected_date: Loose[Name] = None
    selected_time: Loose[Name] = None
    selected_date_time: Loose[int] = None
    selected_user: Loose[Id] = None
    selected_users: Loose[list[Id]] = None
    selected_channel: Loose[Id] = None
    selected_conversation: Loose[Id] = None


class _State(_Shape):
    values: dict[Name, dict[Name, _Input]]


class _View(_Shape):
    id: Id
    type: Loose[Name] = "modal"  # Bolt reads it of every view
    hash: Loose[Name] = None
    callback_id: Loose[Name] = None
    private_metadata: Loose[Typed] = ""
    title: Loose[_Text] = _Text(text="Deskhand")
    state: Loose[_State] = _State(values={})
    app_installed_team_id: Loose[Id] = None
    root_view_id: Loose[Id] = None
    previous_view_id: Loose[Id] = None


class _Action(_Input):
    """What was pressed or chosen. A button without a value has an empty one."""

    action_id: Name
    block_id: Loose[Name] = None
    action_ts: Loose[Name] = None
    value: Loose[Typed] = ""


class _Container(_Shape):
    type: Loose[Name] = None
    message_ts: Loose[Name] = None
    thread_ts: Loose[Name] = None
    channel_id: Loose[Id] = None
    view_id: Loose[Id] = None
    is_ephemeral: Loose[bool] = None


class _Message(_Shape):
    user: Loose[Id] = None
    bot_id: Loose[Id] = None
    ts: Loose[Name] = None
    thread_ts: Loose[Name] = None
    text: Loose[Typed] = None


class _Event(_Message):
    type: Name
    subtype: Loose[Name] = None
    channel: Loose[Id] = None
    channel_type: Loose[Name] = None
    team: Loose[Id] = None
    tab: Loose[Name] = None


class _Authorization(_Shape):
    team_id: Loose[Id] = None
    enterprise_id: Loose[Id] = None


class Payload(_Shape):
    """A command, an interaction or an event: the properties of them all."""

    type: Loose[Name] = None
    api_app_id: Loose[Id] = None
    team_id: Loose[Id] = None
    team: Loose[_Place] = None
    enterprise_id: Loose[Id] = None
    enterprise: Loose[_Place] = None
    user_id: Loose[Id] = None
    user_name: Loose[Name] = None
    user: Loose[_User] = None
    channel_id: Loose[Id] = None
    channel_name: Loose[Name] = None
    channel: Loose[_Place] = None
    command: Loose[Name] = None
    text: Loose[Typed] = None
    trigger_id: Loose[Name] = None
    response_url: Loose[Address] = None
    callback_id: Loose[Name] = None
    action_id: Loose[Name] = None
    block_id: Loose[Name] = None
    value: Loose[Typed] = None
    actions: Loose[Annotated[list[_Action], Field(min_length=1)]] = None
    container: Loose[_Container] = None
    message: Loose[_Message] = None
    message_ts: Loose[Name] = None
    view: Loose[_View] = None
    is_cleared: Loose[bool] = None
    event: Loose[_Event] = None
    event_id: Loose[Name] = None
    authorizations: Loose[list[_Authorization]] = None
    challenge: Loose[Name] = None
    ssl_check: Loose[Name] = None


def shaped(body: Any) -> dict[str, Any]:
    """Give what is read of a payload; of what is no payload, nothing."""
    if not isinstance(body, dict):
        return {}
    return Payload.model_validate(body).model_dump(exclude_none=True)


NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "command": ("command", "user_id", "trigger_id"),
    "block_actions": ("user", "trigger_id", "actions"),
    "block_suggestion": ("user", "action_id"),
    "view_submission": ("user", "view"),
    "view_closed": ("user", "view"),
    "shortcut": ("user", "trigger_id", "callback_id"),
    "message_action": ("user", "trigger_id", "callback_id"),
    "event_callback": ("event",),
}
"""What no listener of a kind of payload can do without."""


def kind_of(body: Mapping[str, Any]) -> str:
    """Name the kind of a payload; empty where it is none."""
    return "command" if "command" in body else str(body.get("type", ""))


def lacking(body: Mapping[str, Any]) -> list[str]:
    """Name what a payload lacks of what a listener of its kind needs."""
    return [name for name in NEEDED.get(kind_of(body), ()) if not body.get(name)]


def name_of(body: Mapping[str, Any]) -> str:
    """Name what a payload is about, for the log: a command, an action, a window or an event."""
    actions, view, event = body.get("actions") or [{}], body.get("view", {}), body.get("event", {})
    named = (
        body.get("command"), actions[0].get("action_id"), body.get("action_id"),
        body.get("callback_id"), view.get("callback_id"), event.get("type"),
    )  # fmt: skip
    return str(next(filter(None, named), ""))
