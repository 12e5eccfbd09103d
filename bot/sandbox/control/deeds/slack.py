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
        in_message: The ts of the message that is meant; None for the modal.
        at_home: What is meant stands on the home tab.
        action_id: An element's, or a shortcut's callback_id.
        value: A button's, or an emoji's name.
        everything: Close the whole stack of modals.
    """

    person: str = Field(alias="as")
    do: Literal[
        "command", "fill", "suggest", "submit", "close", "click", "message", "shortcut",
        "message_shortcut", "home", "messages", "search", "react",
    ]  # fmt: skip
    command: str = ""
    text: str = ""
    channel: str = ""
    values: Json = Field(default_factory=dict)
    block_id: str = ""
    action_id: str = ""
    value: str | None = None
    in_message: str | None = None
    at_home: bool = False
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
            thread_ts = asked.thread_ts or ""
            await person.command(
                asked.command, asked.text, channel=asked.channel, thread_ts=thread_ts
            )
        case "submit":
            return {"errors": await person.submit()}
        case "close":
            await person.close(everything=asked.everything)
        case "click":
            await person.click(
                asked.action_id, asked.value, in_message=asked.in_message, at_home=asked.at_home
            )
        case "message":
            thread_ts = asked.thread_ts or ""
            await person.message(asked.text, channel=asked.channel, thread_ts=thread_ts)
        case "fill" | "suggest":
            return await _entered(person, asked)
        case "home" | "messages":
            await person.open_home(asked.do)
        case _:
            return await _reached(person, asked)
    return {}


async def _entered(person: Person, asked: Act) -> Json:
    """Fill or search a field: of the modal, unless a message or the home tab is named."""
    elsewhere = asked.at_home or asked.in_message is not None
    spot = person.reach.spot(asked.in_message) if elsewhere else None
    if asked.do == "suggest":
        if spot is None:
            return {"options": await person.suggest(asked.block_id, asked.text)}
        where = (spot, asked.block_id, asked.action_id)
        return {"options": await person.reach.suggest(*where, asked.text)}
    if spot is None:
        await person.fill(**asked.values)
        return {}
    for block_id, value in asked.values.items():
        await person.reach.fill(spot, block_id, asked.action_id, value)
    return {}


async def _reached(person: Person, asked: Act) -> Json:
    if asked.do == "search":
        return {"results": person.reach.search(asked.text)}
    if asked.do == "shortcut":
        await person.reach.shortcut(asked.action_id)
    elif asked.do == "message_shortcut":
        await person.reach.message_shortcut(asked.action_id, asked.in_message or "", asked.channel)
    else:
        person.reach.react(asked.in_message or "", asked.value or "", asked.channel)
    return {}
