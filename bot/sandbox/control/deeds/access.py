"""What becomes of the bot's own ways in: its tokens, and its sockets."""

from typing import TYPE_CHECKING, Literal, Protocol

from bot.sandbox.control.deeds.asked import Asked, CannotDo, Json

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox

Provider = Literal["Slack", "Okta", "JumpCloud"]
Reason = Literal["warning", "refresh_requested", "too_many_websockets", "link_disabled"]


class Revocable(Protocol):
    """A provider's way in, which can be closed."""

    revoked: bool


class AskedOfTokens(Asked):
    """An administrator takes the bot's token away, or gives it back.

    Attributes:
        do: `expire` ends the tokens that were fetched for an hour; new ones are given.
    """

    do: Literal["revoke", "give_back", "expire"]
    of: Provider


async def set_tokens(sandbox: "Sandbox", asked: AskedOfTokens) -> Json:
    """Revoke, give back, or expire."""
    if asked.do == "expire":
        match asked.of:
            case "Okta":
                sandbox.okta.auth.revoke_all()
            case "JumpCloud":
                sandbox.jumpcloud.access.expire_tokens()
            case "Slack":
                raise CannotDo("Slack's tokens do not expire; they are revoked.")
    else:
        _way_in(sandbox, asked.of).revoked = asked.do == "revoke"
    sandbox.world.changed()
    return {}


def _way_in(sandbox: "Sandbox", of: Provider) -> Revocable:
    ways: dict[Provider, Revocable] = {
        "Slack": sandbox.slack.access,
        "Okta": sandbox.okta.auth,
        "JumpCloud": sandbox.jumpcloud.access,
    }
    return ways[of]


class AskedOfSlack(Asked):
    """Slack closes the app's sockets.

    Attributes:
        reason: What the `disconnect` says first; see Slack's "Using Socket Mode".
        politely: False closes the connection without a word.
    """

    do: Literal["drop_sockets"]
    reason: Reason = "refresh_requested"
    politely: bool = True


async def drop_sockets(sandbox: "Sandbox", asked: AskedOfSlack) -> Json:
    """Close every socket; an app that lives opens others."""
    if not sandbox.slack.connected:
        raise CannotDo("The bot has no socket open.")
    await sandbox.slack.drop_sockets(asked.reason, politely=asked.politely)
    return {}
