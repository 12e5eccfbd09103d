"""Views: each person's stack of modals, their home tab, and the triggers that open them.

A trigger is a person's click: it opens one view within three seconds. A view lives until it is
closed; its hash changes with every change, so that an app that drew on an old one can tell.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from bot.sandbox.slack.blocks import check_view, finished, view_too_large
from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.values import Values, initial_values, kept_values, state
from bot.sandbox.slack.workspace import Installation
from bot.sandbox.store import World

TRIGGER_LIFE: Final = timedelta(seconds=3)
DEEPEST: Final = 3


@dataclass
class Trigger:
    """A person's click, exchangeable once; `view_id` is the modal in which it was."""

    id: str
    user_id: str
    view_id: str
    expires: datetime
    used: bool = False


@dataclass
class View:
    """A modal or a home tab as one person sees it.

    Attributes:
        sent: What the app sent, finished with the ids it left out.
        errors: What the app refused at the last submission, by block_id.
        offered: The options last suggested, by block_id and action_id.
    """

    id: str
    user_id: str
    app: Installation
    sent: dict[str, Any]
    hash: str
    root_id: str
    previous_id: str | None = None
    values: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    offered: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """The blocks, each with its ids."""
        blocks: list[dict[str, Any]] = self.sent["blocks"]
        return blocks

    def shown(self) -> dict[str, Any]:
        """Draw the view as answers and payloads carry it."""
        defaults = {
            "title": None,
            "close": None,
            "submit": None,
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
            "submit_disabled": False,
        }
        return {
            **defaults,
            **self.sent,
            "id": self.id,
            "team_id": self.app.team_id,
            "state": state(self.values),
            "hash": self.hash,
            "root_view_id": self.root_id,
            "previous_view_id": self.previous_id,
            "app_id": self.app.app_id,
            "app_installed_team_id": self.app.team_id,
            "bot_id": self.app.bot_id,
        }


