"""Confirming on a phone: what is seen while it goes on, and how it went.

The number that is to be chosen is in a window that only its person sees, and nowhere else.
"""

from typing import Final

from bot.views import kit
from bot.views.kit import Block, Message, View
from storage.identity_tables import Purpose, Push, PushState

NOTE: Final = "note"
BACK: Final = "back_to_review"

_ASKED: Final = {
    Purpose.LINK: "to be bound to a Slack account",
    Purpose.REQUEST: "to send a request",
    Purpose.APPROVE: "to approve a request",
    Purpose.CALLER: "to show the helpdesk that it is them who calls",
}
_ENDINGS: Final = {
    PushState.CONFIRMED: "Confirmed on the phone of {login}.",
    PushState.USED: "Confirmed on the phone of {login}.",
    PushState.REJECTED: "Rejected on the phone of {login}: whoever holds it says that it is not "
    "them, or chose another number.",
    PushState.TIMED_OUT: "Nobody answered on the phone of {login} in time.",
    PushState.UNASKED: "The phone of {login} was not asked: {why}",
    PushState.LOST: "Nobody knows how it went on the phone of {login}, so it does not count.",
}
_WAYS_OUT: Final = {
    PushState.REJECTED: "If it was you who pressed the wrong thing, try again. If you have not "
    "asked for it, tell your security team: somebody uses your Slack account.",
    PushState.TIMED_OUT: "Have the phone at hand, open Okta Verify there, and try again.",
    PushState.LOST: "Try again.",
}


def ending(push: Push) -> str:
    """Say how a push went, in plain words."""
    why = push.why or "there was no need."
    return _ENDINGS.get(push.state, "The question is on the phone of {login}.").format(
        login=push.login, why=why
    )


def looking(title: str, back: str = "") -> View:
    """Stand in until Okta has taken the question.

    Args:
        back: What the window carries, where it leads back to a review.
    """
    said = [kit.section("*Asking Okta to send a push…*"), kit.say("Nothing has been done yet.")]
    return _window(title, said, back)


def waiting(title: str, login: str, number: int | None, device: str, *, back: str = "") -> View:
    """Show what to choose on the phone, while the answer is waited for.

    Args:
        back: As for `looking`.
    """
    return _window(title, waiting_blocks(login, number, device), back)


def _window(title: str, blocks: list[Block], back: str) -> View:
    ways = [kit.actions(kit.button("Back to the review", BACK))] if back else []
    return kit.modal(title, [*blocks, *ways], callback_id=NOTE, close="Close", metadata=back)


def waiting_blocks(login: str, number: int | None, device: str) -> list[Block]:
    """Say what is on the phone, and what to do there."""
    where = f"Okta Verify on the phone of {login}" + (f" ({device})" if device else "")
    if number is None:
        todo = [kit.section("Press *Yes, it's me* there.")]
    else:
        todo = [kit.header(str(number)), kit.section("Choose this number there.")]
    return [
        kit.say(f"A push is on its way to {where}."),
        *todo,
        kit.context(
            "Nothing is done until it is confirmed, within two minutes. This window follows."
        ),
    ]


def ended(title: str, push: Push, *, then: str = "") -> View:
    """Say how it went, and what to do.

    Args:
        then: What came of a yes.
    """
    good = push.confirmed
    way_out = then if good else f"Nothing was done. {_WAYS_OUT.get(push.state, '')}".strip()
    blocks = [kit.say(f"{'✓' if good else '✗'} {ending(push)}")]
    return kit.modal(
        title, [*blocks, *([kit.say(way_out)] if way_out else [])], callback_id=NOTE, close="Close"
    )


def plainly(push: Push, then: str = "") -> str:
    """Say the same in one text, for whoever has closed the window; not in markup."""
    way_out = then if push.confirmed else f"Nothing was done. {_WAYS_OUT.get(push.state, '')}"
    return f"{ending(push)} {way_out.strip()}".strip()


def told(push: Push, then: str = "") -> str:
    """Say the same in mrkdwn."""
    return kit.escape(plainly(push, then))


def rejected(push: Push, reference: str) -> Message:
    """Tell everybody that somebody said on their phone that it was not them."""
    about = f" {reference}" if reference else ""
    login = kit.escape(kit.cut(kit.clean(push.login), kit.LINE))
    lead = (
        f"⚠ {login} *rejected a push* that {kit.mention(push.by)} had sent "
        f"{_ASKED[push.purpose]}{about}."
    )
    advice = (
        "It does not count. Ask them whether it was a slip; if they have not asked for it, "
        "somebody else uses an account here."
    )
    return f"{login} rejected a push{about}", [
        kit.section(lead),
        kit.say(advice),
    ]
