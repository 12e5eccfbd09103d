"""`/api/v1/users/{user}/factors`: what a person can confirm with, and pushes to their phone.

A push waits until somebody answers it on the phone, or until it is five minutes old. Its answer
is told once: Okta forgets a transaction that has ended. One with a number offers three on the
phone, and who chooses another than the right one has said no.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from bot.sandbox.okta.directory import Directory
from bot.sandbox.okta.errors import OktaError, invalid, not_found
from bot.sandbox.okta.log import stamp
from bot.sandbox.okta.model import Factor, Push, User
from bot.sandbox.okta.web import NOTHING, Call, Endpoint, Reply
from bot.sandbox.store import World

READ: Final = "okta.users.read"
MANAGE: Final = "okta.users.manage"
LIFETIME: Final = timedelta(minutes=5)
VERIFIED: Final = "user.authentication.auth_via_mfa"


def shown(factor: Factor, user: User, base: str) -> dict[str, Any]:
    """Render a factor."""
    href = f"{base}/api/v1/users/{user.id}/factors/{factor.id}"
    return {
        "id": factor.id,
        "factorType": factor.kind,
        "provider": factor.provider,
        "vendorName": factor.provider,
        "status": "ACTIVE",
        "created": stamp(factor.created),
        "lastUpdated": stamp(factor.created),
        "profile": {"credentialId": user.login, "name": factor.device, "platform": "IOS"}
        if factor.kind == "push"
        else {"credentialId": user.login},
        "_links": {
            "self": {"href": href, "hints": {"allow": ["GET", "DELETE"]}},
            "verify": {"href": f"{href}/verify", "hints": {"allow": ["POST"]}},
        },
    }


def listed(call: Call) -> Reply:
    """List the factors that a user has enrolled."""
    user = call.directory.get(call.path["user"])
    return Reply([shown(factor, user, call.base) for factor in user.factors])


def got(call: Call) -> Reply:
    """Get one factor."""
    user, factor = _factor(call)
    return Reply(shown(factor, user, call.base))


def removed(call: Call) -> Reply:
    """Take one factor away."""
    user, factor = _factor(call)
    user.factors.remove(factor)
    call.directory.log.write("user.mfa.factor.deactivate", "Reset factor for user", user)
    call.directory.world.changed()
    return NOTHING


def verified(call: Call) -> Reply:
    """Send a push to the phone; the answer says where to ask how it went."""
    user, factor = _factor(call)
    if factor.kind != "push":
        raise invalid("passCode", "passCode: The field cannot be left blank")
    world = call.directory.world
    push = Push(world.characters(24), user.id, factor.id, world.now() + LIFETIME)
    if call.body.get("useNumberMatchingChallenge"):
        push.offered = _numbers(world)
        push.number = push.offered[int(world.fraction() * len(push.offered))]
    call.directory.pushes[push.id] = push
    call.directory.log.write("system.push.send_factor_verify_push", "Send push to user", user)
    world.changed()
    return Reply(_result(call, push, "WAITING"), status=201)


def asked(call: Call) -> Reply:
    """Tell how a push went: WAITING, SUCCESS, REJECTED or TIMEOUT."""
    push = _push(call)
    result = outcome(push, call.directory.world.now())
    if result == "WAITING":
        return Reply(_result(call, push, result))
    del call.directory.pushes[push.id]
    user = call.directory.users[push.user_id]
    good = result == "SUCCESS"
    reason = None if good else f"OKTA_VERIFY_PUSH {result}"
    text = "Authentication of user via MFA"
    outcome_ = "SUCCESS" if good else "FAILURE"
    call.directory.log.write(VERIFIED, text, user, result=outcome_, reason=reason)
    return Reply({"factorResult": result, "profile": {"credentialId": user.login}})


def cancelled(call: Call) -> Reply:
    """Take a push back."""
    del call.directory.pushes[_push(call).id]
    call.directory.world.changed()
    return NOTHING


def outcome(push: Push, now: datetime) -> str:
    """Tell how a push stands at a moment; an answer that came in time outlives it."""
    if push.answer:
        return push.answer
    return "WAITING" if now < push.expires else "TIMEOUT"


def _result(call: Call, push: Push, result: str) -> dict[str, Any]:
    user, factor = call.directory.users[push.user_id], push.factor_id
    href = f"{call.base}/api/v1/users/{user.id}/factors/{factor}/transactions/{push.id}"
    told: dict[str, Any] = {
        "factorResult": result,
        "expiresAt": stamp(push.expires),
        "profile": {"credentialId": user.login},
        "_links": {
            "poll": {"href": href, "hints": {"allow": ["GET"]}},
            "cancel": {"href": href, "hints": {"allow": ["DELETE"]}},
        },
    }
    if push.number is not None:
        told["_embedded"] = {"challenge": {"correctAnswer": push.number}}
    return told


def _numbers(world: World) -> tuple[int, ...]:
    """Draw three different numbers of two digits."""
    first = int(world.fraction() * 90)
    return tuple(sorted(10 + (first + step) % 90 for step in (0, 31, 62)))


def _factor(call: Call) -> tuple[User, Factor]:
    user = call.directory.get(call.path["user"])
    for factor in user.factors:
        if factor.id == call.path["factor"]:
            return user, factor
    raise not_found(call.path["factor"], "UserFactor")


def _push(call: Call) -> Push:
    user, factor = _factor(call)
    push = call.directory.pushes.get(call.path["push"])
    if push is None or (push.user_id, push.factor_id) != (user.id, factor.id):
        raise OktaError("E0000007", f"Resource not found: {call.path['push']} (FactorTransaction)")
    return push


def enrol_phone(directory: Directory, user: User) -> Factor:
    """Let a user confirm on a phone, by code and by push, in place of an earlier one."""
    world = directory.world
    push = Factor(world.okta_id("opf"), "push", world.now())
    user.factors = [Factor(world.okta_id("ost"), "token:software:totp", world.now()), push]
    world.changed()
    return push


def waiting_for(directory: Directory, user: User) -> Push | None:
    """Give the push that a user's phone shows now, the newest; None where it shows none."""
    now = directory.world.now()
    mine = (each for each in reversed(directory.pushes.values()) if each.user_id == user.id)
    return next((each for each in mine if outcome(each, now) == "WAITING"), None)


def answer(directory: Directory, user: User, *, approve: bool, number: int | None = None) -> None:
    """Answer the push that waits on a user's phone.

    Args:
        number: What is chosen there; by default the right one.

    Raises:
        OktaError: nobody asks, or it is too late.
    """
    push = waiting_for(directory, user)
    if push is None:
        raise OktaError("E0000038")
    right = number is None or number == push.number
    push.answer = "SUCCESS" if approve and right else "REJECTED"
    directory.world.changed()


ALL: Final = "/api/v1/users/{user}/factors"
ONE: Final = f"{ALL}/{{factor}}"
TRANSACTION: Final = f"{ONE}/transactions/{{push}}"
ENDPOINTS: Final = (
    Endpoint("GET", ALL, listed, READ, "users"),
    Endpoint("GET", ONE, got, READ, "users"),
    Endpoint("DELETE", ONE, removed, MANAGE, "users"),
    Endpoint("POST", f"{ONE}/verify", verified, MANAGE, "factor.verify"),
    Endpoint("GET", TRANSACTION, asked, READ, "users"),
    Endpoint("DELETE", TRANSACTION, cancelled, MANAGE, "users"),
)
