"""A person in Slack: what they see, and what they can do.

Each method does what a human does and waits for Slack's reaction. Only what is on the screen can
be used; like a human, a person waits a little for what is not there yet. A field that does not
appear, or an option that is not offered, raises `CannotAct`.
"""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar

from bot.sandbox.slack import payloads, submitting
from bot.sandbox.slack.composer import awake, box, escaped
from bot.sandbox.slack.errors import CannotAct
from bot.sandbox.slack.modals import View
from bot.sandbox.slack.parts import Parts
from bot.sandbox.slack.reach import Reach
from bot.sandbox.slack.screen import Found, Screen, find_action, menu_entry
from bot.sandbox.slack.values import SLOTS, fields_of, typed
from bot.sandbox.slack.workspace import Channel, Member, Message

Sought = TypeVar("Sought")
Spot = tuple[View, dict[str, Any], dict[str, Any]]
Place = View | tuple[Channel, Message]

EXTERNAL: Final = ("external_select", "multi_external_select")


class Person:
    """One person's Slack.

    Attributes:
        reach: What they do beside modals: shortcuts, fields in messages, reactions, search.
    """

    def __init__(self, parts: Parts, member: Member) -> None:
        self._parts = parts
        self._screen = Screen(parts, member)
        self.member = member
        self.reach = Reach(parts, member, self._screen, self._happened)

    @property
    def id(self) -> str:
        """The Slack id."""
        return self.member.id

    @property
    def modal(self) -> dict[str, Any] | None:
        """The modal on top, with its state and, under `errors`, messages by block_id."""
        modals = self.modals
        return modals[-1] if modals else None

    @property
    def modals(self) -> list[dict[str, Any]]:
        """All open modals, the one on top last."""
        return [{**view.shown(), "errors": view.errors} for view in self._stack]

    @property
    def home(self) -> dict[str, Any] | None:
        """The home tab, once the app has drawn it."""
        view = self._parts.modals.homes.get(self.id)
        return view.shown() if view else None

    @property
    def ephemerals(self) -> list[Message]:
        """What only this person sees, oldest first."""
        return list(self._parts.workspace.ephemerals.get(self.id, []))

    @property
    def errors(self) -> list[str]:
        """What Slack told this person went wrong, oldest first."""
        return self._screen.errors

    @property
    def dms(self) -> list[Message]:
        """The direct messages with the bot, oldest first, replies too."""
        channel = self._parts.workspace.find_dm(self.id)
        return list(channel.messages.values()) if channel else []

    @property
    def _stack(self) -> list[View]:
        return self._parts.modals.stack(self.id)

    async def _sought(self, find: Callable[[], Sought | None], what: str) -> Sought:
        awake(self.member)
        world = self._parts.world
        try:
            async with asyncio.timeout(self._parts.patience):
                while (found := find()) is None:
                    await world.wait_changed(world.version)
        except TimeoutError as error:
            raise CannotAct(
                f"{self.member.name} sees no {what}; there is {self._seen()}"
            ) from error
        return found

    def _seen(self) -> str:
        if not self._stack:
            return "no modal"
        view = self._stack[-1]
        fields = ", ".join(block["block_id"] for block, _ in fields_of(view.blocks))
        return f"a modal with the fields: {fields or 'none'}"

    async def _field(self, block_id: str) -> Spot:
        def find() -> Spot | None:
            view = self._stack[-1] if self._stack else None
            for block, element in fields_of(view.blocks) if view else ():
                if view and block_id in (block["block_id"], element["action_id"]):
                    return view, block, element
            return None

        return await self._sought(find, f"field {block_id!r}")

    async def command(
        self, name: str, text: str = "", *, channel: str = "", thread_ts: str = ""
    ) -> None:
        """Type a slash command; without a channel, in the direct message with the bot."""
        place, features = self._box(channel), self._parts.features
        if refused := features.refusal(name, in_thread=bool(thread_ts)):
            self._screen.fail(refused)
            return
        text = escaped(text, self._parts.workspace) if features.commands.get(name) else text
        await self._screen.command(name, text, place)

    async def fill(self, **values: Any) -> None:
        """Fill fields of the modal on top, by block_id; see `values.typed` for what fits.

        An external select is searched first, unless what is wanted was suggested before.
        """
        for block_id, value in values.items():
            await self._fill(block_id, value)

    async def suggest(self, block_id: str, text: str) -> list[dict[str, Any]]:
        """Type into an external select and return the options that the app suggests."""
        view, block, element = await self._field(block_id)
        return await self._screen.suggest(view, (block, element), text)

    async def pick(self, block_id: str, choice: str, *, search: str | None = None) -> None:
        """Search in an external select, then choose by text, a part of it, or value."""
        await self.suggest(block_id, choice if search is None else search)
        await self._enter(block_id, choice)

    async def submit(self) -> dict[str, str]:
        """Press the modal's submit button; returns what was refused, as `submitting.submit`."""

        def find() -> View | None:
            return next((view for view in self._stack[-1:] if submitting.ready(view)), None)

        view = await self._sought(find, "submit button that can be pressed")
        return dict(await submitting.submit(self._parts, self.member, view))

    async def close(self, *, everything: bool = False) -> None:
        """Press the modal's close button; `everything` is the X, which closes the whole stack."""
        top = await self._sought(lambda: next(iter(self._stack[-1:]), None), "modal")
        everything = everything or bool(top.sent.get("clear_on_close"))
        leaving = self._stack[::-1] if everything else [top]
        for view in leaving:
            self._parts.modals.close(view)
        for view in leaving:
            await self._screen.tell_closed(view, is_cleared=everything)

    async def click(
        self,
        action_id: str,
        value: str | None = None,
        *,
        in_message: str | None = None,
        at_home: bool = False,
    ) -> None:
        """Press a button, or choose in an overflow menu; a confirmation dialog is confirmed.

        It is looked for in the modal, then in the newest message, then on the home tab.

        Args:
            value: The button's value, or that of the menu's option.
            in_message: The ts of the one message to look in.
            at_home: Look on the home tab alone.
        """
        with_value = "" if value is None else f" with the value {value!r}"
        place, found = await self._sought(
            lambda: self._find_action(action_id, value, in_message, at_home=at_home),
            f"button {action_id!r}{with_value}",
        )
        entry = menu_entry(found[1], value)
        if isinstance(place, View):
            await self._screen.act_in_view(place, found, entry)
        else:
            await self._screen.act_in_message(*place, found, entry)

    def _find_action(
        self, action_id: str, value: str | None, in_message: str | None, *, at_home: bool
    ) -> tuple[Place, Found] | None:
        for place in [self.reach.spot(None)] if at_home else self._places():
            blocks = place.blocks if isinstance(place, View) else place[1].get("blocks", [])
            ts = None if isinstance(place, View) else place[1]["ts"]
            found = find_action(blocks, action_id, value)
            if found and in_message in (None, ts):
                return place, found
        return None

    def _places(self) -> Iterator[Place]:
        yield from self._stack[-1:]
        yield from reversed(self._parts.workspace.visible(self.id))
        home = self._parts.modals.homes.get(self.id)
        if home:
            yield home

    async def open_home(self, tab: str = "home") -> None:
        """Open the app's home, which tells the app so."""
        awake(self.member)
        access = self._parts.access
        if not (access.home_tab if tab == "home" else access.messages_tab):
            raise CannotAct(f"the app has no {tab} tab")
        view = self.home
        self._happened(
            {
                "type": "app_home_opened",
                "user": self.id,
                "channel": self._parts.workspace.dm(self.id).id,
                "tab": tab,
                **({"view": view} if view and tab == "home" else {}),
            }
        )

    async def message(self, text: str, *, channel: str = "", thread_ts: str = "") -> Message:
        """Say something; without a channel, to the bot. Apps that listen are told."""
        place = self._box(channel)
        said = self._parts.workspace.post(place, thread_ts, user=self.id, text=text)
        inner = {**said, "channel": place.id}
        kind = {"im": "message.im", "groups": "message.groups"}.get(place.kind, "message.channels")
        self._happened({**inner, "channel_type": kind.removeprefix("message.")}, kind)
        if f"<@{self._parts.app.bot_user_id}>" in text:
            self._happened({**inner, "type": "app_mention"})
        return said

    def _happened(self, inner: dict[str, Any], subscription: str = "") -> None:
        if (subscription or inner["type"]) not in self._parts.events:
            return
        world = self._parts.world
        inner["event_ts"] = world.slack_ts()
        event_id, at = world.slack_id("Ev"), int(world.now().timestamp())
        whole = payloads.event(self._parts.app, inner, event_id=event_id, at=at)
        self._parts.delivery.publish(whole)

    async def _fill(self, block_id: str, value: Any) -> None:
        _, _, element = await self._field(block_id)
        if element["type"] in EXTERNAL and value:
            for wanted in value if isinstance(value, list) else [value]:
                await self._offer(block_id, str(wanted))
        if element["type"].endswith("users_select") and value:
            value = self._people(value)
        await self._enter(block_id, value)

    def _people(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._people(each) for each in value]
        member = self._parts.workspace.find_member(str(value))
        if member is None:
            raise CannotAct(f"nobody is called {value!r}")
        return member.id

    async def _offer(self, block_id: str, wanted: str) -> None:
        view, block, element = await self._field(block_id)
        offered = _offered(view, block, element)
        if not any(wanted in (each["value"], each["text"]["text"]) for each in offered):
            await self.suggest(block_id, wanted)
            now = view.offered.get((block["block_id"], element["action_id"]), [])
            view.offered[block["block_id"], element["action_id"]] = offered + now

    async def _enter(self, block_id: str, value: Any) -> None:
        view, block, element = await self._field(block_id)
        entry = typed(element, value, _offered(view, block, element))
        view.values[block["block_id"], element["action_id"]] = entry
        view.errors.pop(block["block_id"], None)
        self._parts.world.changed()
        if block["type"] != "input" or block.get("dispatch_action"):
            await self._screen.act_in_view(view, (block, element), entry)

    def _box(self, where: str) -> Channel:
        """Find where to type: in a channel, or to the bot."""
        awake(self.member)
        place = self._place(where) if where else self._parts.workspace.dm(self.id)
        box(place, self._parts.access, self._parts.features)
        return place

    def _place(self, where: str) -> Channel:
        channel = self._parts.workspace.find_channel(where)
        if channel is None or not channel.seen_by(self.member):
            raise CannotAct(f"{self.member.name} sees no channel {where!r}")
        return channel


def _offered(view: View, block: dict[str, Any], element: dict[str, Any]) -> list[dict[str, Any]]:
    key = (block["block_id"], element["action_id"])
    held = view.values[key].get(SLOTS[element["type"]].name)
    chosen = held if isinstance(held, list) else [held]
    return view.offered.get(key, []) + [each for each in chosen if isinstance(each, dict)]
