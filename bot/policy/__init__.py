"""Policy: who may ask for an action and who may approve it, and on what terms; pure functions.

    nobody is listed        nobody may
    denied                  may not, whatever else is said
    guest, deactivated,
    from another workspace  may not, even when listed
    not active in Okta      may not, even when listed
    one's own request       is never one's to approve, nor to have somebody approve, whichever
                            account one uses
    several rules           each has to be kept, so the strictest holds

A request is judged by `[policy.<action>]` and by the section of every kind that its person is of:
`[policy.<action>.protected]`, `[policy.<action>.admin]`. A kind without its section is refused.

A refusal names the rule that made it and where that rule stands. Rights are checked at the click
and again before anything runs, each time with the groups as they are then: whoever makes a
`Person` must have read all of `Rules.groups`, for a group that was not read denies nobody.

person    somebody in Slack
rules     what the file says, and which of it judges a request
checks    what follows from that
limits    how many may be sent in an hour
"""

from bot.policy.checks import (
    Word,
    check_approver,
    check_break_glass,
    check_delegate,
    check_hours,
    check_open,
    check_owner,
    check_passing_on,
    check_requester,
    check_ticket,
    not_enough,
    remaining,
)
from bot.policy.limits import HOUR, Limit, Sent, check_limit
from bot.policy.person import ACTIVE, Person, count_people, flaw_of
from bot.policy.rules import ActionPolicy, Rule, Rules

__all__ = [
    "ACTIVE",
    "HOUR",
    "ActionPolicy",
    "Limit",
    "Person",
    "Rule",
    "Rules",
    "Sent",
    "Word",
    "check_approver",
    "check_break_glass",
    "check_delegate",
    "check_hours",
    "check_limit",
    "check_open",
    "check_owner",
    "check_passing_on",
    "check_requester",
    "check_ticket",
    "count_people",
    "flaw_of",
    "not_enough",
    "remaining",
]
