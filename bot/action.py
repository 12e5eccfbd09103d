"""How an action is declared: what it asks for, what it would do, and the steps that do it.

    Form      the fields of the modal, checked by pydantic
    Plan      what would be done to this person now, computed from live state; stored, and run
    Step      changes something; finds before it creates; may say how it is undone
    Wait      looks until something has happened; says what it saw meanwhile
    Proof     what each system showed at the end

A step is stored by its name in the plan, so a name is never reused for something else, and a
step that requests in flight may still name is never removed.
"""

import enum
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from bot.clients import Providers
from bot.config import Config

Facts = dict[str, str]
"""Ids that steps found or made, by name. Never a secret: they are stored in clear."""

FormT = TypeVar("FormT", bound="Form")


class Search(enum.StrEnum):
    """What a field's live search looks through; the option's value is the id found there."""

    PEOPLE = "people"
    GROUPS = "groups"
    DEVICES = "devices"
    TIME_ZONES = "time_zones"


class Kind(enum.StrEnum):
    """The input that a field is drawn as."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    EMAIL = "email"
    CHOICE = "choice"
    SEARCH = "search"
    SEARCH_MANY = "search_many"
    DATE = "date"
    TIME = "time"


@dataclass(frozen=True)
class Choice:
    """One option of a choice.

    Attributes:
        text: At most 75 characters, shown.
        note: A line of explanation under it, at most 75 characters.
    """

    value: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class Ask:
    """How one field of a form is asked for.

    Attributes:
        choices: The options, for a choice; empty when the configuration gives them.
        max_length: Characters, for text.
    """

    label: str
    kind: Kind = Kind.TEXT
    hint: str = ""
    placeholder: str = ""
    search: Search | None = None
    choices: tuple[Choice, ...] = ()
    max_length: int = 100


def ask(
    label: str,
    kind: Kind = Kind.TEXT,
    *,
    default: Any = ...,
    hint: str = "",
    placeholder: str = "",
    search: Search | None = None,
    choices: tuple[Choice, ...] = (),
    max_length: int = 100,
) -> Any:
    """Declare a field of a form; a field with a default is optional in the modal."""
    return Field(
        default=default,
        json_schema_extra={
            "ask": Ask(label, kind, hint, placeholder, search, choices, max_length)  # type: ignore[dict-item]
        },
    )


class Picked(BaseModel):
    """What was chosen in a live search: its id and the text it was shown with."""

    model_config = ConfigDict(frozen=True)

    id: str
    text: str


class Form(BaseModel):
    """What a modal asks for: text, a `Picked` or several, a date or a time, made with `ask`."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True, extra="forbid")

    @classmethod
    def asks(cls) -> dict[str, Ask]:
        """Give each field's `Ask` by name, in the order of the modal."""
        return {
            name: info.json_schema_extra["ask"]  # type: ignore[index, misc]
            for name, info in cls.model_fields.items()
        }


class Plan(BaseModel):
    """What an action would do to this person now, computed from live state.

    It is stored with the request, and what was approved is what runs.

    Attributes:
        principal: Whom it is about: the login in small letters. Requests about one principal
            never change anything at the same time.
        title: One line, such as "Onboard Ada Lovelace".
        changes: What will be changed, a line each, in order.
        notices: What the person will notice.
        warnings: What the requester and the approver should know before they say yes.
        steps: Names of the action's steps that will run, in order.
        targets: Ids and values that the steps work on; never a secret.
        start_at: When the steps may start, aware UTC; None is as soon as it is approved.
        start_text: The same as the requester asked for it, with the time zone; may be empty.
        fingerprint: Digest of the state that the plan was computed from.
    """

    model_config = ConfigDict(frozen=True)

    principal: str
    title: str
    changes: tuple[str, ...]
    notices: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    steps: tuple[str, ...]
    targets: dict[str, str] = {}
    start_at: datetime | None = None
    start_text: str = ""
    fingerprint: str


