"""Passwords, and the organisation's rules for them.

They are kept as they are, in memory: this is a stand-in, and the laptops must check them.
"""

import re
from datetime import datetime, timedelta
from typing import Any, Final

from bot.sandbox.jumpcloud.problem import Problem
from bot.sandbox.jumpcloud.table import Row

POLICY: Final[Row] = {
    "enableMinLength": True,
    "minLength": 8,
    "needsLowercase": False,
    "needsUppercase": False,
    "needsNumeric": False,
    "needsSymbolic": False,
    "allowUsernameSubstring": True,
    "enableMaxHistory": True,
    "maxHistory": 5,
    "enableMaxLoginAttempts": True,
    "maxLoginAttempts": 6,
    "enableLockoutTimeInSeconds": False,
    "lockoutTimeInSeconds": 900,
    "enablePasswordExpirationInDays": False,
    "passwordExpirationInDays": 90,
}
# What a password needs, by the policy's switch: the pattern, and the rule's name when it has not.
NEEDS: Final = {
    "needsLowercase": (re.compile("[a-z]"), "passwordLowercase"),
    "needsUppercase": (re.compile("[A-Z]"), "passwordUppercase"),
    "needsNumeric": (re.compile("[0-9]"), "passwordNumeric"),
    "needsSymbolic": (re.compile(r"[^A-Za-z0-9]"), "passwordSymbolic"),
}


class Passwords:
    """What each user's id signs in with, and what it did before.

    Attributes:
        policy: The rules, as the organisation's settings hold them; settable.
        current: Absent where no password was ever set.
    """

    def __init__(self) -> None:
        self.policy: Row = dict(POLICY)
        self.current: dict[str, str] = {}
        self._earlier: dict[str, list[str]] = {}

    def check(self, user: Row, password: str, *, history: bool) -> None:
        """Refuse a password that breaks a rule.

        Args:
            history: Whether one that was used before is refused.

        Raises:
            Problem: 400; its details name the rules.
        """
        policy = self.policy
        broken = [
            rule
            for switch, (pattern, rule) in NEEDS.items()
            if policy[switch] and not pattern.search(password)
        ]
        if policy["enableMinLength"] and len(password) < policy["minLength"]:
            broken.append("passwordMinLength")
        name = str(user["username"]).casefold()
        if not policy["allowUsernameSubstring"] and name and name in password.casefold():
            broken.append("passwordUsername")
        used = self._earlier.get(user["_id"], [])[-policy["maxHistory"] :]
        if history and policy["enableMaxHistory"] and password in used:
            broken.append("passwordHistory")
        if broken:
            raise weak_password(*broken)

    def put(self, user_id: str, password: str) -> None:
        """Set a password that was checked."""
        self.current[user_id] = password
        self._earlier.setdefault(user_id, []).append(password)

    def forget(self, user_id: str) -> None:
        """Drop all of somebody's."""
        self.current.pop(user_id, None)
        self._earlier.pop(user_id, None)

    def expires(self, now: datetime) -> datetime | None:
        """Tell when a password set now expires; None where they do not."""
        if not self.policy["enablePasswordExpirationInDays"]:
            return None
        return now + timedelta(days=self.policy["passwordExpirationInDays"])

    def locks_out(self, failures: int) -> bool:
        """Say whether so many bad passwords in a row lock somebody out."""
        enabled = self.policy["enableMaxLoginAttempts"]
        return bool(enabled and failures >= self.policy["maxLoginAttempts"])

    def shown(self) -> Row:
        """Draw the rules as the answer about one user has them."""
        return {"name": "Default", "precedence": 0, **self.policy}


def weak_password(*rules: str) -> Problem:
    """Make the answer to a password that breaks rules; `details` go out only when asked for."""
    detail = {
        "fieldViolationsList": [{"field": "password", "description": rule} for rule in rules],
        "@type": "type.googleapis.com/google.rpc.BadRequest",
    }
    more: dict[str, Any] = {"code": 400, "status": "INVALID_ARGUMENT", "details": [detail]}
    return Problem(400, "Password validation fail", more)
