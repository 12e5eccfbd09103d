"""The ears: one file for each kind of thing that Slack sends, none for each action.

A listener reads the payload, asks the desk, and acknowledges; what takes longer is left for after
the acknowledgement. No rule, no provider and no SQL is in sight here.
"""

from slack_bolt.async_app import AsyncApp

from bot.breakglass import BreakGlass
from bot.confirming import Confirming
from bot.delegating import Delegations
from bot.doors import Installation
from bot.linking import Linking
from bot.lookups import Lookups
from handlers import (
    approvals,
    breakglass,
    cases,
    commands,
    delegating,
    errors,
    helpdesk,
    lookups,
    options,
    submissions,
)

__all__ = ["cases", "register"]


def register(
    app: AsyncApp, confirming: Confirming, linking: Linking, lookups_: Lookups, home: Installation
) -> None:
    """Bind every listener."""
    desk, decisions = confirming.desk, confirming.decisions
    errors.register(app, home)
    commands.register(app, desk)
    submissions.register(app, confirming)
    breakglass.register(app, BreakGlass(desk, decisions))
    options.register(app, desk)
    approvals.register(app, decisions, confirming)
    delegating.register(app, Delegations(decisions))
    lookups.register(app, lookups_)
    helpdesk.register(app, lookups_, linking)
