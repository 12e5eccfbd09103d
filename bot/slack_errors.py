"""Slack's answers as our errors, mapped once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import aiohttp
from slack_sdk.errors import SlackApiError, SlackRequestError

from bot.errors import NotFound, ProviderError, Refused, Unauthorized, Unavailable

AGAIN_LATER: Final = frozenset(
    {
        "ratelimited",
        "rate_limited",
        "fatal_error",
        "internal_error",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
    }
)
TOO_LATE: Final = "expired_trigger_id"
LACKING: Final = "missing_scope"
GONE: Final = frozenset(
    {"message_not_found", "not_found", "user_not_found", "users_not_found", "no_such_subteam"}
)
OURS_TO_MEND: Final = frozenset(
    {
        "invalid_auth",
        "not_authed",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "not_in_channel",
        "channel_not_found",
        "is_archived",
    }
)


class ScopeMissing(Unauthorized):
    """The app was installed without a scope that this needs; the rest of it works."""


@contextmanager
def mapped() -> Iterator[None]:
    """Turn what slack_sdk raises into our errors; nothing of the exchange is kept in them."""
    try:
        yield
    except SlackApiError as error:
        raise _error(error) from None
    except (SlackRequestError, TimeoutError, aiohttp.ClientError, OSError) as error:
        raise Unavailable(f"Slack does not answer ({type(error).__name__}).", "Slack") from None


def _error(error: SlackApiError) -> ProviderError:
    code = str(error.response.get("error", "unknown error"))
    status = getattr(error.response, "status_code", 200)
    if code == TOO_LATE:
        return Unavailable("Slack waits three seconds for a window, and it took longer.", "Slack")
    if code in AGAIN_LATER or status >= 500 or status == 429:  # noqa: PLR2004 - HTTP's own
        return Unavailable(f"Slack asks to try later ({code}).", "Slack")
    if code in GONE:
        return NotFound(f"Slack does not know it ({code}).", "Slack")
    if code == LACKING:
        missing = f", it lacks {error.response['needed']}" if error.response.get("needed") else ""
        return ScopeMissing(f"Slack refuses our token ({code}{missing}).", "Slack")
    if code in OURS_TO_MEND:
        return Unauthorized(f"Slack refuses our token ({code}).", "Slack")
    return Refused(f"Slack refuses ({code}).", "Slack")
