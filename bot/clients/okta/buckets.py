"""Which of Okta's rate limits a call counts in: by method and path, the most exact one wins."""

import re
from typing import Final

_RULES: Final = (
    (re.compile(r"GET /api/v1/users/[^/]+"), "GET user"),
    (re.compile(r"(POST|PUT|DELETE) /api/v1/users/[^/]+"), "write user"),
    (re.compile(r"\w+ /api/v1/users(/.*)?"), "users"),
    (re.compile(r"\w+ /api/v1/groups/[^/]+"), "group"),
    (re.compile(r"\w+ /api/v1/groups(/.*)?"), "groups"),
    (re.compile(r"\w+ /api/v1/apps/[^/]+"), "app"),
    (re.compile(r"\w+ /api/v1/apps(/.*)?"), "apps"),
    (re.compile(r"\w+ /api/v1/logs"), "logs"),
    (re.compile(r"\w+ /oauth2/.*"), "tokens"),
)


def bucket(method: str, path: str) -> str:
    """Name the bucket that a call counts in.

    Args:
        path: Below the org's address, or the whole address of a following page.
    """
    below = f"/api/v1/{path.partition('/api/v1/')[2]}" if "/api/v1/" in path else path
    call = f"{method} {below.partition('?')[0]}"
    return next((name for rule, name in _RULES if rule.fullmatch(call)), "other")
