"""The laptops: what JumpCloud's agents make of the bindings, and what people see at the login.

An agent acts only while its laptop is online, and some time after it was told: a binding that
JumpCloud shows is no account on a laptop yet. What the agent did it reports, so that `userMetrics`
and System Insights say what is really there.

account     an account on a laptop
machine     a laptop without its agent: sessions, screens, a disk that is locked
agent       what JumpCloud's agent does on it
laptop      one laptop, as the person in front of it has it
fleet       all of them, and the agents' delay
"""

from bot.sandbox.laptops.account import Account, Outcome
from bot.sandbox.laptops.fleet import Laptops
from bot.sandbox.laptops.laptop import Laptop
from bot.sandbox.laptops.machine import ServiceAccount

__all__ = ["Account", "Laptop", "Laptops", "Outcome", "ServiceAccount"]
