"""What a person reaches beside modals: shortcuts, fields in messages and at home, marks, search."""

from collections.abc import Callable
from typing import Any, Final

from bot.sandbox.slack import payloads
from bot.sandbox.slack.composer import awake
from bot.sandbox.slack.errors import CannotAct, Unanswered
from bot.sandbox.slack.modals import View
from bot.sandbox.slack.parts import Parts
from bot.sandbox.slack.screen import Found, Screen
from bot.sandbox.slack.values import SLOTS, fields_of, typed
from bot.sandbox.slack.workspace import Channel, Member, Message

Spot = View | tuple[Channel, Message]
Happened = Callable[[dict[str, Any]], None]

MOST_FOUND: Final = 20


class Reach:
    """The ways of one person, beside those of `Person`."""

    def __init__(self, parts: Parts, member: Member, screen: Screen, happened: Happened) -> None:
        self._parts = parts
        self._member = member
        self._screen = screen
        self._happened = happened
        self._offered: dict[tuple[str, str, str], list[dict[str, Any]]] = {}

    def spot(self, in_message: str | None) -> Spot:
        """Find a message that is seen, by its ts, or the home tab.

        Raises:
            CannotAct: it is not there.
        """
        awake(self._member)
        if in_message is not None:
            return self.message(in_message)
        home = self._parts.modals.homes.get(self._member.id)
        if home is None:
            raise CannotAct(f"{self._member.name} sees nothing on the home tab")
        return home

    def message(self, ts: str, channel: str = "") -> tuple[Channel, Message]:
        """Find a message that the person sees, ephemeral ones too.

        Raises:
            CannotAct: there is none.
        """
        awake(self._member)
        for place, message in self._parts.workspace.visible(self._member.id):
            if message["ts"] == ts and channel in ("", place.id):
                return place, message
        raise CannotAct(f"{self._member.name} sees no message {ts}")

    async def shortcut(self, callback_id: str) -> None:
        """Choose a global shortcut."""
        awake(self._member)
        trigger = self._parts.modals.trigger(self._member.id)
        await self._deliver(
            payloads.shortcut(
                self._parts.app,
                self._member,
                callback_id,
                trigger_id=trigger,
                action_ts=self._parts.world.slack_ts(),
            )
        )

    async def message_shortcut(self, callback_id: str, ts: str, channel: str = "") -> None:
        """Choose a shortcut in a message's menu."""
        place, message = self.message(ts, channel)
        await self._deliver(
            payloads.message_shortcut(
                self._parts.app,
                self._member,
                callback_id,
                place,
                message,
                trigger_id=self._parts.modals.trigger(self._member.id),
                action_ts=self._parts.world.slack_ts(),
                response_url=self._screen.response_url(place, message),
            )
        )

    async def _deliver(self, payload: dict[str, Any]) -> None:
        try:
            await self._parts.delivery.deliver("interactive", payload)
        except Unanswered:
            self._screen.fail("Something went wrong. Please try again.")

    async def fill(self, spot: Spot, block_id: str, action_id: str, value: Any) -> None:
        """Choose or type in a field of a message or the home tab; the app is told at once."""
        block, element = self._field(spot, block_id, action_id)
        entry = typed(element, value, self._offer(spot, element))
        if isinstance(spot, View):
            spot.values[block["block_id"], element["action_id"]] = entry
            self._parts.world.changed()
            await self._screen.act_in_view(spot, (block, element), entry)
        else:
            await self._screen.act_in_message(*spot, (block, element), entry)

    async def suggest(
        self, spot: Spot, block_id: str, action_id: str, text: str
    ) -> list[dict[str, Any]]:
        """Type into an external select and return the options that the app suggests."""
        found = self._field(spot, block_id, action_id)
        if isinstance(spot, View):
            options = await self._screen.suggest(spot, found, text)
        else:
            options = await self._screen.suggest_in_message(*spot, found, text)
        self._offered[_key(spot, found[1])] = options
        return options

    def _field(self, spot: Spot, block_id: str, action_id: str) -> Found:
        blocks = spot.blocks if isinstance(spot, View) else spot[1].get("blocks", [])
        for block, element in fields_of(blocks):
            if block["block_id"] == block_id and element["action_id"] == action_id:
                return block, element
        raise CannotAct(f"{self._member.name} sees no field {action_id!r} there")

    def _offer(self, spot: Spot, element: dict[str, Any]) -> list[dict[str, Any]]:
        first = element.get(SLOTS[element["type"]].initial)
        chosen = first if isinstance(first, list) else [first]
        offered = self._offered.get(_key(spot, element), [])
        return offered + [each for each in chosen if isinstance(each, dict)]

    def react(self, ts: str, name: str, channel: str = "") -> None:
        """Put an emoji on a message, or take one's own off it; apps that listen are told."""
        place, message = self.message(ts, channel)
        reactions: list[dict[str, Any]] = message.get("reactions", [])
        users: list[str] = next((each["users"] for each in reactions if each["name"] == name), [])
        off = self._member.id in users
        left = [user for user in users if user != self._member.id]
        now = left if off else [*users, self._member.id]
        changed = {"name": name, "users": now, "count": len(now)}
        message["reactions"] = [changed if each["name"] == name else each for each in reactions] + (
            [] if users else [changed]
        )
        message["reactions"] = [each for each in message["reactions"] if each["users"]]
        self._parts.world.changed()
        self._happened(
            {
                "type": "reaction_removed" if off else "reaction_added",
                "user": self._member.id,
                "reaction": name,
                "item_user": message.get("user", ""),
                "item": {"type": "message", "channel": place.id, "ts": ts},
            }
        )

    def search(self, text: str) -> list[dict[str, Any]]:
        """Find messages that hold every word, newest first, at most `MOST_FOUND`."""
        awake(self._member)
        words = text.lower().split()
        seen = reversed(self._parts.workspace.visible(self._member.id))
        found = (
            (place, message)
            for place, message in seen
            if not message.get("is_ephemeral") and all(word in _said(message) for word in words)
        )
        return [_result(*each) for each, _ in zip(found, range(MOST_FOUND), strict=False)]


def _key(spot: Spot, element: dict[str, Any]) -> tuple[str, str, str]:
    where = (spot.id, "") if isinstance(spot, View) else (spot[0].id, spot[1]["ts"])
    return (*where, element["action_id"])


def _texts(value: Any) -> list[str]:
    """List the texts that stand in blocks, for who searches."""
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    if not isinstance(value, dict):
        return []
    own = [value["text"]] if isinstance(value.get("text"), str) else []
    return own + [text for key, item in value.items() if key != "text" or not own
                  for text in _texts(item)]  # fmt: skip


def _said(message: Message) -> str:
    return " ".join([message.get("text", ""), *_texts(message.get("blocks", []))]).lower()


def _result(place: Channel, message: Message) -> dict[str, Any]:
    text = message.get("text") or " ".join(_texts(message.get("blocks", [])))
    return {
        "channel": place.id,
        "channel_name": "" if place.user else place.name,
        "ts": message["ts"],
        "thread_ts": message.get("thread_ts"),
        "user": message.get("user", ""),
        "text": text,
    }
