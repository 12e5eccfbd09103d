"""What is done from the page: people's acts in Slack, in Okta and at laptops; faults; time.

Each part has the model of what may be asked and the function that does it. What is returned is
added to the answer.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.sandbox.faults import Kind
from bot.sandbox.jumpcloud.problem import Problem
from bot.sandbox.okta import OktaError
from bot.sandbox.slack import CannotAct, Person

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox

Json = dict[str, Any]
Deed = Callable[["Sandbox", Any], Awaitable[Json]]

REFUSAL: Final = "Password does not meet the complexity requirements."
YEAR: Final = 366 * 24 * 3600


class CannotDo(Exception):
    """What was asked cannot be done now; the text says why, to the person."""


class Asked(BaseModel):
    """What every request is: nothing unknown in it, so that a slip of the page is noticed."""

    model_config = ConfigDict(extra="forbid")


class Act(Asked):
    """Somebody does something in Slack; which arguments count depends on `do`.

    Attributes:
        person: Slack id of who does it; `as` in JSON.
        values: What to fill in, by block_id; see `bot.sandbox.slack.values.typed`.
        in_message: The ts of the message whose button is meant; None for the modal.
        everything: Close the whole stack of modals.
    """

    person: str = Field(alias="as")
    do: Literal["command", "fill", "suggest", "submit", "close", "click", "message"]
    command: str = ""
    text: str = ""
    channel: str = ""
    values: Json = {}
    block_id: str = ""
    action_id: str = ""
    value: str | None = None
    in_message: str | None = None
    thread_ts: str | None = None
    everything: bool = False


async def act(sandbox: "Sandbox", asked: Act) -> Json:
    """Do something in Slack, and wait for Slack's reaction."""
    try:
        return await _acted(sandbox.slack.person(asked.person), asked)
    except CannotAct as error:
        raise CannotDo(f"{error}.") from error


async def _acted(person: Person, asked: Act) -> Json:
    match asked.do:
        case "command":
            await person.command(asked.command, asked.text, channel=asked.channel)
        case "fill":
            await person.fill(**asked.values)
        case "suggest":
            return {"options": await person.suggest(asked.block_id, asked.text)}
        case "submit":
            return {"errors": await person.submit()}
        case "close":
            await person.close(everything=asked.everything)
        case "click":
            await person.click(asked.action_id, asked.value, in_message=asked.in_message)
        case "message":
            thread_ts = asked.thread_ts or ""
            await person.message(asked.text, channel=asked.channel, thread_ts=thread_ts)
    return {}


class AskedOfOkta(Asked):
    """Somebody uses Okta in a browser or on a phone, or the org is disturbed.

    Attributes:
        new_password: Given where Okta asks for one at sign-in.
        seconds: How late `late_log` tells the next events.
    """

    do: Literal[
        "activate",
        "sign_in",
        "enrol_phone",
        "approve_push",
        "refuse_push",
        "late_log",
        "expire_tokens",
    ]
    login: str = ""
    password: str = ""
    new_password: str | None = None
    seconds: float = Field(default=0, ge=0, le=3600)


async def use_okta(sandbox: "Sandbox", asked: AskedOfOkta) -> Json:
    """Open the activation mail and choose a password, sign in, answer a push, or disturb."""
    okta = sandbox.okta
    if asked.do == "late_log":
        okta.directory.log.lateness = timedelta(seconds=asked.seconds)
        return {}
    if asked.do == "expire_tokens":
        okta.auth.revoke_all()
        return {}
    try:
        if asked.do == "activate":
            okta.activate(asked.login, asked.password)
            return {"password": asked.password}
        if asked.do == "enrol_phone":
            return {"factor": okta.enrol_phone(asked.login)}
        if asked.do in ("approve_push", "refuse_push"):
            okta.answer_push(asked.login, approve=asked.do == "approve_push")
            return {}
        expired = okta.status(asked.login) == "PASSWORD_EXPIRED"
        new = asked.new_password if expired else None
        if not okta.sign_in(asked.login, asked.password, new_password=new):
            raise CannotDo("Okta did not let them in.")
    except OktaError as error:
        raise CannotDo(" ".join((error.summary, *error.causes))) from error
    return {"password": new or asked.password}


class AskedOfJumpCloud(Asked):
    """An administrator changes a setting of JumpCloud's, or the organisation is disturbed.

    Attributes:
        licensed: Whether Directory Insights is paid for.
        seconds: How late Directory Insights tells the next events.
        doubled: Whether it tells each of them twice.
    """

    do: Literal["default_state", "insights", "expire_tokens"]
    state: Literal["ACTIVATED", "STAGED"] = "ACTIVATED"
    licensed: bool = True
    seconds: float = Field(default=0, ge=0, le=3600)
    doubled: bool = False


