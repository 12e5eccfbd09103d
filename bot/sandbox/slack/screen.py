"""What one person does on their screen, for the page and the tests; Slack's client, so to speak.

Everything waits for the app's acknowledgement, three seconds at most. What the client itself
refuses never reaches the app; what the app fails to acknowledge is shown in Slack's own words.
"""

from typing import Any, Final

from bot.sandbox.slack import payloads
from bot.sandbox.slack.blocks import elements_of, nested
from bot.sandbox.slack.elements import OPTION_ANSWER, options_of
from bot.sandbox.slack.errors import ApiError, CannotAct, Unanswered
from bot.sandbox.slack.modals import View
from bot.sandbox.slack.parts import Parts
from bot.sandbox.slack.values import Entry, chosen
from bot.sandbox.slack.workspace import Channel, Member, Message

THUMBS: Final = ("positive_button", "negative_button")

Found = tuple[dict[str, Any], dict[str, Any]]


def find_action(blocks: list[dict[str, Any]], action_id: str, value: str | None) -> Found | None:
    """Find a block and its button or menu by action_id, and by value where several share it."""
    for block in nested(blocks):
        for element in elements_of(block):
            same = value is None or value == element.get("value") or value in _values(element)
            if element["action_id"] == action_id and same:
                return block, element
    return None


def _values(element: dict[str, Any]) -> list[str]:
    thumbs = [element[name]["value"] for name in THUMBS if name in element]
    return [option["value"] for option in element.get("options", [])] + thumbs


class Screen:
    """The ways from a person's screen to the app.

    Attributes:
        errors: What Slack told the person went wrong, oldest first.
    """

    def __init__(self, parts: Parts, member: Member) -> None:
        self._parts = parts
        self._member = member
        self.errors: list[str] = []

    def fail(self, message: str) -> None:
        """Show an error of Slack's."""
        self.errors.append(message)
        self._parts.world.changed()

    def response_url(self, channel: Channel, original: Message | None = None) -> str:
        """Make a response URL for what the person just did."""
        made = self._parts.responses.give(self._member.id, channel, original)
        return f"{self._parts.base_url}/response/{made}"

    async def command(self, name: str, text: str, channel: Channel) -> None:
        """Send a slash command, and show what its acknowledgement says."""
        payload = payloads.command(
            self._parts.app,
            self._member,
            channel,
            name=name,
            text=text,
            trigger_id=self._parts.modals.trigger(self._member.id),
            response_url=self.response_url(channel),
        )
        try:
            answer = await self._parts.delivery.deliver("slash_commands", payload)
            if answer.get("text") or answer.get("blocks"):
                self._parts.responses.show(self._member.id, channel, answer)
        except Unanswered as error:
            self.fail(f'{name} failed with the error "{error.code}"')
        except ApiError:
            self.fail(f'{name} failed with the error "dispatch_failed"')

    async def act_in_view(self, view: View, found: Found, entry: Entry | None) -> None:
        """Send `block_actions` of a modal or the home tab."""
        await self._act(
            payloads.in_view(
                "block_actions",
                self._parts.app,
                self._member,
                view,
                actions=[self._action(found, entry)],
                trigger_id=self._parts.modals.trigger(self._member.id, view.id),
            )
        )

    async def act_in_message(
        self, channel: Channel, message: Message, found: Found, entry: Entry | None
    ) -> None:
        """Send `block_actions` of a message."""
        await self._act(
            payloads.in_message(
                self._parts.app,
                self._member,
                channel,
                message,
                actions=[self._action(found, entry)],
                trigger_id=self._parts.modals.trigger(self._member.id),
                response_url=self.response_url(channel, message),
            )
        )

    def _action(self, found: Found, entry: Entry | None) -> dict[str, Any]:
        block, element = found
        ts = self._parts.world.slack_ts()
        return payloads.action(block["block_id"], element, entry, ts)

    async def _act(self, payload: dict[str, Any]) -> None:
        try:
            await self._parts.delivery.deliver("interactive", payload)
        except Unanswered:
            # In Slack a warning triangle stands beside what was clicked.
            self.fail("Something went wrong. Please try again.")

    async def suggest(self, view: View, found: Found, text: str) -> list[dict[str, Any]]:
        """Ask the app for the options that fit what was typed; empty when it does not answer."""
        block, element = found
        payload = payloads.in_view(
            "block_suggestion", self._parts.app, self._member, view, **_sought(found, text)
        )
        options = await self._suggested(payload, element, text)
        if options:
            view.offered[block["block_id"], element["action_id"]] = options
            self._parts.world.changed()
        return options

    async def suggest_in_message(
        self, channel: Channel, message: Message, found: Found, text: str
    ) -> list[dict[str, Any]]:
        """Ask the same in a message."""
        payload = payloads.in_message(
            self._parts.app, self._member, channel, message, **_sought(found, text)
        )
        return await self._suggested(payload | {"type": "block_suggestion"}, found[1], text)

    async def _suggested(
        self, payload: dict[str, Any], element: dict[str, Any], text: str
    ) -> list[dict[str, Any]]:
        if len(text) < element.get("min_query_length", 3):
            return []
        try:
            answer = await self._parts.delivery.deliver("interactive", payload)
        except Unanswered:
            answer = None
        if answer is None or list(OPTION_ANSWER(answer, "")):
            self.fail("Result not loaded. Please try again.")
            return []
        return options_of(answer)

    async def tell_closed(self, view: View, *, is_cleared: bool) -> None:
        """Send `view_closed` where the view asks for it."""
        if not view.sent.get("notify_on_close"):
            return
        payload = payloads.closed(self._parts.app, self._member, view, is_cleared=is_cleared)
        try:
            await self._parts.delivery.deliver("interactive", payload)
        except Unanswered:
            return  # the modal is gone either way; Slack shows nothing


def _sought(found: Found, text: str) -> dict[str, Any]:
    block, element = found
    return {"action_id": element["action_id"], "block_id": block["block_id"], "value": text}


def menu_entry(element: dict[str, Any], value: str | None) -> Entry | None:
    """Choose in an overflow menu, or of two thumbs; None for a button.

    Raises:
        CannotAct: the menu does not offer it.
    """
    if element["type"] == "feedback_buttons":
        thumbs = [element[name] for name in THUMBS if element[name]["value"] == value]
        if not thumbs:
            raise CannotAct("feedback needs the value of one of its two buttons")
        return {"text": thumbs[0]["text"], "value": thumbs[0]["value"]}
    if element["type"] != "overflow":
        return None
    if value is None:
        raise CannotAct("a menu needs the value of one of its options")
    return {"selected_option": chosen(element["options"], value)}
