"""Every rule, in the order in which the docs list them."""

from typing import Final

from bot.watch.rule import Rule
from bot.watch.rules.suspended import SUSPENDED

RULES: Final[tuple[Rule, ...]] = (SUSPENDED,)
