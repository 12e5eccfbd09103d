"""What is said about who is who: bindings made, ended and refused."""

from collections.abc import Sequence
from typing import Final

from bot.views import kit
from bot.views.kit import Message
from storage.identity_tables import How, Link

TITLE: Final = "Bind to Okta"
LINKED: Final = "Your Slack account is bound to this account in Okta."

_HOW: Final = {
    How.PUSH: "confirmed on their phone",
    How.ADMIN: "an administrator of Deskhand said so",
    How.EMAIL: "the confirmed address in Slack is the one in Okta",
}


def linked(link: Link) -> Message:
    """Tell a person that their account was bound."""
    login = kit.escape(kit.cut(kit.clean(link.login), kit.LINE))
    by = "" if link.by == link.slack_id else f" by {kit.mention(link.by)}"
    told = (
        f"Your Slack account is bound to {login} in Okta now{by}: "
        f"{_HOW[link.how]}. If that is not you, type `/helpdesk unlink` and tell whoever runs "
        "Deskhand."
    )
    return f"You are {login} in Okta", [kit.section(told)]


def answer(text: str) -> Message:
    """Answer a command in a sentence."""
    return kit.escape(kit.cut(kit.clean(text), kit.LINE)), [kit.say(text)]


def conflict(
    slack_id: str, login: str, held_by: str, admins: Sequence[str], *, how: How
) -> Message:
    """Tell administrators that one person in Okta is wanted by two Slack accounts."""
    login = kit.escape(kit.cut(kit.clean(login), kit.LINE))
    who = f"{kit.mentions(admins, last='and')}: " if admins else ""
    asked = {
        How.PUSH: f"{kit.mention(slack_id)} wanted to bind their account",
        How.ADMIN: f"An administrator wanted to bind {kit.mention(slack_id)}",
        How.EMAIL: f"By its confirmed address {kit.mention(slack_id)} would be bound",
    }[how]
    told = (
        f"{who}{asked} to {login} in Okta, which {kit.mention(held_by)} is bound "
        "to already. It was refused. If the older binding is wrong, end it with "
        f"`/helpdesk unlink` and that person's name."
    )
    return f"Two Slack accounts for {login}", [kit.section(told)]
