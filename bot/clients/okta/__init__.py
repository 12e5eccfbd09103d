"""The part of Okta's management API that the bot uses.

Okta is the master: people are made, renamed, let in and locked out here, and Okta tells JumpCloud.
Lists by `search` come from an index that lags behind by seconds; whoever is about to change
somebody reads them live first.
"""

from bot.clients.okta.answers import App, AppUser, Group, LogEvent, OktaUser, Org, Role, Target
from bot.clients.okta.directory import AppCalls, GroupCalls, OrgCalls
from bot.clients.okta.factors import Factor, FactorCalls, Transaction
from bot.clients.okta.lifecycle import LifecycleCalls
from bot.clients.okta.lists import AssignmentRow, ListCalls, UserRow
from bot.clients.okta.log import CursorRefused, LogCalls, LogPage
from bot.clients.okta.users import USER_ID, UserCalls

__all__ = [
    "USER_ID",
    "App",
    "AppUser",
    "AssignmentRow",
    "CursorRefused",
    "Factor",
    "Group",
    "LogEvent",
    "LogPage",
    "OktaClient",
    "OktaUser",
    "Org",
    "Role",
    "Target",
    "Transaction",
    "UserRow",
]


class OktaClient(
    UserCalls, LifecycleCalls, GroupCalls, AppCalls, LogCalls, OrgCalls, ListCalls, FactorCalls
):
    """Okta, one method a call; it returns Okta's answer, parsed.

    Throttled calls were already made again below, so what is raised is final for this attempt.
    Every method may raise `Unavailable` and `Unauthorized`, and `Refused` where the answer cannot
    be read; the other errors are listed where they can occur.
    """

    async def close(self) -> None:
        """Close the connections."""
        await self._api.close()
