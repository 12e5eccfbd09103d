"""What people do in Okta, and how its org is disturbed."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

from pydantic import Field

from bot.sandbox.control.deeds.asked import Asked, CannotDo, Json
from bot.sandbox.okta import Okta, OktaError
from bot.sandbox.okta.roles import STANDARD

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox


class AskedOfOkta(Asked):
    """Somebody uses Okta in a browser or on a phone, or the org is disturbed.

    Attributes:
        new_password: Given where Okta asks for one at sign-in.
        seconds: How late `late_log` tells the next events, how long a deactivation takes, how far
            `search=` lags behind, how long the rules of groups take.
        number: What is chosen on the phone; without one the right one is.
        role: Of whoever the bot calls as.
        on: Whether the rate limits refuse.
    """

    do: Literal[
        "activate",
        "sign_in",
        "enrol_phone",
        "approve_push",
        "refuse_push",
        "late_log",
        "expire_tokens",
        "role",
        "slow_deactivation",
        "search_lag",
        "rules_delay",
        "limits",
    ]
    login: str = ""
    password: str = ""
    new_password: str | None = None
    seconds: float = Field(default=0, ge=0, le=3600)
    number: int | None = None
    role: Literal["super", "help_desk", "read_only", "none"] = "super"
    on: bool = True


async def use_okta(sandbox: "Sandbox", asked: AskedOfOkta) -> Json:
    """Open the activation mail and choose a password, sign in, answer a push, or disturb."""
    okta = sandbox.okta
    switch = SWITCHES.get(asked.do)
    if switch:
        switch(okta, asked)
        sandbox.world.changed()
        return {}
    try:
        if asked.do == "activate":
            okta.activate(asked.login, asked.password)
            return {"password": asked.password}
        if asked.do == "enrol_phone":
            return {"factor": okta.enrol_phone(asked.login)}
        if asked.do in ("approve_push", "refuse_push"):
            approve = asked.do == "approve_push"
            okta.answer_push(asked.login, approve=approve, number=asked.number)
            return {}
        expired = okta.status(asked.login) == "PASSWORD_EXPIRED"
        new = asked.new_password if expired else None
        if not okta.sign_in(asked.login, asked.password, new_password=new):
            raise CannotDo("Okta did not let them in.")
    except OktaError as error:
        raise CannotDo(" ".join((error.summary, *error.causes))) from error
    return {"password": new or asked.password}


def _late_log(okta: Okta, asked: AskedOfOkta) -> None:
    okta.directory.log.lateness = timedelta(seconds=asked.seconds)


def _expire_tokens(okta: Okta, asked: AskedOfOkta) -> None:
    okta.auth.revoke_all()


def _role(okta: Okta, asked: AskedOfOkta) -> None:
    okta.auth.role = STANDARD[asked.role]


def _slow_deactivation(okta: Okta, asked: AskedOfOkta) -> None:
    okta.directory.deactivation_seconds = asked.seconds


def _search_lag(okta: Okta, asked: AskedOfOkta) -> None:
    okta.directory.search_lag = timedelta(seconds=asked.seconds)


def _rules_delay(okta: Okta, asked: AskedOfOkta) -> None:
    okta.directory.rules.delay = timedelta(seconds=asked.seconds)


def _limits(okta: Okta, asked: AskedOfOkta) -> None:
    okta.pace.enforced = asked.on


SWITCHES: Final[dict[str, Callable[[Okta, AskedOfOkta], None]]] = {
    "late_log": _late_log,
    "expire_tokens": _expire_tokens,
    "role": _role,
    "slow_deactivation": _slow_deactivation,
    "search_lag": _search_lag,
    "rules_delay": _rules_delay,
    "limits": _limits,
}
