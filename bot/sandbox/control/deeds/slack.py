"""What people do in Slack."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from bot.sandbox.control.deeds.asked import Asked, CannotDo, Json
from bot.sandbox.slack import CannotAct, Person

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox


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
    values: Json = Field(default_factory=dict)
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
