"""How this Slack says no: to the app over the Web API, and to the person on the screen."""

from typing import Any, Final

TROUBLE: Final = "We had some trouble connecting. Try again?"
REQUIRED: Final = "Please complete this required field."


class ApiError(Exception):
    """The Web API refuses a call.

    Attributes:
        code: Slack's error code, such as `channel_not_found`.
        more: What the answer holds beside `ok` and `error`.
        status: The HTTP status; Slack answers 200 to everything but throttling.
    """

    def __init__(
        self, code: str, *, status: int = 200, headers: dict[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.headers = headers
        self.more = more

    def answer(self) -> dict[str, Any]:
        """Build the body of the answer."""
        return {"ok": False, "error": self.code, **self.more}


class Unanswered(Exception):
    """The app did not acknowledge what was delivered to it.

    Attributes:
        code: `dispatch_failed` (not reached, or it answered with an error) or `operation_timeout`.
        reason: Why, as an event that is tried again tells it.
        final: Whether the app asked not to be tried again.
    """

    def __init__(self, code: str, reason: str = "http_error", *, final: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason
        self.final = final


class CannotAct(Exception):
    """A person was told to do what nobody can: the thing is not on their screen."""
