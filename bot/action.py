"""How an action is declared: what it asks for, what it would do, and the steps that do it.

    Form      the fields of the modal, checked by pydantic
    Plan      what would be done to this person now, computed from live state; stored, and run
    Step      changes something; finds before it creates; may say how it is undone
    Wait      looks until something has happened; says what it saw meanwhile
    Proof     what each system showed at the end
    Table     what is done in which state of the person and their device, as data

A step is stored by its name in the plan, so a name is never reused for something else, and a
step that requests in flight may still name is never removed.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic

from pydantic import SecretStr

from bot.clients import Providers
from bot.config import Config
from bot.form import Choice, FormT
from bot.plan import Plan
from bot.states import Table

Facts = dict[str, str]
"""Ids that steps found or made, by name. Never a secret: they are stored in clear."""


@dataclass(frozen=True)
class Past:
    """An earlier request about somebody, once its work had begun.

    Attributes:
        action: The action's name.
        ended_at: Aware UTC; None while it is still at work.
    """

    reference: str
    action: str
    facts: Mapping[str, str]
    begun_at: datetime
    ended_at: datetime | None


async def no_history(principal: str) -> Sequence[Past]:
    """Stand in for the history where there is none."""
    return ()


async def no_open(principal: str) -> Sequence[str]:
    """Stand in for the open requests where there are none."""
    return ()


async def nobodys(_okta_id: str, _addresses: Collection[str] = ()) -> bool:
    """Stand in where there is no requester, or no owner: no account is theirs."""
    return False


@dataclass(frozen=True)
class Context:
    """What planning may use: the live state, the configuration and the clock (aware UTC).

    Attributes:
        can_seal: Whether a one-time secret can be kept.
        approved: Whether this is the second look, just before an approved plan runs; its start
            has come by then.
        known: The targets of the plan that was approved, at the second look; else nothing.
        history: Gives the requests about a principal whose work has begun, newest first.
        open: Names the requests about a principal that are not over.
        is_requester: Tells whether an account is that of whoever asks, by its Okta id (may be
            empty) and its addresses.
        is_owner: Tells whether a person, by their Okta id, is whose token Deskhand works with.
    """

    providers: Providers
    config: Config
    jumpcloud_app: str
    now: datetime
    can_seal: bool
    approved: bool = False
    known: Mapping[str, str] = field(default_factory=dict)
    history: Callable[[str], Awaitable[Sequence[Past]]] = no_history
    open: Callable[[str], Awaitable[Sequence[str]]] = no_open
    is_requester: Callable[[str, Collection[str]], Awaitable[bool]] = nobodys
    is_owner: Callable[[str], Awaitable[bool]] = nobodys


@dataclass(frozen=True)
class Note:
    """A direct message to the person that a request is about.

    Attributes:
        name: Unique among the notes of its request; a repeat is not a second message.
        email: The person's work address, by which Slack knows them.
        lines: Plain text; each is a paragraph.
    """

    name: str
    email: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Did:
    """What a step did, where there is more to it than facts.

    Attributes:
        text: What was seen, for the card.
    """

    facts: Facts = field(default_factory=dict)
    text: str = ""
    notes: tuple[Note, ...] = ()


async def nothing_sealed() -> bool:
    """Find no one-time secret to destroy."""
    return False


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
        destroy_sealed: Destroys the one that is kept unopened; False where there is none.
        since: When a wait was first looked at, aware UTC; None in a step and at its first look.
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
    since: datetime | None = None
    seal: Callable[[SecretStr], Awaitable[None]] | None = None
    destroy_sealed: Callable[[], Awaitable[bool]] = nothing_sealed


@dataclass(frozen=True)
class Seen:
    """What a wait saw: done, or not yet and why.

    Attributes:
        text: What was seen, in words for the card, claiming no more than that.
        done: Whether the wait is over.
        facts: What was learnt; kept also when it is not over yet.
        notes: Told to the person, also when it is not over yet.
    """

    text: str
    done: bool = False
    facts: Facts = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


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
    do: Callable[[Run[FormT]], Awaitable[Facts | Did]]
    undo: Callable[[Run[FormT]], Awaitable[str]] | None = None
    leaves: str = ""


@dataclass(frozen=True)
class Wait(Generic[FormT]):
    """Look again and again, with growing pauses, until something has happened.

    Attributes:
        look: One look. Raises `Refused` when it can never happen; the request is then undone.
        within: When this has passed a person is asked; looking goes on all the same.
        can_end: Whether a person may end it with a reason, such as that the device is retired.
            What comes after must do without its facts, and the proof says what is not shown.
    """

    name: str
    title: str
    look: Callable[[Run[FormT]], Awaitable[Seen]]
    within: Callable[[Config], timedelta]
    can_end: bool = False


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


def nothing_typed(config: Config, text: str) -> dict[str, Any]:
    """Give no first values."""
    return {}


def no_choices(config: Config, can_seal: bool) -> dict[str, tuple[Choice, ...]]:  # noqa: FBT001 - called by position
    """Give no choices: the form declares its own."""
    return {}


async def no_brief(values: dict[str, Any], context: Context) -> tuple[str, dict[str, Any]]:
    """Say nothing on top of the form."""
    return "", {}


@dataclass(frozen=True)
class Action(Generic[FormT]):
    """One thing the helpdesk can ask for; the registry is `bot.actions.ACTIONS`.

    Attributes:
        name: Of the slash command, without the slash.
        title: At most 24 characters: it heads the modal.
        usage: The command's hint, such as "[work address]".
        form: What is asked.
        plan: Looks, and raises `InvalidForm` or `UserError` where it must not be done.
        prove: Looks once more when all steps are done.
        about: The field that holds the person it is about, a live search: what stands behind
            the command is looked up for it. Empty where it is about nobody who is there already.
        callers: Whether whom it is about may be the one who calls, and can show it on a phone.
        alerts: Whether its requests are told in the channel of alerts too.
        urgent: Whether it stands behind no other request about the person: those that are open
            are ended when its work begins.
        destructive: Whether it shuts people out or takes something from them: it is not done
            while a directory shows far fewer people than there should be.
        tables: What it does in every state, by mode; empty where it is not about somebody who is
            there already.
        defaults: First values of the modal, from the configuration and the command's text.
        choices: Options of those choices that the configuration gives, by field.
            A field whose choices are empty is not asked for.
        brief: Looks while the modal is open already: a line to show on top, and values for fields
            that nobody has touched.
    """

    name: str
    title: str
    description: str
    usage: str
    form: type[FormT]
    plan: Callable[[FormT, Context], Awaitable[Plan]]
    steps: tuple[Step[FormT] | Wait[FormT], ...]
    prove: Callable[[Run[FormT]], Awaitable[tuple[Witness, ...]]]
    about: str = ""
    callers: bool = False
    alerts: bool = False
    urgent: bool = False
    destructive: bool = False
    tables: Mapping[str, Table] = field(default_factory=dict)
    defaults: Callable[[Config, str], dict[str, Any]] = nothing_typed
    choices: Callable[[Config, bool], dict[str, tuple[Choice, ...]]] = no_choices
    brief: Callable[[dict[str, Any], Context], Awaitable[tuple[str, dict[str, Any]]]] = no_brief

    def step(self, name: str) -> Step[FormT] | Wait[FormT]:
        """Give the step that a stored plan names."""
        return next(step for step in self.steps if step.name == name)
