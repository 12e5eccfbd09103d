"""What is done from the page: people's acts in Slack, in Okta and at laptops; faults; time.

Each part has the model of what may be asked and the function that does it. What is returned is
added to the answer.

slack okta jumpcloud scim laptops    one file for each part of the world
trouble                              faults, the clock, the bot
access                               the bot's tokens and sockets
console                              what an administrator does in Okta or JumpCloud by hand
"""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final

from bot.sandbox.control.deeds.access import (
    AskedOfSlack,
    AskedOfTokens,
    drop_sockets,
    set_tokens,
)
from bot.sandbox.control.deeds.asked import Asked, CannotDo, Json
from bot.sandbox.control.deeds.console import AskedOfConsole, press
from bot.sandbox.control.deeds.jumpcloud import AskedOfJumpCloud, set_jumpcloud
from bot.sandbox.control.deeds.laptops import AskedOfLaptop, use_laptop
from bot.sandbox.control.deeds.okta import AskedOfOkta, use_okta
from bot.sandbox.control.deeds.scim import AskedOfScim, disturb_scim
from bot.sandbox.control.deeds.slack import Act, act
from bot.sandbox.control.deeds.trouble import (
    AskedOfBot,
    AskedOfClock,
    AskedOfFaults,
    crash_bot,
    move_clock,
    set_fault,
)

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox

__all__ = ["DEEDS", "CannotDo"]

Deed = Callable[["Sandbox", Any], Awaitable[Json]]

DEEDS: Final[dict[str, tuple[type[Asked], Deed]]] = {
    "act": (Act, act),
    "okta": (AskedOfOkta, use_okta),
    "jumpcloud": (AskedOfJumpCloud, set_jumpcloud),
    "scim": (AskedOfScim, disturb_scim),
    "laptops": (AskedOfLaptop, use_laptop),
    "faults": (AskedOfFaults, set_fault),
    "clock": (AskedOfClock, move_clock),
    "bot": (AskedOfBot, crash_bot),
    "console": (AskedOfConsole, press),
    "tokens": (AskedOfTokens, set_tokens),
    "slack": (AskedOfSlack, drop_sockets),
}
