"""The registry of actions: a new one is a file beside this one and its name in the tuple."""

from typing import Any, Final

from bot.action import Action
from bot.actions.onboard import ONBOARD
from bot.actions.restore import RESTORE
from bot.actions.rotate import ROTATE
from bot.actions.suspend import SUSPEND
from bot.actions.takeover import TAKEOVER

ACTIONS: Final[tuple[Action[Any], ...]] = (ONBOARD, TAKEOVER, ROTATE, SUSPEND, RESTORE)
