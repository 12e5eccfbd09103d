"""Whether whoever called is who they say: in the review, on the card, and to the approvers.

What a request keeps of each push is `state`, `login`, `why` and `at`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from bot.views import kit
from bot.views.kit import Block
from storage.identity_tables import Push, PushState

VERIFY: Final = "verify_caller"

_SAID: Final = {
    PushState.CONFIRMED: "✓ confirmed on the phone of {login}",
    PushState.USED: "✓ confirmed on the phone of {login}",
    PushState.REJECTED: "⚠ REJECTED on the phone of {login}: it is not them",
    PushState.TIMED_OUT: "not answered on the phone of {login} in time",
    PushState.UNASKED: "not possible: {why}",
    PushState.LOST: "nobody knows how it went on the phone of {login}",
    PushState.ASKING: "not answered when it was sent",
    PushState.WAITING: "not answered when it was sent",
}


def review_blocks(
    login: str,
    said: Sequence[Push],
    *,
    required: bool = False,
    sent: bool = False,
    number: int | None = None,
    unasked: str = "",
) -> list[Block]:
    """Show in the review what was asked of whoever called, and offer to ask.

    Args:
        required: Whether nothing can be sent without a yes.
        sent: Whether one is on the phone now.
        number: What is to be chosen there.
        unasked: Why none could be sent just now.
    """
    demand = "Nothing can be sent without it." if required else "You may send without it."
    blocks = [kit.section(f"*Is it {kit.escape(login)} who called?* {demand}")]
    ended = [push for push in said if push.ended_at]
    if ended:
        blocks.append(kit.section("\n".join(f"• {_line(push)}" for push in ended[-5:])))
    if unasked:
        blocks.append(kit.say(unasked))
    if sent:
        todo = "to say yes" if number is None else f"to choose *{number}*"
        text = f"A push is on its way. Ask them to open Okta Verify, and {todo} there."
        return [*blocks, kit.section(text)]
    return [*blocks, kit.actions(kit.button(f"Send a push to {login}", VERIFY))]


def card_line(caller: Sequence[Mapping[str, Any]]) -> str:
    """Say for the card, in mrkdwn, what came of each push; empty where nobody was asked."""
    return "\n".join(_told(said) for said in caller)


def warning(caller: Sequence[Mapping[str, Any]]) -> list[Block]:
    """Say loudly, to whoever decides, that somebody said that it was not them."""
    refused = [said for said in caller if said["state"] == PushState.REJECTED]
    if not refused:
        return []
    login = kit.escape(str(refused[-1]["login"]))
    return [
        kit.section(
            f"⚠ *{login} rejected the push that was to show that it is them who called.* "
            "Reach them another way before you approve this."
        )
    ]


def _told(said: Mapping[str, Any]) -> str:
    state = PushState(said["state"])
    words = _SAID[state].format(login=said["login"], why=said["why"])
    return f"{kit.escape(words)}, {kit.moment(datetime.fromisoformat(said['at']))}"


def _line(push: Push) -> str:
    words = _SAID[push.state].format(login=push.login, why=push.why)
    return f"{kit.escape(words)}, {kit.moment(push.ended_at or push.at)}"