class Modals:
    """All views that are open, and the triggers given out."""

    def __init__(self, world: World, app: Installation) -> None:
        self._world = world
        self._app = app
        self._triggers: dict[str, Trigger] = {}
        self._stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}

    def stack(self, user_id: str) -> list[View]:
        """List a person's open modals, the one on top last; the list is the live one."""
        return self._stacks.setdefault(user_id, [])

    def trigger(self, user_id: str, view_id: str = "") -> str:
        """Give out a trigger for what a person just did."""
        now = self._world.now()
        made = f"{int(now.timestamp() * 1000)}.{len(self._triggers) + 1}"
        trigger_id = f"{made}.{self._world.characters(32, '0123456789abcdef')}"
        expires = now + TRIGGER_LIFE
        self._triggers[trigger_id] = Trigger(trigger_id, user_id, view_id, expires)
        return trigger_id

    def open(self, trigger_id: str, sent: Any) -> View:
        """Open a modal; whatever the person had open is gone.

        Raises:
            ApiError: the view or the trigger is refused.
        """
        self._check(sent)
        trigger = self._exchange(trigger_id)
        view = self._new(trigger.user_id, sent)
        self._stacks[trigger.user_id] = [view]
        self._world.changed()
        return view

    def push(self, trigger_id: str, sent: Any) -> View:
        """Open a modal on top of the one in which the trigger was made.

        Raises:
            ApiError: the view or the trigger is refused, the modal is gone, or three are open.
        """
        self._check(sent)
        trigger = self._exchange(trigger_id)
        below = next((v for v in self.stack(trigger.user_id) if v.id == trigger.view_id), None)
        if below is None:
            raise ApiError("not_found")
        return self.put_on(below, sent)

    def put_on(self, below: View, sent: Any) -> View:
        """Open a modal on top of another one, without a trigger.

        Raises:
            ApiError: the view is refused, the other one is gone, or three are open.
        """
        self._check(sent)
        stack = self.stack(below.user_id)
        if below not in stack:
            raise ApiError("not_found")
        if len(stack) >= DEEPEST:
            raise ApiError("push_limit_reached")
        view = self._new(below.user_id, sent)
        view.root_id, view.previous_id = stack[0].id, stack[-1].id
        stack.append(view)
        self._world.changed()
        return view

    def update(self, view: View, sent: Any, given_hash: str = "") -> View:
        """Redraw a view; fields whose ids are unchanged keep what was typed.

        Raises:
            ApiError: the view is refused, or it is no longer the one that the hash names.
        """
        self._check(sent, replaces=view)
        if given_hash and given_hash != view.hash:
            raise ApiError("hash_conflict")
        view.sent = self._finished(sent)
        view.values = kept_values(view.values, view.blocks)
        view.errors, view.hash = {}, self._hash()
        self._world.changed()
        return view

    def publish(self, user_id: str, sent: Any, given_hash: str = "") -> View:
        """Draw a person's home tab.

        Raises:
            ApiError: as for `update`.
        """
        before = self.homes.get(user_id)
        if before is not None:
            return self.update(before, sent, given_hash)
        self._check(sent)
        if given_hash:
            raise ApiError("hash_conflict")
        self.homes[user_id] = view = self._new(user_id, sent)
        self._world.changed()
        return view

    def find(self, view_id: str = "", external_id: str = "") -> View:
        """Find an open view by one of its ids.

        Raises:
            ApiError: `not_found`; it was closed, or never was.
        """
        for view in self._all():
            if view.id == view_id or (external_id and view.sent.get("external_id") == external_id):
                return view
        raise ApiError("not_found")

    def close(self, view: View) -> None:
        """Take a modal off its stack, if it is still there."""
        stack = self.stack(view.user_id)
        if view in stack:
            stack.remove(view)
            self._world.changed()

    def below(self, view: View) -> list[View]:
        """List the modals that a modal covers; none when it is gone."""
        stack = self.stack(view.user_id)
        return stack[: stack.index(view)] if view in stack else []

    def outdate(self, views: list[View]) -> None:
        """Give views another hash, so that whoever drew on the former one is told."""
        for view in views:
            view.hash = self._hash()
        self._world.changed()

    def clear(self, user_id: str) -> None:
        """Close all of a person's modals."""
        self.stack(user_id).clear()
        self._world.changed()

    def _all(self) -> list[View]:
        return [view for stack in self._stacks.values() for view in stack] + [*self.homes.values()]

    def _exchange(self, trigger_id: str) -> Trigger:
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise ApiError("invalid_trigger_id")
        if trigger.used:
            raise ApiError("exchanged_trigger_id")
        if trigger.expires < self._world.now():
            raise ApiError("expired_trigger_id")
        trigger.used = True
        return trigger

    def _check(self, sent: Any, replaces: View | None = None) -> None:
        if view_too_large(sent):
            raise ApiError("view_too_large")
        faults = check_view(sent)
        if faults:
            messages = [fault.line("/view") for fault in faults]
            raise ApiError("invalid_arguments", response_metadata={"messages": messages})
        external = sent.get("external_id")
        others = (view for view in self._all() if view is not replaces)
        if external and any(view.sent.get("external_id") == external for view in others):
            raise ApiError("duplicate_external_id")

    def _new(self, user_id: str, sent: dict[str, Any]) -> View:
        view_id = self._world.slack_id("V")
        done = self._finished(sent)
        values = initial_values(done["blocks"])
        return View(view_id, user_id, self._app, done, self._hash(), view_id, values=values)

    def _finished(self, sent: dict[str, Any]) -> dict[str, Any]:
        blocks = finished(sent["blocks"], lambda: self._world.characters(5))
        return {**finished_texts(sent), "blocks": blocks}

    def _hash(self) -> str:
        return f"{int(self._world.now().timestamp())}.{self._world.characters(8)}"


def finished_texts(sent: dict[str, Any]) -> dict[str, Any]:
    """Copy a view with its title, submit and close as Slack keeps them."""
    texts = {
        name: {"emoji": True, **sent[name]}
        for name in ("title", "submit", "close")
        if sent.get(name)
    }
    return {**sent, **texts}
