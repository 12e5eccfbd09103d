"""What JumpCloud refuses with, and the window of a list that every endpoint reads alike."""

from typing import Any, Final

from starlette.datastructures import QueryParams
from starlette.responses import JSONResponse

DEFAULT_LIMIT: Final = 10
MAX_LIMIT: Final = 100


class Problem(Exception):
    """A request is refused.

    Attributes:
        status: HTTP status.
        body: The JSON object answered; its `message` is the exception's text.
    """

    def __init__(self, status: int, message: str, more: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"message": message, **(more or {})}

    def response(self) -> JSONResponse:
        """Answer with it."""
        return JSONResponse(self.body, self.status)


class Duplicate(Problem):
    """A value that must be unique is taken."""

    def __init__(self, message: str) -> None:
        super().__init__(400, message)


def not_found() -> Problem:
    """Make the answer for an id that nothing has."""
    return Problem(404, "Not Found")


def read_number(value: Any, name: str) -> int:
    """Read a number of 0 or more out of a query or a body."""
    try:
        number = int(value)
    except (TypeError, ValueError):
        number = -1
    if number < 0:
        raise Problem(400, f'Bad Request: request parameter "{name}" must be a number')
    return number


def read_window(
    given: QueryParams | dict[str, Any], *, maximum: int = MAX_LIMIT
) -> tuple[int, int]:
    """Read `skip` and `limit` and return where the page starts and where it ends.

    Without a limit a page has 10 rows: that is what catches a client which forgets to page.
    """
    limit = read_number(given.get("limit", DEFAULT_LIMIT), "limit") or DEFAULT_LIMIT
    if limit > maximum:
        message = f'Bad Request: request parameter "limit" exceeds maximum value of {maximum}'
        raise Problem(400, message)
    skip = read_number(given.get("skip", 0), "skip")
    return skip, skip + limit
