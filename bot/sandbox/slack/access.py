"""Who may call which method: tokens, scopes, and what the app's home has."""

from typing import Final, Literal

from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.limits import Limits
from bot.sandbox.store import World

TokenKind = Literal["bot", "app", "configuration", "any", "none"]

SCOPES: Final = (
    *("channels:history", "channels:join", "channels:manage", "channels:read"),
    *("channels:write.invites", "chat:write", "commands", "dnd:read", "emoji:read", "files:read"),
    *("files:write", "groups:history", "groups:read", "groups:write", "groups:write.invites"),
    *("im:history", "im:read", "im:write", "mpim:history", "mpim:read", "mpim:write"),
    *("pins:write", "reactions:write", "team:read", "usergroups:read"),
    *("users.profile:read", "users:read", "users:read.email"),
)


class Access:
    """The app's rights.

    Attributes:
        scopes: What the bot token may do; a sandbox sets it to what the manifest asks for.
        asked: The scopes that calls needed so far; of each group any one is enough.
        revoked: Whether the app was removed from the workspace.
        home_tab: Whether the app has a home tab.
        messages_tab: Whether the app may write to people directly.
    """

    def __init__(self, world: World) -> None:
        self.limits = Limits(world)
        self.bot_token = "xoxb-sandbox"
        self.app_token = "xapp-sandbox"
        self.configuration_token = "xoxe.xoxp-sandbox"
        self.scopes: set[str] = set(SCOPES)
        self.asked: set[frozenset[str]] = set()
        self.revoked = False
        self.home_tab = True
        self.messages_tab = True

    @property
    def unlimited(self) -> bool:
        """Whether calls are answered however many there are, for a test that hurries."""
        return self.limits.unlimited

    @unlimited.setter
    def unlimited(self, hurry: bool) -> None:
        self.limits.unlimited = hurry

    def check_token(self, token: str, kind: TokenKind) -> None:
        """Let the right token through.

        Raises:
            ApiError: `not_authed`, `invalid_auth`, `token_revoked` or `not_allowed_token_type`.
        """
        if kind == "none":
            return
        if not token:
            raise ApiError("not_authed")
        known = {
            self.bot_token: "bot",
            self.app_token: "app",
            self.configuration_token: "configuration",
        }
        if token not in known:
            raise ApiError("invalid_auth")
        if self.revoked:
            raise ApiError("token_revoked")
        if kind not in ("any", known[token]):
            raise ApiError("not_allowed_token_type")

    def require(self, *scopes: str) -> None:
        """Let an app through that has any of these scopes; none are asked where none are named.

        Raises:
            ApiError: `missing_scope`, with what is needed and what there is.
        """
        self.asked.add(frozenset(scopes))
        if scopes and not self.scopes.intersection(scopes):
            provided = ",".join(sorted(self.scopes))
            raise ApiError("missing_scope", needed=",".join(scopes), provided=provided)
