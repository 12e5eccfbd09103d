"""The laptops: what JumpCloud's agents make of the bindings, and what people see at the login.

An agent acts only while its laptop is online, and some time after it was told: a binding that
JumpCloud shows is no account on a laptop yet. What the agent did it reports, so that `userMetrics`
and System Insights say what is really there.

account     an account on a laptop
laptop      one laptop and its agent
fleet       all of them, and the agents' delay
"""

from bot.sandbox.laptops.account import Account, Outcome
from bot.sandbox.laptops.fleet import Laptops
from bot.sandbox.laptops.laptop import Laptop

__all__ = ["Account", "Laptop", "Laptops", "Outcome"]
