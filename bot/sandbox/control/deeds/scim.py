"""How the SCIM link is disturbed and mended."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Literal

from pydantic import Field

from bot.sandbox.control.deeds.asked import Asked, CannotDo, Json

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox

REFUSAL: Final = "department is required"
MOST_TIMES: Final = 1000


class AskedOfScim(Asked):
    """The link is disturbed or mended; which arguments count depends on `do`.

    Attributes:
        seconds: How long `delay` makes each push take, and up to how much more by `jitter`.
        reason: The words of `refuse`.
        shortest: How long JumpCloud wants passwords to be, by `complexity`.
        symbol: Whether it also wants a character that is neither letter nor digit.
        times: How many calls `throttle` answers with 429.
        retry_after: What it says in Retry-After; Okta reads whole seconds only.
        status: What `fail` answers every call with.
        login: Whose pushes `retry` means; everyone's without one.
    """

    do: Literal[
        "delay",
        "refuse",
        "complexity",
        "bad_token",
        "throttle",
        "fail",
        "hold",
        "release",
        "mend",
        "retry",
    ]
    seconds: float = Field(default=0, ge=0, le=3600)
    jitter: float = Field(default=0, ge=0, le=3600)
    reason: str = REFUSAL
    shortest: int = Field(default=12, ge=0, le=64)
    symbol: bool = True
    times: int = Field(default=1, ge=1, le=MOST_TIMES)
    retry_after: str | None = None
    status: int = Field(default=503, ge=500, le=599)
    login: str = ""


async def disturb_scim(sandbox: "Sandbox", asked: AskedOfScim) -> Json:
    """Disturb the link, mend it, or retry what failed."""
    scim, service = sandbox.scim, sandbox.scim.service
    acts: dict[str, Callable[[], None]] = {
        "delay": lambda: scim.pace(asked.seconds, asked.jitter),
        "refuse": lambda: service.refuse(asked.reason),
        "complexity": lambda: service.demand(shortest=asked.shortest, symbol=asked.symbol),
        "bad_token": service.change_token,
        "throttle": lambda: service.throttle(asked.times, asked.retry_after),
        "fail": lambda: service.fail(asked.status),
        "hold": scim.hold,
        "release": scim.release,
        "mend": scim.mend,
        "retry": lambda: _retry(sandbox, asked.login),
    }
    acts[asked.do]()
    return {}


def _retry(sandbox: "Sandbox", login: str) -> None:
    if login and sandbox.okta.directory.find(login) is None:
        raise CannotDo(f"There is nobody {login} in Okta.")
    sandbox.scim.retry(login or None)
