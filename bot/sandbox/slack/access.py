"""Who may call which method, and how often: tokens, scopes and rate limits."""

from collections import deque
from datetime import timedelta
from typing import Final, Literal

from bot.sandbox.slack.errors import ApiError
from bot.sandbox.store import World

TokenKind = Literal["bot", "app", "none"]

MINUTE: Final = timedelta(minutes=1)
TOO_MANY: Final = 429
SCOPES: Final = (
    *("channels:history", "channels:read", "chat:write", "commands", "groups:history"),
    *("groups:read", "im:history", "im:read", "im:write", "reactions:write", "team:read"),
    *("usergroups:read", "users:read", "users:read.email"),
)


class Access:
    """The app's rights.

    Attributes:
        scopes: What the bot token may do; a sandbox sets it to what the manifest asks for.
        revoked: Whether the app was removed from the workspace.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.bot_token = "xoxb-sandbox"
        self.app_token = "xapp-sandbox"
        self.scopes: set[str] = set(SCOPES)
        self.revoked = False
        self._limits: dict[str, int] = {}
        self._calls: dict[str, deque[float]] = {}

    def limit(self, method: str, per_minute: int | None) -> None:
        """Throttle a method; None takes the limit away."""
        if per_minute is None:
            self._limits.pop(method, None)
        else:
            self._limits[method] = per_minute
        self._calls.pop(method, None)

    def check_token(self, token: str, kind: TokenKind) -> None:
        """Let the right token through.

        Raises:
            ApiError: `not_authed`, `invalid_auth`, `token_revoked` or `not_allowed_token_type`.
        """
        if kind == "none":
            return
        if not token:
            raise ApiError("not_authed")
        if token not in (self.bot_token, self.app_token):
            raise ApiError("invalid_auth")
        if self.revoked:
            raise ApiError("token_revoked")
        if token != (self.bot_token if kind == "bot" else self.app_token):
            raise ApiError("not_allowed_token_type")

    def require(self, *scopes: str) -> None:
        """Let an app through that has any of these scopes; none are asked where none are named.

        Raises:
            ApiError: `missing_scope`, with what is needed and what there is.
        """
        if scopes and not self.scopes.intersection(scopes):
            provided = ",".join(sorted(self.scopes))
            raise ApiError("missing_scope", needed=",".join(scopes), provided=provided)

    def count(self, method: str) -> None:
        """Count a call against its method's limit.

        Raises:
            ApiError: `ratelimited`, with status 429 and Retry-After in seconds.
        """
        if method not in self._limits:
            return
        now = self._world.now().timestamp()
        calls = self._calls.setdefault(method, deque())
        while calls and calls[0] <= now - MINUTE.total_seconds():
            calls.popleft()
        if len(calls) >= self._limits[method]:
            oldest = calls[0] if calls else now
            wait = max(1, int(oldest + MINUTE.total_seconds() - now))
            raise ApiError("ratelimited", status=TOO_MANY, headers={"Retry-After": str(wait)})
        calls.append(now)
