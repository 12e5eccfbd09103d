"""What people do in Okta, and how its org is disturbed."""

from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from bot.sandbox.control.deeds.asked import Asked, CannotDo, Json
from bot.sandbox.okta import OktaError

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox


class AskedOfOkta(Asked):
    """Somebody uses Okta in a browser or on a phone, or the org is disturbed.

    Attributes:
        new_password: Given where Okta asks for one at sign-in.
        seconds: How late `late_log` tells the next events.
    """

    do: Literal[
        "activate",
        "sign_in",
        "enrol_phone",
        "approve_push",
        "refuse_push",
        "late_log",
        "expire_tokens",
    ]
    login: str = ""
    password: str = ""
    new_password: str | None = None
    seconds: float = Field(default=0, ge=0, le=3600)


async def use_okta(sandbox: "Sandbox", asked: AskedOfOkta) -> Json:
    """Open the activation mail and choose a password, sign in, answer a push, or disturb."""
    okta = sandbox.okta
    if asked.do == "late_log":
        okta.directory.log.lateness = timedelta(seconds=asked.seconds)
        return {}
    if asked.do == "expire_tokens":
        okta.auth.revoke_all()
        return {}
    try:
        if asked.do == "activate":
            okta.activate(asked.login, asked.password)
            return {"password": asked.password}
        if asked.do == "enrol_phone":
            return {"factor": okta.enrol_phone(asked.login)}
        if asked.do in ("approve_push", "refuse_push"):
            okta.answer_push(asked.login, approve=asked.do == "approve_push")
            return {}
        expired = okta.status(asked.login) == "PASSWORD_EXPIRED"
        new = asked.new_password if expired else None
        if not okta.sign_in(asked.login, asked.password, new_password=new):
            raise CannotDo("Okta did not let them in.")
    except OktaError as error:
        raise CannotDo(" ".join((error.summary, *error.causes))) from error
    return {"password": new or asked.password}