async def set_jumpcloud(sandbox: "Sandbox", asked: AskedOfJumpCloud) -> Json:
    """Choose in which state people arrive and how the log behaves, or end every token."""
    jumpcloud = sandbox.jumpcloud
    if asked.do == "default_state":
        jumpcloud.default_state = asked.state
    elif asked.do == "expire_tokens":
        jumpcloud.access.expire_tokens()
    else:
        jumpcloud.insights.licensed = asked.licensed
        jumpcloud.insights.lateness = timedelta(seconds=asked.seconds)
        jumpcloud.insights.doubled = asked.doubled
    return {}


class AskedOfScim(Asked):
    """The link is disturbed or mended."""

    do: Literal["delay", "refuse", "mend", "retry"]
    seconds: float = Field(default=0, ge=0, le=3600)
    reason: str = REFUSAL


async def disturb_scim(sandbox: "Sandbox", asked: AskedOfScim) -> Json:
    """Delay, refuse, mend or retry."""
    scim = sandbox.scim
    match asked.do:
        case "delay":
            scim.delay = asked.seconds
            sandbox.world.changed()
        case "refuse":
            scim.refuse(asked.reason)
        case "mend":
            scim.mend()
        case "retry":
            scim.retry()
    return {}


class AskedOfLaptop(Asked):
    """Somebody is at a laptop."""

    do: Literal["online", "offline", "sign_in", "sign_out", "self_service"]
    name: str
    username: str = ""
    password: str = ""


async def use_laptop(sandbox: "Sandbox", asked: AskedOfLaptop) -> Json:
    """Plug it in or out, sign in or out."""
    known = {laptop.name: laptop for laptop in sandbox.laptops}
    laptop = known.get(asked.name)
    if laptop is None:
        raise CannotDo(f"There is no laptop {asked.name}.")
    match asked.do:
        case "online":
            laptop.go_online()
        case "offline":
            laptop.go_offline()
        case "sign_out":
            laptop.sign_out(asked.username)
        case "sign_in" | "self_service":
            enter = laptop.sign_in if asked.do == "sign_in" else laptop.self_service
            return _let_in(enter, asked)
    return {}


def _let_in(enter: Callable[[str, str], Any], asked: AskedOfLaptop) -> Json:
    try:
        outcome = enter(asked.username, asked.password)
    except Problem as error:
        raise CannotDo(str(error)) from error
    if not outcome.ok:
        raise CannotDo(f"{asked.name}: {outcome.message}")
    return {"message": outcome.message}


class AskedOfFaults(Asked):
    """A fault begins or ends; see `bot.sandbox.faults.Fault`."""

    do: Literal["add", "remove", "clear"]
    id: str = ""
    match: str = "*"
    kind: Kind = "refuse"
    times: int | None = Field(default=None, ge=1)
    status: int | None = Field(default=None, ge=400, le=599)
    seconds: float = Field(default=1, ge=0, le=60)
    retry_after: bool | None = None


async def set_fault(sandbox: "Sandbox", asked: AskedOfFaults) -> Json:
    """Add, remove, or mend all."""
    faults = sandbox.faults
    match asked.do:
        case "add":
            options = asked.model_dump(include={"times", "status", "seconds", "retry_after"})
            return {"id": str(id(faults.add(asked.match, asked.kind, **options)))}
        case "remove":
            for fault in tuple(faults.rules):
                if str(id(fault)) == asked.id:
                    faults.remove(fault)
        case "clear":
            faults.clear()
    return {}


class AskedOfClock(Asked):
    """Time passes at once."""

    do: Literal["move"]
    seconds: float = Field(gt=0, le=YEAR)


async def move_clock(sandbox: "Sandbox", asked: AskedOfClock) -> Json:
    """Set the world's clock forward."""
    sandbox.world.move(timedelta(seconds=asked.seconds))
    return {}


class AskedOfBot(Asked):
    """The bot dies."""

    do: Literal["crash"]


async def crash_bot(sandbox: "Sandbox", asked: AskedOfBot) -> Json:
    """Kill the bot; whoever started it starts it again."""
    if sandbox.bot is None:
        raise CannotDo("This sandbox did not start the bot, so it cannot kill it.")
    sandbox.bot.kill()
    return {}


DEEDS: Final[dict[str, tuple[type[Asked], Deed]]] = {
    "act": (Act, act),
    "okta": (AskedOfOkta, use_okta),
    "jumpcloud": (AskedOfJumpCloud, set_jumpcloud),
    "scim": (AskedOfScim, disturb_scim),
    "laptops": (AskedOfLaptop, use_laptop),
    "faults": (AskedOfFaults, set_fault),
    "clock": (AskedOfClock, move_clock),
    "bot": (AskedOfBot, crash_bot),
}