@dataclass(frozen=True)
class Context:
    """What planning may use: the live state, the configuration and the clock (aware UTC).

    Attributes:
        can_seal: Whether a one-time secret can be kept.
        approved: Whether this is the second look, just before an approved plan runs; its start
            has come by then.
    """

    providers: Providers
    config: Config
    jumpcloud_app: str
    now: datetime
    can_seal: bool
    approved: bool = False


@dataclass(frozen=True)
class Run(Generic[FormT]):
    """What one execution of a step works with.

    Attributes:
        reference: The request's, such as "REQ-42".
        facts: What earlier steps found; a step returns what it adds.
        attempt: 1 when this step has never been tried for this request. From 2 on, an earlier
            attempt may have done its work without our learning of it.
        seal: Keeps a one-time secret for the requester; the only way out for a secret.
        sealed: Whether one is kept for this request already.
    """

    reference: str
    form: FormT
    plan: Plan
    facts: Mapping[str, str]
    attempt: int
    providers: Providers
    config: Config
    jumpcloud_app: str
    now: datetime
    sealed: bool = False
    seal: Callable[[Any], Awaitable[None]] | None = None


@dataclass(frozen=True)
class Seen:
    """What a wait saw: done, or not yet and why.

    Attributes:
        text: What was seen, in words for the card, claiming no more than that.
        done: Whether the wait is over.
        facts: What was learnt; kept also when it is not over yet.
    """

    text: str
    done: bool = False
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True)
class Step(Generic[FormT]):
    """One change.

    Attributes:
        name: Stored in plans; never reused for anything else.
        title: Shown in the checklist, such as "Create in Okta".
        do: Makes the change and returns the facts it found; safe to run again after a crash.
        undo: Takes it back and returns what was done in words; None where nothing can be undone.
        leaves: What stays when there is no undo, for "what is left"; may be empty.
    """

    name: str
    title: str
    do: Callable[[Run[FormT]], Awaitable[Facts]]
    undo: Callable[[Run[FormT]], Awaitable[str]] | None = None
    leaves: str = ""


@dataclass(frozen=True)
class Wait(Generic[FormT]):
    """Look again and again, with growing pauses, until something has happened.

    Attributes:
        look: One look. Raises `Refused` when it can never happen; the request is then undone.
        within: When this has passed a person is asked; looking goes on all the same.
    """

    name: str
    title: str
    look: Callable[[Run[FormT]], Awaitable[Seen]]
    within: Callable[[Config], timedelta]


@dataclass(frozen=True)
class Witness:
    """One system's word at the end.

    Attributes:
        system: "Okta", "JumpCloud" or the device's name.
        text: What was seen there, no more.
        ok: Whether that is what the action promises.
    """

    system: str
    text: str
    ok: bool


@dataclass(frozen=True)
class Action(Generic[FormT]):
    """One thing the helpdesk can ask for; the registry is `bot.actions.ACTIONS`.

    Attributes:
        name: Of the slash command, without the slash.
        title: At most 24 characters: it heads the modal.
        usage: The command's hint, such as "[work address]".
        form: What is asked.
        defaults: First values of the modal, from the configuration and the command's text.
        choices: Options of those choices that the configuration gives, by field.
            A field whose choices are empty is not asked for.
        brief: Looks while the modal is open already: a line to show on top, and values for fields
            that nobody has touched.
        plan: Looks, and raises `InvalidForm` or `UserError` where it must not be done.
        prove: Looks once more when all steps are done.
    """

    name: str
    title: str
    description: str
    usage: str
    form: type[FormT]
    defaults: Callable[[Config, str], dict[str, Any]]
    choices: Callable[[Config, bool], dict[str, tuple[Choice, ...]]]
    brief: Callable[[dict[str, Any], Context], Awaitable[tuple[str, dict[str, Any]]]]
    plan: Callable[[FormT, Context], Awaitable[Plan]]
    steps: tuple[Step[FormT] | Wait[FormT], ...]
    prove: Callable[[Run[FormT]], Awaitable[tuple[Witness, ...]]]

    def step(self, name: str) -> Step[FormT] | Wait[FormT]:
        """Give the step that a stored plan names."""
        return next(step for step in self.steps if step.name == name)
