"""JumpCloud, as far as the bot can tell: users, devices, groups and who is bound to what.

problem     what it refuses with, and how a request is read
table       rows with look-ups that stay fast at 10,000
filters     the filter grammars of both API versions
records     the shapes of a user, a device and a group
directory   users: the rules for creating and changing them
graph       bindings and groups
access      keys, tokens and organisation ids
v1 v2       the HTTP surface
standin     all of it together
"""

from bot.sandbox.jumpcloud.standin import JumpCloud

__all__ = ["JumpCloud"]
