"""Pushes over SCIM that failed: what the rules about each kind of them share.

Okta tells of most kinds only when they fail, of some always: the outcome decides, not the type.
JumpCloud tells of none.
"""

from typing import Final

from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Event
from bot.watch.facts import is_jumpcloud_app
from bot.watch.rule import Scope
from bot.watch.wording import tell

RENAMING: Final = (
    "The username cannot be modified because the user is bound to one or more resources"
)
"""What JumpCloud answers to a new username of somebody who is bound to a device."""
REFUSAL: Final = (
    "Automatic profile push of user Jane Doe to app JumpCloud failed: Error while trying to push "
    "profile update for 'Username': Bad Request. Errors reported by remote server: rpc error: "
    f"code = InvalidArgument desc = {RENAMING}."
)
"""How Okta has it, for samples; the log has its first 255 characters."""
SURE: Final = len("The username cannot")

PUSHED: Final = (
    "application.provision.user.push",
    "application.provision.user.sync",
    "application.provision.user.verify_exists",
)
PROFILE: Final = "application.provision.user.push_profile"


def failed(
    event: Event, scope: Scope, cause: str, headline: str, *,
    severity: Severity = Severity.WARNING, means: str, todo: str,
    ways: tuple[Way, ...] = (Way.RETRY, Way.WHOIS, Way.OKTA),
) -> Alert | None:  # fmt: skip
    """Tell of a push to JumpCloud that failed; nothing where it worked or went elsewhere.

    Args:
        headline: With `{person}` in it.
    """
    if event.person is None or event.ok or not is_jumpcloud_app(event, scope):
        return None
    return tell(
        event, cause, severity, event.person, headline.replace("{person}", event.person.label),
        means=means, todo=todo, ways=ways, lasting=True,
    )  # fmt: skip


def is_renaming(event: Event) -> bool:
    """Whether JumpCloud refused a new username; Okta cuts the words at 255 characters."""
    _, found, words = event.reason.partition("desc = ")
    words = words if found else event.reason[max(event.reason.find(RENAMING), 0) :]
    return len(words) >= SURE and (words.startswith(RENAMING) or RENAMING.startswith(words))
