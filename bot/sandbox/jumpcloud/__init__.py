"""JumpCloud, as far as the bot can tell: users, devices, groups and who is bound to what.

the world inside
    table records filters grammar     rows, their shapes, and how they are found
    directory user_rules passwords    users
    devices commands policies system_insights
                                      devices, and what they are told and tell
    graph group membership            who is bound to what, and who is in which group
    schedule agenda                   what happens later
    insights                          the log
    organization federation           what is set for all
    access credentials scopes         who may ask, and what
    opening                           what is there at the start
over HTTP
    web problem listing               what every endpoint has in common
    v1_* v2_* event_search administration    the endpoints
standin     all of it together
"""

from bot.sandbox.jumpcloud.standin import JumpCloud

__all__ = ["JumpCloud"]
